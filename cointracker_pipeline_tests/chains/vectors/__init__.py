"""Known addresses of each chain, right and wrong: one file for each, found by the chain's name."""

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
RECORDED = FOLDER.parents[2].parent / "shared" / "recorded" / "address_vectors.csv"
"""Vectors of published test suites, which lie beside the checkout where they exist."""


@dataclass(frozen=True, slots=True)
class Vector:
    """A text and the canonical form of the address it is; empty when it is none."""

    chain: str
    text: str
    canonical: str
    what: str

    def __str__(self) -> str:
        return f"{self.chain}: {self.what}: {self.text}"


def path_of_vectors(chain: str) -> Path:
    """Return where a chain's vectors are, or would be."""
    return FOLDER / f"{chain}.csv"


def load_vectors(chain: str) -> list[Vector]:
    """Return a chain's vectors; none when it has no file."""
    path = path_of_vectors(chain)
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [Vector(chain, row["address"], row["canonical"], row["what"]) for row in csv.DictReader(file)]


def load_recorded() -> list[dict[str, str]]:
    """Return the rows of the vectors that lie beside the checkout; none when they do not."""
    if not RECORDED.exists():
        return []
    with RECORDED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
