"""Derives what the web shows of all wallets of the home of the environment, as each night does."""

from cointracker_pipeline.pipeline import open_pipeline

if __name__ == "__main__":
    with open_pipeline() as opened:
        opened.derive_portfolio()
