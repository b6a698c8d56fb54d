from decimal import Decimal

import pytest

from conversations.xforms.entry import Outcome
from conversations.xforms.formdef import Bounds, Kind
from conversations.xforms.parsing.parser import load_xform, read_xform
from conversations.xforms.prompts import MediaShown
from tests.conversations.xforms.given import begin, form, resumed, xform

RANGE = '<range ref="/data/a" start="1" end="10" step="0.5"/>'


def asked(body: str, *, type_: str = "string", data: str = "<a/>") -> str:
    return xform(f'<bind nodeset="/data/a" type="{type_}"/>', body, data=data)


@pytest.mark.parametrize(
    ("body", "type_", "kind"),
    [
        ('<input ref="/data/a"/>', "time", Kind.TIME),
        ('<input ref="/data/a"/>', "dateTime", Kind.DATETIME),
        ('<input ref="/data/a"/>', "geopoint", Kind.GEOPOINT),
        ('<input ref="/data/a"/>', "barcode", Kind.BARCODE),
        ('<input ref="/data/a"/>', "boolean", Kind.TEXT),
        ('<secret ref="/data/a"/>', "string", Kind.TEXT),
        ('<odk:rank ref="/data/a"/>', "odk:rank", Kind.RANK),
        ('<trigger ref="/data/a"/>', "string", Kind.ACKNOWLEDGE),
        ('<upload ref="/data/a" mediatype="image/*"/>', "binary", Kind.IMAGE),
        ('<upload ref="/data/a" mediatype="audio/*"/>', "binary", Kind.AUDIO),
        ('<upload ref="/data/a" mediatype="video/mp4"/>', "binary", Kind.VIDEO),
        ('<upload ref="/data/a" mediatype="application/*"/>', "binary", Kind.FILE),
        ('<upload ref="/data/a"/>', "binary", Kind.FILE),
        (RANGE, "decimal", Kind.RANGE),
    ],
)
def test_a_control_and_its_type_make_a_kind(body: str, type_: str, kind: Kind) -> None:
    assert load_xform(asked(body, type_=type_)).questions[0].kind is kind


@pytest.mark.parametrize(
    ("body", "type_", "value", "kept"),
    [
        ("input", "time", "14:30:05", "14:30:05"),
        ("input", "time", "14:30:05.5", "14:30:05.5"),
        ("input", "time", "14:30:05Z", "14:30:05Z"),
        ("input", "time", "14:30:05+07:00", "14:30:05+07:00"),
        ("input", "time", "14:30", None),
        ("input", "time", "14:30-06:00", None),
        ("input", "time", "14:30:00.000+02:00", "14:30:00.000+02:00"),
        ("input", "time", "24:30:00", None),
        ("input", "time", "noon", None),
        ("input", "dateTime", "2026-11-24T14:30", "2026-11-24T14:30:00.000-06:00"),
        ("input", "dateTime", "2026-11-24T14:30:00.000Z", "2026-11-24T14:30:00.000Z"),
        ("input", "dateTime", "2026-11-24", None),
        ("input", "dateTime", "2026-11-31T14:30", None),
        ("input", "geopoint", "14.07 -87.21", "14.07 -87.21"),
        ("input", "geopoint", "-14 087.0 0", "-14 87 0.0"),
        ("input", "geopoint", "14.07 -87.21 0 5", "14.07 -87.21 0.0 5.0"),
        ("input", "geopoint", "14.07  -87.2100 960.5 8", "14.07 -87.21 960.5 8.0"),
        ("input", "geopoint", "14.07 -187.21", None),
        ("input", "geopoint", "94.07 -87.21 0 0", None),
        ("input", "geopoint", "14.07", None),
        ("input", "geopoint", "14.07 -87.21 0 0 0", None),
        ("input", "geopoint", "here there", None),
        ("input", "barcode", "9 781234 567897", "9 781234 567897"),
        ("input", "int", "2147483647", "2147483647"),
        ("input", "int", "2147483648", None),
        ("input", "int", "-2147483649", None),
        ("input", "string", "cafe\u0301", "café"),
        ("trigger", "string", "OK", "OK"),
        ("trigger", "string", "yes", None),
        ("upload", "binary", "3f2a9c.jpg", "3f2a9c.jpg"),
        ("upload", "binary", "../3f2a9c.jpg", None),
        ("upload", "binary", "x" * 256, None),
    ],
)
def test_each_kind_has_its_values(body: str, type_: str, value: str, kept: str | None) -> None:
    entry = begin(load_xform(asked(f'<{body} ref="/data/a"/>', type_=type_)))

    outcome = entry.answer_question("/data/a", value)

    assert outcome is (Outcome.UNREADABLE if kept is None else Outcome.OK)
    assert entry.answers().get("/data/a") == kept


