"""The two stores: what the chains say, and what people say."""
