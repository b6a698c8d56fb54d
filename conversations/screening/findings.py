"""What may be found in a text: something by which a person could be recognised, and where it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from conversations.screening.flat import Match


class Clue(StrEnum):
    """Something by which a person could be recognised."""

    PERSON = "person"  # a name with an age or a place, after "my sister", a day of birth
    PHONE = "phone"
    IDENTITY = "identity"  # of a document: identity card, passport
    CASE = "case"  # of a file at a court, a police station, a service
    ADDRESS = "address"
    ACCOUNT = "account"  # an e-mail address, a name on a social network


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """The characters from `start` up to, not including, `end`."""

    start: int
    end: int
    kind: Clue


def found(match: Match, kind: Clue, *, group: int = 0) -> Finding:
    """Return where a pattern, or a group of it, was found."""
    start, end = match.span(group)
    return Finding(start, end, kind)


def apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings in order; of those that overlap only the first, and of these the longest."""
    reached = 0
    for finding in sorted(findings, key=lambda one: (one.start, -one.end)):
        if finding.start >= reached:
            reached = finding.end
            yield finding
