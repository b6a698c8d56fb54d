"""What a new version of a form changes, for those who have answered the one before."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from conversations.xforms.formdef import Bind, FormDef, Kind, QuestionDef, Wording
from conversations.xforms.itext import PLAIN
from locales import N_, Words

_Names: TypeAlias = tuple[str, ...]
_RULES: Final = ("relevant", "required", "constraint", "calculate", "readonly")
_COLUMNS: Final = MappingProxyType({"calculate": "calculation"})


@dataclass(frozen=True, slots=True)
class Retyped:
    ref: str
    before: Kind
    after: Kind


@dataclass(frozen=True, slots=True)
class Difference:
    """Questions are named by their refs without the form's own name: person/age.

    `rules` are the columns that changed, by question; `reworded` how many texts, by language.
    """

    added: _Names
    removed: _Names
    retyped: tuple[Retyped, ...]
    moved: _Names
    reordered: bool
    choices_added: Mapping[str, _Names]
    choices_removed: Mapping[str, _Names]
    rules: Mapping[str, _Names]
    reworded: Mapping[str, int]
    languages_added: _Names
    languages_removed: _Names

    @property
    def endangered(self) -> _Names:
        """The questions whose answers given so far the new version has no place for."""
        retyped = (one.ref for one in self.retyped)
        refs = (*self.removed, *self.moved, *retyped, *self.choices_removed)
        return tuple(dict.fromkeys(refs))

    def say(self, words: Words) -> tuple[str, ...]:
        """Say it line by line, what touches answers first."""
        return tuple(_lines(self, words)) or (words.say(N_("Nothing is different.")),)


def compare(before: FormDef, after: FormDef) -> Difference:
    old, new = _questions(before), _questions(after)
    kept = [ref for ref in old if ref in new]
    gone, come = [ref for ref in old if ref not in new], [ref for ref in new if ref not in old]
    moved = _moved(gone, come)
    retyped = (Retyped(ref, old[ref].kind, new[ref].kind) for ref in kept)
    had = {ref: _choices(before, old[ref]) for ref in kept}
    have = {ref: _choices(after, new[ref]) for ref in kept}
    return Difference(
        added=tuple(ref for ref in come if ref not in moved.values()),
        removed=tuple(ref for ref in gone if ref not in moved),
        retyped=tuple(one for one in retyped if one.before is not one.after),
        moved=tuple(moved),
        reordered=[ref for ref in new if ref in old] != kept,
        choices_added=_lacking(have, had),
        choices_removed=_lacking(had, have),
        rules=_changed_rules(before, after),
        reworded=_reworded(before, after),
        languages_added=_others(after.languages, before.languages),
        languages_removed=_others(before.languages, after.languages),
    )


def _lines(difference: Difference, words: Words) -> Iterator[str]:
    yield from _lines_of_names(
        words,
        (N_("Questions taken out: {names}"), difference.removed),
        (N_("Questions moved into or out of a group: {names}"), difference.moved),
    )
    for one in difference.retyped:
        changed = N_("{name} was {before} and becomes {after}")
        yield words.say(changed, name=one.ref, before=one.before, after=one.after)
    removed = N_("Choices taken out of {name}: {names}")
    yield from _lines_of_questions(words, removed, difference.choices_removed)
    yield from _lines_of_names(words, (N_("New questions: {names}"), difference.added))
    yield from _lines_of_questions(
        words, N_("New choices of {name}: {names}"), difference.choices_added
    )
    yield from _lines_of_questions(words, N_("Other rules for {name}: {names}"), difference.rules)
    if difference.reordered:
        yield words.say(N_("The questions are in another order."))
    yield from _lines_of_texts(difference, words)


def _lines_of_names(words: Words, *named: tuple[str, _Names]) -> Iterator[str]:
    for message, names in named:
        if names:
            yield words.say(message, names=words.list(names))


def _lines_of_questions(words: Words, message: str, found: Mapping[str, _Names]) -> Iterator[str]:
    for ref, names in found.items():
        yield words.say(message, name=ref, names=words.list(names))


def _lines_of_texts(difference: Difference, words: Words) -> Iterator[str]:
    for code in difference.languages_added:
        yield words.say(N_("New language: {language}"), language=words.language_name(code))
    for code in difference.languages_removed:
        yield words.say(N_("Language taken out: {language}"), language=words.language_name(code))
    for code, number in difference.reworded.items():
        yield words.say(
            N_("Texts that are different in {language}: {count}"),
            language=words.language_name(code),
            count=words.number(number),
        )


def _questions(form: FormDef) -> dict[str, QuestionDef]:
    return {_inside(ref): question for ref, question in form.by_ref.items()}


def _inside(ref: str) -> str:
    """Take the form's own name out of a ref."""
    return "/".join(ref.split("/")[2:])


