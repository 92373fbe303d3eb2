"""What wallets of the same label hold."""

from cointracker_pipeline.reports._holdings import make_holdings

REPORT = make_holdings(
    "portfolio_by_label",
    "label",
    "What the wallets are called; empty for those without a name",
    "coalesce(w.label, '')",
)
