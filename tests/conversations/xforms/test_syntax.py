import pytest

from conversations.xforms.xpath.parser import DEEPEST, LONGEST, parse
from conversations.xforms.xpath.syntax import XPathError


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("1+2*3", "1 + (2 * 3)"),
        ("1 - 2 - 3", "1 - 2 - 3"),
        ("1mod2", "1 mod 2"),
        ("a or b and c = d", "(child::a) or ((child::b) and ((child::c) = (child::d)))"),
        ("- -1", "-(-1)"),
        ("-a|b", "-((child::a) | (child::b))"),
        ("* * *", "(child::*) * (child::*)"),
        ("div div mod", "(child::div) div (child::mod)"),
        ("/", "/"),
        ("//a/@b", "/descendant-or-self::node()/child::a/attribute::b"),
        ("../b[2]/text()", "parent::node()/child::b[2]/child::text()"),
        (".", "self::node()"),
        ("text", "child::text"),
        ("processing-instruction('x')", "child::processing-instruction()"),
        ("instance('c')/root/item[name = current()/../d]/label", None),
        ("(a)[1]", "(child::a)[1]"),
        ("concat(\"it's\", '\"')", "concat(\"it's\", '\"')"),
        ("orx:meta/xsd:*", "child::orx:meta/child::xsd:*"),
        ("selected(., 'x')", "selected(self::node(), 'x')"),
        ("0.5 + .25", "0.5 + 0.25"),
        ("today()- 60", "today() - 60"),
        ("preceding-sibling::*[1]", "preceding-sibling::*[1]"),
    ],
)
def test_an_expression_is_read_and_written_again(source: str, written: str | None) -> None:
    read = parse(source)

    assert parse(str(read)) == read
    assert written is None or str(read) == written


@pytest.mark.parametrize(
    ("source", "message", "remedy"),
    [
        (". => 60", "unexpected “>” at character 4 of “. => 60”", "at least"),
        ("a && b", "unexpected “&” at character 3 of “a && b”", "Write “and”"),
        ("a == b", "unexpected “=” at character 4 of “a == b”", "single ="),
        ("!a", "unexpected “!” at character 1 of “!a”", "not("),
        ("${a} = 1", "unexpected “$” at character 1 of “${a} = 1”", "${{name}}"),
        ("1 And 1", "unexpected “And” at character 3 of “1 And 1”", "small letters"),
        ("'open", "unexpected “'” at character 1 of “'open”", "same mark"),
        ("(1 + 2", "the expression “(1 + 2” ends too early", "bracket"),
        ("if(1, 2", "the expression “if(1, 2” ends too early", "bracket"),
        ("a[1", "the expression “a[1” ends too early", "bracket"),
        ("", "the expression “” ends too early", "bracket"),
        ("a/", "the expression “a/” ends too early", "bracket"),
        ("a/3", "unexpected “3” at character 3 of “a/3”", "spelling"),
        ("sideways::a", "unexpected “sideways” at character 1 of “sideways::a”", "spelling"),
        ("text(1)", "unexpected “1” at character 6 of “text(1)”", "spelling"),
        ("a = ‘b’", "unexpected “‘” at character 5 of “a = ‘b’”", "straight quotes"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    source: str, message: str, remedy: str
) -> None:
    with pytest.raises(XPathError) as refused:
        parse(source)

    assert str(refused.value) == message
    assert remedy in refused.value.remedy


@pytest.mark.parametrize(
    "deep",
    [
        "(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1),
        "a[" * (DEEPEST + 1) + "1" + "]" * (DEEPEST + 1),
        "not(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1),
        "-" * (DEEPEST + 1) + "1",
        "1" + " + 1 - 1" * DEEPEST,
    ],
)
def test_an_expression_nested_too_deep_is_refused(deep: str) -> None:
    with pytest.raises(XPathError, match="nested more than 80 deep"):
        parse(deep)


@pytest.mark.parametrize(
    "deep",
    [
        "(" * (DEEPEST - 1) + "1" + ")" * (DEEPEST - 1),
        "a[" * (DEEPEST - 1) + "1" + "]" * (DEEPEST - 1),
        "1" + " + 1" * 2_000,
        "a" + "/a" * 900,
    ],
)
def test_an_expression_at_the_limit_is_read(deep: str) -> None:
    assert parse(str(parse(deep))) == parse(deep)


def test_an_expression_too_long_is_refused() -> None:
    with pytest.raises(XPathError, match="longer than 10000 characters"):
        parse("1" * (LONGEST + 1))
