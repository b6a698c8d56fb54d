"""Numbers for rows, made before a row is written, so that sealed values can be bound to it."""

import secrets
from time import time_ns

_FIRST_MICROSECOND = 1_735_689_600_000_000  # the first moment of 2025: 50 bits last until 2060
_RANDOM_BITS = 13


def new_id() -> int:
    """Return a number of at most 63 bits which is new, and higher than those of earlier moments.

    Read from the machine's clock rather than from the one handed in: an id must be new even where
    a test lets time stand still, and no decision hangs on the moment within it.
    """
    microsecond = time_ns() // 1_000 - _FIRST_MICROSECOND
    return microsecond << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
