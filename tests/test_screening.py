"""What the screening finds: in sentences of the workshop's kind, and in any text at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from conversations.cleaning import clean
from conversations.screening.disclosure import cues
from conversations.screening.findings import Clue
from conversations.screening.flat import flatten
from conversations.screening.screen import screen
from tests.screening import CUE, LABELS, main, read, report, score

FOLDER = Path(__file__).parent / "screening_sentences"
DEVELOPMENT, HELD_OUT, TOLD, HARD = (
    FOLDER / f"{name}.txt" for name in ("development", "heldout", "heldout2", "hard")
)
LOCALES = Path(__file__).parents[1] / "locales"
FORMS = Path(__file__).parents[1] / "conversations" / "forms"
IN_DANGER = ("is in danger", "en peligro", "en danger", "em perigo")
SEEDS = st.sampled_from(
    ["Ana", "mi hermana", "de 15 años", "9555-0123", "0801-1990-12345", "casa 12", "@", "(", "+504 ", "\n"]
)  # fmt: skip
TEXTS = st.text(max_size=200) | st.lists(SEEDS | st.text(max_size=8), max_size=30).map("".join)


@given(text=TEXTS)
def test_findings_are_within_the_text_in_order_and_apart(text: str) -> None:
    reached = 0
    for finding in screen(text, regions=("HN", "XX")):
        assert reached <= finding.start < finding.end <= len(text)
        reached = finding.end


@given(text=TEXTS)
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(flatten(text)) == len(text)


@given(text=TEXTS)
def test_any_text_may_be_asked_for_cues(text: str) -> None:
    assert cues(text) in {True, False}


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_a_document_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    text = f"{before}. DNI 0801-1990-12345. {after}"

    at = text.index("0801-1990-12345")

    assert any(one.start <= at < one.end for one in screen(text))


@pytest.mark.parametrize(("path", "precision", "recall"), [(DEVELOPMENT, 0.97, 0.95), (HELD_OUT, 0.95, 0.85), (TOLD, 0.95, 0.95)])  # fmt: skip
def test_precision_and_recall_do_not_fall(path: Path, precision: float, recall: float) -> None:
    reached = score(read(path))

    assert reached.precision >= precision
    assert reached.recall >= recall


@pytest.mark.parametrize("path", [DEVELOPMENT, HELD_OUT])
def test_the_sentences_speak_all_languages_and_hold_all_labels(path: Path) -> None:
    sentences = read(path)

    assert len(sentences) >= 120
    assert {sentence.language for sentence in sentences} == {"es", "fr", "en", "pt"}
    assert frozenset().union(*(sentence.labels for sentence in sentences)) == set(LABELS)
    assert sum(not sentence.labels for sentence in sentences) >= len(sentences) / 3


def test_no_sentence_stands_twice() -> None:
    texts = [sentence.text for path in (DEVELOPMENT, HELD_OUT, TOLD) for sentence in read(path)]

    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("path", [DEVELOPMENT, HELD_OUT, TOLD])
def test_nobody_who_describes_a_practice_is_taken_for_one_in_danger(path: Path) -> None:
    described = [sentence for sentence in read(path) if CUE not in sentence.labels]

    assert [sentence.text for sentence in described if cues(sentence.text)] == []


def test_nothing_the_bot_says_is_taken_for_danger_but_the_name_of_the_card() -> None:
    catalogues = [text for path in LOCALES.glob("*/LC_MESSAGES/*.po") for text in _texts(path)]
    forms = [line for path in FORMS.glob("*.md") for line in path.read_text("utf-8").splitlines()]

    taken = {text for text in (*catalogues, *forms) if cues(text)}

    assert forms
    assert len(catalogues) > len(taken)
    assert [text for text in taken if len(text) > 50 or not _is_of_the_card(text)] == []


def _texts(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for message in read_po(file):
            for text in (message.id, message.string):
                yield from (text,) if isinstance(text, str) else text or ()


def _is_of_the_card(text: str) -> bool:
    return any(words in text for words in IN_DANGER)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Mi nombre es Juan López y trabajo allí", "Mi nombre es Juan López"),
        ("Me llamo María del Carmen Ruiz.", "Me llamo María del Carmen Ruiz"),
        ("Rutas de Ana Pereira de 12 años", "Ana Pereira de 12 años"),
        ("Rotas da Ana Pereira de 12 anos", "Ana Pereira de 12 anos"),
        ("Albergue de Ana Pereira, de 12 años", ""),
        ("Rutas de Esperanza de 12 años", ""),
    ],
)
def test_a_name_is_quoted_whole_and_without_the_title_before_it(text: str, quoted: str) -> None:
    assert "".join(text[one.start : one.end] for one in screen(text)) == quoted


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("9555-0123 9555-0124", [Clue.PHONE, Clue.PHONE]),
        ("Tel. 555-0123-45", [Clue.PHONE]),
        ("01 9555 0123 4567 89", []),
        ("L. 25000000", []),
        ("25000000 personas", []),
        ("2019-2023", []),
        ("12 345 678", []),
        ("tel. 12 345 678", [Clue.PHONE]),
        ("DNI 24-11-2026", []),
        ("expediente 2024", []),
        ("expediente No. 2024", []),
        ("info@ong.example", []),
        ("ana@ong.example", [Clue.ACCOUNT]),
        ("wa.me/50495550123", [Clue.ACCOUNT]),
        ("Ana, de Comayagua", [Clue.PERSON]),
        ("Ana, de Honduras", []),
        ("Santa Rosa de Lima, de Comayagua", []),
        ("Esperanza de Comayagua", []),
        ("Yarixa, de 15 años", [Clue.PERSON]),
        ("Yarixa tiene 15 años", []),
        ("Honduras, de 15 años", []),
        ("la ley Ana, de 15 años", []),
        ("el Albergue Yarixa, de 15 años", []),
        ("Rosa de Comayagua", []),
        ("en Choluteca, de 15 años", []),
        ("Yarixa es una joven de 15 años", [Clue.PERSON]),
        ("una niña de 15 años fue rescatada en Roatán", [Clue.PERSON]),
        ("una niña de 15 años, dice la Convención de La Haya", []),
        ("la señora Marta coordina", []),
        ("marta lopez, quince años", [Clue.PERSON]),
        ("la lucha, quince años", []),
        ("el cuento de Ana, de 15 años", []),
        ("la oficina en la calle 12 # 4-56", []),
        ("ana punto lopez arroba correo", [Clue.ACCOUNT]),
        ("Ana, 15 años después", []),
        ("desde hace 15 años Ana", []),
        ("La red nació el 4 de julio de 2009", []),
        ("La niña nació el 4 de julio de 2009", [Clue.PERSON]),
        ("una niña de 12 años de edad", []),
        ("una niña de 12 años de Guatemala", []),
        ("The girl Guides", []),
        ("mi hermana Congreso", []),
        ("el proyecto se llama Ana", []),
        ("el caso de Esperanza", []),
        ("Ana (15)", [Clue.PERSON]),
        ("Tela (15)", []),
        ("Hola. Ana, de 15 años", [Clue.PERSON]),
    ],
)
def test_what_looks_alike_is_told_apart(text: str, kinds: list[Clue]) -> None:
    assert [finding.kind for finding in screen(clean(text), regions=("HN",))] == kinds


def test_numbers_are_read_as_in_the_countries_of_the_workshop() -> None:
    assert screen("020 7946 0123") == ()
    assert [one.kind for one in screen("020 7946 0123", regions=("GB",))] == [Clue.PHONE]


def test_the_figures_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.txt"
    path.write_text(
        "# ours\n\nperson+phone\tes\tAna, de 15 años, 9555-0123\nnone\ten\tAna, 15, sang\nperson\tfr\tElle dort\n",
        encoding="utf-8",
    )

    main([str(path), "--mistakes"])

    printed = capsys.readouterr().out
    assert printed.splitlines()[:3] == [
        "3 sentences, 1 of them with nothing to find",
        "all       precision 0.67  recall 0.67     2 right   1 wrong   1 missed",
        "person    precision 0.50  recall 0.50     1 right   1 wrong   1 missed",
    ]
    assert "none but found person: Ana, 15, sang" in printed
    assert "person but found none: Elle dort" in printed


@pytest.mark.parametrize("path", [DEVELOPMENT, HELD_OUT, TOLD, HARD])
def test_the_figures_of_the_document_are_the_measured_ones(path: Path) -> None:
    document = (Path(__file__).parents[1] / "docs" / "screening.md").read_text(encoding="utf-8")

    assert "\n".join(report(read(path))) in document


def test_without_mistakes_only_figures_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main([str(DEVELOPMENT)])

    assert " but found " not in capsys.readouterr().out


@pytest.mark.parametrize("line", ["somebody\tes\tAna", "person\tes", "Ana"])
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "own.txt"
    path.write_text(f"none\tes\tHola\n{line}\n", encoding="utf-8")

    with pytest.raises(ValueError, match="line 2"):
        read(path)


def test_the_labels_are_told_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    assert "label<TAB>language<TAB>text" in capsys.readouterr().out
