"""Turns a file's bytes into text, in whichever encoding they were written."""

import codecs

import chardet

from cointracker_pipeline.errors import SpreadsheetError

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE_AGAIN = 'Save it as "CSV UTF-8" and put it in the inbox again.'


def decode_text(data: bytes, name: str) -> str:
    """Return the text: UTF-8 or UTF-16 when it is that, else the older encoding it most likely is.

    A guess can only concern labels and tags: chains and addresses are ASCII, the same in every encoding tried.

    Raises: SpreadsheetError when it is not text.
    """
    text = _decode_utf16(data, name) if data.startswith(_UTF16_MARKS) else _decode_bytes(data, name)
    if "\0" in text:
        raise SpreadsheetError(f"{name} holds NUL bytes, so it is not plain text. {_SAVE_AGAIN}")
    return text


def _decode_utf16(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        raise SpreadsheetError(f"{name} begins like UTF-16 but is damaged. {_SAVE_AGAIN}") from None


def _decode_bytes(data: bytes, name: str) -> str:
    if b"\0" in data:  # a text in an older encoding never has them; detection would see other encodings
        raise SpreadsheetError(f"{name} holds NUL bytes, so it is not plain text. {_SAVE_AGAIN}")
    for encoding in ("utf-8-sig", _guess_encoding(data), "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SpreadsheetError(f"{name} is in an encoding that cannot be recognised. {_SAVE_AGAIN}")


def _guess_encoding(data: bytes) -> str:
    """Ask chardet about encodings in use today only: among all, it takes short texts for DOS or Urdu ones.

    It looks at the first 200 KB alone, so it is given the lines that matter, and the first for context.
    """
    first, *others = data.split(b"\n")
    telling = b"\n".join([first, *(line for line in others if not line.isascii())])
    found = chardet.detect(telling, encoding_era=chardet.EncodingEra.MODERN_WEB, prefer_superset=True)
    return str(found["encoding"] or "cp1252")
