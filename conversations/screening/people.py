"""A person who could be recognised: a name with an age or a place, or after "my sister"."""

from collections.abc import Iterator

from conversations.screening.findings import Clue, Finding, found
from conversations.screening.flat import find

_NAMED = r"\b(?:mi|su|my|his|her|ma|sa|minha|sua) (?:hermana|hija|sister|daughter|soeur|fille|irma|filha) ([a-z]{3,})"


def find_people(text: str, flat: bytes) -> Iterator[Finding]:
    for match in find(_NAMED, flat):
        if text[match.start(1)].isupper():
            yield found(match, Clue.PERSON)
