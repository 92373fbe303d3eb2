"""Tests of what people see in Dagster's UI, in a real browser."""
