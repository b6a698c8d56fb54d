"""From an XForm to a form: model and body are read, checked and put in order."""

from collections.abc import Iterable, Iterator

from conversations.xforms.formdef import Body as Asked
from conversations.xforms.formdef import FormDef, QuestionDef, RepeatDef
from conversations.xforms.instance import TreeReference
from conversations.xforms.itext import MEDIA
from conversations.xforms.parsing.actions import Actions
from conversations.xforms.parsing.body import Body
from conversations.xforms.parsing.defects import Defect, Defects, XFormRefused, refused
from conversations.xforms.parsing.elements import H, X, parse_document
from conversations.xforms.parsing.model import Model
from conversations.xforms.parsing.repeats import find_repeats, read_primary
from conversations.xforms.triggerables import Cycle, Effect, Triggerable, Triggerables
from locales import N_


def load_xform(xml: str) -> FormDef:
    """Read an XForm, or raise XFormRefused with all that is wrong with it."""
    form, _ = read_xform(xml)
    return form


def read_xform(xml: str) -> tuple[FormDef, tuple[Defect, ...]]:
    """Read an XForm as load_xform() does; give also the defects without which it was read."""
    document = parse_document(xml)
    head = document.root.find(f"{H}head/{X}model")
    body = document.root.find(f"{H}body")
    first = None if head is None else head.find(f"{X}instance")
    if head is None or body is None or first is None or not len(first):
        raise refused(N_("this is not an XForm"), N_("Write the form as a workbook."))
    root = TreeReference((first[0].tag.removeprefix(X),))
    repeats = tuple(dict.fromkeys(find_repeats(body, root)))
    primary = read_primary(first[0], repeats)
    defects = Defects(frozenset(repeats))
    model = Model(document, head, primary, defects)
    asked = Body(document, model, defects).read(body)
    reader = Actions(primary, defects)
    actions = (*reader.in_model(head), *reader.in_body(body))
    defects.check_references(primary.nodes, (*model.instances, *model.files))
    data = primary.template.children[0]
    questions, found = _flat(asked)
    form = FormDef(
        form_id=data.attribute("id"),
        version=data.attribute("version"),
        form_title=document.root.findtext(f"{H}head/{H}title") or "",
        localizer=model.localizer,
        template=primary.template,
        instances=model.instances,
        files=model.files,
        media=tuple(_media(model, questions)),
        binds=model.binds,
        body=asked,
        repeats={repeat.reference: repeat for repeat in found},
        triggerables=_ordered(
            _triggerables(model, questions, found), primary.nodes, repeats, defects
        ),
        actions=actions,
        preloads=model.preloads,
        by_ref={question.ref: question for question in questions},
        readonly=frozenset(_readonly(model, primary.nodes)),
    )
    if defects.found:
        raise XFormRefused(tuple(defects.found))
    return form, tuple(defects.passed_over)


def _readonly(model: Model, nodes: Iterable[TreeReference]) -> Iterator[TreeReference]:
    said = {ref for ref, bind in model.binds.items() if bind.readonly is not None}
    return (node for node in nodes if said and not said.isdisjoint(node.lineage()))


def _flat(body: Asked) -> tuple[list[QuestionDef], list[RepeatDef]]:
    """Give all questions and repeats in order, those inside repeats among them."""
    questions: list[QuestionDef] = []
    repeats: list[RepeatDef] = []
    for one in body:
        if isinstance(one, QuestionDef):
            questions.append(one)
        else:
            inner_questions, inner_repeats = _flat(one.body)
            questions += inner_questions
            repeats += [one, *inner_repeats]
    return questions, repeats


def _media(model: Model, questions: Iterable[QuestionDef]) -> Iterator[str]:
    """Name the files that the labels of questions show, in any language."""
    shown = {question.label.text_id for question in questions} - {None}
    names = {
        "".join(piece for piece in pieces if isinstance(piece, str)).rpartition("/")[2]
        for texts in model.localizer.texts.values()
        for (text_id, form), pieces in texts.items()
        if text_id in shown and form in MEDIA
    }
    return iter(sorted(names))


def _triggerables(
    model: Model, questions: Iterable[QuestionDef], repeats: Iterable[RepeatDef]
) -> Iterator[Triggerable]:
    for ref, bind in model.binds.items():
        if bind.relevant is not None:
            yield Triggerable(Effect.RELEVANT, ref, bind.relevant)
        if bind.calculate is not None:
            yield Triggerable(Effect.CALCULATE, ref, bind.calculate)
    for repeat in repeats:
        if repeat.count is not None:
            yield Triggerable(Effect.COUNT, repeat.reference, repeat.count)
    for question in questions:
        itemset = question.itemset
        # A list that reads no answer never changes, so there is nothing to do after any.
        if itemset is not None and any(r.instance is None for r in itemset.nodeset.references):
            yield Triggerable(Effect.CHOICES, question.reference, itemset.values())


def _ordered(
    found: Iterator[Triggerable],
    nodes: Iterable[TreeReference],
    repeats: Iterable[TreeReference],
    defects: Defects,
) -> Triggerables:
    try:
        return Triggerables.build(found, nodes, repeats)
    except Cycle as cycle:
        first = cycle.members[0]
        defects.add(
            str(first.target),
            first.effect.value,
            N_("these need each other, so none can be computed first: {names}"),
            N_("Remove one of the references."),
            names=" → ".join(member.target.steps[-1] for member in cycle.members),
        )
        return Triggerables.build((), ())
