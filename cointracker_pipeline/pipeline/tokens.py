"""The use cases about tokens: what of a home's wallets is read, by what people set."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cointracker_pipeline.blockchair.ethereum_like import EthereumLike
from cointracker_pipeline.blockchair.prices import MILLIPOINTS, price_erc_20
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.token_rules import TokenRules
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.settings import Settings
from cointracker_pipeline.sync.desk import Outcome
from cointracker_pipeline.sync.estimate import Part
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.sync.token_desk import TokenDesk, TokenReport
from cointracker_pipeline.sync.token_sync import sync_tokens

if TYPE_CHECKING:
    from cointracker_pipeline.pipeline.pipeline import Pipeline


def read_rules(settings: Settings) -> TokenRules:
    """Return which tokens are followed by these settings."""
    return TokenRules(settings.tokens, settings.allowed_tokens, settings.blocked_tokens)


def list_token_wallets(pipeline: "Pipeline", wallets: Sequence[Wallet]) -> list[Wallet]:
    """Return those of the wallets whose tokens are asked for."""
    if not read_rules(pipeline.settings).asks:
        return []
    chains = {name for name, chain in pipeline.chains.items() if chain.has_tokens}
    return [one for one in wallets if one.chain in chains]


def estimate_tokens(pipeline: "Pipeline", wallets: Sequence[Wallet]) -> list[Part]:
    """Return what the wallets' lists of tokens cost, which come with their pages; transfers are known after that."""
    mine = list_token_wallets(pipeline, wallets)
    price = price_erc_20(_name_erc_20(pipeline.settings))
    return [Part("tokens", len(mine), (), len(mine) * price)] if mine else []


def ask_tokens_with_pages(chains: Mapping[str, Blockchain], settings: Settings) -> dict[str, Blockchain]:
    """Return chains whose accounts tell their tokens with their first page, if anything is asked of tokens."""
    asks, erc_20 = read_rules(settings).asks, _name_erc_20(settings)
    return {
        name: replace(chain, erc_20=erc_20) if asks and isinstance(chain, EthereumLike) else chain
        for name, chain in chains.items()
    }


def _name_erc_20(settings: Settings) -> str:
    return ",".join(read_rules(settings).only) or "true"


def refresh_tokens(
    pipeline: "Pipeline",
    wallets: Sequence[Wallet],
    progress: Progress,
    outcomes: Sequence[Outcome] = (),
    *,
    full: bool = False,
) -> TokenReport:
    """Bring the tokens of wallets up to date; a wallet that was deleted meanwhile leaves nothing behind.

    ``outcomes`` are those of a sync right before: lists of tokens that came with it are not asked for again.
    """
    mine = list_token_wallets(pipeline, wallets)
    if not mine:
        return TokenReport()
    points = pipeline.settings.token_points
    desk = TokenDesk(
        pipeline.client,
        pipeline.warehouse,
        read_rules(pipeline.settings),
        pipeline.clock,
        progress,
        points * MILLIPOINTS if points else None,
    )
    known = {one.wallet.wallet_id: one.holdings for one in outcomes if one.holdings}
    report = sync_tokens(desk, mine, pipeline.chains, full=full, known=known)
    tracked = {one.wallet_id for one in pipeline.registry.find_wallets(wallet.wallet_id for wallet in mine)}
    for wallet in mine:
        if wallet.wallet_id not in tracked:
            pipeline.forget_rows(wallet.wallet_id)
    return report
