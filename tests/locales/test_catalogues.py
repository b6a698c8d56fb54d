import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from locales import FOLDER
from locales.update import TRANSLATED, main, missing, updated

ROOT = FOLDER.parent
NAMES = ("messages", "forms")


def read(language: str, name: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / f"{name}.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str, name: str) -> None:
    assert [message.id for message in missing(read(language, name))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_places_to_fill_are_the_same(language: str) -> None:
    differing = [m.id for m in read(language, "messages") if m.id and len(places(m)) > 1]

    assert differing == []


def test_catalogues_are_up_to_date_with_code_and_forms() -> None:
    stale = [path for path, text in updated(ROOT) if path.read_text(encoding="utf-8") != text]

    assert stale == [], "run `make words`"


def places(message: Message) -> set[frozenset[str]]:
    texts = [*strings(message.id), *strings(message.string)]
    return {
        frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
        for text in texts
    }


def strings(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return tuple(filter(None, [text] if isinstance(text, str) else text or ()))


def write_code(root: Path, text: str) -> None:
    for room in ("bot", "conversations/forms", "reports", "storage"):
        (root / room).mkdir(parents=True, exist_ok=True)
    (root / "bot" / "greeting.py").write_text(text, encoding="utf-8")


def catalogue(root: Path) -> str:
    return (root / "locales" / "es" / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")


def test_a_new_text_comes_in_empty_and_an_old_translation_stays(tmp_path: Path) -> None:
    write_code(tmp_path, 'N_("Hello {name}")\n')
    main(tmp_path)
    path = tmp_path / "locales" / "es" / "LC_MESSAGES" / "messages.po"
    path.write_text(catalogue(tmp_path).replace('msgstr ""\n', 'msgstr "Hola {name}"\n')[:-1])
    write_code(
        tmp_path, 'words.say("Hello {name}")\nwords.say_many("{count} day", "{count} days", 2)\n'
    )

    main(tmp_path)

    assert [(m.id, m.string) for m in read_catalogue(path) if m.id] == [
        ("Hello {name}", "Hola {name}"),
        (("{count} day", "{count} days"), ("", "")),
    ]


def test_texts_are_found_however_deep_they_stand(tmp_path: Path) -> None:
    write_code(
        tmp_path,
        "show(Toast(words.say(N_('Deep'), name=N_('Inner'))))\n"
        "words.say_many(N_('{count} day'), N_('{count} days'), n)\n"
        "words.say_many(one, many, n)\n"
        "words.say_many()\n"
        "handlers[0](N_('Called'))\n"
        "problem.say(words)\n",
    )

    main(tmp_path)

    path = tmp_path / "locales" / "es" / "LC_MESSAGES" / "messages.po"
    assert [m.id for m in read_catalogue(path) if m.id] == [
        "Called",
        "Deep",
        "Inner",
        ("{count} day", "{count} days"),
    ]


def test_a_text_no_longer_said_goes(tmp_path: Path) -> None:
    write_code(tmp_path, 'N_("Hello")\n')
    main(tmp_path)
    write_code(tmp_path, 'N_("Goodbye")\n')

    main(tmp_path)

    assert 'msgid "Goodbye"' in catalogue(tmp_path)
    assert "Hello" not in catalogue(tmp_path)


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    write_code(tmp_path, 'N_("Hello")\nN_("Another")\n')
    main(tmp_path)
    before = catalogue(tmp_path)

    main(tmp_path)

    assert catalogue(tmp_path) == before


def test_the_command_writes_the_catalogues_of_a_project(tmp_path: Path) -> None:
    write_code(tmp_path, 'N_("Hello")\n')

    done = subprocess.run([sys.executable, "-m", "locales.update", tmp_path], cwd=ROOT, check=True)

    assert done.returncode == 0
    assert 'msgid "Hello"' in catalogue(tmp_path)


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="es")
