import pytest

from conversations.xforms.instance import NodeKind, TreeElement, TreeReference
from conversations.xforms.xpath.evaluation import compile_expression
from conversations.xforms.xpath.syntax import XPathError
from tests.conversations.xforms.given import evaluate, text, tree

VISITS = tree(
    {
        "data": {
            "@version": "3",
            "who": "Ana",
            "visit": [
                {"beds": "4", "kind": "shelter"},
                {"beds": "6", "kind": "clinic"},
                {"beds": "9", "kind": "shelter"},
            ],
            "end": "yes",
        }
    }
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("/data/who", "Ana"),
        ("who", "Ana"),
        ("visit[kind = 'clinic']/beds", "6"),
        ("visit[kind = 'shelter'][2]/beds", "9"),
        ("visit[3]/beds", "9"),
        ("visit[1.5]/beds", ""),
        ("visit[0]/beds", ""),
        ("visit[position() > 1][1]/beds", "6"),
        ("(visit/beds)[last()]", "9"),
        ("count(//beds)", "3"),
        ("count(//visit/beds | visit[1]/beds)", "3"),
        ("join('', (end | who))", "Anayes"),
        ("visit[2]/preceding-sibling::*[1]/beds", "4"),
        ("visit[2]/following-sibling::visit/beds", "9"),
        ("join(' ', visit[2]/preceding::beds)", "4"),
        ("join(' ', visit[2]/following::*)", "9shelter 9 shelter yes"),
        ("count(visit[1]/beds/ancestor::node())", "3"),
        ("count(visit[1]/beds/ancestor-or-self::*)", "3"),
        ("count(visit/beds/..)", "3"),
        ("count(descendant::node())", "19"),
        ("count(descendant-or-self::*)", "12"),
        ("self::data/who", "Ana"),
        ("@version", "3"),
        ("@*", "3"),
        ("count(@version/following::node())", "19"),
        ("count(@version/following-sibling::node())", "0"),
        ("count(who/text())", "1"),
        ("who/text()", "Ana"),
        ("count(who/node())", "1"),
        ("count(who/text()/preceding-sibling::node())", "0"),
        ("count(comment())", "0"),
        ("count(namespace::*)", "0"),
        ("count(/)", "1"),
        ("count(/..)", "0"),
        ("count(who/text()/descendant::node())", "0"),
        ("visit[current()/who = 'Ana'][1]/beds", "4"),
        ("visit/beds = 6", "true"),
        ("visit/beds != 6", "true"),
        ("visit/beds > 8", "true"),
        ("visit/beds > 9", "false"),
        ("3 < visit/beds", "true"),
        ("visit/kind = who", "false"),
        ("visit/kind = 'clinic'", "true"),
        ("visit = true()", "true"),
        ("missing = false()", "true"),
        ("missing = true()", "false"),
        ("missing = ''", "true"),
        ("missing = who", "false"),
        ("'' = visit[4]/kind", "true"),
        ("missing != 'x'", "true"),
        ("missing != ''", "false"),
        ("missing != 0", "true"),
        ("who/* = ''", "false"),
        ("missing < 1", "false"),
        ("count(visit[region = /data/region])", "3"),
        ("count(visit[region = /data/who])", "0"),
        ("1 = 1 and 2 > 1 or 0", "true"),
        ("0 and 1", "false"),
        ("'a' < 'b'", "false"),
        ("'2' > 1", "true"),
        ("-who", "NaN"),
        ("10 - 3 - 2", "5"),
        ("-1 + 2 * 3 div 4 mod 5", "0.5"),
    ],
)
def test_an_expression_gives(expression: str, expected: str) -> None:
    assert text(expression, VISITS, at="/data") == expected


def test_nodes_come_in_the_order_of_the_document_each_once() -> None:
    found = evaluate("visit[3]/preceding-sibling::*/ancestor-or-self::*", VISITS, at="/data")

    assert isinstance(found, list)
    assert [node.name for node in found] == ["data", "who", "visit", "visit"]


def test_attributes_stand_before_what_is_inside() -> None:
    found = evaluate("who | @version | who/text()", VISITS, at="/data")

    assert isinstance(found, list)
    assert [node.kind for node in found] == [NodeKind.ATTRIBUTE, NodeKind.ELEMENT, NodeKind.TEXT]


def test_a_text_between_elements_is_a_node_of_its_own() -> None:
    document = tree({"data": {"b": "bold"}})
    document.children[0].append(TreeElement("", value=" and plain", kind=NodeKind.TEXT))
    document.children[0].append(TreeElement("", value="said", kind=NodeKind.COMMENT))

    assert text("/data", document) == "bold and plain"
    assert text("/data/text()", document) == " and plain"
    assert text("count(/data/comment())", document) == "1"


