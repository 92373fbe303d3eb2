"""A person's own wallet, or none: what is another's and what is not there are told alike."""

from starlette.exceptions import HTTPException

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.access.visitor import Visitor


def find_theirs(pipeline: Pipeline, visitor: Visitor, wallet_id: str) -> TrackedWallet:
    """Return a wallet with what the visitor says of it.

    Raises: HTTPException 404 when they do not track it, whoever else does.
    """
    tracked = pipeline.registry.find_track(visitor.person.person_id, wallet_id)
    if tracked is None or tracked.wallet.chain not in pipeline.chains:
        raise HTTPException(404, "You track no such wallet; your list of wallets shows those you do.")
    return tracked
