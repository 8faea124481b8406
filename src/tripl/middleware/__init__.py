"""What every request passes before a route: pure ASGI, no domain."""
