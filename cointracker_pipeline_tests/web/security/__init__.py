"""Tests of what stands in front of every page."""
