"""What the speed and cost claims rest on: ``python -m benchmarks`` measures them and prints one table."""
