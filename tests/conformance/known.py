"""Where this engine differs from others, and why: it is printed with the figures."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A difference we know of, and keep on purpose or have not mended."""

    what: str
    why: str


KNOWN: Sequence[Known] = (
    Known(
        "An unknown function or a wrong number of arguments is refused when the form is compiled.",
        "ODK Web Forms finds it only where the branch is taken; an organiser should know before.",
    ),
    Known(
        "An answer that breaks a constraint is not stored.",
        "As in JavaRosa; ODK Web Forms stores it and marks it.",
    ),
)
