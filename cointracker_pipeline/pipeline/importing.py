"""Spreadsheets: their rows become wallets, changes of wallets, and requests to delete some."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cointracker_pipeline.addresses.private_keys import find_secret
from cointracker_pipeline.chains import find_chain
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.errors import SettingsError, UnknownChainError
from cointracker_pipeline.inbox.columns import extend_names
from cointracker_pipeline.inbox.file_name import show_name
from cointracker_pipeline.inbox.infer import make_inference
from cointracker_pipeline.inbox.rows import Decision, Judge
from cointracker_pipeline.inbox.take import Taken, take_file
from cointracker_pipeline.pipeline.file_news import tell_spreadsheet
from cointracker_pipeline.storage.registry import OPERATOR

if TYPE_CHECKING:
    from cointracker_pipeline.pipeline.pipeline import Pipeline


def holds_secret(text: str) -> bool:
    """Return whether a text holds a private key or a seed phrase: it must then not be kept or shown."""
    return find_secret(text) is not None


def make_judge(pipeline: "Pipeline") -> Judge:
    """Return what decides about rows, as the settings say. Raises: SettingsError."""
    return Judge(
        find_chain=find_chain,
        infer_chain=make_inference(pipeline.chains.values(), _find_default_chain(pipeline.settings.default_chain)),
        find_tracked=pipeline.registry.find_staying,
        is_secret=holds_secret,
        names=extend_names(pipeline.settings.extra_column_names),
    )


def take_spreadsheet(pipeline: "Pipeline", path: Path) -> Taken:
    """Take a spreadsheet out of the inbox: do what its rows ask for, and file it away.

    Raises: HomeError when the file is gone or cannot be moved, SettingsError; it then stays where it is.
    """
    asked_by = f"file {show_name(path)}"
    return take_file(
        path,
        processed=pipeline.settings.processed,
        rejected=pipeline.settings.rejected,
        judge=make_judge(pipeline),
        save=lambda wallets: _add(pipeline, wallets, asked_by),
        delete=lambda wallet_ids: _ask_to_delete(pipeline, wallet_ids, asked_by),
        already_seen=lambda sha256: pipeline.registry.find_upload(sha256) is not None,
        record=lambda taken: _record(pipeline, path, taken),
    )


def import_rows(pipeline: "Pipeline", decisions: Sequence[Decision], asked_by: str) -> None:
    """Do what the rows of a previewed spreadsheet ask for; the file stays where it is."""
    if changed := [one.wallet for one in decisions if one.wallet and one.changes_something]:
        _add(pipeline, changed, asked_by)
    if gone := [one.wallet.wallet_id for one in decisions if one.wallet and one.deletes]:
        _ask_to_delete(pipeline, gone, asked_by)


def _record(pipeline: "Pipeline", path: Path, taken: Taken) -> None:
    """Tell people of a file, then remember its content: whoever dies in between tells and remembers it again."""
    if taken.already_seen:
        return
    tell_spreadsheet(pipeline, path, taken)
    if taken.error is None:
        accepted = sum(one.accepted for one in taken.decisions)
        refused = len(taken.decisions) - accepted
        report = str(taken.report_path.with_name(show_name(taken.report_path)))
        pipeline.registry.record_upload(show_name(path), taken.sha256, accepted, refused, report, pipeline.clock())


def _add(pipeline: "Pipeline", wallets: Sequence[TrackedWallet], asked_by: str) -> None:
    pipeline.add_wallets(wallets, asked_by)


def _ask_to_delete(pipeline: "Pipeline", wallet_ids: Sequence[str], asked_by: str) -> None:
    pipeline.registry.untrack_wallets(OPERATOR, wallet_ids, pipeline.clock(), asked_by)


def _find_default_chain(name: str) -> Blockchain | None:
    try:
        return find_chain(name) if name.strip() else None
    except UnknownChainError as error:
        raise SettingsError(f"COINTRACKER_DEFAULT_CHAIN: {error}") from None
