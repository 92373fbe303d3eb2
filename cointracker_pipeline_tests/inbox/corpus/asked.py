"""What the corpus must show, in the words in which it was asked for, and the files that show it."""

from cointracker_pipeline_tests.inbox.corpus.texts import LABELS

ASKED: dict[str, tuple[str, ...]] = {
    "encodings": tuple(f"{encoding}.csv" for encoding in LABELS),
    "delimiters": ("plain.csv", "semicolons.csv", "tabs.tsv", "bars.txt", "commas.tsv", "sep.csv", "one-column.txt"),
    "quoting": ("quotes.csv", "unclosed.csv"),
    "byte order marks": (
        *("utf-8-sig.csv", "utf-16.csv", "utf-16-be.csv", "mark-alone.csv", "utf-16-no-mark.csv", "utf-32.csv"),
    ),
    "merged cells": (
        *("merged-down.xlsx", "merged-chain.xlsx", "merged-title.xlsx", "merged-far.xlsx", "merged.xls", "merged.ods"),
    ),
    "formulas with cached values": ("formulas-with-values.xlsx", "typed.ods"),
    "formulas without cached values": (
        *("formulas.xlsx", "formulas-alone.xlsx", "formula-prefixed.xlsx", "odd.xls", "typed.ods"),
    ),
    "numbers where text belongs": ("numbers-and-dates.xlsx", "numbers.csv", "typed.xls", "typed.ods"),
    "dates": ("numbers-and-dates.xlsx", "odd.xls", "typed.ods"),
    "300 columns": (
        *("300-columns.csv", "300-columns.xlsx", "300-columns.ods", "300-unknown-columns.csv"),
        "wide.xls",  # its format has 256
    ),
    "empty sheets": (
        *("empty.csv", "empty.xlsx", "three-empty.xlsx", "empty-beside.xlsx", "empty.xls", "empty.ods", "blank.tsv"),
    ),
    "hidden sheets": (
        *("hidden-beside.xlsx", "very-hidden-beside.xlsx", "hidden-alone.xlsx", "hidden-beside.xls"),
        *("hidden-beside.ods", "hidden-alone.ods"),
    ),
    "password-protected": ("password.xlsx", "password.xls", "password.ods"),
    "truncated zips": ("half.xlsx", "last-bytes-missing.xlsx", "cut.ods"),
    "zip bombs": ("bomb.xlsx", "bomb.ods", "large.xlsx", "parts.xlsx"),
    "billion laughs": ("laughs.xlsx", "laughs-utf-16.xlsx", "laughs.ods"),
    "dimension bombs": (
        *("corner.xlsx", "veiled-corner.xlsx", "corner.xls", "dimension.xlsx", "repeated-rows.ods"),
        *("repeated-cells.ods", "blank-to-the-end.ods"),
    ),
    "lying sizes": ("understated.xlsx", "overstated.xlsx", "lying-strings.xlsx", "lying-sectors.xls"),
    "images renamed": ("picture.csv", "picture.xlsx", "picture.xls", "picture.ods"),
    "0 bytes": ("empty.csv", "0-bytes.xlsx", "0-bytes.xls", "0-bytes.ods"),
    "names with control characters": ("wal\nlets\x07\x1b[31m.csv", "na\nme\x02.csv", "wal\tlets\x1b.xlsx"),
    "a missing chain": (
        *("ethereum-alone.csv", "one-chain-fits.csv", "several-chains-fit.csv"),
        *("keys-of-one-chain.csv", "keys-of-several-chains.csv"),
    ),
}
