"""What wallets with the same tag hold."""

from cointracker_pipeline.reports._holdings import make_holdings

REPORT = make_holdings(
    "portfolio_by_tag",
    "tag",
    "One tag of the wallets, empty for those without any; a wallet with several counts in each",
    "unnest(if(len(coalesce(w.tags, [])) = 0, [''], list_distinct(coalesce(w.tags, []))))",
    overlapping=True,
)
