"""One file for each way to say which coins were sold; a method is found by its place here, no list names it."""

from cointracker_pipeline.discovery import load_modules
from cointracker_pipeline.reports.methods._lot import Entry, Lot, Match, Method, OpenLots, match_entries

__all__ = ["Entry", "Lot", "Match", "Method", "OpenLots", "load_methods", "match_entries"]


def load_methods() -> list[Method]:
    """Return every method, by name."""
    return sorted((module.METHOD for module in load_modules(__name__)), key=lambda one: one.name)
