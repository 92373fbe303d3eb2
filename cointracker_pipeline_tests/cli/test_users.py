"""The command sees to people; with it the operator is never locked out for good."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from cointracker_pipeline.pipeline import read_clock
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.storage.registry import OPERATOR, Registry
from cointracker_pipeline_tests.cli.command import Command, Ended


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The command over a home in which the operator has a password."""
    home: Path = tmp_path_factory.mktemp("users") / "home"
    home.mkdir()
    with Registry(load_settings(home=home).effective_registry_url) as registry:
        registry.prepare()
        registry.set_password_hash(OPERATOR, "a hash")
    return Command(home)


def purpose_of(command: Command, ended: Ended) -> tuple[str, int] | None:
    """Return what the printed link is for, and for whom."""
    secret = parse_qs(urlsplit(ended.out.strip()).query)["link"][0]
    with Registry(load_settings(home=command.home).effective_registry_url) as registry:
        found = registry.peek_link(secret, read_clock())
    return (found.purpose, found.person_id) if found else None


def test_whoever_is_locked_out_gets_a_link(command: Command) -> None:
    """Without a name it is the operator's; the link alone goes to standard output."""
    ended = command("users", "link", "--site", "https://wallets.example.org/")
    assert ended.out.startswith("https://wallets.example.org/welcome?link=")
    assert purpose_of(command, ended) == ("reset", OPERATOR)


def test_people_are_invited_changed_and_shut_out(command: Command) -> None:
    """Each by name, in any case."""
    invited = command("users", "invite", "Ann", "--role", "viewer")
    assert (purpose_of(command, invited) or ("", 0))[0] == "invite"
    assert command("users", "role", "ann", "admin").out == "Ann is admin now.\n"
    assert command("users", "disable", "ANN").status == 0
    listed = {one["name"]: (one["role"], one["state"]) for one in command("users", "list", "--json").rows()}
    assert listed == {"admin": ("admin", "active"), "Ann": ("admin", "disabled")}
    refused = command("users", "link", "Ann")
    assert refused.status == 1
    assert "enable them first" in refused.err
    assert command("users", "enable", "Ann").status == 0


def test_a_second_factor_is_reset(command: Command) -> None:
    """Of whoever lost theirs; the list tells who has one."""
    with Registry(load_settings(home=command.home).effective_registry_url) as registry:
        registry.begin_second_factor(OPERATOR)
        assert registry.confirm_second_factor(OPERATOR, registry.waiting_secret(OPERATOR) or "", 1, read_clock())
    listed = {one["name"]: one["second_factor"] for one in command("users", "list", "--json").rows()}
    assert (listed["admin"], set(listed.values())) == ("on", {"on", ""})
    assert "password alone" in command("users", "reset-second-factor", "ADMIN").out
    assert "had no second factor" in command("users", "reset-second-factor", "admin").out


def test_a_name_that_is_nobodys_is_told(command: Command) -> None:
    """And the last admin is kept."""
    command("users", "role", "Ann", "viewer")  # whom the test above made an admin
    assert "users list" in command("users", "role", "Nobody", "admin").err
    assert "last admin" in command("users", "disable", "admin").err
