"""``cointracker wallets delete``."""

import click

from cointracker_pipeline.cli.tables import count


@click.command()
@click.argument("wallet_ids", metavar="WALLET...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(wallet_ids: tuple[str, ...], yes: bool) -> None:
    """Delete each WALLET with all its data, its partition in Dagster included.

    One that is not tracked is an error, and then none is deleted.
    """
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        found = [pipeline.registry.find_wallet(pipeline.parse_wallet(name).wallet_id) for name in wallet_ids]
        settings = pipeline.settings
    chosen = {one.wallet_id: one.label for one in found}
    if not yes:
        for wallet_id, label in chosen.items():
            click.echo(f"{wallet_id} {label}".rstrip())
        click.confirm(f"Delete {count(len(chosen), 'wallet')} with the whole history?", abort=True)

    from cointracker_pipeline.definitions import defs
    from cointracker_pipeline.defs.launch import run_job

    run_job(defs(), settings, "delete_wallets", {"delete_each_wallet": {"wallets": list(chosen)}})
    for wallet_id in chosen:
        click.echo(f"{wallet_id}: deleted.")
