"""Functions of node-sets: count, position, instance, indexed-repeat, pulldata, randomize."""

import math

from conversations.xforms.functions.arguments import Here, as_whole, first_node
from conversations.xforms.instance import NodeKind, TreeElement
from conversations.xforms.lists import cell_of, first_holding, is_looked_up
from conversations.xforms.names import NAMESPACES
from conversations.xforms.values import Nodeset, Value, texts, there, to_string


def last(here: Here) -> Value:
    return float(here.size)


def position(here: Here, nodes: Value | None = None) -> Value:
    if nodes is None:
        return float(here.position)
    node = first_node(here, nodes)
    if node is None:
        return math.nan
    if node.parent is None:
        return 1.0
    siblings = enumerate(node.parent.named(node.name), start=1)
    # Text and attributes are no siblings of elements, so they have no position among them.
    found = next((at for at, sibling in siblings if sibling is node), None)
    here.surroundings.spend(found or 0)
    return math.nan if found is None else float(found)


def count(_here: Here, nodes: Nodeset) -> Value:
    return float(len(there(nodes)))


def count_non_empty(_here: Here, nodes: Nodeset) -> Value:
    return float(sum(1 for node in nodes if node.text()))


def id_(here: Here, value: Value) -> Value:
    wanted = {part for text in texts(value) for part in text.split()}
    nodes = list(here.root.descendants())
    here.surroundings.spend(len(nodes))
    return [
        node
        for node in nodes
        if node.kind is NodeKind.ELEMENT and node.attribute("id") in wanted - {""}
    ]


def _parts(node: TreeElement | None) -> tuple[str, str]:
    """Give the namespace and the local name of a node, both empty for none."""
    if node is None:
        return "", ""
    namespace, _, local = node.name.rpartition("}")
    return namespace.removeprefix("{"), local


def local_name(here: Here, nodes: Value | None = None) -> Value:
    return _parts(first_node(here, nodes))[1]


def namespace_uri(here: Here, nodes: Value | None = None) -> Value:
    return _parts(first_node(here, nodes))[0]


def name(here: Here, nodes: Value | None = None) -> Value:
    namespace, local = _parts(first_node(here, nodes))
    prefix = next((short for short, uri in NAMESPACES.items() if uri == namespace), "")
    return f"{prefix}:{local}" if prefix else local


def lang(here: Here, value: Value) -> Value:
    wanted = to_string(value).lower()
    for node in (here.node, *here.node.ancestors()):
        found = node.attribute(f"{{{NAMESPACES['xml']}}}lang").lower()
        if found:
            return found == wanted or found.startswith(f"{wanted}-")
    return False


def current(here: Here) -> Value:
    return [here.current]


def instance(here: Here, value: Value) -> Value:
    found = here.surroundings.instance(to_string(value))
    return [] if found is None else [found]


def indexed_repeat(here: Here, target: Nodeset, *pairs: Value) -> Value:
    """Narrow the target to the repeat instances which the following pairs number.

    The first pair numbers the instances beside the context's own, where it has one.
    """
    within: TreeElement | None = None
    around = list(here.node.ancestors())
    for repeats, index in zip(pairs[::2], pairs[1::2], strict=True):
        assert isinstance(repeats, list)
        if within is None:
            candidates = [node for node in repeats if node.parent in around] or repeats
        else:
            candidates = [node for node in repeats if within in node.ancestors()]
        at = as_whole(here, index)
        if at is None or not 1 <= at <= len(candidates):
            return []
        within = candidates[at - 1]
    return [node for node in target if within is None or within in node.ancestors()]


def pulldata(here: Here, name: Value, column: Value, key: Value, wanted: Value) -> Value:
    """Look a row up in a list: the column of the first item whose key is the wanted one."""
    root = here.surroundings.instance(to_string(name))
    if root is None:
        return ""
    keyed = to_string(key)
    if not is_looked_up(root, keyed):
        here.surroundings.spend(sum(1 for _item in root.descendants()))
    item = first_holding(root, keyed, to_string(wanted))
    return (item and cell_of(item, to_string(column))) or ""


def randomize(here: Here, nodes: Nodeset, seed: Value | None = None) -> Value:
    """Shuffle inside out with the generator that OpenRosa prescribes."""
    shuffled: Nodeset = []
    number = _seed(here, seed)
    for at, node in enumerate(nodes):
        number = number * 16807 % 2147483647
        other = math.floor((number - 1) / 2147483646 * (at + 1))
        shuffled.append(node)
        shuffled[at], shuffled[other] = shuffled[other], node
    return shuffled


def _seed(here: Here, seed: Value | None) -> int:
    """Make the seed of OpenRosa's generator; a text that is no number is hashed, none is 0."""
    if seed is None:
        return here.random().randrange(1, 2147483646)
    number = as_whole(here, seed)
    if number is None:
        import hashlib  # noqa: PLC0415 - slow to import

        text = to_string(seed)
        digest = hashlib.sha256(text.encode()).digest() if text else b""
        number = int.from_bytes(digest[:8], signed=True)
    number = int(math.fmod(number, 2147483647))
    return number if number > 0 else number + 2147483646
