"""The settings: which are set, never what a secret is."""

from collections.abc import Iterator

from pydantic import AliasChoices

from cointracker_pipeline.health.finding import Finding
from cointracker_pipeline.settings import Settings


def check_settings(settings: Settings) -> Iterator[Finding]:
    """Tell which variables are set to something else than their default, and whether there is a key."""
    fields = Settings.model_fields.items()
    names = sorted(_variable_of(name) for name, field in fields if getattr(settings, name) != field.default)
    yield Finding("settings", "ok", f"set: {', '.join(names)}" if names else "none set; every default holds")
    yield Finding("key", "ok", "set" if settings.key else "not set: 30 requests a minute, 1,440 points a day")


def _variable_of(name: str) -> str:
    alias = Settings.model_fields[name].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else name
