"""What is wrong with an XForm, collected so that all of it is told at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from conversations.xforms.instance import TreeReference
from conversations.xforms.problems import nearest, unknown
from conversations.xforms.xpath.evaluation import Compiled, compile_expression
from conversations.xforms.xpath.syntax import XPathError
from locales import N_


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong with an XForm: at which node, in which of its parts."""

    ref: str
    part: str
    message: str
    remedy: str
    values: Mapping[str, str]


class XFormRefused(Exception):
    """An XForm cannot be used, for one or several reasons."""

    def __init__(self, defects: tuple[Defect, ...]) -> None:
        super().__init__("; ".join(defect.message.format(**defect.values) for defect in defects))
        self.defects = defects


def refused(message: str, remedy: str, **values: str) -> XFormRefused:
    return XFormRefused((Defect("", "", message, remedy, values),))


class Defects:
    """Compiles the expressions of one form, and collects its defects.

    `found` are those for which it is refused, `passed_over` those without which it is read.
    """

    def __init__(self, repeats: Collection[TreeReference] = frozenset()) -> None:
        self.found: list[Defect] = []
        self.passed_over: list[Defect] = []
        self.repeats = repeats
        self._expressions: list[tuple[str, str, Compiled]] = []

    def add(self, ref: str, part: str, message: str, remedy: str, **values: str) -> None:
        self.found.append(Defect(ref, part, message, remedy, values))

    def pass_over(self, ref: str, part: str, message: str, remedy: str, **values: str) -> None:
        self.passed_over.append(Defect(ref, part, message, remedy, values))

    def add_unsupported(self, ref: str, part: str, what: str) -> None:
        self.add(
            ref,
            part,
            N_("{what} is not supported yet"),
            N_("Take it out, or ask the question in another way."),
            what=what,
        )

    def expression(self, source: str, at: TreeReference, part: str) -> Compiled | None:
        """Compile an expression which stands at `at`; None where it has a defect."""
        try:
            compiled = compile_expression(source.strip(), at=at, repeats=self.repeats)
        except XPathError as error:
            self.add(str(at), part, error.message, error.remedy, **error.values)
            return None
        self._expressions.append((str(at), part, compiled))
        return compiled

    def check_references(self, nodes: Collection[TreeReference], lists: Iterable[str]) -> None:
        """Check that all which the expressions read is there, once the whole form is known."""
        names = {node.steps[-1] for node in nodes}
        known_lists = set(lists)
        for ref, part, compiled in self._expressions:
            for read in compiled.references:
                if read.instance is not None:
                    if read.instance not in known_lists:
                        self._add_unknown(
                            ref, part, N_("unknown list {name}"), read.instance, known_lists
                        )
                elif read.steps and not read.is_pattern() and read not in nodes:
                    name = read.steps[-1] if read.steps[-1] not in names else str(read)
                    self._add_unknown(ref, part, N_("unknown question {name}"), name, names)

    def add_unknown(self, ref: TreeReference, nodes: Iterable[TreeReference]) -> None:
        """Add that a control is about a node which the form does not have."""
        names = {node.steps[-1] for node in nodes}
        name = ref.steps[-1] if ref.steps and ref.steps[-1] not in names else str(ref)
        self._add_unknown(str(ref), "type", N_("unknown question {name}"), name, names)

    def _add_unknown(self, ref: str, part: str, message: str, name: str, known: set[str]) -> None:
        remedy, values = unknown(name, nearest(name, sorted(known)))
        self.add(ref, part, message, remedy, **values)
