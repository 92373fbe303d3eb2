"""Complete, proven transaction histories of many crypto wallets, as a Dagster pipeline."""
