"""Why an operation is not compiled."""


class DeclinedError(Exception):
    """The compiler cannot do this; the resolver lane can. The message says what it is."""
