"""All files of a folder: what they tell together, and which of them are refused and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from cointracker_pipeline.domain.price import Price
from cointracker_pipeline.errors import PriceFileError
from cointracker_pipeline.price_files.read import FindChain, read_file

_Told = dict[tuple[object, ...], tuple[Decimal, str]]


@dataclass(frozen=True, slots=True)
class Folder:
    """The prices, the rates by currency and day, and for each file that is not taken the reason."""

    prices: tuple[Price, ...]
    rates: Mapping[str, Mapping[date, Decimal]]
    refused: tuple[str, ...]


def read_folder(folder: Path, find_chain: FindChain, today: date) -> Folder:
    """Read every CSV file of a folder, by name; one that cannot be taken hides no other.

    A file that contradicts an earlier one is not taken.
    """
    prices: list[Price] = []
    rates: dict[str, dict[date, Decimal]] = {}
    refused: list[str] = []
    told: _Told = {}
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else []:
        try:
            own_prices, own_rates = read_file(path, find_chain, today)
            claims: dict[tuple[object, ...], Decimal] = {
                **{(one.chain, one.day, one.currency): one.price for one in own_prices},
                **{(one.day, one.currency): one.rate for one in own_rates},
            }
            _refuse_contradiction(told, claims, path.name)
        except PriceFileError as error:
            refused.append(str(error))
            continue
        told |= {key: (number, path.name) for key, number in claims.items()}
        prices += own_prices
        for rate in own_rates:
            rates.setdefault(rate.currency, {})[rate.day] = rate.rate
    return Folder(tuple(prices), rates, tuple(refused))


def _refuse_contradiction(told: _Told, claims: Mapping[tuple[object, ...], Decimal], name: str) -> None:
    for key, number in claims.items():
        earlier = told.get(key)
        if earlier and earlier[0] != number:
            what = " ".join(map(str, key))
            raise PriceFileError(
                f"{name}: {earlier[1]} tells another figure of {what}. Nothing of {name} is taken until they agree."
            )
