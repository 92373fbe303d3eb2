"""Pages are compiled before the first visitor comes."""

import jinja2
import pytest

from cointracker_pipeline.web import rendering


def test_no_page_is_compiled_while_somebody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each template compiles, and afterwards none is compiled again."""
    monkeypatch.setattr(rendering, "TEMPLATES", rendering._make_environment())
    rendering.compile_pages()
    monkeypatch.setattr(jinja2.Environment, "compile", None)
    assert rendering.TEMPLATES.get_template("wallets/page.html").name == "wallets/page.html"
    assert len(rendering.TEMPLATES.cache or ()) == len(rendering.TEMPLATES.list_templates())
