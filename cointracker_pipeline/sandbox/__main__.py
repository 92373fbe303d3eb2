"""Starts a sandbox: ``python -m cointracker_pipeline.sandbox --port 8642``."""

from cointracker_pipeline.sandbox.command import sandbox_command

if __name__ == "__main__":
    sandbox_command()
