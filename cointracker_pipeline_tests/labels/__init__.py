"""Tests of labels in files that other wallets read and write."""