def test_what_is_not_relevant_reads_as_empty() -> None:
    document = tree({"data": {"group": {"a": "1", "b": "2"}, "c": "3"}})
    document.resolve(TreeReference.parse("/data/group"))[0].set_relevant(own=False)

    assert text("/data/group/a", document) == ""
    assert text("/data", document) == "3"
    assert text("count(/data/group/a/text())", document) == "0"
    assert text("/data/group", document) == ""


@pytest.mark.parametrize(
    ("expression", "message", "remedy"),
    [
        ("slected(., 'x')", "unknown function slected()", "Did you mean selected()?"),
        ("xyzzy()", "unknown function xyzzy()", "Check the function's name."),
        ("if(1, xyzzy(), 2)", "unknown function xyzzy()", "Check the function's name."),
        ("count(xyzzy())", "unknown function xyzzy()", "Check the function's name."),
        ("today(1)", "wrong number of arguments for today(): 1", "It takes 0."),
        ("round(1, 2, 3)", "wrong number of arguments for round(): 3", "It takes 1 to 2."),
        ("coalesce('a')", "wrong number of arguments for coalesce(): 1", "It takes 2 or more."),
        (
            "weighted-checklist(1, 2, 3, 4, 5)",
            "wrong number of arguments for weighted-checklist(): 5",
            "After the first two, give its arguments in pairs.",
        ),
        ("count(3)", "count() needs questions here, not the value 3", "Name a question"),
        ("sum(concat(a))", "sum() needs questions here, not the value concat(child::a)", "Name"),
        ("'a' | b", "| needs questions here, not the value 'a'", "Name a question"),
        ("concat(a)/b", "/ needs questions here, not the value concat(child::a)", "Name"),
        ("(1 + 2)[1]", "[…] needs questions here, not the value 1 + 2", "Name a question"),
        ("regex(., '(?=a)b')", "regex() cannot use the pattern (?=a)b", "look-around"),
        ("regex(., '(a)\\1')", "regex() cannot use the pattern (a)\\1", "back-references"),
        ("regex(., '[a-')", "regex() cannot use the pattern [a-", "Close every bracket"),
        (f"regex(., '{'a' * 1001}')", "the pattern of regex() is longer than 1000", "Split it"),
    ],
)
def test_what_cannot_run_is_refused_when_it_is_compiled(
    expression: str, message: str, remedy: str
) -> None:
    with pytest.raises(XPathError) as refused:
        compile_expression(expression, at=TreeReference.parse("/data/a"))

    error = refused.value
    assert message in error.message.format(**error.values)
    assert remedy in error.remedy.format(**error.values)


@pytest.mark.parametrize(
    ("expression", "reads"),
    [
        ("/data/a + /data/g/b", ["/data/a", "/data/g/b"]),
        (". > ../b", ["/data/g/b", "/data/g/here"]),
        ("'x' = -1", []),
        ("/data/r[x = current()/../y]/z", ["/data/g/y", "/data/r/x", "/data/r/z"]),
        ("(/data/a | /data/b)/c", ["/data/a", "/data/a/c", "/data/b", "/data/b/c"]),
        ("(/data/r)[k = 1]", ["/data/r", "/data/r/k"]),
        ("(/data/r)[1]/k", ["/data/r", "/data/r/k"]),
        ("//a", ["/**/a"]),
        ("//a/..", ["/**"]),
        ("/data/*/b", ["/data/*/b"]),
        ("/data/node()", ["/data/*"]),
        ("descendant::node()", ["/data/g/here/**"]),
        ("/data/a/text()", ["/data/a"]),
        ("/data/a/@b", ["/data/a"]),
        ("ancestor::data", ["/data", "/data/g", "/data/g/here"]),
        ("following-sibling::b", ["/data/g/b"]),
        ("preceding::b", ["/**/b"]),
        ("id('x')/b", ["/**/b"]),
        ("randomize(/data/r)/k", ["/data/r", "/data/r/k"]),
        (
            "instance('list')/root/item[name = /data/a]/label",
            [
                "/data/a",
                "instance('list')/root/item/label",
                "instance('list')/root/item/name",
            ],
        ),
    ],
)
def test_what_an_expression_reads_is_known(expression: str, reads: list[str]) -> None:
    compiled = compile_expression(expression, at=TreeReference.parse("/data/g/here"))

    assert sorted(map(str, compiled.references)) == reads