@pytest.mark.parametrize(
    ("value", "kept"),
    [("1", "1"), ("10", "10"), ("2.50", "2.5"), ("2.25", None), ("0.5", None), ("11", None)],
)
def test_a_range_has_its_steps(value: str, kept: str | None) -> None:
    entry = begin(load_xform(asked(RANGE, type_="decimal")))
    entry.answer_question("/data/a", value)

    assert entry.answers().get("/data/a") == kept
    bounds = entry.prompt("/data/a", "en").bounds
    assert bounds == Bounds(Decimal(1), Decimal(10), Decimal("0.5"), whole=False)


def test_a_range_may_run_down_in_whole_numbers() -> None:
    made = load_xform(asked('<range ref="/data/a" start="10" end="0" step="-5"/>', type_="xsd:int"))

    assert made.questions[0].bounds == Bounds(Decimal(10), Decimal(0), Decimal(5), whole=True)
    assert begin(made).answer_question("/data/a", "5") is Outcome.OK


@pytest.mark.parametrize(
    "bounds", ['start="1" end="x" step="1"', 'start="1" end="5"', 'start="1" end="5" step="0"']
)
def test_a_range_without_steps_is_refused(bounds: str) -> None:
    with pytest.raises(Exception, match="start, end and step of a range must be numbers"):
        load_xform(asked(f'<range ref="/data/a" {bounds}/>', type_="int"))


CHOSEN = (
    '<select ref="/data/s"><item><value>a</value></item><item><value>b</value></item>'
    "<item><value>c</value></item></select>"
    '<odk:rank ref="/data/a"><itemset nodeset="instance(\'l\')/root/item[selected(/data/s, name)]">'
    '<value ref="name"/><label ref="name"/></itemset></odk:rank>'
)
LIST = (
    '<instance id="l"><root><item><name>a</name></item><item><name>b</name></item>'
    "<item><name>c</name></item></root></instance>"
)


def test_all_that_is_offered_is_ranked() -> None:
    made = load_xform(xform(LIST, CHOSEN, data="<s/><a/>"))
    entry = begin(made)
    entry.answer_question("/data/s", "a b")

    assert entry.answer_question("/data/a", "b") is Outcome.UNREADABLE
    assert entry.answer_question("/data/a", "b a a") is Outcome.UNREADABLE
    assert entry.answer_question("/data/a", "b a") is Outcome.OK

    entry.answer_question("/data/s", "a c")
    assert entry.answers()["/data/a"] == "a c"
    assert resumed(entry, made).answers()["/data/a"] == "a c"
    entry.answer_question("/data/s", "a b")
    assert entry.answers()["/data/a"] == "b a"


