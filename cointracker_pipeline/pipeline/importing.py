"""Spreadsheets: their rows become wallets, changes of wallets, and requests to delete some."""

from collections.abc import Sequence
from dataclasses import dataclass
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


def make_judge(pipeline: "Pipeline", person_id: int = OPERATOR) -> Judge:
    """Return what decides about a person's rows, as the settings say. Raises: SettingsError."""
    return Judge(
        find_chain=find_chain,
        infer_chain=make_inference(pipeline.chains.values(), _find_default_chain(pipeline.settings.default_chain)),
        find_tracked=lambda wallet_id: pipeline.registry.find_staying(wallet_id, person_id),
        is_secret=holds_secret,
        names=extend_names(pipeline.settings.extra_column_names),
    )


def take_spreadsheet(pipeline: "Pipeline", path: Path) -> Taken:
    """Take a spreadsheet out of the inbox: do what its rows ask for, and file it away.

    Its wallets, labels and tags are those of whoever uploaded it; a file that lies there by itself is the operator's.

    Raises: HomeError when the file is gone or cannot be moved, SettingsError; it then stays where it is.
    """
    giver = _find_giver(pipeline, path)
    return take_file(
        path,
        processed=pipeline.settings.processed,
        rejected=pipeline.settings.rejected,
        judge=make_judge(pipeline, giver.person_id),
        save=lambda wallets: _add(pipeline, wallets, giver),
        delete=lambda wallet_ids: _ask_to_delete(pipeline, wallet_ids, giver),
        already_seen=lambda sha256: pipeline.registry.find_upload(sha256, giver.person_id) is not None,
        record=lambda taken: _record(pipeline, path, taken, giver),
    )


def import_rows(pipeline: "Pipeline", decisions: Sequence[Decision], asked_by: str) -> None:
    """Do what the rows of a previewed spreadsheet ask for; the file stays where it is."""
    giver = _Giver(OPERATOR, "", asked_by)
    if changed := [one.wallet for one in decisions if one.wallet and one.changes_something]:
        _add(pipeline, changed, giver)
    if gone := [one.wallet.wallet_id for one in decisions if one.wallet and one.deletes]:
        _ask_to_delete(pipeline, gone, giver)


def is_another_persons(pipeline: "Pipeline", path: Path) -> bool:
    """Return whether a file was uploaded by another person than the operator: what it holds is then theirs alone."""
    return _find_giver(pipeline, path).person_id != OPERATOR


@dataclass(frozen=True, slots=True)
class _Giver:
    """Whose a spreadsheet is, what they call it, and who is said to have asked for what it asks for."""

    person_id: int
    file_name: str
    asked_by: str


def _find_giver(pipeline: "Pipeline", path: Path) -> _Giver:
    """Return whose a file is; what another person calls theirs is not told to those who see who asked."""
    known = pipeline.registry.find_inbox_file(show_name(path))
    if known is None:
        return _Giver(OPERATOR, show_name(path), f"file {show_name(path)}")
    person = pipeline.registry.find_person(known.person_id)
    return _Giver(known.person_id, known.file_name, f"upload of {person.name if person else known.person_id}")


def _record(pipeline: "Pipeline", path: Path, taken: Taken, giver: _Giver) -> None:
    """Tell people of a file, then remember its content: whoever dies in between tells and remembers it again."""
    pipeline.registry.close_inbox_file(show_name(path), pipeline.clock())
    if taken.already_seen:
        return
    if giver.person_id == OPERATOR:  # alerts go to the operator; others see the fate of their rows in the web
        tell_spreadsheet(pipeline, path.with_name(giver.file_name), taken)
    if taken.error is None:
        accepted = sum(one.accepted for one in taken.decisions)
        refused = len(taken.decisions) - accepted
        report = str(taken.report_path.with_name(show_name(taken.report_path)))
        pipeline.registry.record_upload(
            giver.file_name, taken.sha256, accepted, refused, report, pipeline.clock(), giver.person_id
        )


def _add(pipeline: "Pipeline", wallets: Sequence[TrackedWallet], giver: _Giver) -> None:
    pipeline.add_wallets(wallets, giver.asked_by, giver.person_id)


def _ask_to_delete(pipeline: "Pipeline", wallet_ids: Sequence[str], giver: _Giver) -> None:
    pipeline.registry.untrack_wallets(giver.person_id, wallet_ids, pipeline.clock(), giver.asked_by)


def _find_default_chain(name: str) -> Blockchain | None:
    try:
        return find_chain(name) if name.strip() else None
    except UnknownChainError as error:
        raise SettingsError(f"COINTRACKER_DEFAULT_CHAIN: {error}") from None
