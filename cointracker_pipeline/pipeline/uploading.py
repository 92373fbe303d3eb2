"""A person's spreadsheet, put into the inbox: whole, under a name that tells nothing, its owner in the registry."""

import os
import re
from contextlib import suppress
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import IO

from cointracker_pipeline.errors import HomeError, SpreadsheetError
from cointracker_pipeline.inbox.file_name import show_name
from cointracker_pipeline.inbox.limits import MAX_FILE_BYTES
from cointracker_pipeline.pipeline.pipeline import Pipeline

_ENDING = re.compile(r"\.[a-z0-9]{1,8}")
_NEVER_TAKEN = frozenset({".part", ".tmp", ".crdownload"})
_LONGEST_NAME = 200
_AT_ONCE = 1 << 20


def put_into_inbox(pipeline: Pipeline, person_id: int, given_name: str, content: IO[bytes]) -> str:
    """Put a spreadsheet into the inbox for a person and return its name there, by which its fate can be asked for.

    The name is random, but for the ending of the one given, which is shown and used for nothing else. The file appears
    in the inbox complete.

    Raises: SpreadsheetError when it is empty or too large, HomeError when it cannot be written; nothing is left then.
    """
    shown = _show_given(given_name)
    name = token_hex(16) + _find_ending(shown)
    place = pipeline.settings.inbox / name
    draft = place.with_name(f".{name}.part")
    try:
        _write(draft, content, shown)
        pipeline.registry.expect_file(name, person_id, shown, pipeline.clock())
        draft.replace(place)
    except OSError as error:
        pipeline.registry.forget_inbox_file(name)
        raise HomeError(
            f"{shown} cannot be put into the inbox {place.parent}: {error.strerror or error}. Make room, or let this "
            "program write there, and upload it again."
        ) from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return name


def _show_given(name: str) -> str:
    """Return what a browser calls a file as one printable line without folders."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].replace("\0", "").strip()
    return show_name(Path(last or "spreadsheet"))[:_LONGEST_NAME]


def _find_ending(shown: str) -> str:
    ending = PurePosixPath(shown).suffix.lower()
    return ending if _ENDING.fullmatch(ending) and ending not in _NEVER_TAKEN else ""


def _write(draft: Path, content: IO[bytes], shown: str) -> None:
    with draft.open("xb") as file:
        while piece := content.read(_AT_ONCE):
            file.write(piece)
            if file.tell() > MAX_FILE_BYTES:
                raise SpreadsheetError(
                    f"{shown} is larger than {MAX_FILE_BYTES // 1_000_000} MB, too much for a list of wallets; "
                    "divide it, or leave out what is not needed."
                )
        if not file.tell():
            raise SpreadsheetError(f"{shown} is empty; choose a spreadsheet with a line for each wallet.")
        file.flush()
        os.fsync(file.fileno())
