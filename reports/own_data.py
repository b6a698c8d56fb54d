"""Everything about one person, for that person: as JSON for software, as a page for reading.

The shape of the JSON is that of these records, field by field; docs/own-data.md describes it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from html import unescape
from typing import Final
from zoneinfo import ZoneInfo

from locales import N_, Words
from reports.panel import DISPOSITIONS
from reports.typed_text import html
from storage.waves import Disposition

FORMAT: Final = "tertulia-own-data-1"
_TAG: Final = re.compile(r"</?[a-z]+>")
_AGES: Final = {"adult": N_("Yes, 18 or older"), "minor": N_("No, under 18")}


@dataclass(frozen=True, slots=True)
class OwnConsent:
    purpose: str
    version: str | None
    language: str
    text: str
    sha256: str
    given_at: datetime | None
    refused_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """An answer as it is kept, and as its form shows it; `screened` is what was said of a finding."""

    question: str
    label: str
    value: str
    shown: str
    counts: bool
    screened: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class FormerValue:
    question: str
    label: str
    value: str
    revision: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class SentFile:
    name: str
    mime_type: str | None
    size: int | None
    state: str
    sent_at: datetime
    transcript: str | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """One form as it was told; `confirmed` counts people at the table, `comments` are their words.

    `review` is what the organisers decided, `questions` what they asked, and `redacted` are the
    passages that they took out of what others read.
    """

    form: str
    title: str
    status: str
    begun_at: datetime
    completed_at: datetime | None
    changed_at: datetime | None
    revision: int
    share: str | None
    level: str | None
    answers: Sequence[OwnAnswer]
    former_answers: Sequence[FormerValue]
    files: Sequence[SentFile]
    confirmed: int
    comments: Sequence[str]
    review: str | None
    questions: Sequence[str]
    redacted: Sequence[str]


@dataclass(frozen=True, slots=True)
class Captured:
    text: str
    carrier: str
    mime_type: str
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class OwnWave:
    """How somebody stands in one round of questions after the workshop."""

    number: int
    form: str
    standing: str
    contacts: int
    next_contact_at: datetime | None
    last_contact_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    last_answer: str | None


@dataclass(frozen=True, slots=True)
class OwnAdoption:
    """A practice of others that somebody chose, and how far it is; `stages` by number of the wave."""

    practice: int
    country: str | None
    stage: str
    stage_at: datetime
    stages: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class TakingPart:
    """What somebody is and told in one workshop."""

    workshop: str
    zone: str
    joined_at: datetime
    language: str
    country: str | None
    table: str | None
    age: str | None
    stopped: bool
    consents: Sequence[OwnConsent]
    contributions: Sequence[Contribution]
    captures: Sequence[Captured]
    waves: Sequence[OwnWave] = ()
    adoptions: Sequence[OwnAdoption] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the audit trail that this chat has made."""

    at: datetime
    role: str
    action: str


@dataclass(frozen=True, slots=True)
class OwnData:
    format: str
    exported_at: datetime
    chat: int
    messages_known: int
    workshops: Sequence[TakingPart]
    deeds: Sequence[Deed]


def as_json(own: OwnData) -> bytes:
    """Write it all; moments as ISO 8601 in UTC."""
    return json.dumps(
        asdict(own), ensure_ascii=False, indent=2, default=lambda moment: moment.isoformat()
    ).encode("utf-8", "replace")


def as_page(own: OwnData, words: Words) -> bytes:
    """Write what people read, as one page that needs nothing else."""
    title = html(words.say(N_("Everything about me")))
    body = [f"<h1>{title}</h1>", *_about_all(own, words)]
    for part in own.workshops:
        body += _workshop(part, words)
    head = (
        f'<!doctype html><html lang="{words.language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title>"
        "<style>body{font:1rem/1.5 sans-serif;max-width:40em;margin:auto;padding:1em}"
        "dt{font-weight:bold}dd{margin:0 0 .5em}pre{white-space:pre-wrap;font:inherit}</style>"
    )
    return "\n".join([head, *body, "</html>\n"]).encode("utf-8", "replace")


def _about_all(own: OwnData, words: Words) -> Iterator[str]:
    yield from _pairs(
        (
            (words.say(N_("The number of this chat in Telegram")), str(own.chat)),
            (words.say(N_("Messages whose numbers are kept")), words.number(own.messages_known)),
        )
    )


