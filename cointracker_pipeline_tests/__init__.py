"""Tests of cointracker_pipeline, a mirror of the package."""
