"""tripl: trust your analytics. Plan, observe, react, govern."""

__version__ = "0.1.0"
