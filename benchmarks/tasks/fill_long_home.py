"""Fills the home of the environment with a million transactions: what that takes is nobody else's memory."""

from benchmarks.long_home import make_long_home
from cointracker_pipeline.settings import load_settings

if __name__ == "__main__":
    make_long_home(load_settings())
