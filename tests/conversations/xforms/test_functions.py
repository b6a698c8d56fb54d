import math
from datetime import timedelta

import pytest

from conversations.xforms.values import LONGEST_TEXT, to_boolean, to_number, to_string
from tests.conversations.xforms.given import NOW, ZONE, Around, evaluate, text, tree

ITEMS = tree(
    {
        "data": {
            "word": "Hello",
            "chosen": "ab cd",
            "none": "",
            "day": "2020-02-03",
            "n": ["3", "1", "", "2"],
            "visit": [{"@id": "v1", "who": "Ana", "beds": "4"}, {"who": "Luz", "beds": "6"}],
            "place": "14.08 -87.21 0 0",
        }
    }
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # texts
        ("concat('a', 1, true(), n)", "a1true312"),
        ("concat()", ""),
        ("join(', ', n)", "3, 1, , 2"),
        ("starts-with(word, 'He')", "true"),
        ("ends-with(word, 'lo')", "true"),
        ("contains(word, 'ell')", "true"),
        ("substring-before('1999/04', '/')", "1999"),
        ("substring-before('1999', '/')", ""),
        ("substring-after('1999/04', '/')", "04"),
        ("substring-after('1999', '')", "1999"),
        ("substring('12345', 2, 3)", "234"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', 2)", "2345"),
        ("substring('12345', 0 div 0, 3)", ""),
        ("substr('hello', 1, 3)", "el"),
        ("substr('hello', -2)", "lo"),
        ("string-length('número')", "6"),
        ("normalize-space('  a \t b ')", "a b"),
        ("translate('bar', 'abca', 'AB')", "BAr"),
        ("string(1 div 3)", "0.3333333333333333"),
        ("string(1 div 10000000)", "0.0000001"),
        ("string(-1 div 0)", "-Infinity"),
        ("string(1 div 0)", "Infinity"),
        ("regex('12345', '^[0-9]+$')", "true"),
        ("regex('a', concat('(', word))", "false"),
        ("regex('ñandú', '^\\w{5}$')", "false"),
        ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
        ("digest('abc', 'SHA-1')", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
        ("digest('abc', 'ROT13')", ""),
        ("base64-decode('SG9sYQ==')", "Hola"),
        ("base64-decode('%%')", ""),
        ("base64-decode('/w==')", ""),
        # choices
        ("selected(chosen, 'cd')", "true"),
        ("selected(chosen, 'c')", "false"),
        ("selected(none, '')", "true"),
        ("selected-at(chosen, 1)", "cd"),
        ("selected-at(chosen, 2)", ""),
        ("selected-at(chosen, 'x')", ""),
        ("count-selected(chosen)", "2"),
        ("jr:choice-name('ab', '/data/chosen')", "ab of /data/chosen"),
        ("jr:itext('hi')", "text hi"),
        # conditions
        ("if(1 > 2, 'yes', 'no')", "no"),
        ("coalesce('', none, word)", "Hello"),
        ("coalesce('', none)", ""),
        ("not(none)", "false"),
        ("boolean('')", "false"),
        ("boolean(0 div 0)", "false"),
        ("boolean-from-string('TRUE')", "true"),
        ("checklist(-1, 2, 1 = 1, 2 = 2, 1 = 2)", "true"),
        ("checklist(1, 1, n)", "true"),
        ("weighted-checklist(3, 4, 1 = 1, 3, 1 = 2, 9)", "true"),
        ("weighted-checklist(3, 4, 1 = 1, 2, 1 = 2, 9)", "false"),
        # numbers
        ("number(' 1.50 ')", "1.5"),
        ("number('1e3')", "NaN"),
        ("number(true())", "1"),
        ("number(missing)", "NaN"),
        ("sum(visit/beds)", "10"),
        ("min(visit/beds)", "4"),
        ("max(3, '7', visit/beds)", "7"),
        ("max(missing)", "NaN"),
        ("min(1, 'x')", "NaN"),
        ("round(-2.5)", "-3"),
        ("round(2.15, 1)", "2.2"),
        ("round(21.5, -1)", "20"),
        ("round(2.5, 99)", "2.5"),
        ("round(1 div 0)", "Infinity"),
        ("round(pow(10, 60), 2) = pow(10, 60)", "true"),
        ("int('-2.9')", "-2"),
        ("int('x')", "NaN"),
        ("floor(-1.1)", "-2"),
        ("floor('x')", "NaN"),
        ("ceiling(1.1)", "2"),
        ("ceiling(1 div 0)", "Infinity"),
        ("abs(-3)", "3"),
        ("pi() > 3.14", "true"),
        ("pow(2, 10)", "1024"),
        ("pow(0, -1)", "Infinity"),
        ("pow(10, 999)", "Infinity"),
        ("sqrt(-1)", "NaN"),
        ("sqrt(9)", "3"),
        ("log(0)", "-Infinity"),
        ("log(exp(1))", "1"),
        ("log10(1000)", "3"),
        ("log10(0)", "-Infinity"),
        ("exp10(3)", "1000"),
        ("7 mod -3", "1"),
        ("7 mod 0", "NaN"),
        ("-1 div 0", "-Infinity"),
        ("0 div 0", "NaN"),
        # nodes
        ("count(n)", "4"),
        ("count-non-empty(n)", "3"),
        ("n[last()]", "2"),
        ("position(visit[2])", "2"),
        ("position(missing)", "NaN"),
        ("position(visit/text())", "NaN"),
        ("position(/)", "1"),
        ("position()", "1"),
        ("name(visit)", "visit"),
        ("local-name(missing)", ""),
        ("namespace-uri(visit)", ""),
        ("id('v1')/who", "Ana"),
        ("indexed-repeat(visit/who, visit, 2)", "Luz"),
        ("indexed-repeat(visit/who, visit, 3)", ""),
        ("indexed-repeat(visit/who, visit, 'x')", ""),
        # dates
        ("today()", "2026-11-24"),
        ("now()", "2026-11-24T10:30:00.000-06:00"),
        ("date('2020-02-03') + 0", str(18295 + 0.25)),
        ("date(18295.25)", "2020-02-03"),
        ("date('')", ""),
        ("date('soon')", "Invalid Date"),
        ("date(true())", "Invalid Date"),
        ("date(pow(10, 12))", "Invalid Date"),
        ("date-time('2020-02-03T04:05:06.789Z')", "2020-02-02T22:05:06.789-06:00"),
        ("date-time('2020-02-03T04:05:06+02:00')", "2020-02-02T20:05:06.000-06:00"),
        ("date('2020-02-30')", "Invalid Date"),
        ("day < today()", "true"),
        ("day = date('2020-02-03')", "true"),
        ("date(day) = day", "true"),
        (
            "format-date(day, '%Y %y %m %n %b %d %e %a %W %% %q')",
            "2020 20 02 2 Feb 03 3 Mon 6 % %q",
        ),
        ("format-date-time(now(), '%H:%M:%S.%3 %h')", "10:30:00.000 10"),
        ("format-date('', '%Y')", ""),
        ("format-date('soon', '%Y')", ""),
        ("decimal-date-time('1970-01-02T00:00:00Z')", "1"),
        ("decimal-time('12:00:00.000-06:00')", "0.5"),
        ("decimal-time('06:00')", "0.25"),
        ("decimal-time('25:00:00')", "NaN"),
        ("decimal-time('noon')", "NaN"),
        # places
        ("distance('0 0', '0 1')", "111318.85"),
        ("distance('0 0')", "NaN"),
        ("distance('0 0;here')", "NaN"),
        ("area('0 0;0 1;1 1;1 0')", "12391256135.81"),
        ("area('0 0;91 1;1 1')", "0"),
        ("area('0 0;1 1')", "0"),
        ("geofence(place, '14 -88;14 -87;15 -87;15 -88;14 -88')", "true"),
        ("geofence('13 -87.5', '14 -88;14 -87;15 -87;15 -88')", "false"),
        ("geofence('1', '14 -88;14 -87;15 -87')", "false"),
    ],
)
def test_a_function_gives(expression: str, expected: str) -> None:
    assert text(expression, ITEMS, at="/data") == expected


def test_functions_without_an_argument_speak_of_the_node_they_stand_at() -> None:
    said = [
        text(f"{name}()", ITEMS, at="/data/word")
        for name in ("string", "string-length", "normalize-space", "number", "name", "local-name")
    ]

    assert said == ["Hello", "5", "Hello", "NaN", "word", "word"]


def test_a_name_in_a_namespace_is_written_with_its_prefix() -> None:
    document = tree({"data": {"{http://openrosa.org/xforms}meta": "m", "{urn:other}x": "y"}})

    assert text("name(orx:meta)", document, at="/data") == "orx:meta"
    assert text("namespace-uri(orx:*)", document, at="/data") == "http://openrosa.org/xforms"
    assert text("name(*[2])", document, at="/data") == "x"
    assert text("other:x", document, at="/data") == ""


def test_the_language_of_a_node_is_that_of_the_nearest_element_which_has_one() -> None:
    lang = "@{http://www.w3.org/XML/1998/namespace}lang"
    document = tree({"data": {lang: "es-HN", "a": "1"}})

    assert to_boolean(evaluate("lang('es')", document, at="/data/a"))
    assert not to_boolean(evaluate("lang('e')", document, at="/data/a"))
    assert not to_boolean(evaluate("lang('es')", tree({"data": {"a": "1"}}), at="/data/a"))


def test_once_keeps_what_is_there() -> None:
    document = tree({"data": {"empty": "", "full": "kept"}})

    assert text("once('new')", document, at="/data/empty") == "new"
    assert text("once(0 div 0)", document, at="/data/empty") == ""
    assert text("once('new')", document, at="/data/full") == "kept"


def test_a_list_is_looked_up() -> None:
    cities = tree({"root": {"item": [{"name": "tgu", "label": "Tegucigalpa"}]}})

    def said(expression: str) -> str:
        return to_string(evaluate(expression, instances={"cities": cities}))

    assert said("pulldata('cities', 'label', 'name', 'tgu')") == "Tegucigalpa"
    assert said("pulldata('cities', 'label', 'name', 'x')") == ""
    assert said("pulldata('towns', 'label', 'name', 'tgu')") == ""
    assert said("instance('cities')/root/item[name = 'tgu']/label") == "Tegucigalpa"
    assert said("instance('towns')/root/item") == ""


def test_chance_is_the_same_for_the_same_node_and_entry() -> None:
    assert text("uuid()") == text("uuid()")
    assert text("uuid()", ITEMS, at="/data/word") != text("uuid()", ITEMS, at="/data/day")
    assert len(text("uuid()")) == 36
    assert text("uuid(6)") == text("uuid()")[:6]
    assert text("uuid('x')") == ""
    assert 0 <= to_number(evaluate("random()"), ZONE) < 1
    assert text("random() = random()") == "false"


@pytest.mark.parametrize(
    ("seed", "order"),
    [("42", "AFCBDE"), ("-42", "EDAFBC"), ("1.1", "BFEACD"), ("11111111", "ACDBFE")],
)
def test_a_seeded_shuffle_is_that_of_odk(seed: str, order: str) -> None:
    document = tree({"data": {"x": list("ABCDEF")}})

    assert text(f"join('', randomize(x, {seed}))", document, at="/data") == order


def test_other_shuffles_lose_nothing() -> None:
    document = tree({"data": {"x": list("ABCDEF")}})

    unseeded = text("join('', randomize(x))", document, at="/data")
    named = text("join('', randomize(x, 'a word'))", document, at="/data")

    assert sorted(unseeded) == sorted(named) == list("ABCDEF")


def test_texts_do_not_grow_without_end() -> None:
    document = tree({"data": {"long": "x" * LONGEST_TEXT}})

    assert len(text("concat(long, long, long)", document, at="/data")) == LONGEST_TEXT


def test_a_text_too_long_for_a_pattern_does_not_match() -> None:
    document = tree({"data": {"long": "a" * 4_097}})

    assert text("regex(long, 'a')", document, at="/data") == "false"


def test_the_clock_is_handed_in() -> None:
    around = Around({})
    around.now = NOW + timedelta(days=1)

    assert around.now.date().isoformat() == "2026-11-25"
    assert not math.isnan(to_number(evaluate("now()"), ZONE))
