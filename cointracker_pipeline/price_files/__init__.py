"""Prices and rates from files of people: strict about values, forgiving about the names of columns."""
