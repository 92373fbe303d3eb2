"""Tests of the sandbox's Ethereum."""
