"""Labels of wallets, to and from files that other wallets read and write."""

from collections.abc import Iterator

from cointracker_pipeline.chains import find_chain
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.labels.bip329 import render_record
from cointracker_pipeline.labels.decide import Decider, Decision
from cointracker_pipeline.pipeline.importing import holds_secret
from cointracker_pipeline.pipeline.pipeline import Pipeline


def export_labels(pipeline: Pipeline, chain: Blockchain | None = None) -> Iterator[str]:
    """Return a record of BIP-329 for each wallet that has a label, of one chain or of all, the oldest wallet first."""
    tracked = pipeline.registry.list_wallets(chain.name if chain else None)
    return (render_record(one) for one in tracked if one.label)


def preview_labels(pipeline: Pipeline, data: bytes, chain: Blockchain | None, *, add: bool) -> list[Decision]:
    """Return what importing a file would decide for each line, and change nothing; ``chain`` is of lines without one.

    Raises: InputError when the file is too large.
    """
    tracked = pipeline.registry.list_wallets()
    return list(Decider(tracked, find_chain, holds_secret, chain, adds=add).decide(data))


def import_labels(
    pipeline: Pipeline, data: bytes, chain: Blockchain | None, *, add: bool, asked_by: str
) -> list[Decision]:
    """Take over the labels of a file, and with ``add`` wallets that are not tracked; return what became of each line.

    Raises: InputError when the file is too large.
    """
    decisions = preview_labels(pipeline, data, chain, add=add)
    changed = [one.wallet for one in decisions if one.wallet]
    if changed:
        pipeline.add_wallets(changed, asked_by)
    return decisions