def test_a_label_may_show_and_play() -> None:
    texts = (
        '<text id="/data/a:label"><value>Map of <output value="/data/a"/></value>'
        '<value form="image">jr://images/map.png</value>'
        '<value form="big-image">jr://images/map-big.png</value>'
        '<value form="audio">jr://audio/map.mp3</value></text>'
    )
    other = '<text id="/data/a:label"><value form="image">jr://images/carte.png</value></text>'
    made = load_xform(
        xform(
            "",
            '<input ref="/data/a"><label ref="jr:itext(\'/data/a:label\')"/></input>',
            itext=f'<itext><translation lang="en">{texts}</translation>'
            f'<translation lang="fr">{other}</translation></itext>',
        )
    )
    entry = begin(made)

    assert entry.prompt("/data/a", "en").media == (
        MediaShown("image", "map-big.png"),
        MediaShown("audio", "map.mp3"),
    )
    assert entry.prompt("/data/a", "fr").label == "Map of"
    assert made.media == ("carte.png", "map-big.png", "map.mp3", "map.png")


def test_what_xlsform_has_no_word_for_is_handed_on() -> None:
    made = load_xform(
        xform(
            '<bind nodeset="/data/a" type="binary" wb:sensitive="yes" orx:max-pixels="640" jr:odd="1"/>',
            '<upload ref="/data/a" mediatype="image/*" appearance="new" wb:voice="no"/>',
        )
    )

    assert dict(begin(made).prompt("/data/a", "en").attributes) == {
        "wb:sensitive": "yes",
        "max-pixels": "640",
        "mediatype": "image/*",
        "appearance": "new",
        "wb:voice": "no",
    }


@pytest.mark.parametrize(
    ("type_", "written", "default"),
    [
        ("int", "2.9", "2"),
        ("int", "many", None),
        ("decimal", "1,5", None),
        ("date", "2026-11-24T10:00:00", "2026-11-24"),
        ("date", "24/11/2026", None),
        ("time", "14:02:10", "14:02:10"),
        ("dateTime", "soon", None),
        ("geopoint", "38.25 21.75 0 0", "38.25 21.75 0.0 0.0"),
        ("geopoint", "nowhere", None),
        ("string", "anything", "anything"),
    ],
)
def test_a_default_is_held_to_its_type(type_: str, written: str, default: str | None) -> None:
    source = asked('<input ref="/data/a"/>', type_=type_, data=f"<a>{written}</a>")

    form, passed_over = read_xform(source)

    assert begin(form).answers() == ({} if default is None else {"/data/a": default})
    assert [defect.values["value"] for defect in passed_over] == [written] * (default is None)


def test_a_group_that_is_read_only_holds_what_is_inside() -> None:
    made = load_xform(
        xform(
            '<bind nodeset="g" readonly="/data/a = 1"/><bind nodeset="g/b" required="true()"/>',
            '<input ref="a"/><group ref="g"><input ref="b"/></group>',
            data="<a/><g><b/></g>",
        )
    )
    entry = begin(made)

    assert entry.answer_question("/data/g/b", "x") is Outcome.OK
    entry.answer_question("/data/a", "1")
    assert entry.prompt("/data/g/b", "en").readonly
    assert entry.answer_question("/data/g/b", "y") is Outcome.UNREADABLE


def test_what_was_sent_last_time_can_be_read() -> None:
    made = load_xform(
        xform(
            '<instance id="__last-saved" src="jr://instance/last-saved"/>'
            '<setvalue ref="/data/a" event="odk-instance-first-load" '
            "value=\"instance('__last-saved')/data/a\"/>"
            "<bind nodeset=\"/data/n\" calculate=\"join('+', instance('__last-saved')/data/r/b)\"/>",
            '<input ref="/data/a"/>',
            data="<a/><n/>",
        )
    )
    saved = {"last-saved": [{"/data/a": "before", "/data/r[1]/b": "1", "/data/r[3]/b": "3"}]}

    assert made.files == {"__last-saved": "last-saved"}
    assert begin(made, lists=saved).answers() == {"/data/a": "before", "/data/n": "1+3"}
    assert begin(made).answers() == {}


