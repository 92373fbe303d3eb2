"""What stands in front of every page: plain ASGI, so that it sees WebSockets as well as requests."""
