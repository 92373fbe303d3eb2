"""Reads a world from a file of recorded histories: JSON Lines, one address a line."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from cointracker_pipeline.errors import InputError, UnknownChainError
from cointracker_pipeline.sandbox.ethereum.reconstructed import add_recorded
from cointracker_pipeline.sandbox.ethereum.recorded import RecordedAccount, read_account
from cointracker_pipeline.sandbox.facts import ETHEREUM, ChainFacts
from cointracker_pipeline.sandbox.rows import Row, parse_time
from cointracker_pipeline.sandbox.world import World


def read_world(path: Path, more_chains: Iterable[ChainFacts] = ()) -> tuple[World, list[str]]:
    """Return the world of a file, and a notice for each chain that was left out.

    A line holds ``chain``, ``address`` and ``transactions``, newest first, each with ``hash``, ``block_id``,
    ``time``, ``balance_change`` and, where known, ``received``, ``spent``, ``outputs_to_me``, ``inputs_from_me``;
    one of Ethereum holds ``calls`` instead, or names a ``source`` beside the file that does. Every chain stands at its
    newest block in the file, Ethereum six blocks above it. Raises: InputError naming the line that cannot be read.
    """
    world, skipped, newest = World(more_chains=more_chains), dict[str, int](), dict[str, Row]()
    recorded: list[RecordedAccount] = []
    for number, line in _lines(path):
        try:
            chain = _chain_name(world, line["chain"])
            if chain == ETHEREUM.name and (account := read_account(line, path.parent)):
                recorded.append(account)
                continue
            if chain in {None, ETHEREUM.name}:
                skipped[line["chain"]] = skipped.get(line["chain"], 0) + 1
                continue
            rows = [read_row(item) for item in reversed(line["transactions"])]
            _add(world, chain, line["address"], rows)
        except (KeyError, TypeError, ValueError, InputError) as error:
            raise InputError(f"{path.name}, line {number}: not a history ({error!r}).") from error
        for row in rows:
            if row.block_id > 0 and (chain not in newest or row.block_id > newest[chain].block_id):
                newest[chain] = row
    for chain, row in newest.items():
        _stand(world, chain, row)
    if recorded:
        world.ethereum.height = 0
    add_recorded(world.ethereum, recorded)
    notices = [
        f"{count} of {chain} left out: no calls." if chain == ETHEREUM.name else f"{count} of {chain} left out."
        for chain, count in skipped.items()
    ]
    return world, notices


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read as a world: {error.strerror}.") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield number, msgspec.json.decode(line, type=dict[str, Any])
            except msgspec.DecodeError as error:
                raise InputError(f"{path.name}, line {number}: not JSON ({error}).") from error


def _chain_name(world: World, text: str) -> str | None:
    try:
        return world.find_facts(text).name
    except UnknownChainError:
        return None


def read_row(item: dict[str, Any]) -> Row:
    """Return a row of the file's form.

    Raises: KeyError, TypeError or ValueError for what is no such row.
    """
    change = int(item["balance_change"])
    received = _read_amount(item.get("received"), max(change, 0))
    spent = _read_amount(item.get("spent"), received - change)
    if received - spent != change:
        raise ValueError(f"{item['hash']}: received - spent is not balance_change")
    height = item.get("block_id")
    return Row(
        -1 if height is None else int(height),
        str(item["hash"]),
        parse_time(item["time"]),
        change,
        received,
        spent,
        _read_amount(item.get("outputs_to_me"), 1 if received else 0),
        _read_amount(item.get("inputs_from_me"), 1 if spent else 0),
    )


def _read_amount(value: int | None, default: int) -> int:
    return default if value is None else int(value)


def _add(world: World, chain: str, address: str, rows: list[Row]) -> None:
    """Add what is new of an address: a file may hold it twice, in two forms."""
    history = world.chain(chain).touch(address)
    known = {(row.block_id, row.tx_hash) for row in history.tail + history.pending}
    new = [row for row in rows if (row.block_id, row.tx_hash) not in known]
    history.pending.extend(row for row in new if row.block_id < 0)
    history.tail.extend(row for row in new if row.block_id >= 0)
    history.tail.sort(key=lambda row: row.block_id)


def _stand(world: World, chain: str, newest: Row) -> None:
    state = world.chain(chain)
    state.height = 0
    state.stand_at(newest)
