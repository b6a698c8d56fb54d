"""How an organiser wants their digest: when, in which zone, on which days, or not for a while."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.actions import digest_days
from bot.actions.calendar import moment_of
from bot.actions.daytime import main_zone
from bot.actions.digests import hour_of
from bot.actions.organising.digesting import targets as digest_targets
from bot.actions.roles import Deed, find_allowed, may, require
from bot.actions.visits import Visit
from bot.commands import Verb, name_of
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import DigestTap, Tap
from bot.updates import Toast
from locales import N_
from storage import organisers
from storage.organisers import Organiser
from storage.workshops import Workshop, get_workshop

NEVER_AGAIN: Final = datetime(9999, 1, 1, tzinfo=UTC)  # until then an organiser wants no digest
_HOURS: Final = range(24)
_DAYS: Final = range(7)
_A_MONDAY: Final = date(2024, 1, 1)


def put_settings(visit: Visit) -> None:
    organiser = require(visit, Deed.SET_DIGEST)
    visit.show(_card(visit, organiser))


def press(visit: Visit, tap: DigestTap) -> Toast | None:
    """Show what can be chosen, or keep what was."""
    organiser = find_allowed(visit, Deed.SET_DIGEST, workshop_id=tap.workshop)
    if organiser is None:
        return visit.no_longer()
    match tap.act:
        case "show":
            visit.show(_card(visit, organiser))
        case "hours" | "zones" | "weekdays":
            visit.show_in_place(_choices(visit, organiser, tap))
        case "targets" | "form" | "target":
            return digest_targets.press(visit, organiser, tap)
        case "day" | "week" | "off" | "on":
            return _mute(visit, organiser, tap)
        case _:
            return _change(visit, organiser, tap)
    return None


def _mute(visit: Visit, organiser: Organiser, tap: DigestTap) -> Toast:
    """Send no digest for a while; what comes in meanwhile is in the one that comes then."""
    workshop = get_workshop(visit.db, workshop_id=organiser.workshop_id)
    until = _muted_until(visit, organiser, workshop, tap)
    _keep(visit, organiser, workshop, {"muted_until": until})
    match tap.act:
        case "on":
            said = visit.words.say(N_("The digest comes again."))
        case "off":
            said = visit.words.say(
                N_("No more digests. To have them again: {settings}"),
                settings=name_of(Verb.SETTINGS, visit.words),
            )
        case _:
            assert until is not None
            day = until.astimezone(ZoneInfo(_zone(organiser, workshop))).date()
            said = visit.words.say(N_("No digest before {day}."), day=visit.words.day(day))
    return Toast(said)


def _muted_until(
    visit: Visit, organiser: Organiser, workshop: Workshop, tap: DigestTap
) -> datetime | None:
    """Return the beginning of the day on which the digest comes again, by the organiser's clock."""
    zone = _zone(organiser, workshop)
    days = {"day": 1, "week": 7}.get(tap.act)
    if days is None:
        return NEVER_AGAIN if tap.act == "off" else None
    today = visit.now.astimezone(ZoneInfo(zone)).date()
    return moment_of(today + timedelta(days=days), 0, zone=zone)


def _change(visit: Visit, organiser: Organiser, tap: DigestTap) -> Toast | None:
    """Keep one setting, and show all of them anew."""
    workshop = get_workshop(visit.db, workshop_id=organiser.workshop_id)
    zones = _zones(workshop)
    changed: dict[str, object]
    match tap.act:
        case "hour" if tap.number in _HOURS:
            changed = {"digest_hour": tap.number}
        case "zone" if tap.number < len(zones):
            changed = {"zone": zones[tap.number] if tap.number else None}
        case "weekday" if tap.number in _DAYS:
            changed = {"weekdays": _toggled(organiser.weekdays, tap.number)}
        case "empty":
            changed = {"empty_days": not organiser.empty_days}
        case "notices":
            changed = {"notices": not organiser.notices}
        case _:
            return visit.no_longer()
    now = _keep(visit, organiser, workshop, changed)
    visit.show_in_place(_choices(visit, now, tap) if tap.act == "weekday" else _card(visit, now))
    return None


def _toggled(weekdays: tuple[int, ...] | None, day: int) -> tuple[int, ...] | None:
    """Return the days with one more or less; all, or none at all, are every day."""
    days = set(_DAYS if weekdays is None else weekdays) ^ {day}
    return None if len(days) in (0, len(_DAYS)) else tuple(sorted(days))


def _keep(
    visit: Visit, organiser: Organiser, workshop: Workshop, changes: Mapping[str, object]
) -> Organiser:
    """Keep what was set, plan the digest anew, and return the organiser as they are now."""
    organisers.set_digest(visit.db, organiser_id=organiser.id, changes=changes)
    changed = organisers.get_organiser(visit.db, organiser_id=organiser.id)
    digest_days.replan_digest(visit.db, changed, workshop, visit.now)
    return changed


