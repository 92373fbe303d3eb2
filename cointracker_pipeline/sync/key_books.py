"""What follows from each page of a key's addresses: the key's own rows, and the reports of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cointracker_pipeline.domain.balance import Moved
from cointracker_pipeline.storage.warehouse import (
    Change,
    Connection,
    find_keys,
    names_of_people,
    net_members,
    read_members,
)
from cointracker_pipeline.sync.desk import Derivation
from cointracker_pipeline.sync.key_window import is_whole


@dataclass(frozen=True, slots=True)
class KeyBooks:
    """A ``Derivation`` of the desk that reads addresses; ``derivations`` are those of people's wallets.

    A key whose addresses are not all known yet is left as it is: half of them would show transfers as spends.
    ``changes`` counts what came and went by the key's id.
    """

    gap_limit: int
    derivations: Sequence[Derivation]
    changes: dict[str, Change] = field(default_factory=dict)

    def __call__(self, connection: Connection, moved: Sequence[Moved]) -> None:
        """Bring the keys of these addresses up to date, inside the transaction that stored them.

        Any day of a key may change: rows of other addresses may have waited for these.
        """
        self.write(connection, find_keys(connection, [one.wallet_id for one in moved]))

    def write(self, connection: Connection, key_ids: Sequence[str]) -> None:
        """Bring keys up to date; meanwhile unqualified names are those of people's wallets, as the reports expect."""
        members = read_members(connection, key_ids)
        whole = [key_id for key_id, mine in members.items() if mine and is_whole(mine, self.gap_limit)]
        if not whole:
            return
        for key_id, change in net_members(connection, whole).items():
            before = self.changes.get(key_id, Change(0, 0))
            self.changes[key_id] = Change(before.added + change.added, before.removed + change.removed)
        with names_of_people(connection):
            for derive in self.derivations:
                derive(connection, [Moved(key_id) for key_id in whole])
