"""The supported chains are listed."""

from cointracker_pipeline.chains import find_chain, load_chains
from cointracker_pipeline_tests.cli.command import Command


def test_every_chain_is_listed(offline: Command) -> None:
    """Each chain that is found has its line, by which it is found again; no home is needed."""
    rows = offline("chains", "--json").rows()
    assert [row["chain"] for row in rows] == list(load_chains())
    for row in rows:
        chain = find_chain(row["symbol"])
        assert chain == find_chain(row["coin"]) == find_chain(row["chain"])
        assert row["decimals"] == chain.decimals
        assert row["explorer"] == chain.address_url("ADDRESS")
    assert not offline.home.exists()


def test_programs_and_people_see_the_same(offline: Command) -> None:
    """CSV has a header and a line for each chain, and so has the table for people."""
    table = offline("chains", "--csv").table()
    assert [row["chain"] for row in table] == list(load_chains())
    lines = offline("chains").out.splitlines()
    assert [line.split()[0] for line in lines] == ["chain", *load_chains()]
