"""What every request passes first, as pure ASGI, so that WebSockets pass it too."""
