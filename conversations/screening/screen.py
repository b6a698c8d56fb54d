"""Look in a text for what could tell who a person is, in es, fr, en and pt at once."""

from collections.abc import Sequence

from conversations.screening.addresses import find_accounts, find_addresses
from conversations.screening.findings import Finding, apart
from conversations.screening.flat import flatten
from conversations.screening.numbers import find_numbers
from conversations.screening.people import find_people


def screen(text: str, *, regions: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Return what stands in a text, in order and apart; `regions` are countries by ISO's two letters."""
    flat = flatten(text)
    found = (
        *find_accounts(flat),
        *find_addresses(flat),
        *find_numbers(flat, regions=regions),
        *find_people(flat),
    )
    return tuple(apart(found))
