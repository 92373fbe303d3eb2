"""What a row asks for."""

from enum import StrEnum

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.inbox.cells import clean_text


class Action(StrEnum):
    """What becomes of the wallet that a row names."""

    ADD = "add"  # also without a word: tracked from now on; if it was already, the row updates it
    UPDATE = "update"  # only if it is tracked
    DELETE = "delete"  # with all its data


def parse_action(text: str) -> Action:
    """Read the word of an action, in any case; nothing means to add. Raises: InputError."""
    word = clean_text(text).casefold()
    try:
        return Action(word or Action.ADD)
    except ValueError:
        raise InputError(f"The action is not one of {', '.join(Action)}; leave it empty to add or update.") from None