def _workshop(part: TakingPart, words: Words) -> Iterator[str]:
    zone = ZoneInfo(part.zone)
    yield f"<h2>{html(part.workshop)}</h2>"
    yield from _pairs(
        (
            (words.say(N_("Since")), _moment(part.joined_at, zone, words)),
            (words.say(N_("Language")), words.language_name(part.language)),
            (words.say(N_("Country")), words.country(part.country) if part.country else None),
            (words.say(N_("Table")), part.table),
            (words.say(N_("Are you 18 or older?")), _age(part, words)),
        )
    )
    for told in part.contributions:
        yield from _contribution(told, zone, words)
    yield from _afterwards(part, zone, words)
    if part.captures:
        yield _heading(words.say(N_("Kept for later")))
        yield from (f"<pre>{html(one.text)}</pre>" for one in part.captures)
    yield _heading(words.say(N_("What I agreed to")))
    for consent in part.consents:
        yield from _consent(consent, zone, words)


def _afterwards(part: TakingPart, zone: ZoneInfo, words: Words) -> Iterator[str]:
    """Yield what somebody is asked after the workshop, and how often; the answers stand above."""
    if part.adoptions:
        yield _heading(words.say(N_("What I mean to take home")))
        label = words.say(N_("A practice of others"))
        yield from _pairs((label, _moment(one.stage_at, zone, words)) for one in part.adoptions)
    if part.waves:
        yield _heading(words.say(N_("Asked after the workshop")))
        yield from _pairs((_round(one, words), _standing(one, words)) for one in part.waves)


def _round(one: OwnWave, words: Words) -> str:
    return words.say(N_("Round {number}"), number=words.number(one.number))


def _standing(one: OwnWave, words: Words) -> str:
    stands = words.say(DISPOSITIONS[Disposition(one.standing)])
    count = words.say(N_("written to {count} times"), count=words.number(one.contacts))
    return f"{stands}; {count}"


def _contribution(told: Contribution, zone: ZoneInfo, words: Words) -> Iterator[str]:
    yield _heading(told.title)
    sent = _moment(told.completed_at, zone, words) if told.completed_at else None
    changed = _moment(told.changed_at, zone, words) if told.changed_at else None
    about = (
        (words.say(N_("Begun")), _moment(told.begun_at, zone, words)),
        (words.say(N_("Sent")), sent),
        (words.say(N_("Changed")), changed),
    )
    answers = ((one.label, one.shown) for one in told.answers if one.counts)
    former = (
        (words.say(N_("Before: {question}"), question=one.label), one.value)
        for one in told.former_answers
    )
    files = ((words.say(N_("File")), one.transcript or one.name) for one in told.files)
    others = (
        (
            words.say(N_("Confirmed at the table")),
            words.number(told.confirmed) if told.confirmed else None,
        ),
        *((words.say(N_("Added at the table")), one) for one in told.comments),
        *((words.say(N_("The organisers' question")), one) for one in told.questions),
        *((words.say(N_("Not shown to others")), one) for one in told.redacted),
    )
    yield from _pairs((*about, *answers, *former, *files, *others))


def _consent(consent: OwnConsent, zone: ZoneInfo, words: Words) -> Iterator[str]:
    moments = (
        (words.say(N_("Agreed")), consent.given_at),
        (words.say(N_("Refused")), consent.refused_at),
        (words.say(N_("Taken back")), consent.withdrawn_at),
    )
    yield from _pairs((label, _moment(at, zone, words)) for label, at in moments if at)
    yield f"<pre>{html(_as_read(consent))}</pre>"


def _as_read(consent: OwnConsent) -> str:
    """Return what was agreed to as it was read; that of the workshop is kept as Telegram's HTML."""
    if consent.purpose != "workshop":
        return consent.text
    return unescape(_TAG.sub("", consent.text))


def _age(part: TakingPart, words: Words) -> str | None:
    return words.say(_AGES[part.age]) if part.age in _AGES else None


def _pairs(pairs: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    yield "<dl>"
    for label, text in pairs:
        if text:
            yield f"<dt>{html(label)}</dt><dd><pre>{html(text)}</pre></dd>"
    yield "</dl>"


def _heading(text: str) -> str:
    return f"<h3>{html(text)}</h3>"


def _moment(at: datetime, zone: ZoneInfo, words: Words) -> str:
    here = at.astimezone(zone)
    return words.say(
        N_("{day}, {time}"), day=words.date(here.date()), time=words.clock(here.time())
    )
