"""The client: questions of the domain become requests, paid from the budget, and answers become values."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from cointracker_pipeline.blockchair import prices
from cointracker_pipeline.blockchair.answers import decode_balances, decode_page, decode_set
from cointracker_pipeline.blockchair.budget import Budget, choose_limits, name_account
from cointracker_pipeline.blockchair.envelope import UNDECODABLE, Envelope, open_envelope
from cointracker_pipeline.blockchair.errors_map import Case, Failure, Retry, judge
from cointracker_pipeline.blockchair.patience import ask_patiently
from cointracker_pipeline.blockchair.scrub import scrub_logs
from cointracker_pipeline.blockchair.service_answers import (
    ChainStats,
    Pulse,
    Usage,
    decode_pulse,
    decode_stats,
    decode_usage,
)
from cointracker_pipeline.blockchair.shapes import bare
from cointracker_pipeline.blockchair.transport import Request, Transport
from cointracker_pipeline.domain.budget import Ledger
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.history import Balances, HistoryPage, SetPage
from cointracker_pipeline.errors import RequestRefusedError, TransientError, UnreadableAnswerError
from cointracker_pipeline.settings import Settings

T = TypeVar("T")
Decode = Callable[[Envelope, int], T]

# Above this many addresses a URL grows longer than servers and proxies take: they go as a form.
_MOST_ADDRESSES_IN_URL = 100


@dataclass(frozen=True, slots=True)
class _Question:
    """A request, what it is expected to cost, and which answers without data mean "nothing is there"."""

    request: Request
    millipoints: int
    means_nothing: Callable[[Envelope], bool]


class Client:
    """Asks Blockchair; it is a ``domain.chain.ChainReader``.

    Each try is reserved in the budget before it is sent and settled at what the answer says it cost. Faults of the
    network and the server are tried up to five times within seconds or minutes; what a further try cannot cure is
    raised at once.
    """

    def __init__(
        self,
        transport: Transport,
        budget: Budget,
        *,
        retry_seconds: float,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self.budget = budget
        self._transport = transport
        self._retry_seconds = retry_seconds
        self._clock = clock
        self._sleep = sleep

    def __repr__(self) -> str:
        return f"Client({self._transport!r})"

    def close(self) -> None:
        """Close the connections kept open."""
        self._transport.close()

    def fetch_page(
        self, chain: Blockchain, address: str, *, offset: int, limit: int, confirmed_only: bool
    ) -> HistoryPage:
        """Return one page of an address's history, newest first.

        No row of the answer is ever left out: a row that cannot be read makes the whole page unreadable, rows that
        came twice stay twice, and a page that the server made shorter than asked says so in its ``limit``. An
        address never seen gives a page of zeros and no rows.

        Raises: ProviderError and what is under it.
        """
        _refuse_beyond("offset", offset, chain.offset_limit)
        _refuse_beyond("limit", limit, chain.page_limit)
        return self.get(
            f"{chain.path}/dashboards/address/{address}",
            _page_params(offset, limit, confirmed_only),
            prices.price_address(details=limit > 0),
            lambda envelope, millipoints: decode_page(
                envelope,
                address,
                offset=offset,
                limit=limit,
                confirmed_only=confirmed_only,
                millipoints=millipoints,
            ),
        )

    def fetch_set(self, chain: Blockchain, addresses: Sequence[str], *, limit: int, confirmed_only: bool) -> SetPage:
        """Return the figures of up to 100 addresses and the newest ``limit`` rows of all of them together.

        A limit of 0 gives the figures alone, at half a page's price.

        Raises: ProviderError and what is under it.
        """
        _refuse_none(addresses)
        _refuse_beyond("number of addresses", len(addresses), chain.set_limit)
        _refuse_beyond("limit", limit, chain.page_limit)
        return self.get(
            f"{chain.path}/dashboards/addresses/{','.join(addresses)}",
            _page_params(0, limit, confirmed_only),
            prices.price_addresses(len(addresses), details=limit > 0),
            lambda envelope, millipoints: decode_set(
                envelope, addresses, limit=limit, confirmed_only=confirmed_only, millipoints=millipoints
            ),
            means_nothing=_is_unknown_set,
        )

    def fetch_balances(self, chain: Blockchain, addresses: Sequence[str]) -> Balances:
        """Return the confirmed balances of up to ``chain.mass_check_limit`` addresses in one request.

        Raises: ProviderError and what is under it.
        """
        _refuse_none(addresses)
        _refuse_beyond("number of addresses", len(addresses), chain.mass_check_limit)
        params = {"addresses": ",".join(_unprefixed(addresses))}
        in_url = len(addresses) <= _MOST_ADDRESSES_IN_URL
        path = f"{chain.path}/addresses/balances"
        return self._ask(
            _Question(
                Request(path, params) if in_url else Request(path, form=params),
                prices.price_balances(len(addresses)),
                _is_empty_map,
            ),
            lambda envelope, millipoints: decode_balances(envelope, addresses, millipoints=millipoints),
        )

    def fetch_stats(self) -> dict[str, ChainStats]:
        """Return the tip and price of every chain the service knows, by its path; testnets are not among them.

        Raises: ProviderError and what is under it.
        """
        return self.get("stats", {}, prices.price_stats(), lambda envelope, _: decode_stats(envelope))

    def fetch_usage(self) -> Usage | None:
        """Return what the key may use and has used today, and take it into the books; ``None`` without a key.

        Raises: ProviderError and what is under it.
        """
        if not self._transport.has_key:
            return None
        usage = self.get("premium/stats", {}, prices.price_usage(), lambda envelope, _: decode_usage(envelope))
        self.budget.reconcile(usage.millipoints_today, usage.millipoints_per_day)
        return usage

    def take_pulse(self) -> Pulse:
        """Ask once, without a further try: free with a key, for one point without.

        Raises: ProviderError and what is under it.
        """
        has_key = self._transport.has_key
        path, price = ("premium/stats", prices.price_usage()) if has_key else ("stats", prices.price_stats())
        question = _Question(Request(path), price, lambda _: False)
        answer = self._try(question, lambda envelope, _: decode_pulse(envelope, has_key=has_key))
        if isinstance(answer, Failure):
            raise answer.error
        return answer

    def get(
        self,
        path: str,
        params: Mapping[str, str],
        expected_millipoints: int,
        decode: Decode[T],
        *,
        means_nothing: Callable[[Envelope], bool] = lambda _: False,
    ) -> T:
        """Return what ``decode`` makes of the answer and of what it cost.

        Raises: ProviderError and what is under it.
        """
        return self._ask(_Question(Request(path, params), expected_millipoints, means_nothing), decode)

    def _ask(self, question: _Question, decode: Decode[T]) -> T:
        return ask_patiently(lambda: self._try(question, decode), self._retry_seconds, self._sleep)

    def _try(self, question: _Question, decode: Decode[T]) -> T | Failure:
        """Ask once and pay for it, whatever comes back."""
        with self.budget.spend(question.request.endpoint, question.millipoints) as spending:
            try:
                answer = self._transport.send(question.request)
            except TransientError as error:
                return Failure(error, Retry.SOON)
            envelope = open_envelope(answer)
            millipoints = spending.charge(envelope.millipoints)
        failure = None if question.means_nothing(envelope) else judge(self._case(question.request, envelope))
        if failure:
            return failure
        return self._decode(question.request, envelope, lambda: decode(envelope, millipoints))

    def _case(self, request: Request, envelope: Envelope) -> Case:
        return Case(request, envelope, self._transport.scrub, self._transport.has_key, self._clock())

    def _decode(self, request: Request, envelope: Envelope, decode: Callable[[], T]) -> T | Failure:
        try:
            return decode()
        except UNDECODABLE as error:
            reason = str(error)
        what = f"the answer is not what the API promises: {reason}"
        advice = "If it stays so, the API has changed: report it."
        return Failure(UnreadableAnswerError(self._case(request, envelope).tell(what, advice)))


def open_client(
    settings: Settings,
    ledger: Ledger,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> Client:
    """Return a client for the service, key and limits that the settings name; nothing is asked yet."""
    transport = Transport(settings.base_url, settings.key, deadline_seconds=settings.request_deadline_seconds)
    scrub_logs(transport.scrub)
    budget = Budget(
        ledger,
        name_account(settings.key),
        choose_limits(settings.key, settings.requests_per_minute, settings.points_per_day),
        clock=clock,
        sleep=sleep,
        limits_are_set=settings.points_per_day is not None,
    )
    return Client(transport, budget, retry_seconds=settings.retry_seconds, clock=clock, sleep=sleep)


def _page_params(offset: int, limit: int, confirmed_only: bool) -> dict[str, str]:
    """Ask for transactions and no unspent outputs: the second number of a pair is theirs."""
    params = {"limit": f"{limit},0", "offset": f"{offset},0"}
    if limit:
        params["transaction_details"] = "true"
    if confirmed_only:
        params["state"] = "latest"
    return params


def _unprefixed(addresses: Iterable[str]) -> list[str]:
    """Drop ``bitcoincash:``, which the balances do not know; other prefixes belong to the address."""
    return [bare(one) if one.startswith("bitcoincash:") else one for one in addresses]


def _is_unknown_set(envelope: Envelope) -> bool:
    """Return whether this is how a set answers of which no address was ever seen: a proper 404 without data."""
    return envelope.status in (200, 404) and envelope.context_code == 404 and envelope.data in (None, b"[]", b"{}")


def _is_empty_map(envelope: Envelope) -> bool:
    """Return whether this is a map that says it has no results and is null instead of empty."""
    is_success = envelope.status == 200 and envelope.context_code == 200 and not envelope.error
    return is_success and envelope.data is None and envelope.results == 0


def _refuse_beyond(what: str, value: int, most: int) -> None:
    if not 0 <= value <= most:
        raise RequestRefusedError(f"A {what} of {value:,} was not asked for: the API takes up to {most:,}.")


def _refuse_none(addresses: Sequence[str]) -> None:
    if not addresses:
        raise RequestRefusedError("No addresses to ask about: nothing was sent. Name at least one.")
