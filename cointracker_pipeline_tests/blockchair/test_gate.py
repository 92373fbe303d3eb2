"""The gate lets requests in as far as there is room, in the order in which they came."""

import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.blockchair.gate import Gate
from cointracker_pipeline.blockchair.room import Room, choose_room, room_of_plan
from cointracker_pipeline.errors import TransientError

POINT = 1000
TEN_POINTS = Room(10 * POINT)


@dataclass
class Watch:
    """Who is in flight, and the most that ever was."""

    loads: list[int] = field(default_factory=list)
    inside: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def pass_through(self, gate: Gate, millipoints: int) -> None:
        """Enter, be seen, and leave."""
        with gate.entered(millipoints):
            with self.lock:
                self.inside.append(millipoints)
                self.loads.append(sum(self.inside) if len(self.inside) > 1 else 0)
            time.sleep(0.0005)
            with self.lock:
                self.inside.remove(millipoints)


@given(prices=st.lists(st.integers(0, 26_000), min_size=1, max_size=12), capacity=st.integers(1000, 12_000))
@settings(max_examples=40, deadline=None)
def test_never_more_is_in_flight_than_there_is_room_and_all_get_through(prices: list[int], capacity: int) -> None:
    """But for one dearer than the whole room, which goes alone."""
    gate, watch = Gate(Room(capacity)), Watch()
    with ThreadPoolExecutor(len(prices)) as pool:
        passing = [pool.submit(watch.pass_through, gate, price) for price in prices]
        for one in passing:
            one.result(timeout=20)
    assert len(watch.loads) == len(prices)
    assert max(watch.loads) <= capacity


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for what another thread is about to do."""
    ends = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.001)


def enter_in_turn(gate: Gate, pool: ThreadPoolExecutor, prices: list[int], entered: list[int]) -> list[Future[None]]:
    """Queue up one after the other; each notes its price when it is in."""

    def enter(price: int) -> None:
        with gate.entered(price):
            entered.append(price)

    queue = []
    for place, price in enumerate(prices, 1):
        queue.append(pool.submit(enter, price))
        wait_until(lambda place=place: len(gate._queue) == place)  # type: ignore[misc]
    return queue


def test_who_comes_first_goes_first() -> None:
    """Also a dear one: cheap ones that came later and would fit do not overtake it."""
    gate, entered = Gate(TEN_POINTS), list[int]()
    with ThreadPoolExecutor(5) as pool:
        with gate.entered(9000):
            queue = enter_in_turn(gate, pool, [26_000, 1000, 12_000, 900, 15_000], entered)
            assert entered == []
        for one in queue:
            one.result(timeout=10)
    assert entered == [26_000, 1000, 12_000, 900, 15_000]


def answer(gate: Gate, *, is_crowded: bool, price: int = 2000) -> None:
    """Be answered once."""
    with gate.entered(price) as place:
        gate.take_answer(place, is_crowded=is_crowded)


def test_too_many_at_once_halve_the_room_once_for_all_of_them() -> None:
    """Five were in flight together and all are told so; the next one to be told halves it again."""
    gate = Gate(TEN_POINTS)
    with gate.entered(4000) as one, gate.entered(6000) as two:
        gate.take_answer(one, is_crowded=True)
        gate.take_answer(two, is_crowded=True)
        assert (gate.capacity, gate.parallel_requests) == (5000, 2)
    with gate.entered(4000) as later:
        gate.take_answer(later, is_crowded=True)
    assert gate.capacity == 2500


def test_a_room_that_is_hardly_used_is_halved_from_what_is_used() -> None:
    """Half of a thousand points would still let in everything that was too many."""
    gate = Gate(Room(1_000_000))
    with gate.entered(4000), gate.entered(4000) as place:
        gate.take_answer(place, is_crowded=True)
    assert gate.capacity == 4000


def test_there_is_always_room_for_a_point() -> None:
    """However often it is halved."""
    gate = Gate(TEN_POINTS)
    for _ in range(9):
        answer(gate, is_crowded=True)
    assert (gate.capacity, gate.parallel_requests) == (1000, 1)


def test_room_grows_back_by_a_point_after_twenty_answers() -> None:
    """Up to what the plan allows; one refusal starts the count anew."""
    gate = Gate(Room(3 * POINT))
    answer(gate, is_crowded=True)
    before = gate.capacity
    for _ in range(19):
        answer(gate, is_crowded=False)
    assert gate.capacity == before
    answer(gate, is_crowded=False)
    assert gate.capacity == before + 1000
    for _ in range(60):
        answer(gate, is_crowded=False)
    assert gate.capacity == 3000


def test_a_plan_becomes_known() -> None:
    """Its room replaces the careful one at once, and lets in who waits."""
    gate, entered = Gate(Room.of_requests(1), follows_plan=True), list[int]()
    with ThreadPoolExecutor(1) as pool, gate.entered(2000):
        queue = enter_in_turn(gate, pool, [2000], entered)
        gate.follow_plan(100_000 * POINT)
        queue[0].result(timeout=10)
    assert (gate.capacity, gate.parallel_requests) == (10_000, 5)


def test_the_same_plan_again_does_not_undo_a_halving() -> None:
    """Nor does a larger one."""
    gate = Gate(TEN_POINTS, follows_plan=True)
    with gate.entered(10_000) as place:
        gate.take_answer(place, is_crowded=True)
    for points in (100_000, 200_000):
        gate.follow_plan(points * POINT)
        assert gate.capacity == 5000


def test_what_a_person_chose_stays() -> None:
    """A plan does not overrule it, and requests count whatever they cost."""
    gate = Gate(choose_room(has_key=True, points_per_day=10_000, parallel_requests=3))
    gate.follow_plan(100_000 * POINT)
    with gate.entered(26_000), gate.entered(26_000), gate.entered(26_000):
        assert gate.parallel_requests == 3


@pytest.mark.parametrize(
    ("has_key", "points_per_day", "at_once"),
    [(False, None, 2), (False, 0, 2), (True, None, 2), (True, 0, 8), (True, 5000, 1), (True, 100_000, 5)],
)
def test_requests_at_once_follow_from_key_and_plan(has_key: bool, points_per_day: int | None, at_once: int) -> None:
    """Two without a key or while its plan is unknown, eight without a limit, else a ten-thousandth of the points."""
    room = choose_room(has_key=has_key, points_per_day=points_per_day, parallel_requests=None)
    assert Gate(room).parallel_requests == at_once


def test_a_huge_plan_does_not_ask_for_hundreds_of_threads() -> None:
    """Beyond some requests this machine is what everybody waits for."""
    assert Gate(room_of_plan(10_000_000 * POINT)).parallel_requests == 16


def test_closing_sends_everybody_away() -> None:
    """Who waits, who sleeps and who comes later; nothing of it hangs."""
    gate = Gate(TEN_POINTS)
    with ThreadPoolExecutor(3) as pool, gate.entered(10_000):
        queue = enter_in_turn(gate, pool, [2000, 2000], [])
        sleeping = pool.submit(gate.sleep, 60)
        gate.close()
        for one in (*queue, sleeping):
            with pytest.raises(TransientError, match="was not sent: the client was closed"):
                one.result(timeout=10)
    with pytest.raises(TransientError, match="Ask again with a new one"), gate.entered(1):
        pass


def test_ctrl_c_while_waiting_leaves_the_queue() -> None:
    """The main thread is interrupted at once, and who comes after it is not held up."""
    gate, main = Gate(TEN_POINTS), threading.main_thread().ident or 0
    with ThreadPoolExecutor(1) as pool, gate.entered(9000):

        def interrupt() -> None:
            wait_until(lambda: len(gate._queue) == 1)
            signal.pthread_kill(main, signal.SIGINT)

        pool.submit(interrupt)
        with pytest.raises(KeyboardInterrupt), gate.entered(5000):
            pass
        with gate.entered(1000):
            pass
    with gate.entered(10_000):
        pass
