"""A local Blockchair to develop, demonstrate and test against."""
