"""The plan of contacts: how often, at which hours, and until when a wave writes to somebody."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.actions import wave_schedule
from storage.waves import Wave, WaveState
from storage.workshops import Workshop

# Zones with summer time in both hemispheres, one that skips half an hour, and some without.
COUNTRIES = ("HN", "MX", "CL", "BR", "ES", "US", "CA", "AU", None, "other")
ANSWERS = ("", "today", "tomorrow", "monday")


def a_wave(day: date, hours: tuple[int, int]) -> Wave:
    return Wave(
        id=1,
        workshop_id=1,
        number=1,
        form_code="followup",
        offset_days=None,
        starts_on=day,
        from_hour=hours[0],
        until_hour=hours[1],
        reminder_days=(3, 7),
        deadline_days=14,
        last_question=True,
        state=WaveState.RUNNING,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        started_at=None,
        closed_at=None,
    )


def a_workshop(zone: str) -> Workshop:
    return Workshop(
        id=1,
        title="T",
        zone=zone,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 1, 3),
        countries=("HN",),
        default_language="es",
        languages=("es",),
        digest_hour=18,
        protected=False,
        identity_days=365,
        answers_days=730,
        documents=False,
        adolescents=False,
        guardian_note=None,
        focal_point=None,
        closed_at=None,
    )


@given(
    day=st.dates(date(2026, 1, 4), date(2028, 12, 1)),
    hours=st.sampled_from(((8, 20), (8, 12), (12, 17), (17, 20))),
    country=st.sampled_from(COUNTRIES),
    workshop_zone=st.sampled_from(("America/Tegucigalpa", "Europe/Madrid", "Pacific/Auckland")),
    late=st.integers(0, 20 * 24),
    answers=st.lists(st.sampled_from(ANSWERS), max_size=8),
)
def test_contacts_are_few_by_day_and_before_the_end(
    day: date,
    hours: tuple[int, int],
    country: str | None,
    workshop_zone: str,
    late: int,
    answers: list[str],
) -> None:
    wave, workshop = a_wave(day, hours), a_workshop(workshop_zone)
    zone = wave_schedule.zone_of(country, workshop)
    begun = wave_schedule.begins_at(wave, workshop) + timedelta(hours=late)
    at = wave_schedule.first_contact(wave, workshop, zone=zone, now=begun)
    contacts, earlier = 0, begun
    while at is not None:
        assert at >= earlier
        assert hours[0] <= at.astimezone(ZoneInfo(zone)).hour < hours[1]
        assert at < wave_schedule.closes_at(wave, workshop)
        contacts, earlier = contacts + 1, at
        at = after(wave, workshop, contacts, zone, at, answers)
    assert contacts <= wave.most_contacts


def after(
    wave: Wave,
    workshop: Workshop,
    contacts: int,
    zone: str,
    now: datetime,
    answers: list[str],
) -> datetime | None:
    """Return the next contact, after putting this one off as often as somebody does."""
    following = wave_schedule.following_contact(
        wave, workshop, contacts=contacts, zone=zone, now=now
    )
    while answers and (answer := answers.pop()):
        until = wave_schedule.delays(wave, workshop, zone=zone, now=now)
        if answer not in until:
            continue
        [asked_again] = [at for name, at in until.items() if name == answer]
        assert asked_again > now
        assert wave.from_hour <= asked_again.astimezone(ZoneInfo(zone)).hour < wave.until_hour
        now = asked_again
        following = wave_schedule.contact_after_delay(
            wave, workshop, contacts=contacts, zone=zone, now=now
        )
    return following
