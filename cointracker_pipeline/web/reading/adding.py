"""What becomes of a wallet that a person types in: decided exactly as a row of a spreadsheet is."""

from dataclasses import dataclass, replace

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.inbox.cells import clean_text
from cointracker_pipeline.inbox.infer import find_fitting
from cointracker_pipeline.inbox.mask import holds_secret
from cointracker_pipeline.inbox.rows import Decision, decide
from cointracker_pipeline.inbox.table import Row, Table
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.pipeline.importing import holds_secret as is_secret
from cointracker_pipeline.pipeline.importing import make_judge

_HEADER = ("chain", "address", "label", "tags", "owner", "note")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed into the form; ``chain`` is empty for "whichever the address is of"."""

    chain: str = ""
    address: str = ""
    label: str = ""
    tags: str = ""
    owner: str = ""
    note: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """As a row of a spreadsheet with these columns."""
        return self.chain, self.address, self.label, self.tags, self.owner, self.note

    def without_secrets(self) -> "Typed":
        """Return it fit to be shown again: a private key that was typed is not sent back."""
        hidden = {
            name: ""
            for name in ("chain", "address", "label", "tags", "owner", "note")
            if holds_secret(getattr(self, name), is_secret)
        }
        return replace(self, **hidden)


def judge_typed(pipeline: Pipeline, person_id: int, typed: Typed) -> Decision:
    """Return what becomes of it. Raises: SettingsError."""
    (decision,) = decide(Table(_HEADER, (Row(1, typed.cells),)), make_judge(pipeline, person_id))
    return decision


def list_candidates(pipeline: Pipeline, typed: Typed) -> list[Blockchain]:
    """Return the chains that an address may be of, where nobody says which and there are several."""
    if clean_text(typed.chain) or pipeline.settings.default_chain.strip():
        return []
    fitting = find_fitting(pipeline.chains.values(), clean_text(typed.address))
    return fitting if len(fitting) > 1 else []
