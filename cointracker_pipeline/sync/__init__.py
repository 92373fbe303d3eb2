"""The heart: plan, refresh, verify."""
