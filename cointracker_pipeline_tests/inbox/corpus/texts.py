"""Text files: encodings, delimiters, quotes, and what is no text."""

import csv
import zlib
from collections.abc import Sequence
from functools import partial
from io import StringIO

from cointracker_pipeline_tests.inbox.corpus.specimen import BITCOIN, DOGECOIN, GOOD, HEADER, LITECOIN, ROWS, Specimen

LABELS = {
    "utf-8": "Ersparnisse für später 💰",
    "utf-8-sig": "Ersparnisse für später",
    "utf-16": "Сбережения",
    "cp1250": "Žluťoučký kůň úpěl",
    "cp1251": "Кошелёк на память",
    "cp1252": "Größe Sparbuch Übersee",
    "cp1253": "Ψυχρό πορτοφόλι",
    "cp1254": "Soğuk cüzdan şifresi",
    "cp1255": "ארנק קר",
    "cp1256": "محفظة باردة",
    "cp1257": "Šaltas piniginės žiedas",
    "cp1258": "Ví lạnh",
    "koi8-r": "Кошелёк на память",
    "iso8859-15": "Épargne à côté, très bien",
    "shift_jis": "ビットコイン財布",
    "euc-jp": "ビットコイン財布",
    "big5": "冷錢包 比特幣",
    "gb18030": "冷钱包 比特币",
    "euc-kr": "비트코인 지갑",
    "cp850": "Größe Sparbuch Übersee",
    "mac-roman": "Größe Sparbuch Übersee",
}


def write_csv(rows: Sequence[Sequence[str]] = ROWS, delimiter: str = ",", newline: str = "\r\n") -> str:
    """Return rows as CSV."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return text.getvalue()


def _encode(encoding: str) -> bytes:
    rows = [HEADER, ("bitcoin", BITCOIN, LABELS[encoding]), ("LTC", LITECOIN, "plain")]
    return write_csv(rows).encode(encoding, "replace")


def _text(text: str) -> partial[bytes]:
    return partial(text.encode, "utf-8")


ENCODINGS = [Specimen(f"{encoding}.csv", partial(_encode, encoding), GOOD) for encoding in LABELS]

WIDE = [[*HEADER, *(f"c{number}" for number in range(297))], ["bitcoin", BITCOIN, "", *["x"] * 297]]

READABLE = [
    Specimen("utf-16-be.csv", lambda: b"\xfe\xff" + write_csv().encode("utf-16-be"), GOOD),
    Specimen("plain.csv", _text(write_csv()), GOOD),
    Specimen("semicolons.csv", _text(write_csv(delimiter=";")), GOOD),
    Specimen("tabs.tsv", _text(write_csv(delimiter="\t")), GOOD),
    Specimen("bars.txt", _text(write_csv(delimiter="|")), GOOD),
    Specimen("commas.tsv", _text(write_csv()), GOOD),
    Specimen("sep.csv", _text("sep=;\r\n" + write_csv(delimiter=";")), {line + 1: one for line, one in GOOD.items()}),
    Specimen("carriage-returns.csv", _text(write_csv(newline="\r")), GOOD),
    Specimen(
        "quotes.csv",
        _text(f'"chain","address","label"\n"bitcoin","{BITCOIN}","a ""quoted"", one\nof two lines"\nLTC,{LITECOIN},\n'),
        {2: GOOD[2], 4: GOOD[3]},
    ),
    Specimen("trailing-commas.csv", _text(write_csv().replace("\r\n", ",,,\r\n")), GOOD),
    Specimen(
        "title-rows.csv",
        _text(f"My wallets; as of today\n\n;;\nCoin;Wallet;Name\nBTC;{BITCOIN};Savings, old\n"),
        {5: GOOD[2]},
    ),
    Specimen(
        "one-column.txt",
        _text(f"Address\n{DOGECOIN}\n{BITCOIN}\n"),
        {2: f"dogecoin:{DOGECOIN}", 3: "bitcoin or|or bitcoin|bitcoin-cash"},
    ),
    Specimen("no-newline.csv", _text(write_csv().rstrip()), GOOD),
    Specimen("300-columns.csv", _text(write_csv(WIDE)), {2: GOOD[2]}),
    Specimen("numbers.csv", _text("chain,address\nbitcoin,1.23E+30\nbitcoin,12345\n"), {2: "rounded", 3: "12345"}),
    Specimen("wal\nlets\x07\x1b[31m.csv", _text(write_csv()), GOOD),
]

REFUSED = [
    Specimen("empty.csv", lambda: b"", says="is empty"),
    Specimen("blank.tsv", lambda: b"\r\n \r\n", says="is empty"),
    Specimen("mark-alone.csv", lambda: b"\xef\xbb\xbf", says="is empty"),
    Specimen("header-alone.csv", _text("chain,address\n"), says="single line"),
    Specimen("no-header.csv", _text(f"bitcoin,{BITCOIN}\nlitecoin,{LITECOIN}\n"), says="No column holds the address"),
    Specimen("unclosed.csv", _text(f'chain,address\nbitcoin,"{BITCOIN}\n'), says="line 2.*quote"),
    Specimen("two-chains.csv", _text(f"coin,symbol,address\nbitcoin,BTC,{BITCOIN}\n"), says="'coin' and 'symbol'"),
    Specimen("300-unknown-columns.csv", _text(",".join(f"c{n}" for n in range(300)) + "\nx\n"), says="No column holds"),
    Specimen("line-of-commas.csv", lambda: b"chain,address\n" + b"," * 3_000_000, says="1,000,000"),
    Specimen("lines.csv", lambda: b"chain,address\n" + b"a,b\n" * 300_000, says="200,000 rows"),
    Specimen("cells.csv", lambda: b"chain,address\n" + (b"a," * 400 + b"\n") * 6_000, says="2,000,000 cells"),
    Specimen("nul.csv", lambda: b"chain,address\na,\0\n", says="NUL"),
    Specimen("binary.csv", lambda: bytes(range(256)) * 40 + zlib.compress(b"wallets" * 1_000), says="NUL"),
    Specimen("cut-utf-16.csv", lambda: write_csv().encode("utf-16")[:-1], says="damaged"),
    Specimen("utf-16-no-mark.csv", lambda: write_csv().encode("utf-16-le"), says="NUL"),
    Specimen("utf-32.csv", lambda: write_csv().encode("utf-32"), says="NUL"),
    Specimen("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), says="PNG picture"),
    Specimen("letter.csv", lambda: b"%PDF-1.7\n" + bytes(100), says="PDF document"),
    Specimen("page.csv", lambda: b"<!DOCTYPE html><table><tr><td>chain", says="web page"),
    Specimen("data.csv", lambda: b'[{"chain": "bitcoin"}]', says="JSON"),
    Specimen("na\nme\x00.csv".replace("\x00", "\x02"), lambda: b"", says=r"na\\nme\\x02\.csv is empty"),
    Specimen("wallets.pages", _text(write_csv()), says="must end in one of"),
    Specimen("wallets.xlsb", _text(write_csv()), says="save it as XLSX or CSV"),
]

SPECIMENS = [*ENCODINGS, *READABLE, *REFUSED]
