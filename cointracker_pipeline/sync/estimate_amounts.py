"""What making rounded amounts exact will cost, as far as it is known before anything is read."""

from collections.abc import Sequence
from dataclasses import replace

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import read_cursors
from cointracker_pipeline.sync.desk import Desk
from cointracker_pipeline.sync.exactness import plan_wallet
from cointracker_pipeline.sync.plan import PlannedRequest


def estimate_amounts(desk: Desk, wallets: Sequence[Wallet], chain: Blockchain) -> tuple[int, list[PlannedRequest]]:
    """Return how many wallets have rounded amounts that a run would ask for, and with which requests.

    What a wallet that was never read will have is not known; of one with very many only the newest are told.
    """
    if chain.amount_source is None or desk.points.left == 0:
        return 0, []
    number, requests, points = 0, list[PlannedRequest](), replace(desk.points)
    with desk.warehouse.transaction() as connection:
        cursors = read_cursors(connection, [wallet.wallet_id for wallet in wallets])
        for wallet in wallets:
            tip = cursors[wallet.wallet_id].complete_height
            planned = [] if tip is None else plan_wallet(desk, wallet, chain.amount_source, connection, tip)
            chosen = [one for one in planned if points.reserve(one.millipoints)]
            number += bool(chosen)
            requests += [
                PlannedRequest("amounts", chain.name, (wallet.address,), 0, 0, one.millipoints, None) for one in chosen
            ]
    return number, requests
