"""Findings for people: one line each, and below it what to do."""

import click

from cointracker_pipeline.health.finding import Finding

COLORS = {"ok": "green", "warning": "yellow", "problem": "red"}


def print_finding(finding: Finding) -> None:
    """Print one finding; colors only where a terminal shows them."""
    verdict = click.style(f"{finding.verdict:8}", fg=COLORS[finding.verdict])
    click.echo(f"{verdict}{finding.what:15}{finding.text}")
    if finding.advice:
        click.echo(f"{'':23}-> {finding.advice}")
