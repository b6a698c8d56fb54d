"""Forms drawn by chance, as workbooks: whatever an organiser may put together that compiles."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.conversations.xforms.given import source

CHOICES = "size: s m l | kind: shelter clinic school other | yes_no: yes no"
DEEPEST = 3
MOST_ROWS = 14

_PLAIN = (
    *("text", "integer", "decimal", "date", "time", "datetime", "acknowledge", "note"),
    *("range", "geopoint", "barcode", "image"),
)
_CHOSEN = ("select_one size", "select_one yes_no", "select_multiple kind", "rank size")
_CONSTRAINTS: Mapping[str, tuple[str, ...]] = {
    "text": ("string-length(.) < 6", "not(contains(., 'x'))"),
    "integer": (". > 0 and . < 50", ". != 3"),
    "decimal": (". >= 0.5",),
    "select_multiple kind": ("count-selected(.) < 3", "not(selected(., 'other')) or . = 'other'"),
}
_CONDITIONS: Mapping[str, tuple[str, ...]] = {
    "text": ("string-length(${%s}) > 1", "${%s} != ''"),
    "integer": ("${%s} > 2", "${%s} mod 2 = 0", "${%s} = ''"),
    "decimal": ("${%s} < 10",),
    "date": ("${%s} < '2026-06-01'", "format-date(${%s}, '%%Y') = '2026'"),
    "acknowledge": ("${%s} = 'OK'",),
    "select_one size": ("${%s} = 's'", "${%s} != 'l'"),
    "select_one yes_no": ("${%s} = 'yes'", "not(${%s} = 'no')"),
    "select_multiple kind": ("selected(${%s}, 'clinic')", "count-selected(${%s}) > 1"),
    "rank size": ("selected-at(${%s}, 0) = 'm'",),
    "calculate": ("${%s} != ''", "string-length(${%s}) > 2"),
}
_FILTERS: Mapping[str, tuple[str, ...]] = {
    "integer": ("string-length(name) <= ${%s}",),
    "select_one size": ("name != ${%s}",),
    "select_multiple kind": ("selected(${%s}, name)", "not(selected(${%s}, name))"),
}
_CALCULATIONS: Mapping[str, tuple[str, ...]] = {
    "text": ("concat(${%s}, '!')", "string-length(${%s})"),
    "integer": ("coalesce(${%s}, 0) * 2", "if(${%s} > 2, 'many', 'few')"),
    "decimal": ("round(${%s} * 10, 0)",),
    "date": ("format-date(${%s}, '%%d/%%m')",),
    "select_one size": ("jr:choice-name(${%s}, '${%s}')",),
    "select_multiple kind": ("count-selected(${%s})", "selected-at(${%s}, 0)"),
    "calculate": ("concat('<', ${%s}, '>')",),
}


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    type: str


@dataclass(slots=True)
class _Writer:
    """Writes row after row; `seen` are the questions which the next row may name."""

    draw: st.DrawFn
    rows: list[str] = field(default_factory=list)
    seen: list[_Named] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)
    named: int = 0
    in_repeat: bool = False

    def body(self, depth: int) -> None:
        """Write some rows, of which there are never none: an empty group is no group."""
        for _ in range(self.draw(st.integers(1, 7 - 2 * depth))):
            if len(self.rows) < MOST_ROWS:
                self._row(depth)
        if depth:
            self._question()

    def _row(self, depth: int) -> None:
        make: list[Callable[[], None]] = [self._question, self._question, self._calculate]
        if depth < DEEPEST:
            make += [lambda: self._group(depth), lambda: self._repeat(depth)]
        self.draw(st.sampled_from(make))()

    def _question(self) -> None:
        kind = self.draw(st.sampled_from(_PLAIN + _CHOSEN))
        cells = {
            "relevant": self._maybe(_CONDITIONS),
            "required": self.draw(st.sampled_from(["", "", "yes"])),
            "constraint": self.draw(st.sampled_from(["", *_CONSTRAINTS.get(kind, ())])),
            "constraint_message": "Not like this.",
        }
        if kind == "note":
            cells = {"relevant": cells["relevant"]}
        if kind == "range":
            cells["parameters"] = self.draw(st.sampled_from(["start=1 end=5", "end=2 step=0.5"]))
        if kind in {"select_one size", "select_multiple kind"}:
            cells["choice_filter"] = self._maybe(_FILTERS)
        if kind == "text":
            cells |= self._set_by()
        self._write(kind, self._name("q"), self._label(), cells)

    def _set_by(self) -> Mapping[str, str]:
        """Let the answer to another question set this one, sometimes."""
        others = [one for one in self._with_values() if one.type != "calculate"]
        if not others or self.draw(st.booleans()):
            return {}
        other = self.draw(st.sampled_from(others))
        return {"trigger": f"${{{other.name}}}", "calculation": self._about(other, _CALCULATIONS)}

    def _calculate(self) -> None:
        calculation = self._maybe(_CALCULATIONS)
        is_special = self.draw(st.booleans())
        if is_special and self.repeats:
            calculation = f"count(${{{self.draw(st.sampled_from(self.repeats))}}})"
        elif is_special and self.in_repeat:
            calculation = "position(..)"
        self._write("calculate", self._name("c"), "", {"calculation": calculation or "1 + 1"})

    def _group(self, depth: int) -> None:
        self._write("begin_group", self._name("g"), "Group", {"relevant": self._maybe(_CONDITIONS)})
        self.body(depth + 1)
        self.rows.append("end_group")

    def _repeat(self, depth: int) -> None:
        whole = [one.name for one in self.seen if one.type == "integer"]
        counts = ["", "", "2", *(f"${{{name}}}" for name in whole)]
        count = self.draw(st.sampled_from(counts))
        name = self._name("r")
        cells = {"relevant": self._maybe(_CONDITIONS), "repeat_count": count}
        self._write("begin_repeat", name, "Repeat", cells)
        with self._inside():
            self.body(depth + 1)
        self.rows.append("end_repeat")
        if not self.in_repeat:
            self.repeats.append(name)

    @contextmanager
    def _inside(self) -> Iterator[None]:
        """Write inside a repeat: what is named there is not one thing for the rows behind it."""
        seen, repeats, in_repeat = list(self.seen), list(self.repeats), self.in_repeat
        self.in_repeat = True
        yield
        self.seen, self.repeats, self.in_repeat = seen, repeats, in_repeat

    def _with_values(self) -> list[_Named]:
        return [one for one in self.seen if one.type != "note" and "begin" not in one.type]

    def _label(self) -> str:
        values = [f" ${{{one.name}}}" for one in self._with_values()]
        return f"Label{self.draw(st.sampled_from(['', *values]))}"

    def _maybe(self, patterns: Mapping[str, tuple[str, ...]]) -> str:
        known = [one for one in self.seen if one.type in patterns]
        chosen = self.draw(st.sampled_from([None, *known]))
        return "" if chosen is None else self._about(chosen, patterns)

    def _about(self, one: _Named, patterns: Mapping[str, tuple[str, ...]]) -> str:
        pattern = self.draw(st.sampled_from(patterns.get(one.type, ("${%s}",))))
        return pattern % ((one.name,) * pattern.replace("%%", "").count("%s"))

    def _name(self, letter: str) -> str:
        self.named += 1
        return f"{letter}{self.named}"

    def _write(self, kind: str, name: str, label: str, cells: Mapping[str, str]) -> None:
        written = [f"{column}={cell}" for column, cell in cells.items() if cell]
        self.rows.append(" ; ".join((kind, name, label, *written)))
        self.seen.append(_Named(name, kind))


@st.composite
def workbooks(draw: st.DrawFn) -> str:
    """Draw the Markdown of a form with groups, repeats and all that can depend on an answer."""
    writer = _Writer(draw)
    writer.body(0)
    writer._question()
    return source(*writer.rows, choices=CHOICES)


ANSWERS = st.sampled_from(
    [
        *("", "a", "hola", "x", "too long for this", "0", "1", "2", "3", "7", "49", "2.5", "-1"),
        *("2026-01-01", "2027-12-31", "OK", "yes", "no", "s", "m", "l", "other", "clinic"),
        *("shelter school", "clinic school", "l m s", "m s l", "1.5", "14.07 -87.21 0 0", "a.jpg"),
        *("14:30:00.000-06:00", "2026-11-24T14:30:00.000-06:00"),
    ]
)
