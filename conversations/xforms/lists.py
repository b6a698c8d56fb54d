"""Lists of items: the rows of a file as a tree, and a quick way to find items in a tree."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from conversations.xforms.instance import NodeKind, TreeElement

Rows: TypeAlias = Sequence[Mapping[str, str]]
_ANYWHERE: Final = ""


def items_of(rows: Rows) -> TreeElement:
    """Make the items of a file, each with a child for every column."""
    root = TreeElement("", kind=NodeKind.ROOT)
    items = root.append(TreeElement("root"))
    for row in rows:
        item = items.append(TreeElement("item"))
        for column, value in row.items():
            item.append(TreeElement(column, value=value))
    return never_changing(root)


def submission_of(rows: Rows) -> TreeElement:
    """Make the answers of an earlier submission, which comes as one row of values by refs."""
    root = TreeElement("", kind=NodeKind.ROOT)
    for ref, value in (pair for row in rows for pair in row.items()):
        node = root
        for step in filter(None, ref.split("/")):
            name, _, position = step.partition("[")
            for _missing in range(int(position.rstrip("]") or 1) - len(node.named(name))):
                node.append(TreeElement(name))
            node = node.named(name)[-1]
        node.value = value
    return root


def never_changing(root: TreeElement) -> TreeElement:
    """Let a list remember where its items are; many turns read it at once, none changes it."""
    for element in (root, *root.children):
        element.places = {}
    return root


def holding(
    around: TreeElement, name: str, column: str, texts: Collection[str]
) -> list[tuple[int, TreeElement]]:
    """Find the children of a name that hold one of the texts in a column, with their positions.

    They are those of a list that never changes. As in comparisons, what has no such column holds
    an empty text.
    """
    assert around.places is not None
    places = around.places.get((name, column))
    if places is None:
        places = around.places[name, column] = _by_text(
            (place, item, cell)
            for place, item in enumerate(around.named(name), 1)
            for cell in {cell.text() for cell in item.named(column)} or {""}
        )
    found = {place: item for text in texts for place, item in places.get(text, ())}
    return sorted(found.items())


def first_holding(root: TreeElement, column: str, text: str) -> TreeElement | None:
    """Find the first element anywhere in a list that holds a text in a column, if any."""
    places = (root.places or {}).get((_ANYWHERE, column))
    if places is None:
        cells = ((at, item, cell_of(item, column)) for at, item in enumerate(root.descendants()))
        places = _by_text((at, item, cell) for at, item, cell in cells if cell is not None)
        if root.places is not None and places:  # a column may be named by an answer: not for ever
            root.places[_ANYWHERE, column] = places
    return next((item for _, item in places.get(text, ())), None)


def is_looked_up(root: TreeElement, column: str) -> bool:
    """Tell whether it is known where elements with this column are, or all must be gone through."""
    return root.places is not None and (_ANYWHERE, column) in root.places


def cell_of(item: TreeElement, column: str) -> str | None:
    """Give what an item holds in a column, which may be written as an attribute of it."""
    if column.startswith("@"):
        cells = [cell for cell in item.attributes if cell.name == column[1:]]
    else:
        cells = item.named(column)
    return cells[0].text() if cells else None


def _by_text(
    found: Iterable[tuple[int, TreeElement, str]],
) -> dict[str, list[tuple[int, TreeElement]]]:
    places: dict[str, list[tuple[int, TreeElement]]] = {}
    for place, item, text in found:
        places.setdefault(text, []).append((place, item))
    return places
