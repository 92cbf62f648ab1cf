"""How a way out can fail. The text is shown to an admin and kept, so it never quotes an address or a message."""

from __future__ import annotations


class ChannelError(Exception):
    """The message did not go; it is tried again later."""


class Refused(ChannelError):
    """The other side will not take this message, now or later: an address that does not exist."""


class Gone(ChannelError):
    """There is nobody at this address any more; it should be forgotten."""