def test_rows_are_looked_up_in_files_and_lists() -> None:
    made = load_xform(
        xform(
            '<instance id="homes" src="jr://file-csv/homes.csv"/>'
            '<instance id="l"><root><item key="x"><name>a</name></item></root></instance>'
            "<bind nodeset=\"/data/b\" calculate=\"pulldata('homes', 'town', 'name', /data/a)\"/>"
            "<bind nodeset=\"/data/c\" calculate=\"pulldata('l', 'name', '@key', /data/a)\"/>",
            '<input ref="/data/a"/>',
            data="<a/><b/><c/>",
        )
    )
    entry = begin(made, lists={"homes.csv": [{"name": "h1", "town": "Tela"}, {"name": "h2"}]})

    entry.answer_question("/data/a", "h1")
    assert entry.answers() == {"/data/a": "h1", "/data/b": "Tela"}
    entry.answer_question("/data/a", "x")
    assert entry.answers() == {"/data/a": "x", "/data/c": "a"}
    entry.answer_question("/data/a", "h2")
    assert entry.answers() == {"/data/a": "h2"}


@pytest.mark.parametrize(
    ("language", "written"), [("en", "Tue 24 Nov"), ("es", "mar 24 nov"), ("xx", "Tue 24 Nov")]
)
def test_days_and_months_are_named_in_the_language_of_a_label(language: str, written: str) -> None:
    entry = begin(
        load_xform(
            xform(
                '<bind nodeset="/data/a" calculate="format-date(today(), \'%b\')"/>',
                '<input ref="/data/a"><label><output value="format-date(today(), \'%a %e %b\')"/>'
                "</label></input>",
            )
        )
    )

    assert entry.prompt("/data/a", language).label == written
    assert entry.answers() == {"/data/a": "Nov"}


def test_the_label_of_a_choice_is_that_of_the_own_instance() -> None:
    made = form(
        "begin_repeat ; r ; R",
        "select_one kind ; kind ; Kind?",
        "calculate ; said ; ; calculation=jr:choice-name(${kind}, '${kind}')",
        "end_repeat",
        choices="kind: shelter clinic",
    )
    entry = begin(made)
    entry.add_repeat("/visit/r[2]")
    entry.answer_question("/visit/r[2]/kind", "clinic")

    assert entry.answers()["/visit/r[2]/said"] == "CLINIC"
    assert "/visit/r[1]/said" not in entry.answers()


def test_a_choice_without_a_label_is_called_by_its_value() -> None:
    made = form(
        "select_one_from_file homes.csv ; home ; Home?",
        "calculate ; said ; ; calculation=jr:choice-name(${home}, '${home}')",
    )
    entry = begin(made, lists={"homes.csv": [{"name": "h1", "label": ""}]})
    entry.answer_question("/visit/home", "h1")

    assert entry.answers()["/visit/said"] == "h1"


def test_what_has_no_value_is_no_choice() -> None:
    items = "<item><value>a</value></item><item><label>Nothing</label><value/></item>"
    entry = begin(load_xform(xform("", f'<rank ref="/data/a">{items}</rank>')))

    assert entry.answer_question("/data/a", "a") is Outcome.OK


def test_the_label_of_no_choice_is_empty() -> None:
    made = load_xform(
        xform(
            "<bind nodeset=\"/data/b\" calculate=\"concat(jr:choice-name('x', '../c'), '.')\"/>",
            '<input ref="/data/a"/>',
            data="<a/><b/><c/>",
        )
    )

    assert begin(made).answers() == {"/data/b": "."}


def test_choices_in_no_order_stay_in_that_order_for_one_person() -> None:
    rows = "".join(f"<item><name>{number}</name></item>" for number in range(9))
    made = load_xform(
        xform(
            f'<instance id="l"><root>{rows}</root></instance>',
            '<select1 ref="/data/a"><itemset nodeset="randomize(instance(\'l\')/root/item)">'
            '<value ref="name"/><label ref="name"/></itemset></select1>',
        )
    )
    entry = begin(made)
    shown = entry.prompt("/data/a", "en").choices

    assert resumed(entry, made).prompt("/data/a", "en").choices == shown
    assert begin(made, seed=8).prompt("/data/a", "en").choices != shown
    assert len(set(shown)) == 9
