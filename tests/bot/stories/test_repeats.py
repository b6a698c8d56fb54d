"""What stands in the database while a form is told: nothing of what was taken back."""

from bot.actions.exports import list_files
from storage.database import Session
from storage.submissions import get_answers, list_submissions
from storage.workshops import list_workshops
from tests.bot.edge import Bot, Phone

FAMILIES = """
## survey

| type | name | label | calculation |
| --- | --- | --- | --- |
| begin_repeat | family | Family | |
| text | name | Name? | |
| calculate | greeting | | concat('Dear ', ${name}) |
| end_repeat | | | |

## settings

| form_id | form_title | version |
| --- | --- | --- |
| families | Families | 1 |
"""
ROOMS = """
## survey

| type | name | label | repeat_count |
| --- | --- | --- | --- |
| integer | many | How many? | |
| begin_repeat | room | Room | ${many} |
| text | name | Name? | |
| end_repeat | | | |

## settings

| form_id | form_title | version |
| --- | --- | --- |
| rooms | Rooms | 1 |
"""
POSTER = """
## survey

| type | name | label | relevant |
| --- | --- | --- | --- |
| select_one yes_no | hangs | Does it hang? | |
| image | photo | A photo of it | ${hangs} = 'yes' |

## choices

| list_name | name | label |
| --- | --- | --- |
| yes_no | yes | Yes |
| yes_no | no | No |

## settings

| form_id | form_title | version |
| --- | --- | --- |
| poster | A poster | 1 |
"""


def told(bot: Bot) -> dict[str, str]:
    """Return what the database holds of the submission that was begun last, by ref."""

    def read(db: Session) -> dict[str, str]:
        newest = list_submissions(db)[-1]
        return {one.ref: one.value for one in get_answers(db, submission_id=newest.id)}

    return bot.database.transact_now(read)


def kept_files(bot: Bot) -> int:
    def count(db: Session) -> int:
        [workshop] = list_workshops(db)
        return len(list_files(db, workshop=workshop))

    return bot.database.transact_now(count)


async def test_nothing_stays_of_what_was_taken_out(bot: Bot, maria: Phone) -> None:
    await maria.begins(await bot.publish(FAMILIES))
    await maria.sends("Canario")
    await maria.taps("Agregar más")
    await maria.sends("Gorrión")
    for label in ("Corregir", "Family 1: Canario", "Quitar", "Sí, quitar"):
        await maria.taps(label)

    assert told(bot) == {
        "/families/family[1]/name": "Gorrión",
        "/families/family[1]/greeting": "Dear Gorrión",
    }


async def test_what_is_counted_again_is_told_again(bot: Bot, maria: Phone) -> None:
    await maria.begins(await bot.publish(ROOMS))
    for text in ("2", "Kitchen", "Hall"):
        await maria.sends(text)
    for many in ("0", "2"):
        await maria.taps("1")
        await maria.sends(many)

    assert told(bot) == {
        "/rooms/many": "2",
        "/rooms/room[1]/name": "Kitchen",
        "/rooms/room[2]/name": "Hall",
    }


async def test_a_photo_that_was_not_asked_for_in_the_end_is_in_no_export(
    bot: Bot, maria: Phone
) -> None:
    await maria.begins(await bot.publish(POSTER))
    await maria.taps("Yes")
    await maria.sends_photo()
    await bot.fetches_files()
    await maria.taps("1")
    await maria.taps("No")
    await maria.taps("Enviar")

    assert kept_files(bot) == 0
