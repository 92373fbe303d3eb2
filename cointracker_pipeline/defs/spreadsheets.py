"""Spreadsheets as an asset: each file that is taken is a materialization that tells what became of its rows."""

from collections import Counter
from pathlib import Path

import dagster as dg

from cointracker_pipeline.defs.shown import show_table
from cointracker_pipeline.inbox.file_name import show_name
from cointracker_pipeline.inbox.rows import Outcome
from cointracker_pipeline.inbox.take import Taken

SPREADSHEETS = dg.AssetKey("spreadsheets")
TAKEN_TAG = "cointracker/taken"
"""The tag of a run that takes files: what came of all of them, in one sentence."""

SHOWN_ROWS = 100
"""Refused rows beyond these stand in the report alone."""


def materialize_file(name: str, taken: Taken, *, private: bool = False) -> dg.AssetMaterialization:
    """Return what Dagster shows of one file: counts of each outcome, which become plots, and the refused rows.

    Of a private one, another person's, only the counts: admins see Dagster, and what is in the file is not theirs.
    """
    metadata: dict[str, dg.MetadataValue] = {
        "file": dg.MetadataValue.text(name),
        "fate": dg.MetadataValue.text(_name_fate(taken)),
        "filed_as": dg.MetadataValue.path(_show_path(taken.file)),
        "report": dg.MetadataValue.path(_show_path(taken.report_path)),
    }
    if not private:
        metadata["sha256"] = dg.MetadataValue.text(taken.sha256)
    if taken.error:
        metadata["why_rejected"] = dg.MetadataValue.text(_tell_error(taken.error, private))
    elif not taken.already_seen:
        metadata |= _count_rows(taken) | ({} if private else _show_refused(taken))
    return dg.AssetMaterialization(SPREADSHEETS, description=tell_file(name, taken, private=private), metadata=metadata)


def tell_file(name: str, taken: Taken, *, private: bool = False) -> str:
    """Return what became of a file in a sentence or two."""
    if taken.error:
        return f"{name} is rejected: {_tell_error(taken.error, private)} It lies in {_show_path(taken.file.parent)}."
    if taken.already_seen:
        return f"{name} has the content of a file taken before; nothing changes."
    return f"{name}: {tell_counts(count_outcomes(taken))}; see {_show_path(taken.report_path)}"


def count_outcomes(taken: Taken) -> Counter[str]:
    """Return how many rows came to each outcome."""
    return Counter(str(one.outcome) for one in taken.decisions)


def tell_counts(counts: Counter[str]) -> str:
    """Return counts of outcomes in words, those refused always among them."""
    refused = counts[Outcome.REFUSED]
    details = [f"{counts[one]:,} {one}" for one in Outcome if counts[one] and one is not Outcome.REFUSED]
    return f"{counts.total() - refused:,} rows accepted, {refused:,} refused" + (
        f" ({', '.join(details)})" if details else ""
    )


def _tell_error(error: str, private: bool) -> str:
    return "whoever uploaded it sees why in the web." if private else error


def _count_rows(taken: Taken) -> dict[str, dg.MetadataValue]:
    counts = count_outcomes(taken)
    each = {f"rows_{one.replace(' ', '_')}": dg.MetadataValue.int(counts[one]) for one in Outcome}
    return {
        "rows": dg.MetadataValue.int(counts.total()),
        "rows_accepted": dg.MetadataValue.int(counts.total() - counts[Outcome.REFUSED]),
        **each,
    }


def _show_refused(taken: Taken) -> dict[str, dg.MetadataValue]:
    refused = [one for one in taken.decisions if not one.accepted]
    shown: list[dict[str, str | int]] = [
        {"line": one.line, "chain": one.chain, "address": one.address_as_given, "reason": one.reason}
        for one in refused[:SHOWN_ROWS]
    ]
    rest = f"The first {SHOWN_ROWS} of {len(refused):,}; all stand in {_show_path(taken.report_path)}"
    return {
        "refused_rows": show_table(("line", "chain", "address", "reason"), shown),
        **({"refused_rows_shown": dg.MetadataValue.text(rest)} if len(refused) > SHOWN_ROWS else {}),
    }


def _name_fate(taken: Taken) -> str:
    if taken.error:
        return "rejected"
    return "taken before" if taken.already_seen else "processed"


def _show_path(path: Path) -> str:
    return str(path.with_name(show_name(path)))


@dg.definitions
def spreadsheets() -> dg.Definitions:
    """Return the asset; the job that takes files materializes it."""
    spec = dg.AssetSpec(
        SPREADSHEETS,
        description="Each spreadsheet taken out of the inbox: how many of its rows were added, updated or refused, and "
        "why.",
        group_name="wallets",
        owners=["team:cointracker"],
        kinds={"csv", "excel"},
    )
    return dg.Definitions(assets=[spec])
