"""Dagster, thin: assets, checks, sensors, schedules, jobs, resources."""
