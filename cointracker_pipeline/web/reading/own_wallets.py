"""Wallets of whoever asks: somebody else's is as unknown as one that nobody tracks."""

from starlette.exceptions import HTTPException

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.pipeline import Pipeline, holds_secret
from cointracker_pipeline.storage.registry.wallet_pages import ListedWallet

_UNKNOWN = "None of your wallets has this id; /wallets lists them for people, /api/wallets for programs."


def require_track(pipeline: Pipeline, person_id: int, wallet_id: str) -> TrackedWallet:
    """Return a wallet of a person by its id in any spelling, of a chain that is known here.

    Raises: HTTPException, 404, as well for one that only others track.
    """
    for spelling in _spellings(pipeline, wallet_id):
        found = pipeline.registry.find_track(person_id, spelling)
        if found and found.wallet.chain in pipeline.chains:
            return found
    raise HTTPException(404, _UNKNOWN)


def require_listed(pipeline: Pipeline, person_id: int, wallet_id: str) -> ListedWallet:
    """Return a wallet of a person with its figures. Raises: HTTPException, 404."""
    canonical = require_track(pipeline, person_id, wallet_id).wallet_id
    found = pipeline.registry.find_listed(person_id, canonical)
    if found is None:
        raise HTTPException(404, _UNKNOWN)
    return found


def find_own_ids(
    pipeline: Pipeline, person_id: int, wanted: list[str], chain: str | None, tag: str | None
) -> list[str]:
    """Return the ids of a person's wallets, of the wanted ones, of one chain and with one tag where these are given."""
    spelled = {spelling for one in wanted for spelling in _spellings(pipeline, one)}
    return [
        one.wallet_id
        for one in pipeline.registry.list_tracked(person_id, chain)
        if (tag is None or tag in one.tags) and (not wanted or one.wallet_id in spelled)
    ]


def check_said(said: TrackedWallet) -> TrackedWallet:
    """Return what a person says of a wallet. Raises: InputError for a private key, which must not be kept."""
    if any(holds_secret(text) for text in (said.label, said.owner, said.note, *said.tags)):
        raise InputError("A label, tag, owner or note holds a private key or a seed phrase; it was not kept.")
    return said


def _spellings(pipeline: Pipeline, wallet_id: str) -> list[str]:
    """Return an id as it is given and, where its address is one of its chain, in canonical form."""
    try:
        return [wallet_id, pipeline.parse_wallet(wallet_id).wallet_id]
    except InputError:
        return [wallet_id]
