class EmbeddedError(Exception):
    """A server or its folder cannot be used; the message is one sentence for the person at the terminal."""


class Cancelled(Exception):
    """Somebody asked to stop while we waited."""
