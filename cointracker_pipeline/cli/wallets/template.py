"""``cointracker wallets template``."""

from pathlib import Path

import click

from cointracker_pipeline.errors import HomeError


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
def template(folder: Path) -> None:
    """Write an example spreadsheet as wallets.csv and wallets.xlsx into FOLDER, by default here.

    Replace its rows with your wallets, then import one of the two. A file that is there already is not overwritten.
    """
    from cointracker_pipeline.inbox.template import render_csv, render_xlsx

    for name, content in (("wallets.csv", render_csv()), ("wallets.xlsx", render_xlsx())):
        path = folder / name
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            raise HomeError(f"{path} exists already; name another folder, or move it away.") from None
        except OSError as error:
            raise HomeError(f"{path} cannot be written: {error.strerror}. Name a folder that can be.") from None
        click.echo(f"{path}: written.")
