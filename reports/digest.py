"""The day's news for organisers, as one message on a phone.

What is counted here. Practices and lessons, by form, country, component and target group, are
contributions: the author sent each one to be read by the organisers at least, and `titles` holds
only what its sharing level allows. They are counted exactly; a table of five or more of
everything would be empty at most workshops. Components and target groups describe a practice,
never its author. Persons are counted in one place only, the line of who joined and who answered.
That line breaks a group down into those who answered and those who did not, so it goes through
`suppress`; who joined without agreeing is not told apart, for refusing is free, and persons are
not counted by country or working table at all. A country with nothing
yet is named, for that is what the organisers can still change: it is a zero of contributions.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from locales import N_, Words
from reports.labels import LABEL_LENGTH, Labels, choice_label, country_name
from reports.levels import level_name
from reports.small_cells import SMALLEST_GROUP, suppress
from reports.typed_text import html, one_line
from storage.digests import DigestFacts, NewTitle

MOST_CHARACTERS = 4096
"""Telegram's limit; held here in UTF-16 units and with the tags, so surely kept."""

_TITLE_LENGTH = 80
_MOST_ENTRIES = 8  # of a list: more are not read on a phone
_SHORTEST_DAY, _LONGEST_DAY = timedelta(hours=20), timedelta(hours=28)
_PROFILE = "profile"  # a form about a person, not a contribution
_FIRST = ("practice", "lesson")


def write_digest(
    facts: DigestFacts, *, words: Words, choice_labels: Labels, asked: bool = False
) -> str | None:
    """Return Telegram HTML, or None where nothing is new and nobody asked."""
    forms = _contributions(facts)
    changed = sum(facts.changed.get(form, 0) for form in forms)
    is_news = changed > 0 or any(facts.new.get(form, 0) for form in forms)
    if not is_news and not asked:
        return None
    head = [
        _bold(f"{one_line(facts.workshop_title, _TITLE_LENGTH)} · {words.day(facts.on)}"),
        *([] if is_news else [html(_nothing_new(facts, words))]),
        *(_form(form, facts, words, choice_labels) for form in forms[:_MOST_ENTRIES]),
        *([_changed(changed, words)] if changed else []),
        *_people(facts, words),
    ]
    return _fit(
        head,
        [
            _missing(facts, words, choice_labels),
            _countries(facts, words, choice_labels),
            _covered(facts, words, choice_labels),
            _intended(facts, words, choice_labels),
        ],
        _titles(facts.titles, words, choice_labels),
        words,
    )


def _contributions(facts: DigestFacts) -> list[str]:
    """Name the forms of which something was sent: practices, lessons, then the workshop's own."""
    counted = (*facts.total.items(), *facts.new.items())
    forms = {form for form, count in counted if count} - {_PROFILE}
    return sorted(
        forms, key=lambda form: (_FIRST.index(form) if form in _FIRST else len(_FIRST), form)
    )


def _nothing_new(facts: DigestFacts, words: Words) -> str:
    if not _contributions(facts):
        return words.say(N_("Nothing has come in yet."))
    return words.say(N_("Nothing new since the last digest."))


def _form(form: str, facts: DigestFacts, words: Words, labels: Labels) -> str:
    new, total = facts.new.get(form, 0), facts.total.get(form, 0)
    counted = _new(form, new, words, labels)
    in_all = words.say(N_("{count} in all"), count=words.number(total)) if total > new else ""
    line = ", ".join(part for part in (counted, _change(form, facts, words), in_all) if part)
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


def _changed(count: int, words: Words) -> str:
    return _bold(words.say(N_("Changed: {count}"), count=words.number(count)))


def _people(facts: DigestFacts, words: Words) -> list[str]:
    begun = words.say_many(
        "{count} conversation begun and not sent yet.",
        "{count} conversations begun and not sent yet.",
        facts.begun,
    )
    return [html(_answered(facts, words)), *([html(begun)] if facts.begun else [])]


def _answered(facts: DigestFacts, words: Words) -> str:
    """Say how many of those who joined have answered, as far as that may be told."""
    joined = facts.invited
    table = {"answered": facts.answering, "silent": max(joined - facts.answering, 0)}
    if joined == 0:
        return words.say(N_("Nobody has joined yet."))
    if joined < SMALLEST_GROUP:
        return words.say_many("{count} person has joined.", "{count} people have joined.", joined)
    shown = suppress(table)
    if shown["answered"] == 0:
        msgid = N_("None of the {joined} people has answered yet.")
    elif shown["silent"] == 0:
        msgid = N_("All {joined} people have answered.")
    elif shown["answered"] is not None:
        msgid = N_("{answered} of {joined} people have answered.")
    elif table["answered"] < SMALLEST_GROUP:
        msgid = N_("Fewer than {few} of {joined} people have answered.")
    else:
        msgid = N_("Almost all of the {joined} people have answered.")
    return words.say(
        msgid,
        answered=words.number(facts.answering),
        joined=words.number(joined),
        few=words.number(SMALLEST_GROUP),
    )


