"""A wallet's whole history in the form of a tax tool, made aside so that nobody waits for who downloads it."""

from collections.abc import Iterator
from contextlib import ExitStack
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.exports import Form, write_form
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.reports.portfolio import write_chains
from cointracker_pipeline.storage.warehouse import Wanted, spool_movements, spooled, write_wallets

_PIECE = 1 << 16


def stream_form(pipeline: Pipeline, person_id: int, wallet: Wallet, form: Form) -> Iterator[bytes]:
    """Return a wallet's movements in the columns of a tax tool.

    Labels, owners and what moved between own wallets are the person's: nothing is known of anybody else's.
    """
    theirs = pipeline.registry.list_tracked(person_id)
    ids = [one.wallet_id for one in theirs]
    with ExitStack() as stack:
        spool = stack.enter_context(spooled(pipeline.warehouse, ids, pipeline.settings.exports))
        movements = stack.enter_context(TemporaryFile(dir=pipeline.settings.exports))
        file = stack.enter_context(TemporaryFile(dir=pipeline.settings.exports))
        with spool.transaction() as connection:
            write_chains(connection, pipeline.chains.values())
            write_wallets(connection, theirs)
            currency = form.currency or "USD"
            copied = spool_movements(connection, movements, Wanted(wallet_ids={wallet.wallet_id}), currency)
        text = TextIOWrapper(file, encoding="utf-8", newline="")
        write_form(form, copied.read(), text)
        text.flush()
        yield from _read(file)
        text.detach()


def _read(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece
