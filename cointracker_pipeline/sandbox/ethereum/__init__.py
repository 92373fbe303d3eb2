"""Ethereum as the sandbox imitates it: accounts, trees of calls, fees, rewards, withdrawals and tokens."""
