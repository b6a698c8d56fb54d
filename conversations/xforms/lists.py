"""Lists that are kept outside a form: their rows as a tree, which expressions read."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from conversations.xforms.instance import NodeKind, TreeElement

Rows: TypeAlias = Sequence[Mapping[str, str]]


def items_of(rows: Rows) -> TreeElement:
    """Make the items of a file, each with a child for every column."""
    root = TreeElement("", kind=NodeKind.ROOT)
    items = root.append(TreeElement("root"))
    for row in rows:
        item = items.append(TreeElement("item"))
        for column, value in row.items():
            item.append(TreeElement(column, value=value))
    return root


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
