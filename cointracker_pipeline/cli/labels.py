"""``cointracker labels``: labels of wallets as BIP-329 JSON Lines, out and in."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cointracker_pipeline.cli.tables import count
from cointracker_pipeline.errors import InputError

if TYPE_CHECKING:
    from cointracker_pipeline.domain.chain import Blockchain
    from cointracker_pipeline.labels.decide import Decision

QUIET = ("labelled", "unchanged", "added", "ignored")
"""What a line may come to without a word, unless there is a note."""


@click.group()
def labels() -> None:
    """Write labels of wallets to files, or take them over: BIP-329, which many wallets read and write."""


@labels.command("export")
@click.argument("file", default="-")
@click.option("--chain", help="Only wallets of this chain.")
def export_file(file: str, chain: str | None) -> None:
    """Write the label of each wallet that has one to FILE, or print them all."""
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.pipeline.labelling import export_labels
    from cointracker_pipeline.storage.warehouse import written_whole

    only = _find(chain)
    with open_pipeline() as pipeline:
        records = list(export_labels(pipeline, only))
    text = "".join(f"{record}\n" for record in records)
    if file == "-":
        click.echo(text, nl=False)
        return
    with written_whole(Path(file)) as temporary:
        temporary.write_text(text, "utf-8")
    click.echo(f"{file}: {count(len(records), 'label')}")


@labels.command("import")
@click.argument("file")
@click.option("--add", is_flag=True, help="Track wallets that are not tracked yet.")
@click.option(
    "--chain", help="Of lines that name none; such a line is of a tracked wallet, or of bitcoin, unless named."
)
@click.option("--dry-run", is_flag=True, help="Decide every line and change nothing.")
def import_file(file: str, add: bool, chain: str | None, dry_run: bool) -> None:
    """Take over the labels of wallets from FILE, or from standard input with -.

    A line that is refused never keeps the others out. Labels of transactions, inputs and outputs are passed over.
    """
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.pipeline.labelling import import_labels, preview_labels

    of_lines = _find(chain)
    data = _read(file)
    with open_pipeline() as pipeline:
        if dry_run:
            decisions = preview_labels(pipeline, data, of_lines, add=add)
        else:
            decisions = import_labels(pipeline, data, of_lines, add=add, asked_by="labels")
    _print(decisions, dry_run=dry_run)


def _find(chain: str | None) -> "Blockchain | None":
    from cointracker_pipeline.chains import find_chain

    return find_chain(chain) if chain else None


def _read(file: str) -> bytes:
    """Return the content of a file, and of one that is too large enough to see that."""
    from cointracker_pipeline.inbox.limits import MAX_FILE_BYTES

    if file == "-":
        return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"{file} cannot be read: {error.strerror}. Name a file of labels, one JSON object a line."
        ) from None


def _print(decisions: "Sequence[Decision]", *, dry_run: bool) -> None:
    from cointracker_pipeline.labels.decide import Outcome

    for one in decisions:
        if one.outcome not in QUIET or one.reason:
            click.echo(f"Line {one.line} {one.outcome}: {one.reason}")
    counts = Counter(one.outcome for one in decisions)
    click.echo(f"{count(len(decisions), 'line')}: " + ", ".join(f"{counts[fate]} {fate}" for fate in Outcome) + ".")
    if counts[Outcome.IGNORED]:
        click.echo("Ignored lines are about transactions, inputs, outputs or public keys, whose labels are not kept.")
    if dry_run:
        click.echo("Nothing was changed. Import them without --dry-run.")
