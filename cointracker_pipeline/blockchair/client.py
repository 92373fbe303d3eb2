"""The client: questions of the domain become requests, paid from the budget, and answers become values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TypeVar

from cointracker_pipeline.blockchair import prices
from cointracker_pipeline.blockchair.adapter import amount_adapter_of, page_adapter_of
from cointracker_pipeline.blockchair.answers import decode_balances, decode_set
from cointracker_pipeline.blockchair.budget import Budget, Spending
from cointracker_pipeline.blockchair.envelope import UNDECODABLE, Envelope, open_envelope
from cointracker_pipeline.blockchair.errors_map import Case, Failure, Retry, judge
from cointracker_pipeline.blockchair.gate import Gate, Place
from cointracker_pipeline.blockchair.market import MarketPrices
from cointracker_pipeline.blockchair.paging import Window
from cointracker_pipeline.blockchair.patience import ask_patiently
from cointracker_pipeline.blockchair.price_history import decode_prices, history_params
from cointracker_pipeline.blockchair.question import (
    MOST_ADDRESSES_IN_URL,
    Question,
    is_empty_map,
    is_unknown_set,
    page_params,
    refuse_beyond,
    refuse_keys,
    refuse_none,
    says_nothing,
    unprefixed,
)
from cointracker_pipeline.blockchair.service_answers import (
    ChainStats,
    Pulse,
    Usage,
    decode_pulse,
    decode_stats,
    decode_usage,
)
from cointracker_pipeline.blockchair.tokens import decode_holdings, decode_token_page
from cointracker_pipeline.blockchair.transport import Request, Transport
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.exact import AmountQuestion, ExactAmounts
from cointracker_pipeline.domain.history import Balances, HistoryPage, SetPage
from cointracker_pipeline.domain.price import PriceHistory
from cointracker_pipeline.domain.token import Holdings, TokenPage
from cointracker_pipeline.errors import ProviderError, RequestRefusedError, TransientError, UnreadableAnswerError

T = TypeVar("T")
Decode = Callable[[Envelope, int], T]

_CROWDED = 435


class Client:
    """Asks Blockchair; it is a ``domain.chain.ChainReader``.

    Each try is reserved in the budget before it is sent and settled at what the answer says it cost. Faults of the
    network and the server are tried up to five times within seconds or minutes; what a further try cannot cure is
    raised at once. Every method may be called from several threads: as many requests are in flight as the gate lets
    in. ``on_failure`` is told what is raised in the end, in the thread that asked; ``on_answer`` that there is none.
    """

    def __init__(
        self,
        transport: Transport,
        budget: Budget,
        gate: Gate,
        *,
        retry_seconds: float,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        on_failure: Callable[[ProviderError], None] | None = None,
        on_answer: Callable[[], None] | None = None,
    ) -> None:
        self.budget = budget
        self.market = MarketPrices(clock)
        self._gate = gate
        self._transport = transport
        self._retry_seconds = retry_seconds
        self._clock = clock
        self._sleep = sleep
        self._on_failure = on_failure
        self._on_answer = on_answer

    def __repr__(self) -> str:
        return f"Client({self._transport!r})"

    @property
    def parallel_requests(self) -> int:
        """How many requests it makes sense to have in flight now, at least one; it changes with time."""
        return self._gate.parallel_requests

    def close(self) -> None:
        """Close the connections kept open; requests that still wait are not sent, in whatever thread.

        Those in flight end within their deadline.
        """
        self._gate.close()
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
        refuse_beyond("offset", offset, chain.offset_limit)
        refuse_beyond("limit", limit, chain.page_limit)
        adapter, window = page_adapter_of(chain), Window(offset, limit, confirmed_only)
        return self._ask(
            adapter.ask_page(address, window),
            lambda envelope, millipoints: adapter.read_page(envelope, address, window, millipoints),
        )

    def fetch_amounts(self, chain: Blockchain, question: AmountQuestion) -> ExactAmounts:
        """Return exact amounts, on chains whose pages round them.

        Raises: ProviderError and what is under it.
        """
        adapter = amount_adapter_of(chain)
        return self._ask(
            adapter.ask_amounts(question),
            lambda envelope, millipoints: adapter.read_amounts(envelope, question, millipoints),
        )

    def fetch_set(self, chain: Blockchain, addresses: Sequence[str], *, limit: int, confirmed_only: bool) -> SetPage:
        """Return the figures of up to 100 addresses and the newest ``limit`` rows of all of them together.

        A limit of 0 gives the figures alone, at half a page's price.

        Raises: ProviderError and what is under it.
        """
        refuse_none(addresses)
        refuse_beyond("number of addresses", len(addresses), chain.set_limit)
        refuse_beyond("limit", limit, chain.page_limit)
        return self.get(
            f"{chain.path}/dashboards/addresses/{','.join(addresses)}",
            page_params(0, limit, confirmed_only),
            prices.price_addresses(len(addresses), details=limit > 0),
            lambda envelope, millipoints: decode_set(
                envelope, addresses, limit=limit, confirmed_only=confirmed_only, millipoints=millipoints
            ),
            means_nothing=is_unknown_set,
        )

    def fetch_balances(self, chain: Blockchain, addresses: Sequence[str]) -> Balances:
        """Return the confirmed balances of up to ``chain.mass_check_limit`` addresses in one request.

        Raises: ProviderError and what is under it.
        """
        refuse_none(addresses)
        refuse_beyond("number of addresses", len(addresses), chain.mass_check_limit)
        params = {"addresses": ",".join(unprefixed(addresses))}
        in_url = len(addresses) <= MOST_ADDRESSES_IN_URL
        path = f"{chain.path}/addresses/balances"
        return self._ask(
            Question(
                Request(path, params) if in_url else Request(path, form=params),
                prices.price_balances(len(addresses)),
                is_empty_map,
            ),
            lambda envelope, millipoints: decode_balances(envelope, addresses, millipoints=millipoints),
        )

    def fetch_prices(self, chain: Blockchain, since: date | None) -> PriceHistory:
        """Return the prices in USD of the chain's coin by day: all of them, or those from ``since`` on.

        Raises: ProviderError and what is under it; RequestRefusedError when its coin has no history of prices.
        """
        ticker = chain.price_ticker
        if ticker is None:
            raise RequestRefusedError(f"Prices of {chain.name} were not asked for: Blockchair has no history of them.")
        return self.get(
            f"{chain.path}/blocks",
            history_params(ticker, since),
            prices.price_history(filters=0 if since is None else 1),
            lambda envelope, millipoints: decode_prices(envelope, ticker, millipoints=millipoints),
        )

    def fetch_holdings(self, chain: Blockchain, address: str, only: tuple[str, ...] = ()) -> Holdings:
        """Return the tokens an address holds: all that the service lists, or exactly those named.

        Raises: ProviderError and what is under it.
        """
        asked = ",".join(only) or "true"
        return self.get(
            f"{chain.path}/dashboards/address/{address}",
            {"limit": "0", "erc_20": asked},
            prices.MILLIPOINTS + prices.price_erc_20(asked),
            lambda envelope, millipoints: decode_holdings(envelope, address, millipoints=millipoints),
        )

    def fetch_token_page(self, chain: Blockchain, token: str, address: str, *, offset: int, limit: int) -> TokenPage:
        """Return one page of an address's transfers of a token, newest first; its price is the same for any limit.

        Raises: ProviderError and what is under it.
        """
        refuse_beyond("offset", offset, chain.offset_limit)
        refuse_beyond("limit", limit, chain.page_limit)
        return self._ask(
            Question(
                Request(
                    f"{chain.path}/erc-20/{token}/dashboards/address/{address}",
                    {"limit": str(limit), "offset": str(offset)},
                ),
                prices.price_token_page(),
                is_empty_map,
            ),
            lambda envelope, millipoints: decode_token_page(
                envelope, token, address, offset=offset, limit=limit, millipoints=millipoints
            ),
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
        self._gate.follow_plan(usage.millipoints_per_day)
        return usage

    def take_pulse(self) -> Pulse:
        """Ask once, without a further try: free with a key, for one point without.

        Raises: ProviderError and what is under it.
        """
        has_key = self._transport.has_key
        path, price = ("premium/stats", prices.price_usage()) if has_key else ("stats", prices.price_stats())
        question = Question(Request(path), price, says_nothing)
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
        means_nothing: Callable[[Envelope], bool] = says_nothing,
    ) -> T:
        """Return what ``decode`` makes of the answer and of what it cost.

        Raises: ProviderError and what is under it.
        """
        return self._ask(Question(Request(path, params), expected_millipoints, means_nothing), decode)

    def _ask(self, question: Question, decode: Decode[T]) -> T:
        try:
            answer = ask_patiently(lambda: self._try(question, decode), self._retry_seconds, self._sleep)
        except ProviderError as error:
            if self._on_failure:
                self._on_failure(error)
            raise
        if self._on_answer:
            self._on_answer()
        return answer

    def _try(self, question: Question, decode: Decode[T]) -> T | Failure:
        """Ask once and pay for it, whatever comes back."""
        refuse_keys(question.request)
        spend = self.budget.spend(question.request.endpoint, question.millipoints)
        with spend as spending, self._in_flight(spending) as place:
            try:
                answer = self._transport.send(question.request)
            except TransientError as error:
                return Failure(error, Retry.SOON)
            envelope = open_envelope(answer)
            self._gate.take_answer(place, is_crowded=envelope.code == _CROWDED)
            millipoints = spending.charge(envelope.millipoints)
        self.market.note(question.request.path, envelope)
        failure = None if question.means_nothing(envelope) else judge(self._case(question.request, envelope))
        if failure:
            return failure
        return self._decode(question.request, envelope, lambda: decode(envelope, millipoints))

    @contextmanager
    def _in_flight(self, spending: Spending) -> Iterator[Place]:
        """Wait for a place at the gate; what is given up while it waits was never sent and costs nothing."""
        expected = spending.millipoints
        spending.charge(0)
        with self._gate.entered(expected) as place:
            spending.charge(expected)
            yield place

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
