"""The API: client, errors, budget, prices, and the adapter of each family of chains."""