def _card(visit: Visit, organiser: Organiser) -> Note:
    """Say how the digest is set, with a button for all that can be changed."""
    say = visit.words.say
    workshop = get_workshop(visit.db, workshop_id=organiser.workshop_id)
    muted = organiser.muted_until if _is_muted(visit, organiser) else None
    zone = _zone(organiser, workshop)
    lines = [
        bold(say(N_("Your digest"))),
        plain(say(N_("At {hour}:00, {zone}"), hour=hour_of(organiser, workshop), zone=zone)),
        plain(say(N_("On: {days}"), days=_named(visit, organiser))),
        plain(say(_EMPTY[organiser.empty_days])),
        plain(say(_NOTICES[organiser.notices])),
    ]
    if muted == NEVER_AGAIN:
        lines.append(bold(say(N_("It is switched off."))))
    elif muted is not None:
        day = muted.astimezone(ZoneInfo(zone)).date()
        lines.append(bold(say(N_("It is muted until {day}."), day=visit.words.day(day))))
    language = name_of(Verb.LANGUAGE, visit.words)
    lines.append(plain(say(N_("Its language: {language}"), language=language)))
    return Note("\n".join(lines), tuple(_buttons(visit, organiser, is_muted=muted is not None)))


_EMPTY: Final = {
    False: N_("Days without news: silent, and a line once a week"),
    True: N_("Days without news: the digest comes too"),
}
_NOTICES: Final = {
    True: N_("What cannot wait: told at once"),
    False: N_("What cannot wait: only in the digest"),
}


def _buttons(visit: Visit, organiser: Organiser, *, is_muted: bool) -> Iterator[tuple[str, Tap]]:
    say, of = visit.words.say, organiser.workshop_id
    yield say(N_("Hour")), DigestTap("hours", of, 0)
    yield say(N_("Time zone")), DigestTap("zones", of, 0)
    yield say(N_("Weekdays")), DigestTap("weekdays", of, 0)
    empty = N_("Silent on days without news") if organiser.empty_days else N_("Also without news")
    yield say(empty), DigestTap("empty", of, 0)
    notices = N_("Nothing at once") if organiser.notices else N_("Tell me at once what cannot wait")
    yield say(notices), DigestTap("notices", of, 0)
    if may(organiser.role, Deed.CHANGE_FORMS):
        yield say(N_("Targets of the workshop")), DigestTap("targets", of, 0)
    if is_muted:
        yield say(N_("Send it again")), DigestTap("on", of, 0)
    else:
        yield say(N_("Mute for a week")), DigestTap("week", of, 0)
        yield say(N_("Switch it off")), DigestTap("off", of, 0)


def _choices(visit: Visit, organiser: Organiser, tap: DigestTap) -> Note:
    """Put what can be chosen of one setting."""
    say, of = visit.words.say, organiser.workshop_id
    workshop = get_workshop(visit.db, workshop_id=of)
    if tap.act == "hours":
        hours = tuple((f"{hour}:00", DigestTap("hour", of, hour)) for hour in _HOURS)
        return Note(bold(say(N_("At which hour?"))), hours, compact=True)
    if tap.act == "zones":
        zones = tuple(
            (zone, DigestTap("zone", of, place)) for place, zone in enumerate(_zones(workshop))
        )
        return Note(bold(say(N_("By the clock of which place?"))), zones)
    chosen = _DAYS if organiser.weekdays is None else organiser.weekdays
    days: list[tuple[str, Tap]] = [
        (
            f"{'✓ ' if day in chosen else ''}{_weekday(visit, day)}",
            DigestTap("weekday", of, day),
        )
        for day in _DAYS
    ]
    days.append((say(N_("Done")), DigestTap("show", of, 0)))
    return Note(bold(say(N_("On which days?"))), tuple(days), compact=True)


def _named(visit: Visit, organiser: Organiser) -> str:
    if organiser.weekdays is None:
        return visit.words.say(N_("every day"))
    return visit.words.list([_weekday(visit, day) for day in organiser.weekdays])


def _weekday(visit: Visit, day: int) -> str:
    return visit.words.weekday(_A_MONDAY + timedelta(days=day))


def _zones(workshop: Workshop) -> list[str]:
    """Return the zones to choose from: the workshop's own, then those of its countries."""
    zones = (main_zone(country, zone=workshop.zone) for country in workshop.countries)
    return list(dict.fromkeys((workshop.zone, *zones)))


def _zone(organiser: Organiser, workshop: Workshop) -> str:
    return organiser.zone or workshop.zone


def _is_muted(visit: Visit, organiser: Organiser) -> bool:
    return organiser.muted_until is not None and visit.now < organiser.muted_until
