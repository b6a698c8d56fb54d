"""When a wave writes to somebody: on which day, and at which hour of the place where they live."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from bot.actions.calendar import moment_of
from bot.actions.daytime import main_zone, next_daytime
from bot.taps import Delay
from storage.waves import Wave
from storage.workshops import Workshop

# Where in the hours that are allowed the first contact lies, and each later one: who has no time in
# the morning may have some in the evening.
_PLACES: Final = (1 / 6, 5 / 6, 1 / 2)
_MONDAY: Final = 0
LATER: Final = timedelta(hours=4)
_AFTER_A_DELAY: Final = 2  # days between what somebody put off and the next reminder


def day_of(wave: Wave, workshop: Workshop) -> date:
    """Return the day on which a wave begins."""
    if wave.starts_on is not None:
        return wave.starts_on
    return workshop.ends_on + timedelta(days=wave.offset_days or 0)


def begins_at(wave: Wave, workshop: Workshop) -> datetime:
    """Return when a wave is laid out: as its day begins where the workshop is."""
    return moment_of(day_of(wave, workshop), 0, zone=workshop.zone)


def closes_at(wave: Wave, workshop: Workshop) -> datetime:
    """Return when a wave takes no more answers: behind the last hour of its last day."""
    last = day_of(wave, workshop) + timedelta(days=wave.deadline_days)
    return moment_of(last + timedelta(days=1), 0, zone=workshop.zone)


def zone_of(country: str | None, workshop: Workshop) -> str:
    """Return the zone of a participant: the one in which most of their country lives."""
    return main_zone(country, zone=workshop.zone)


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def first_contact(wave: Wave, workshop: Workshop, *, zone: str, now: datetime) -> datetime | None:
    day = max(day_of(wave, workshop), local(now, zone).date())
    at = _at_its_hour(wave, 1, day, zone=zone, not_before=now)
    return next_allowed(wave, workshop, at, zone=zone)


def following_contact(
    wave: Wave, workshop: Workshop, *, contacts: int, zone: str, now: datetime
) -> datetime | None:
    """Return when somebody is written to next, after so many contacts and the last one now."""
    if contacts > len(wave.reminder_days):
        return None
    days = [later - earlier for earlier, later in pairwise((0, *wave.reminder_days))]
    return _days_later(wave, workshop, contacts + 1, days[contacts - 1], zone=zone, now=now)


def contact_after_delay(
    wave: Wave, workshop: Workshop, *, contacts: int, zone: str, now: datetime
) -> datetime | None:
    """Return when somebody is written to next who had put the last contact off until now."""
    if contacts > len(wave.reminder_days):
        return None
    return _days_later(wave, workshop, contacts + 1, _AFTER_A_DELAY, zone=zone, now=now)


def next_allowed(wave: Wave, workshop: Workshop, moment: datetime, *, zone: str) -> datetime | None:
    """Return the first moment from `moment` on in the hours of a wave; None where it is over then."""
    at = next_daytime(
        moment, country=None, zone=zone, from_hour=wave.from_hour, until_hour=wave.until_hour
    )
    return at if at < closes_at(wave, workshop) else None


def delays(wave: Wave, workshop: Workshop, *, zone: str, now: datetime) -> dict[Delay, datetime]:
    """Return until when somebody can put a contact off: later today, tomorrow, on Monday."""
    today = local(now, zone).date()
    tomorrow = today + timedelta(days=1)
    monday = today + timedelta(days=(_MONDAY - today.weekday()) % 7 or 7)
    later = next_allowed(wave, workshop, now + LATER, zone=zone)
    found: dict[Delay, datetime] = {}
    if later is not None and local(later, zone).date() == today:
        found["today"] = later
    days: dict[Delay, date] = {"tomorrow": tomorrow, "monday": monday}
    for name, day in days.items():
        at = _at_its_hour(wave, 1, day, zone=zone, not_before=now)
        if at not in found.values() and next_allowed(wave, workshop, at, zone=zone) == at:
            found[name] = at
    return found


def _days_later(
    wave: Wave, workshop: Workshop, contact: int, days: int, *, zone: str, now: datetime
) -> datetime | None:
    day = local(now, zone).date() + timedelta(days=days)
    at = _at_its_hour(wave, contact, day, zone=zone, not_before=now)
    return next_allowed(wave, workshop, at, zone=zone)


def _at_its_hour(
    wave: Wave, contact: int, day: date, *, zone: str, not_before: datetime
) -> datetime:
    """Return the moment of a contact on a day; where its hour is over, the first one still left."""
    place = _PLACES[(contact - 1) % len(_PLACES)]
    hour = wave.from_hour + int((wave.until_hour - wave.from_hour) * place)
    return max(moment_of(day, hour, zone=zone), not_before)
