"""Whether a workbook's content is of the format that its name says."""

from pathlib import Path

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.disguise import ODS, XLS, XLSX, unmask_file

_PROMISED = {".xlsx": XLSX, ".xlsm": XLSX, ".xls": XLS, ".ods": ODS}
_ENDINGS = {XLSX: ".xlsx", XLS: ".xls", ODS: ".ods", None: ".csv"}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.4


def check_content(path: Path, name: str) -> None:
    """Raise SpreadsheetError, saying what the file really is, unless it begins like what its name says."""
    data = path.read_bytes()
    if not data.strip():
        raise SpreadsheetError(f"{name} is empty.")
    real = unmask_file(data)
    if real == XLS and _ENCRYPTED in data:
        raise refuse_password(name)
    if real == _PROMISED[path.suffix.lower()]:
        return
    if real not in _ENDINGS or (b"\0" in data and real is None):
        raise SpreadsheetError(
            f"{name} is no workbook but {real or 'something unknown'}. Save the wallets as XLSX or CSV in your "
            "spreadsheet program."
        )
    raise SpreadsheetError(
        f"{name} is really {real or 'plain text'}, only its name says otherwise. Give it the ending {_ENDINGS[real]}."
    )


def refuse_password(name: str) -> SpreadsheetError:
    """Return the error for a workbook that only its password opens."""
    return SpreadsheetError(
        f"{name} is protected by a password. Save a copy without one, or save the sheet as CSV, and take that."
    )
