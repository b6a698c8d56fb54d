"""An organiser sends a workbook and the files it names: they are fetched, inspected and used."""

from typing import Any

from bot.actions.incoming import fetched
from simulator import Fault
from storage.drafts import discard
from tests.bot.books import sends
from tests.bot.edge import Bot, Phone, Watch

SCHOOLS = b"""
## survey

| type | name | label |
| --- | --- | --- |
| select_one_from_file schools.csv | school | Which school? |

## settings

| form_id | form_title | version |
| --- | --- | --- |
| school | A school | 1 |
"""


async def test_a_workbook_and_its_list_are_fetched_and_looked_through(lucia: Phone) -> None:
    await sends(lucia, "school.md", SCHOOLS)
    assert lucia.buttons == ["Vista previa", "Descartar"]
    assert "schools.csv" in lucia.bubbles[-1].text

    await sends(lucia, "schools.csv", b"name,label\n1,Norte\n")

    assert "Publicar" in lucia.buttons
    assert "schools.csv" not in lucia.bubbles[-1].text


async def test_what_a_form_names_waits_until_the_form_was_read(bot: Bot, lucia: Phone) -> None:
    bot.simulator.faults.fail_next("getFile", Fault.INTERNAL)
    await lucia.sends_document("school.md", SCHOOLS)
    for name in ("schools.csv", "mapa.png"):
        await lucia.sends_document(name, b"name,label\n1,Norte\n")

        assert lucia.news[-1] == (
            f"Todavía estoy leyendo su formulario. Cuando se lo muestre, envíe {name} de nuevo."
        )
    bot.watch.move(minutes=1)
    await bot.fetches_files()
    await sends(lucia, "schools.csv", b"name,label\n1,Norte\n")

    assert "Publicar" in lucia.buttons


async def test_a_workbook_may_follow_another_at_once(lucia: Phone) -> None:
    await lucia.sends_document("school.md", SCHOOLS)
    await sends(lucia, "other.md", SCHOOLS.replace(b"| school | A", b"| other | A"))

    assert lucia.labels.count("Vista previa") == 2


async def test_a_list_that_has_not_all_that_a_new_version_reads_is_asked_for_again(
    lucia: Phone,
) -> None:
    await sends(lucia, "school.md", SCHOOLS)
    await sends(lucia, "schools.csv", b"name,label\n1,Norte\n")
    await lucia.taps("Publicar")
    filtered = SCHOOLS.replace(b"| label |\n| --- |", b"| label | choice_filter |\n| --- | --- |")

    await sends(lucia, "school.md", filtered.replace(b"school? |", b"school? | open = 1 |"))

    assert lucia.bubbles[-1].text.endswith("con estos nombres:\n• schools.csv")


async def test_an_organiser_who_answers_sends_a_file_as_the_answer(bot: Bot, lucia: Phone) -> None:
    await bot.allows_documents()
    await lucia.arrives()
    await lucia.begins(
        await bot.publish(SCHOOLS.decode().replace("select_one_from_file schools.csv", "file"))
    )

    await lucia.sends_document("schools.csv", b"name,label\n1,Norte\n")

    assert "Archivo recibido" in lucia.bubbles[-1].text


async def test_a_workbook_that_telegram_does_not_give_out_is_asked_for_again(
    bot: Bot, watch: Watch, lucia: Phone
) -> None:
    bot.simulator.faults.fail_next("getFile", Fault.INTERNAL)
    await sends(lucia, "school.md", SCHOOLS)
    bot.simulator.lose_files()
    watch.move(minutes=1)
    await bot.fetches_files()

    assert "«school.md»" in lucia.news[-1]
    assert "Vista previa" not in lucia.labels


async def test_a_workbook_that_meets_a_bug_holds_up_no_other_and_is_looked_at_again(
    bot: Bot, watch: Watch, lucia: Phone
) -> None:
    await bot.publish(SCHOOLS.decode())
    bot.break_next_turns(1)

    await lucia.sends_document("school.md", SCHOOLS)
    await sends(lucia, "other.md", SCHOOLS.replace(b"| school | A", b"| other | A"))
    assert lucia.labels.count("Vista previa") == 1

    watch.move(minutes=1)
    await bot.fetches_files()
    assert lucia.labels.count("Vista previa") == 2


async def test_a_workbook_that_always_meets_a_bug_is_given_up_with_a_word(
    bot: Bot, watch: Watch, lucia: Phone
) -> None:
    await bot.publish(SCHOOLS.decode())
    bot.break_next_turns(99)

    await lucia.sends_document("school.md", SCHOOLS)
    for _ in range(3):
        await bot.fetches_files()
        watch.move(minutes=1)

    assert "Algo falló de mi lado al revisar «school.md»" in lucia.news[-1]
    assert "Vista previa" not in lucia.labels
    said = lucia.newest
    watch.move(minutes=10)
    await bot.fetches_files()
    assert lucia.newest == said


async def test_a_draft_thrown_away_during_the_download_stays_so(bot: Bot, lucia: Phone) -> None:
    bot.simulator.faults.fail_next("getFile", Fault.INTERNAL)
    await sends(lucia, "school.md", SCHOOLS)
    bot.watch.move(minutes=1)
    about: dict[str, Any] = {"now": bot.watch.at, "house": bot.app._house}
    [wanted] = await bot.database.transact(
        fetched.claim, owner="another", now=bot.watch.at, limit=9
    )

    await bot.database.transact(discard, id=wanted.form_draft_id or 0)

    name = await bot.database.transact(fetched.name_of_workbook, wanted=wanted, **about)
    told = [
        await bot.database.transact(
            fetched.take_inspection, wanted=wanted, inspection=None, **about
        ),
        await bot.database.transact(fetched.attach, wanted=wanted, content=b"", **about),
        await bot.database.transact(fetched.refuse, wanted=wanted, **about),
    ]
    assert (name, told) == (None, [()] * 3)


async def test_a_list_with_which_the_form_takes_too_long_is_not_published(lucia: Phone) -> None:
    schools = "instance('schools')/root/item"
    costly = f"| calculate | many | | count({schools}[label != ''][count({schools}) > 1]) |"
    survey = SCHOOLS.decode().replace("| label |", "| label | calculation |")
    survey = survey.replace("| --- | --- | --- |", "| --- | --- | --- | --- |", 1)
    survey = survey.replace("Which school? |", f"Which school? | |\n{costly}")
    await sends(lucia, "school.md", survey.encode())
    rows = "".join(f"{number},School\n" for number in range(2_000))
    await sends(lucia, "schools.csv", f"name,label\n{rows}".encode())

    assert lucia.buttons == ["Vista previa", "Descartar"]
    assert "tardan demasiado" in lucia.bubbles[-1].text

    await sends(lucia, "schools.csv", b"name,label\n1,Norte\n")

    assert "Publicar" in lucia.buttons
