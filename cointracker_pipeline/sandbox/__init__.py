"""A local Blockchair to develop, demonstrate and test against: the same answers, limits and faults, no network."""