def _moved(gone: list[str], come: list[str]) -> dict[str, str]:
    """Find the questions that stand elsewhere under the same name."""
    places = {ref.rpartition("/")[2]: ref for ref in come}
    names = {ref: ref.rpartition("/")[2] for ref in gone}
    return {ref: places[name] for ref, name in names.items() if name in places}


def _others(some: _Names, known: _Names) -> _Names:
    return tuple(name for name in some if name not in known)


def _lacking(
    some: Mapping[str, Mapping[str, Wording]], others: Mapping[str, Mapping[str, Wording]]
) -> dict[str, _Names]:
    found = {ref: _others(tuple(some[ref]), tuple(others[ref])) for ref in some}
    return {ref: values for ref, values in found.items() if values}


def _choices(form: FormDef, question: QuestionDef) -> dict[str, Wording]:
    """Give the choices of a question, all of its list; those of a file are not the form's."""
    if question.itemset is None:
        return {choice.value: choice.label for choice in question.choices}
    read = (reference.instance or "" for reference in question.itemset.nodeset.references)
    listed = next((form.instances[name] for name in read if name in form.instances), None)
    if listed is None:
        return {}
    value, label = question.itemset.value.source, question.itemset.label.source
    choices = {}
    for item in listed.children[0].children:
        texts = {child.name: child.value for child in item.children}
        said = texts.get(label, "")
        wording = Wording(said) if question.itemset.label_is_id else Wording(pieces=(said,))
        choices[texts.get(value, "")] = wording
    return choices


def _changed_rules(before: FormDef, after: FormDef) -> dict[str, _Names]:
    old = {_inside(str(ref)): bind for ref, bind in before.binds.items()}
    new = {_inside(str(ref)): bind for ref, bind in after.binds.items()}
    roots = (before.template.children[0].name, after.template.children[0].name)
    found = {}
    for ref in old.keys() & new.keys():
        parts = tuple(
            _COLUMNS.get(part, part)
            for part in _RULES
            if _source(old[ref], part, roots[0]) != _source(new[ref], part, roots[1])
        )
        if parts:
            found[ref] = parts
    return {ref: found[ref] for ref in new if ref in found}


def _source(bind: Bind, part: str, root: str) -> str:
    compiled = getattr(bind, part)
    return "" if compiled is None else compiled.source.replace(f"/{root}/", "/")


def _reworded(before: FormDef, after: FormDef) -> dict[str, int]:
    """Count the texts that both versions have and say otherwise, by language."""
    old, new = _texts(before), _texts(after)
    changed = (key[0] for key in new if key in old and old[key] != new[key])
    return dict(Counter(changed))


def _texts(form: FormDef) -> dict[tuple[str, str, str], str]:
    """Give all texts by language, question and part of it."""
    return {
        (language, ref, part): _said(form, wording, language)
        for ref, part, wording in _wordings(form)
        for language in form.languages
    }


def _wordings(form: FormDef) -> Iterator[tuple[str, str, Wording]]:
    for ref, question in _questions(form).items():
        yield ref, "label", question.label
        yield ref, "hint", question.hint
        yield ref, "required_message", question.bind.required_message
        yield ref, "constraint_message", question.bind.constraint_message
        for value, label in _choices(form, question).items():
            yield ref, f"choice {value}", label


def _said(form: FormDef, wording: Wording, language: str) -> str:
    """Write a text of one language as it is in the form, "" where the language lacks it."""
    pieces = wording.pieces
    if wording.text_id is not None:
        pieces = form.localizer.texts.get(language, {}).get((wording.text_id, PLAIN), ())
    return "".join(piece if isinstance(piece, str) else f"${{{piece.source}}}" for piece in pieces)
