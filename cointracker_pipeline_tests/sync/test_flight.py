"""Requests in flight: as many as the reader allows, and each comes back once."""

from threading import Barrier, Event

from cointracker_pipeline.domain.history import HistoryPage
from cointracker_pipeline.errors import TransientError
from cointracker_pipeline.sync.ask import PageAsk
from cointracker_pipeline.sync.flight import Flight, Ticket
from cointracker_pipeline_tests.sync.busy import Busy
from cointracker_pipeline_tests.sync.jobs import make_job
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN

JOB = make_job(0)


def send(flight: Flight, name: str) -> Ticket:
    """Ask for the first page of a wallet."""
    return flight.send(PageAsk(SMALL_BITCOIN, name, 0, 25, confirmed_only=False), JOB)


def test_there_is_room_for_as_many_as_the_reader_allows() -> None:
    """All of them are asked at the same time: none is answered before the last is asked."""
    together = Barrier(3)
    reader = Busy(parallel=3, before={(name, 0): lambda: together.wait(5) for name in "abc"})
    flight = Flight(reader)
    for name in "abc":
        assert flight.has_room
        send(flight, name)
    assert not flight.has_room
    tickets = flight.collect()
    while flight.count:
        tickets += flight.collect()
    assert sorted(ticket.answer is not None and ticket.is_back for ticket in tickets) == [True] * 3
    flight.close()


def test_what_the_reader_allows_may_change() -> None:
    """It is asked for at every request, and less than one is one."""
    reader = Busy(parallel=0, before={("a", 0): lambda: None})
    flight = Flight(reader)
    assert flight.has_room
    send(flight, "a")
    assert not flight.has_room
    reader.parallel = 2
    assert flight.has_room
    flight.collect()
    flight.close()


def test_an_error_comes_back_with_its_question() -> None:
    """Whatever it is; the thread goes on with the next question."""
    reader = Busy(parallel=1, troubles={("a", 0): TransientError("down"), ("b", 0): KeyboardInterrupt()})
    flight = Flight(reader)
    for name in "abc":
        send(flight, name)
        (ticket,) = flight.collect()
        assert (ticket.error is reader.troubles.get((name, 0)), ticket.is_back) == (True, True)
    assert isinstance(ticket.answer, HistoryPage)
    assert ticket.millipoints == 2_000
    assert len(flight._threads) == 1
    flight.close()


def test_threads_end_when_nothing_is_left_to_ask() -> None:
    """What is in flight is not waited for, and its thread ends after it."""
    go = Event()
    flight = Flight(Busy(before={("a", 0): lambda: go.wait(5)}))
    send(flight, "a")
    flight.close()
    assert flight._threads[0].is_alive()
    go.set()
    flight._threads[0].join(5)
    assert not flight._threads[0].is_alive()
