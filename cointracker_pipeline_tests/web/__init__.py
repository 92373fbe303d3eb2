"""Tests of the web application, over real HTTP and WebSockets on loopback."""
