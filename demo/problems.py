"""What can keep the demo from running."""


class DemoError(Exception):
    """The demo cannot go on; the message says why, in one line, and what to do about it."""
