"""The words of a form for those who read its answers: questions and choices with their labels."""

from collections.abc import Mapping

from conversations.xforms.formdef import FormDef, ItemsetBinding, Kind, QuestionDef, Wording
from conversations.xforms.instance import TreeElement
from conversations.xforms.itext import PLAIN, render
from reports.columns import Question


def questions_of(form: FormDef, *, language: str) -> tuple[Question, ...]:
    """Return what the form asks or computes, in its order; notes have no answer."""
    return tuple(
        _question(form, str(leaf), language)
        for leaf in form.leaves
        if str(leaf) not in form.by_ref or form.by_ref[str(leaf)].kind is not Kind.NOTE
    )


def choice_labels(form: FormDef, *, language: str) -> dict[str, Mapping[str, str]]:
    """Return the labels of all choices, by question and code."""
    return {
        asked.name: _choices(form, asked, language)
        for asked in form.questions
        if asked.choices or asked.itemset
    }


def _question(form: FormDef, ref: str, language: str) -> Question:
    asked = form.by_ref.get(ref)
    if asked is None:  # computed or handed in: it has a name and no words
        name = ref.rpartition("/")[2]
        return Question(ref, name, "calculate", name, {})
    label = _said(form, asked.label, language) or asked.name
    return Question(ref, asked.name, asked.kind.value, label, _choices(form, asked, language))


def _choices(form: FormDef, asked: QuestionDef, language: str) -> dict[str, str]:
    """Return codes and labels, unfiltered; what a file holds is not known here."""
    choices = {choice.value: _said(form, choice.label, language) for choice in asked.choices}
    if asked.itemset is None:
        return choices
    label = asked.itemset.label.source
    for item in _items(form, asked.itemset):
        code, words = _inside(item, asked.itemset.value.source), _inside(item, label)
        wording = Wording(text_id=words) if asked.itemset.label_is_id else Wording(pieces=(words,))
        choices[code] = _said(form, wording, language) or code
    return choices


def _items(form: FormDef, itemset: ItemsetBinding) -> list[TreeElement]:
    """Return the whole list; of what the nodeset reads, the shortest path is the list's."""
    reads = [read for read in itemset.nodeset.references if read.instance in form.instances]
    if not reads:
        return []
    read = min(reads, key=lambda read: len(read.steps))
    return form.instances[str(read.instance)].resolve(read)


def _inside(item: TreeElement, name: str) -> str:
    return next((child.value for child in item.named(name)), "")


def _said(form: FormDef, wording: Wording, language: str) -> str:
    """Return a text; where an answer would be put in stand dots."""
    pieces = wording.pieces
    if wording.text_id is not None:
        pieces = form.localizer.pieces(wording.text_id, form=PLAIN, language=language)
    return render(pieces, lambda _expression: "…")
