"""Lists and pictures that a form names: what they must be like."""

import pytest

from bot.actions.attachments import MOST_MEDIA_BYTES, NotUsable, check, lists_in, read_rows
from bot.inspection import look_through
from conversations.xforms.formdef import FormDef
from conversations.xforms.parsing.parser import load_xform
from locales import words

FORM = b"""
## survey

| type | name | label | choice_filter | calculation |
| --- | --- | --- | --- | --- |
| select_one_from_file towns.csv | town | Which town? | open = 'yes' | |
| calculate | price | | | pulldata('prices', 'cost', 'town', ${town}) |
| text | note | Anything else? | | |

## settings

| form_id | default_language |
| --- | --- |
| visit | English (en) |
"""


@pytest.fixture(scope="module")
def form() -> FormDef:
    return load_xform(look_through(FORM, "visit.md").xform)


@pytest.mark.parametrize(
    "content",
    [
        b"name,label\n1,Choluteca\n",
        b"\xef\xbb\xbfname;label\r\n1;Choluteca\r\n\r\n",
        b'"name","label"\n"1","Choluteca"\n',
        b"name,label\n1,Choluteca,more than the heading\n",
    ],
)
def test_a_list_is_read_however_a_spreadsheet_writes_it(content: bytes) -> None:
    assert read_rows(content) == [{"name": "1", "label": "Choluteca"}]


def test_a_row_that_ends_early_has_empty_cells() -> None:
    assert read_rows(b"name,label,open\n1,Choluteca\n") == [
        {"name": "1", "label": "Choluteca", "open": ""}
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The form reads columns which the list does not have"),
        (b"name,,label\n", "The first row of the list must name each of its columns"),
        (b"name,name\n", "The first row of the list must name each of its columns"),
        (b'name,"label\n', "The first row of the list must name each of its columns"),
        (b"name,label\n" + b"1,a\n" * 5_001, "The list has more than 5,000 rows."),
        (b",".join(b"c%d" % n for n in range(101)), "The list has more than 100 columns."),
        (b"x" * 1_000_001, "The list is larger than 1 MB."),
        (b"name,label\xf1\n", "The list is not a text in UTF-8."),
        (b"name,label\n1,Choluteca\n", "The form reads columns which the list does not have: open"),
    ],
)
def test_a_list_that_would_not_work_is_refused(
    form: FormDef, content: bytes, sentence: str
) -> None:
    with pytest.raises(NotUsable) as refused:
        check("towns.csv", content, form=form)

    assert refused.value.say(words("en")).startswith(sentence)


def test_every_column_that_is_asked_for_must_be_there(form: FormDef) -> None:
    check("towns.csv", b"name,label,open\n1,Choluteca,yes\n", form=form)
    check("prices.csv", b"town,cost\n1,20\n", form=form)
    with pytest.raises(NotUsable):
        check("prices.csv", b"town\n1\n", form=form)


def test_a_picture_may_not_be_larger_than_what_is_sent(form: FormDef) -> None:
    check("map.png", b"x" * MOST_MEDIA_BYTES, form=form)
    with pytest.raises(NotUsable):
        check("map.png", b"x" * (MOST_MEDIA_BYTES + 1), form=form)


def test_only_lists_are_read_as_lists() -> None:
    assert lists_in({"towns.CSV": b"name\n1\n", "map.png": b"\x89PNG"}) == {
        "towns.CSV": [{"name": "1"}]
    }
