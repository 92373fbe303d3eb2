"""A sandbox that serves wallets of given lengths: ``python -m benchmarks.sandbox_child LENGTHS READY_FILE``."""

import json
import sys
from pathlib import Path

from cointracker_pipeline.sandbox.limits import NO_LIMITS, Meter
from cointracker_pipeline.sandbox.server import create_app, serve
from cointracker_pipeline.sandbox.service import Service
from cointracker_pipeline.sandbox.world import World


def main() -> None:
    """Serve without limits until terminated; every history is made before the first request."""
    lengths, ready_file = Path(sys.argv[1]), Path(sys.argv[2])
    world = World(seed=1)
    for chain, counts in json.loads(lengths.read_text()).items():
        for index, count in enumerate(counts):
            world.add_generated(chain, count, key=index)
        for history in world.chain(chain).histories.values():
            history.totals(latest=True)
    serve(create_app(Service(world, Meter(NO_LIMITS))), ready_file=ready_file)


if __name__ == "__main__":
    main()
