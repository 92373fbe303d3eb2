"""Tests of the ways to say which coins were sold."""
