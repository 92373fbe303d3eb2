"""``cointracker wallets delete``."""

import click

from cointracker_pipeline.cli.tables import count


@click.command()
@click.argument("wallet_ids", metavar="WALLET...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(wallet_ids: tuple[str, ...], yes: bool) -> None:
    """Delete each WALLET with all its data, its partition in Dagster included, unless others track it too.

    One that is not tracked is an error, and then none is deleted.
    """
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.storage.registry import OPERATOR

    with open_pipeline() as pipeline:
        found = [pipeline.registry.find_wallet(pipeline.parse_wallet(name).wallet_id) for name in wallet_ids]
        settings = pipeline.settings
    chosen = {one.wallet_id: one.label for one in found}
    if not yes:
        for wallet_id, label in chosen.items():
            click.echo(f"{wallet_id} {label}".rstrip())
        click.confirm(f"Delete {count(len(chosen), 'wallet')} with the whole history?", abort=True)

    with open_pipeline(settings) as pipeline:
        leaving = pipeline.registry.untrack_wallets(OPERATOR, chosen, pipeline.clock())
    if leaving:
        from cointracker_pipeline.definitions import defs
        from cointracker_pipeline.defs.launch import run_job

        run_job(defs(), settings, "delete_wallets", {"delete_each_wallet": {"wallets": leaving}})
    for wallet_id in chosen:
        fate = "deleted" if wallet_id in leaving else "no longer yours; others track it, and its data stays"
        click.echo(f"{wallet_id}: {fate}.")
