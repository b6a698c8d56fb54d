"""The digest: asked for with /digest, or due each day at the organiser's hour."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.actions.notices import tell_organiser
from bot.actions.roles import Deed, may, require
from bot.actions.shelf import FormShelf
from bot.actions.visits import House, Refusal, Visit
from bot.actions.wording import NO_CONTRIBUTION, PRACTICE, questions_of, title_of
from bot.render import Message, Note, note, send
from bot.taps import DigestTap, ReadTap, RemindTap, ReviewTap, Tap
from conversations.builtin import country_rows
from locales import N_, Words, words
from reports.coverage import picture_of
from reports.digest import has_news, write_digest, write_quiet_week
from storage import forms, organisers, workshops
from storage.coverage import TARGET_GROUPS, coverage_of
from storage.database import Session
from storage.digests import Window, facts_of
from storage.organisers import Organiser
from storage.workshops import Workshop

SETTLED: Final = timedelta(minutes=1)  # by then every transaction begun before has ended
QUIET: Final = timedelta(days=7)  # without news; then one line says that the bot is there
_BEGINNING: Final = 0  # of a window that has no other
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(
    microseconds=1
)  # as exact as the log: a list begins where a digest did
_LAST: Final = (datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND


class ForOrganisers(Refusal):
    sentence = N_("The digest is for the organisers of the workshop.")


def put_digest(visit: Visit) -> None:
    """Send the digest now; the daily one still comes, and tells the same news once more."""
    organiser = require(visit, Deed.SEE_NUMBERS, otherwise=ForOrganisers)
    asked = _Digest(visit.db, organiser, visit.house, visit.now)
    visit.promise(asked.messages())


def promise_daily_digest(db: Session, organiser: Organiser, *, house: House, now: datetime) -> None:
    """Promise what is new to an organiser whose hour has come, or nothing where nothing is.

    What is being committed at this moment belongs to the next digest, or it would be in none. The
    next one begins where the last ended that was promised: a day without one is in it too.
    """
    if not may(organiser.role, Deed.SEE_NUMBERS):
        return
    due = _Digest(db, organiser, house, now - SETTLED)
    if due.is_news or organiser.empty_days:
        told = due.messages()
    elif now - (organiser.last_digest_at or organiser.joined_at) >= QUIET:
        told = [send(write_quiet_week(due.facts, words=due.words))]
    else:
        return
    organisers.save_digest_sent(db, organiser_id=organiser.id, at=due.until)
    tell_organiser(db, organiser, told, house=house, now=now)


def hour_of(organiser: Organiser, workshop: Workshop) -> int:
    """Return the local hour of this organiser's digest."""
    return workshop.digest_hour if organiser.digest_hour is None else organiser.digest_hour


def moment_told(number: int) -> datetime:
    """Return the moment that a button carries; one that was forged may carry any number."""
    return _EPOCH + min(number, _LAST) * _MICROSECOND


def _number_of(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


class _Digest:
    """What one organiser is told at one moment, in their language and as their role allows."""

    def __init__(self, db: Session, organiser: Organiser, house: House, until: datetime) -> None:
        self._organiser = organiser
        self.until = until
        self.words = words(organiser.language)
        self._workshop = workshops.get_workshop(db, workshop_id=organiser.workshop_id)
        on = until.astimezone(ZoneInfo(self._workshop.zone)).date()
        self._labels = _choice_labels(db, self._workshop, house.forms, self.words, until)
        self._coverage = coverage_of(
            db, workshop_id=self._workshop.id, until=until, on=on, zone=self._workshop.zone
        )
        self.facts = facts_of(
            db,
            Window(self._workshop.id, organiser.last_digest_at, until, NO_CONTRIBUTION),
            coverage=self._coverage,
            target_groups=tuple(self._labels.get(TARGET_GROUPS, ())),
        )

    @property
    def is_news(self) -> bool:
        return has_news(self.facts)

    def messages(self) -> list[Message]:
        """Return the text with its buttons, then the picture, which says the same to the eye."""
        reads = may(self._organiser.role, Deed.READ_CONTRIBUTIONS)
        text = write_digest(
            self.facts, words=self.words, choice_labels=self._labels, numbers_only=not reads
        )
        return [*note(Note(text, tuple(self._buttons()))), *self._picture()]

    def _buttons(self) -> Iterator[tuple[str, Tap]]:
        say, of, workshop = self.words.say, self._organiser, self._workshop.id
        if any(self.facts.new.values()) and may(of.role, Deed.READ_CONTRIBUTIONS):
            since = _number_of(of.last_digest_at) if of.last_digest_at else _BEGINNING
            until = _number_of(self.until)
            yield say(N_("Read what is new")), ReadTap(workshop, since, until, 0)
        if self.facts.waiting.reviews and may(of.role, Deed.REVIEW):
            count = self.words.number(self.facts.waiting.reviews)
            yield say(N_("Review ({count})"), count=count), ReviewTap("queue", 0, 0)
        if self.facts.missing_countries and may(of.role, Deed.ANNOUNCE):
            yield say(N_("Remind a country")), RemindTap("countries", "", workshop)
        yield say(N_("Mute until tomorrow")), DigestTap("day", workshop, 0)
        yield say(N_("Mute for a week")), DigestTap("week", workshop, 0)
        yield say(N_("Settings")), DigestTap("show", workshop, 0)

    def _picture(self) -> Iterator[Message]:
        picture = picture_of(
            self._coverage,
            title=self._workshop.title,
            countries=self._workshop.countries,
            labels=self._labels,
            words=self.words,
        )
        if picture is not None:
            yield Message("sendPhoto", {"drawing": picture.spec, "caption": picture.caption})


def _choice_labels(
    db: Session, workshop: Workshop, shelf: FormShelf, speaking: Words, now: datetime
) -> dict[str, dict[str, str]]:
    """Return the labels of the practice form's choices by question, and the names of all forms."""
    asked = {
        version.form_id: shelf.get(db, version.id)
        for version in forms.list_latest_versions(db, workshop_id=workshop.id)
    }
    labels = {
        "form": {form_id: title_of(form, speaking) for form_id, form in asked.items()},
        "country": {row["name"]: row["label"] for row in country_rows((), speaking)},
    }
    practice = [form for form_id, form in asked.items() if form_id == PRACTICE]
    return labels | {
        question.name: dict(question.choices)
        for form in practice
        for question in questions_of(form, words=speaking, countries=(), now=now)
    }
