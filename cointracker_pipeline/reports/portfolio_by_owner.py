"""What each owner holds."""

from cointracker_pipeline.reports._holdings import make_holdings

REPORT = make_holdings(
    "portfolio_by_owner",
    "owner",
    "Whose wallets; empty for those that nobody named an owner of",
    "coalesce(w.owner, '')",
)
