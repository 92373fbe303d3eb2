"""Prices, kept current at the least cost: files, then what answers told anyway, then one question for the rest."""

import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.blockchair.prices import price_history
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.price import USD, Price, convert_price
from cointracker_pipeline.domain.rates import Rates
from cointracker_pipeline.errors import (
    HomeError,
    PriceFileError,
    ProviderError,
    QuotaError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from cointracker_pipeline.price_files.folder import Folder, read_folder
from cointracker_pipeline.price_files.read import FindChain, read_file
from cointracker_pipeline.settings import Settings
from cointracker_pipeline.storage.warehouse import (
    Connection,
    Warehouse,
    find_gaps,
    find_unasked,
    note_request,
    read_unconverted,
    store_prices,
    write_second_currency,
)
from cointracker_pipeline.sync.estimate import Part
from cointracker_pipeline.sync.plan import PlannedRequest


@dataclass(slots=True)
class PriceNews:
    """What became known, what it cost in thousandths of a point, and in sentences what could not be had."""

    written: int = 0
    differing: int = 0
    requests: int = 0
    millipoints: int = 0
    problems: list[str] = field(default_factory=list)


def update_prices(
    settings: Settings,
    warehouse: Warehouse,
    chains: Mapping[str, Blockchain],
    client: Client,
    find_chain: FindChain,
    now: datetime,
    *,
    ask: bool,
) -> PriceNews:
    """Store what files and answers have told; with ``ask`` the history is asked for days that miss a price.

    Nothing here fails a run: a file that is wrong and a question that cannot be paid are told as problems. Where
    prices are switched off nothing is done. ``now`` is aware UTC.
    """
    if not settings.prices:
        return PriceNews()
    today = now.astimezone(UTC).date()
    folder = read_folder(settings.price_files, find_chain, today)
    keeper = _Keeper(warehouse, settings.second_currency, folder, now, today, PriceNews())
    keeper.news.problems += folder.refused
    with warehouse.transaction() as connection:
        write_second_currency(connection, settings.second_currency)
        stored = store_prices(connection, folder.prices, today)
        keeper.news.written, keeper.news.differing = stored.written, stored.differing
        keeper.store(connection, _list_seen(chains, client, today))
        priced = [name for name, chain in chains.items() if chain.price_ticker] if ask else []
        gaps = find_gaps(connection, priced, today)
    for name, since in gaps.items():
        if not keeper.ask(client, chains[name], since):
            break
    return keeper.news


def plan_prices(
    settings: Settings, warehouse: Warehouse, chains: Mapping[str, Blockchain], wanted: Collection[str], now: datetime
) -> list[Part]:
    """Return what prices will cost after a sync of wallets on the wanted chains, as far as it is known before it.

    A coin's history is taken to be asked for unless it was before.
    """
    priced = [name for name in wanted if chains[name].price_ticker and settings.prices]
    with warehouse.transaction() as connection:
        gaps = find_gaps(connection, priced, now.astimezone(UTC).date())
        since = {**dict.fromkeys(find_unasked(connection, priced)), **gaps}
    return [
        Part(
            f"prices {name}",
            0,
            (PlannedRequest("prices", name, (), 0, 0, price_history(filters=int(day is not None)), None),),
        )
        for name, day in sorted(since.items())
    ]


def import_prices(path: Path, folder: Path, find_chain: FindChain, now: datetime) -> None:
    """Check a file of prices or rates and copy it into the home's folder.

    Raises: PriceFileError when it is wrong, or another one has its name; HomeError when it cannot be copied.
    """
    if path.suffix.lower() != ".csv":
        raise PriceFileError(f"{path.name} is not named like a CSV file; its name must end in .csv.")
    read_file(path, find_chain, now.astimezone(UTC).date())
    target = folder / f"{path.stem}.csv"
    if target.exists() and target.read_bytes() != path.read_bytes():
        raise PriceFileError(f"{target} exists and is another file. Rename yours, or edit that one.")
    try:
        shutil.copyfile(path, target)
    except shutil.SameFileError:
        return
    except OSError as error:
        raise HomeError(f"{path} cannot be copied to {target}: {error.strerror}.") from None


@dataclass(slots=True)
class _Keeper:
    """Stores prices together with what they are in the second currency."""

    warehouse: Warehouse
    second_currency: str | None
    folder: Folder
    now: datetime
    today: date
    news: PriceNews

    def ask(self, client: Client, chain: Blockchain, since: date | None) -> bool:
        """Ask for a coin's history and store it; tell whether asking for another coin makes sense."""
        try:
            history = client.fetch_prices(chain, since)
        except (RequestRefusedError, UnreadableAnswerError) as error:
            self.news.problems.append(f"The prices of {chain.name} could not be had: {error}")
            with self.warehouse.transaction() as connection:
                note_request(connection, chain.name, since, self.now, answered=False)
            return True
        except ProviderError as error:
            spent = isinstance(error, QuotaError)
            why = "the points do not suffice" if spent else "the service does not answer"
            self.news.problems.append(f"Prices of {chain.name} are left out for now, {why}: {error}")
            return False
        self.news.requests += 1
        self.news.millipoints += history.millipoints
        found = [Price(chain.name, day, USD, one, "history") for day, one in history.prices.items() if day < self.today]
        with self.warehouse.transaction() as connection:
            self.store(connection, found)
            note_request(connection, chain.name, since, self.now, answered=True)
        return True

    def store(self, connection: Connection, prices: Sequence[Price]) -> None:
        """Store prices in USD, and what that makes in the second currency where its rate is known."""
        written = store_prices(connection, prices, self.today).written
        if self.second_currency:
            written += store_prices(connection, self._convert(connection, self.second_currency), self.today).written
        self.news.written += written

    def _convert(self, connection: Connection, currency: str) -> list[Price]:
        rates = Rates(self.folder.rates.get(currency, {}))
        return [
            Price(chain, day, currency, converted, found[1])
            for chain, day, price in read_unconverted(connection, currency, self.today)
            if (found := rates.rate_on(day, self.today)) and (converted := convert_price(price, found[0]))
        ]


def _list_seen(chains: Mapping[str, Blockchain], client: Client, today: date) -> list[Price]:
    """Return the prices that answers have told, each on the day on which it was seen."""
    seen = [(name, client.market.newest(chain)) for name, chain in chains.items()]
    return [
        Price(name, one.seen_at.date(), USD, one.price, "market")
        for name, one in seen
        if one and one.seen_at.date() <= today
    ]
