"""Every setting is explained."""

import pytest
from pydantic import AliasChoices

from cointracker_pipeline.settings import CHECKOUT, Settings

PAGE = CHECKOUT / "docs" / "settings.md"


def variable_of(name: str) -> str:
    """Return the environment variable of a field."""
    alias = Settings.model_fields[name].validation_alias
    assert isinstance(alias, AliasChoices)
    return str(alias.choices[0])


@pytest.mark.parametrize("name", Settings.model_fields)
def test_setting_has_a_line_in_the_docs(name: str) -> None:
    """docs/settings.md has a line that begins with the variable of each setting."""
    begin = f"| `{variable_of(name)}` |"
    assert any(line.startswith(begin) for line in PAGE.read_text("utf-8").splitlines()), f"{begin} is not in {PAGE}"
