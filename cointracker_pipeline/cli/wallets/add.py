"""``cointracker wallets add``."""

import click

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import InputError


@click.command()
@click.argument("chain")
@click.argument("address")
@click.option("--label", default="", help="A name for people.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given several times.")
@click.option("--owner", default="", help="Whose wallet it is.")
@click.option("--note", default="", help="What else there is to say of it.")
def add(chain: str, address: str, label: str, tags: tuple[str, ...], owner: str, note: str) -> None:
    """Track the wallet ADDRESS on CHAIN, such as bitcoin; added twice it is there once.

    In place of an address stands an extended public key (xpub, ypub, zpub): a wallet of all its addresses.

    A label, tags, an owner or a note given again replace those there were.
    """
    from cointracker_pipeline.chains import find_chain
    from cointracker_pipeline.inbox.cells import parse_label, parse_note, parse_owner
    from cointracker_pipeline.pipeline import holds_secret, open_pipeline

    if any(map(holds_secret, (label, owner, note, *tags))):
        raise InputError("A label, tag, owner or note looks like a private key or a seed phrase; nothing was stored.")
    found = find_chain(chain)
    wallet = Wallet(found.name, found.parse_address(address))
    with open_pipeline() as pipeline:
        before = pipeline.registry.find_wallets([wallet.wallet_id])
        name, whose, more = parse_label(label)[0], parse_owner(owner)[0], parse_note(note)[0]
        pipeline.add_wallets([TrackedWallet(wallet, name, tags, owner=whose, note=more)], "command")
        now = pipeline.registry.find_wallet(wallet.wallet_id)
    if not before:
        click.echo(f"{wallet.wallet_id}: added.")
        click.echo("Its first sync starts by itself while `cointracker up` runs, or now with: cointracker sync")
    elif before[0] != now:
        click.echo(f"{wallet.wallet_id}: already tracked; its label, tags, owner or note are updated.")
    else:
        click.echo(f"{wallet.wallet_id}: already tracked; nothing changed.")
