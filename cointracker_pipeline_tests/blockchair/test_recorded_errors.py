"""Errors that the live service really gave are understood."""

import pytest

from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.errors import BlockedError, KeyRefusedError, ProviderError, RequestRefusedError
from cointracker_pipeline_tests.blockchair.fakes import BITCOIN
from cointracker_pipeline_tests.blockchair.recorded import CHECKED, named, read_text
from cointracker_pipeline_tests.blockchair.scripted_server import ScriptedServer, reply

MEANT: dict[int, type[ProviderError]] = {
    400: RequestRefusedError,
    402: KeyRefusedError,
    404: RequestRefusedError,
    430: BlockedError,
}


@named("error")
def test_recorded_errors_have_their_names(name: str, client: Client, server: ScriptedServer) -> None:
    """What users pasted is the error it means, cut or HTML as it may be, and no second request is made."""
    status = next(code for code in MEANT if str(code) in name)
    server.will_reply(reply(status, read_text(name)))
    with pytest.raises(MEANT[status]):
        client.fetch_page(BITCOIN, "abc", offset=0, limit=10, confirmed_only=True)
    assert len(server.asked) == 1


@named("error")
def test_the_code_in_the_body_suffices(name: str, client: Client, server: ScriptedServer) -> None:
    """An error that comes with status 200 is the same error where its body can be read, and never an answer."""
    status = next(code for code in MEANT if str(code) in name)
    server.will_reply(reply(200, read_text(name)))
    with pytest.raises(MEANT[status] if name.endswith(".json") else ProviderError):
        client.fetch_page(BITCOIN, "abc", offset=0, limit=10, confirmed_only=True)


def test_all_kinds_are_there() -> None:
    """Each status that means something of its own has a recording."""
    names = [name for name, kind in CHECKED.items() if kind == "error"]
    assert all(any(str(code) in name for name in names) for code in MEANT)
