"""The day's news for organisers, as one message on a phone: read in twenty seconds, then acted on.

What waits for somebody comes first, then what is new, then what is missing. Contributions are
counted exactly and persons as `reports.small_cells` lets them be told, which says what is which. A
country with nothing yet is named, for that is what organisers can still change: it is a zero of
contributions. `titles` holds only what may be repeated in a chat.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from locales import N_, Words
from reports.labels import LABEL_LENGTH, Labels, choice_label, country_name
from reports.levels import level_name
from reports.small_cells import SMALLEST_GROUP, tell, tell_one
from reports.typed_text import html, one_line, units
from storage.coverage import TARGET_GROUPS
from storage.digests import DigestFacts, NewTitle, Waiting
from storage.turnout import Response

MOST_CHARACTERS = 1600
"""A screen and a half of a phone. Held in UTF-16 units, as Telegram counts, and with the tags."""

_TITLE_LENGTH = 60
_QUOTE_LENGTH = 90
_MOST_QUOTES = 2
_MOST_ENTRIES = 6  # of a list: more are not read on a phone
_MOST_MISSING = 4  # the picture shows the rest
_MOST_FORMS = 6
_SHORTEST_DAY, _LONGEST_DAY = timedelta(hours=20), timedelta(hours=28)
_FIRST = ("practice", "lesson")


def has_news(facts: DigestFacts) -> bool:
    """Tell whether there is anything that an organiser does not know from the last digest."""
    is_told = any(facts.new.values()) or facts.changed > 0
    return is_told or facts.waiting.unreachable > 0 or facts.waiting.uncertain > 0


def write_digest(
    facts: DigestFacts, *, words: Words, choice_labels: Labels, numbers_only: bool = False
) -> str:
    """Return Telegram HTML. With `numbers_only` nothing of what was told is in it."""
    titles = () if numbers_only else facts.titles
    heading = f"{one_line(facts.workshop_title, _TITLE_LENGTH)} · {words.day(facts.on)}"
    waits = "" if numbers_only else _waits(facts.waiting, words)
    rest = (
        _people(facts, words),
        _missing(facts, words, choice_labels),
        _wave(facts.response, words),
    )

    def with_titles(kept: int) -> str:
        news = _news(facts, titles[:kept], words, choice_labels, by_table=not numbers_only)
        return "\n\n".join(filter(None, (_bold(heading), waits, *news, *rest)))

    drafts = (with_titles(kept) for kept in range(len(titles), 0, -1))
    return next((text for text in drafts if units(text) <= MOST_CHARACTERS), with_titles(0))


def write_quiet_week(facts: DigestFacts, *, words: Words) -> str:
    """Return the line that tells a quiet week from a bot that is dead."""
    title = one_line(facts.workshop_title, _TITLE_LENGTH)
    return html(words.say(N_("“{title}”: nothing new this week. I am here."), title=title))


def _waits(waiting: Waiting, words: Words) -> str:
    """Say what needs somebody; what tells who somebody is comes first."""
    lines = [
        *_counted(
            waiting.flagged,
            words.say_many(
                "{count} contribution may tell who somebody is",
                "{count} contributions may tell who somebody is",
                waiting.flagged,
            ),
        ),
        *_counted(
            waiting.reviews,
            words.say_many(
                "{count} contribution to review", "{count} contributions to review", waiting.reviews
            ),
        ),
        *_counted(waiting.unreachable, _unreachable(waiting.unreachable, words)),
        *_counted(
            waiting.uncertain,
            words.say(N_("An announcement may not have reached everybody")),
        ),
    ]
    return _section(words.say(N_("Needs you")), [f"• {line}" for line in lines])


def _counted(count: int, line: str) -> Iterator[str]:
    if count:
        yield line


def _unreachable(count: int, words: Words) -> str:
    told = tell_one(count)
    if told is None:
        return words.say(
            N_("Fewer than {few} people can no longer be reached"), few=words.number(SMALLEST_GROUP)
        )
    return words.say(N_("Some {count} people can no longer be reached"), count=words.number(told))


def _news(
    facts: DigestFacts, titles: Sequence[NewTitle], words: Words, labels: Labels, *, by_table: bool
) -> Iterator[str]:
    """Yield a block a form, those of practices and lessons first: how many, where, and the newest."""
    forms = _forms(facts)
    quoted = [one.submission_id for one in titles if one.quote][:_MOST_QUOTES]
    if not any(facts.new.values()):
        nothing = (
            N_("Nothing new since the last digest.") if forms else N_("Nothing has come in yet.")
        )
        yield html(words.say(nothing))
    for form in forms[:_MOST_FORMS]:
        tables = _tables(facts.by_table.get(form, {}), words) if by_table else ""
        of_form = [one for one in titles if one.form_id == form]
        lines = [
            _form(form, facts, words, labels),
            *([html(tables)] if tables else []),
            *(_title(one, words, labels, has_quote=one.submission_id in quoted) for one in of_form),
        ]
        rest = facts.new.get(form, 0) - len(of_form)
        if of_form and rest:
            lines.append(html(words.say(N_("and {count} more"), count=words.number(rest))))
        yield "\n".join(lines)
    if facts.changed:
        yield html(words.say(N_("Changed: {count}"), count=words.number(facts.changed)))


def _forms(facts: DigestFacts) -> list[str]:
    """Name the forms of which something was sent or is hoped for."""
    named = {
        form
        for counts in (facts.total, facts.targets, facts.new)
        for form, count in counts.items()
        if count
    }
    return sorted(
        named, key=lambda form: (_FIRST.index(form) if form in _FIRST else len(_FIRST), form)
    )


def _form(form: str, facts: DigestFacts, words: Words, labels: Labels) -> str:
    new = facts.new.get(form, 0)
    line = " · ".join(
        part
        for part in (
            _new(form, new, words, labels),
            _change(form, facts, words),
            _in_all(form, facts, words),
        )
        if part
    )
    return _bold(line) if new else html(line)


def _new(form: str, new: int, words: Words, labels: Labels) -> str:
    match form:
        case "practice":
            return words.say_many("{count} new practice", "{count} new practices", new)
        case "lesson":
            return words.say_many("{count} new lesson", "{count} new lessons", new)
        case _:
            title = one_line(labels.get("form", {}).get(form, form), LABEL_LENGTH)
            msgid = N_("New submissions of “{form}”: {count}")
            return words.say(msgid, form=title, count=words.number(new))


def _change(form: str, facts: DigestFacts, words: Words) -> str:
    """Compare with the equal time before: yesterday, where digests go out daily."""
    new, before = facts.new.get(form, 0), facts.yesterday.get(form, 0)
    if facts.since is None or new == before == 0:
        return ""
    if _SHORTEST_DAY <= facts.until - facts.since <= _LONGEST_DAY:
        more, fewer = N_("{count} more than yesterday"), N_("{count} fewer than yesterday")
        same = N_("as many as yesterday")
    else:
        more = N_("{count} more than in the time before")
        fewer = N_("{count} fewer than in the time before")
        same = N_("as many as in the time before")
    if new == before:
        return words.say(same)
    return words.say(more if new > before else fewer, count=words.number(abs(new - before)))


def _in_all(form: str, facts: DigestFacts, words: Words) -> str:
    """Say how many there are against how many are hoped for, or where none is, in all."""
    total, wanted = facts.total.get(form, 0), facts.targets.get(form)
    if wanted:
        return words.say(
            N_("{count} of {wanted}"), count=words.number(total), wanted=words.number(wanted)
        )
    if total > facts.new.get(form, 0):
        return words.say(N_("{count} in all"), count=words.number(total))
    return ""


def _tables(counts: Mapping[str, int], words: Words) -> str:
    ordered = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
    return " · ".join(
        _shortened(
            [
                words.say(
                    N_("{label}: {count}"),
                    label=one_line(table, LABEL_LENGTH),
                    count=words.number(count),
                )
                for table, count in ordered
            ],
            words,
        )
    )


def _title(title: NewTitle, words: Words, labels: Labels, *, has_quote: bool) -> str:
    about = ", ".join(
        part
        for part in (
            country_name(title.country, words, labels) if title.country else "",
            one_line(level_name(title.level, words=words), LABEL_LENGTH) if title.level else "",
        )
        if part
    )
    named = f"• <i>{html(one_line(title.title, _TITLE_LENGTH))}</i>"
    said = f"\n{html(_quoted(title.quote, words))}" if has_quote else ""
    return named + (f" ({html(about)})" if about else "") + said


def _quoted(quote: str, words: Words) -> str:
    return words.say(N_("“{quote}”"), quote=one_line(quote, _QUOTE_LENGTH))


def _people(facts: DigestFacts, words: Words) -> str:
    begun = words.say_many(
        "{count} conversation begun and not sent yet.",
        "{count} conversations begun and not sent yet.",
        facts.begun,
    )
    return "\n".join(
        html(line) for line in (_answered(facts, words), begun if facts.begun else "") if line
    )


def _answered(facts: DigestFacts, words: Words) -> str:
    """Say how many of those who joined have answered, as far as that may be told."""
    silent = max(facts.joined - facts.answering, 0)
    told = tell({"answered": facts.answering, "silent": silent})
    if facts.joined == 0:
        return words.say(N_("Nobody has joined yet."))
    if told.total is None:
        return words.say(
            N_("Fewer than {few} people have joined."), few=words.number(SMALLEST_GROUP)
        )
    answered = told.groups["answered"]
    if answered == 0:
        msgid = N_("None of some {joined} people has answered yet.")
    elif silent == 0:
        msgid = N_("All of some {joined} people have answered.")
    elif answered is None:
        msgid = N_("Fewer than {few} of some {joined} people have answered.")
    elif told.groups["silent"] is None:
        msgid = N_("Almost all of some {joined} people have answered.")
    else:
        msgid = N_("Some {answered} of {joined} people have answered.")
    return words.say(
        msgid,
        answered=words.number(answered or 0),
        joined=words.number(told.total),
        few=words.number(SMALLEST_GROUP),
    )


def _missing(facts: DigestFacts, words: Words, labels: Labels) -> str:
    """Name the countries and target groups with nothing yet, once there is anything at all."""
    if not any(facts.total.values()):
        return ""
    countries = sorted(country_name(code, words, labels) for code in facts.missing_countries)
    groups = [choice_label(TARGET_GROUPS, name, labels) for name in facts.missing_target_groups]
    lines = [
        words.say(msgid, names=words.list(_shortened(names, words, most=_MOST_MISSING)))
        for msgid, names in (
            (N_("No practice yet from: {names}"), countries),
            (N_("No practice yet for: {names}"), groups),
        )
        if names
    ]
    return _section(words.say(N_("Still missing")), lines)


def _wave(response: Response | None, words: Words) -> str:
    """Say how many of those asked in the running wave have answered, as far as may be told."""
    if response is None or response.asked == 0:
        return ""
    silent = max(response.asked - response.answered, 0)
    told = tell({"answered": response.answered, "silent": silent})
    answered = told.groups["answered"]
    if told.total is None or answered is None:
        msgid = N_("Follow-up {wave}: fewer than {few} people have answered.")
    elif answered == 0:
        msgid = N_("Follow-up {wave}: nobody has answered yet.")
    else:
        msgid = N_("Follow-up {wave}: some {answered} of {asked} people have answered.")
    said = words.say(
        msgid,
        wave=words.number(response.wave),
        answered=words.number(answered or 0),
        asked=words.number(told.total or 0),
        few=words.number(SMALLEST_GROUP),
    )
    return html(said)


def _shortened(entries: Sequence[str], words: Words, *, most: int = _MOST_ENTRIES) -> list[str]:
    if len(entries) <= most + 1:  # "1 more" is no shorter than its name
        return list(entries)
    rest = words.say(N_("{count} more"), count=words.number(len(entries) - most))
    return [*entries[:most], rest]


def _section(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([_bold(heading), *map(html, lines)]) if lines else ""


def _bold(text: str) -> str:
    return f"<b>{html(text)}</b>"
