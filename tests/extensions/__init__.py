"""An extension as somebody else would write it, installed beside the real server."""
