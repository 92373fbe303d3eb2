"""What stands behind every API request: the log, the limits, the faults, the answer and its price."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from cointracker_pipeline.sandbox.cache import AnswerCache, mark_cached
from cointracker_pipeline.sandbox.chain_stats import answer_premium_stats, answer_stats
from cointracker_pipeline.sandbox.endpoints import TAKE_FORMS, find_endpoint
from cointracker_pipeline.sandbox.envelope import Answer, render_error
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.endpoints import find_ethereum_endpoint
from cointracker_pipeline.sandbox.facts import ChainFacts
from cointracker_pipeline.sandbox.faults import ANSWERS, BEHIND_BLOCKS, CONNECTION_FAULTS, Faults, gateway_page
from cointracker_pipeline.sandbox.journal import Journal
from cointracker_pipeline.sandbox.limits import KEYLESS, Meter
from cointracker_pipeline.sandbox.query import RefusedError, check_names
from cointracker_pipeline.sandbox.ticks import Tick
from cointracker_pipeline.sandbox.world import Chain, World


@dataclass(frozen=True, slots=True)
class Request:
    """One API request; ``params`` holds query and form together."""

    method: str
    path: str
    params: Mapping[str, str]

    @property
    def account(self) -> str:
        """Whose points it is paid from: the key, or nobody's."""
        return self.params.get("key", KEYLESS)


@dataclass(slots=True)
class Service:
    """A sandbox without its network: give it requests, get answers."""

    world: World
    meter: Meter
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
    cache: AnswerCache = field(default_factory=AnswerCache)
    ticks: dict[str, Tick] = field(default_factory=dict)
    remembered: dict[str, Chain] = field(default_factory=dict)
    latency_seconds: float = 0.0
    hang_seconds: float = 60.0
    clock: Callable[[], float] = time.time

    def respond(self, request: Request) -> tuple[Answer, str | None]:
        """Return the answer to a request, and the fault that it suffers if that is one of the connection."""
        now, fault = self.clock(), None
        with self.world.lock:
            seen = self.journal.open(now, request.method, request.path, request.params)
            try:
                self.meter.admit(request.account, now)
                fault = self.faults.pick(request.path)
                answer = self._faulty_answer(request, fault, now)
                self._tick(request)
            except RefusedError as refused:
                shown = 1_000 if refused.code == 430 else None
                answer = render_error(self._facts(request), refused.code, str(refused), now, shown=shown)
            self.journal.close(seen, answer.status, answer.millipoints, fault)
        return answer, fault if fault in CONNECTION_FAULTS else None

    def _faulty_answer(self, request: Request, fault: str | None, now: float) -> Answer:
        if fault in ANSWERS:
            return ANSWERS[fault](self._facts(request), now)
        answer = self._paid_answer(request, fault, now)
        return mark_cached(answer) if fault == "stale" else answer

    def _paid_answer(self, request: Request, fault: str | None, now: float) -> Answer:
        """Return the answer and charge for it; a request that is refused is charged one point."""
        shifted = now + self.meter.day_offset * 86_400
        try:
            answer = self.cache.fetch(request.path, request.params, now, lambda: self._answer(request, fault, shifted))
        except RefusedError as refused:
            facts = self._facts(request)
            answer = render_error(facts, refused.code, str(refused), shifted, millipoints=1_000)
        self.meter.charge(request.account, answer.millipoints, now)
        return answer

    def _tick(self, request: Request) -> None:
        facts = self._facts(request)
        if facts and facts.name in self.ticks:
            self.ticks[facts.name].count(self.world.any_chain(facts.name))

    def _facts(self, request: Request) -> ChainFacts | None:
        place = self.world.split_path(request.path)
        return place[0] if place else None

    def _answer(self, request: Request, fault: str | None, now: float) -> Answer:
        params, place = request.params, self.world.split_path(request.path)
        if request.path == "/stats":
            check_names(params, set())
            return answer_stats(self.world, now)
        if request.path == "/premium/stats":
            check_names(params, set())
            if request.account == KEYLESS:
                raise RefusedError(402, "Invalid API token. Please contact us at info@blockchair.com.")
            return answer_premium_stats(self.meter, request.account, now)
        if place is None:
            return gateway_page(404)
        chain = self.world.any_chain(place[0].name)
        return _chain_answer(self._seen(chain, fault), place[1], request, now)

    def _seen(self, chain: Chain, fault: str | None) -> Chain:
        """Return a chain as whoever answers sees it."""
        if fault == "behind":
            return chain.behind(BEHIND_BLOCKS)
        return self.remembered.get(chain.facts.name, chain) if fault == "stale" else chain


def _chain_answer(chain: Chain, rest: str, request: Request, now: float) -> Answer:
    answer = find_ethereum_endpoint(chain, rest) if isinstance(chain, EthereumChain) else find_endpoint(chain, rest)
    if answer is None or (request.method != "GET" and rest not in TAKE_FORMS):
        return gateway_page(404)
    return answer(request.params, now)


def read_request(method: str, path: str, query: str, body: bytes) -> Request:
    """Return a request from what came over the network; of a parameter given twice the last counts."""
    pairs = parse_qsl(query, keep_blank_values=True)
    if method == "POST":
        pairs += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return Request(method, path, dict(pairs))
