"""Numbers for rows, made before a row is written, so that sealed values can be bound to it."""

import secrets
from itertools import count
from time import time_ns
from typing import Final

_FIRST_MICROSECOND: Final = 1_735_689_600_000_000  # the first of 2025: 50 bits last until 2060
_LOW_BITS: Final = 13

# What tells ids of one microsecond apart: a count within this process, begun anywhere, so that
# two replicas hardly ever count alike.
_low: Final = count(secrets.randbits(_LOW_BITS))


def new_id() -> int:
    """Return a number of at most 63 bits which is new, and higher than those of earlier moments.

    Read from the machine's clock rather than from the one handed in: an id must be new even where
    a test lets time stand still, and no decision hangs on the moment within it.
    """
    microsecond = time_ns() // 1_000 - _FIRST_MICROSECOND
    return microsecond << _LOW_BITS | next(_low) % (1 << _LOW_BITS)