def _missing(facts: DigestFacts, words: Words, labels: Labels) -> str:
    """Name the countries and target groups with nothing yet, once there is anything at all."""
    if not _contributions(facts):
        return ""
    countries = sorted(country_name(code, words, labels) for code in facts.missing_countries)
    groups = [choice_label("target_groups", name, labels) for name in facts.missing_target_groups]
    lines = [
        words.say(msgid, names=words.list(_shortened(names, words)))
        for msgid, names in (
            (N_("No practice yet from: {names}"), countries),
            (N_("No practice yet for: {names}"), groups),
        )
        if names
    ]
    return _section(words.say(N_("Still missing")), lines)


def _countries(facts: DigestFacts, words: Words, labels: Labels) -> str:
    ordered = sorted(
        (-new, -total, country_name(code, words, labels))
        for code, (new, total) in facts.by_country.items()
        if new
    )
    entries = [
        words.say(
            N_("{country}: {new} ({total})"),
            country=name,
            new=words.number(-new),
            total=words.number(-total),
        )
        for new, total, name in ordered
    ]
    return _listed(words.say(N_("Practices by country, new (in all)")), entries, words)


def _covered(facts: DigestFacts, words: Words, labels: Labels) -> str:
    entries = _counted(facts.by_component, "components", words, labels)
    return _listed(words.say(N_("What the new practices cover")), entries, words)


def _intended(facts: DigestFacts, words: Words, labels: Labels) -> str:
    entries = _counted(facts.by_target_group, "target_groups", words, labels)
    return _listed(words.say(N_("Who the new practices are for")), entries, words)


def _counted(counts: Mapping[str, int], question: str, words: Words, labels: Labels) -> list[str]:
    ordered = sorted(
        (-count, choice_label(question, choice, labels))
        for choice, count in counts.items()
        if count
    )
    return [
        words.say(N_("{label}: {count}"), label=label, count=words.number(-count))
        for count, label in ordered
    ]


def _titles(titles: Iterable[NewTitle], words: Words, labels: Labels) -> list[str]:
    lines = []
    for title in titles:
        about = [
            country_name(title.country, words, labels) if title.country else "",
            one_line(level_name(title.level, words=words), LABEL_LENGTH) if title.level else "",
        ]
        said = ", ".join(part for part in about if part)
        name = html(one_line(title.title, _TITLE_LENGTH))
        lines.append(f"• <i>{name}</i>" + (f" {html(f'({said})')}" if said else ""))
    return lines


def _shortened(entries: Sequence[str], words: Words) -> list[str]:
    if len(entries) <= _MOST_ENTRIES:
        return list(entries)
    rest = words.say(N_("{count} more"), count=words.number(len(entries) - _MOST_ENTRIES))
    return [*entries[:_MOST_ENTRIES], rest]


def _listed(heading: str, entries: Sequence[str], words: Words) -> str:
    return _section(heading, [" · ".join(_shortened(entries, words))] if entries else [])


def _section(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([_bold(heading), *map(html, lines)]) if lines else ""


def _bold(text: str) -> str:
    return f"<b>{html(text)}</b>"


def _fit(head: Sequence[str], sections: Sequence[str], titles: Sequence[str], words: Words) -> str:
    """Leave out titles from the oldest on, then sections from the last on, until it fits."""
    newest = _bold(words.say(N_("Newest")))
    drafts = [
        *([*sections, "\n".join([newest, *titles[:kept]])] for kept in range(len(titles), 0, -1)),
        *(sections[:kept] for kept in range(len(sections), 0, -1)),
    ]
    messages = (_message(head, draft) for draft in drafts)
    return next(
        (message for message in messages if _length(message) <= MOST_CHARACTERS), _message(head)
    )


def _message(head: Sequence[str], sections: Sequence[str] = ()) -> str:
    return "\n\n".join(block for block in ("\n".join(head), *sections) if block)


def _length(message: str) -> int:
    return len(message.encode("utf-16-le")) // 2
