"""From an XForm to a form: model and body are read, checked and put in order."""

from collections.abc import Iterator

from conversations.xforms.formdef import FormDef, QuestionDef
from conversations.xforms.instance import NAMESPACES, TreeReference
from conversations.xforms.triggerables import Cycle, Effect, Triggerable, Triggerables
from conversations.xforms.xform_body import Body
from conversations.xforms.xform_defects import Defects, XFormRefused, refused
from conversations.xforms.xform_elements import Document, H, X, parse_document
from conversations.xforms.xform_model import Model
from locales import N_


def load_xform(xml: str) -> FormDef:
    """Read an XForm, or raise XFormRefused with all that is wrong with it."""
    defects = Defects()
    form = _read(parse_document(xml), defects)
    if defects.found:
        raise XFormRefused(tuple(defects.found))
    return form


def _read(document: Document, defects: Defects) -> FormDef:
    head = document.root.find(f"{H}head/{X}model")
    body = document.root.find(f"{H}body")
    primary = None if head is None else head.find(f"{X}instance")
    if head is None or body is None or primary is None or not len(primary):
        raise refused(N_("this is not an XForm"), N_("Write the form as a workbook."))
    model = Model(document, head, defects)
    questions = tuple(Body(document, model, defects).questions(body))
    nodes = {node.reference(): node for node in model.template.descendants()}
    defects.check_references(nodes, (*model.instances, *model.files))
    data = model.template.children[0]
    return FormDef(
        form_id=data.attribute("id"),
        version=data.attribute("version"),
        form_title=document.root.findtext(f"{H}head/{H}title") or "",
        localizer=model.localizer,
        template=model.template,
        instances=model.instances,
        files=model.files,
        binds=model.binds,
        questions=questions,
        triggerables=_ordered(_triggerables(model, questions), tuple(nodes), defects),
        first_load=model.first_load,
        leaves=tuple(ref for ref, node in nodes.items() if not node.children and not _is_meta(ref)),
        by_ref={question.ref: question for question in questions},
    )


def _triggerables(model: Model, questions: tuple[QuestionDef, ...]) -> Iterator[Triggerable]:
    for ref, bind in model.binds.items():
        if bind.relevant is not None:
            yield Triggerable(Effect.RELEVANT, ref, bind.relevant)
        if bind.calculate is not None:
            yield Triggerable(Effect.CALCULATE, ref, bind.calculate)
    for question in questions:
        itemset = question.itemset
        # A list that reads no answer never changes, so there is nothing to do after any.
        if itemset is not None and any(r.instance is None for r in itemset.nodeset.references):
            yield Triggerable(Effect.CHOICES, question.reference, itemset.nodeset)


def _ordered(
    found: Iterator[Triggerable], nodes: tuple[TreeReference, ...], defects: Defects
) -> Triggerables:
    try:
        return Triggerables.build(found, nodes)
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


def _is_meta(ref: TreeReference) -> bool:
    """Say whether a node is about the submission, not an answer."""
    return ref.steps[1:2] in {("meta",), (f"{{{NAMESPACES['orx']}}}meta",)}
