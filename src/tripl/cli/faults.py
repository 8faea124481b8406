"""What a check of a deploy found."""


class Fault(Exception):
    """One check failed; the text says what is wrong and what to do."""
