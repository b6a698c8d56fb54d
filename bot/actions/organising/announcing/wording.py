"""How announcements are told of: to those who receive them, and to those who send them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from bot.actions.broadcasts import no_more
from bot.markup import bold, plain
from bot.render import Note
from locales import N_, Words
from reports.small_cells import SMALLEST_GROUP, people, tell_one
from storage.audiences import EVERYBODY, Audience, Standing
from storage.deliveries import DeliveryState
from storage.workshops import Workshop

STANDINGS: Final[Mapping[Standing, str]] = MappingProxyType(
    {
        Standing.SENT_NOTHING: N_("Has sent nothing yet"),
        Standing.BEGUN: N_("Has something open"),
        Standing.SENT: N_("Has sent something"),
    }
)
ON_THE_WAY: Final = (
    DeliveryState.QUEUED,
    DeliveryState.CLAIMED,
    DeliveryState.SENDING,
    DeliveryState.PAUSED,
)


def framed(text: str, workshop: Workshop, said: Words) -> Note:
    """Return an announcement as it is received: from whom, the text as it was typed, and a way out."""
    heading = said.say(N_("From the organisers of “{title}”"), title=workshop.title)
    return Note(f"{bold(heading)}\n\n{plain(text)}", (no_more(said),))


def described(audience: Audience, said: Words) -> str:
    """Say who is meant."""
    if audience == EVERYBODY:
        return said.say(N_("everybody"))
    parts = (
        [said.country(code) for code in audience.countries],
        list(audience.tables),
        [said.language_name(code) for code in audience.languages],
        [said.say(STANDINGS[state]) for state in audience.states],
    )
    return " · ".join(", ".join(part) for part in parts if part)


def moment(at: datetime, workshop: Workshop, said: Words) -> str:
    """Say when something is, by the clock of the workshop."""
    local = at.astimezone(ZoneInfo(workshop.zone))
    return said.say(N_("{day}, {time}"), day=said.day(local.date()), time=said.clock(local.time()))


def figures(counts: Mapping[DeliveryState, int], said: Words) -> Iterator[str]:
    """Yield how far it has come, a fact a line; of fewer than five people only that they are few.

    Larger numbers are told by their least: two of them, or the same one later, tell of nobody.
    """
    received = counts.get(DeliveryState.SENT, 0)
    on_the_way = sum(counts.get(state, 0) for state in ON_THE_WAY)
    unreachable = counts.get(DeliveryState.BLOCKED, 0) + counts.get(DeliveryState.FAILED, 0)
    uncertain = counts.get(DeliveryState.UNCERTAIN, 0)
    whole = received + on_the_way + unreachable + uncertain
    yield said.say(
        N_("Received: {count} of {whole}"),
        count=_at_least(received, said),
        whole=people(whole, said),
    )
    for sentence, count in (
        (N_("Still to come: {people}"), on_the_way),
        (N_("Not reachable: {people}"), unreachable),
        (N_("Not certain whether received: {people}"), uncertain),
    ):
        if count:
            yield said.say(sentence, people=people(count, said))


def _at_least(received: int, said: Words) -> str:
    told = tell_one(received)
    if told is None:
        return said.say(N_("fewer than {count}"), count=SMALLEST_GROUP)
    return said.say(N_("{count} or more"), count=said.number(told)) if told else said.number(told)
