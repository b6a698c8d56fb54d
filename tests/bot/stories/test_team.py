"""The team of a workshop: who comes in by which link, in which role, and who takes whom out."""

import re

import pytest

from storage import audit
from storage.database import Session
from storage.workshops import list_workshops
from tests.bot.edge import Bot, Phone, Watch

LINK = re.compile(r"\?start=([\w-]+)")


async def joins(owner: Phone, name: str, label: str) -> Phone:
    """Let somebody come in by a link that the owner makes with one tap."""
    await picks(owner, label)
    phone = owner.bot.phone(name)
    await phone.starts(link_of(owner.news[-1]))
    return phone


async def picks(owner: Phone, label: str) -> None:
    """Press a button under the list of the team."""
    await owner.sends("/equipo")
    await owner.taps(label)


async def takes_out(owner: Phone, label: str) -> None:
    await picks(owner, label)
    await owner.taps("Sacar del equipo")
    await owner.taps("Sacar")


def link_of(said: str) -> str:
    """Return the code of the link in what was said."""
    found = LINK.search(said)
    assert found
    return found[1]


def deeds(bot: Bot) -> list[tuple[str, str]]:
    """Return who did what, as the trail of the workshop tells it."""

    def read(db: Session) -> list[tuple[str, str]]:
        [workshop] = list_workshops(db)
        return [(one.role, one.action) for one in audit.list_audit(db, workshop_id=workshop.id)]

    return bot.database.transact_now(read)


async def test_the_first_organiser_owns_the_workshop_and_the_next_does_not(lucia: Phone) -> None:
    await joins(lucia, "Rosa", "Enlace: organización")

    await lucia.sends("/equipo")

    assert lucia.news[-1].splitlines()[1] == "1. Responsable: usted"
    assert lucia.news[-1].splitlines()[2].startswith("2. Organización, desde el ")


@pytest.mark.parametrize(
    ("label", "beginning"),
    [
        ("Enlace: responsable", "Le doy la bienvenida. Usted es parte del equipo"),
        ("Enlace: organización", "Le doy la bienvenida. Usted es parte del equipo"),
        ("Enlace: solo cifras", "Le doy la bienvenida. Usted ve las cifras"),
    ],
)
async def test_a_link_is_good_for_one_person(lucia: Phone, label: str, beginning: str) -> None:
    rosa = await joins(lucia, "Rosa", label)
    code = link_of(lucia.news_of("Para una persona")[-1])

    late = lucia.bot.phone("Tarde")
    await late.starts(code)

    assert rosa.news[0].startswith(beginning)
    assert late.news[0].startswith("Esta invitación")


async def test_a_link_is_good_for_seven_days(lucia: Phone, watch: Watch) -> None:
    await picks(lucia, "Enlace: organización")
    code = link_of(lucia.news[-1])
    watch.move(days=7)

    late = lucia.bot.phone("Tarde")
    await late.starts(code)

    assert late.news[0].startswith("Esta invitación")


async def test_the_menu_shows_what_a_role_may_do(lucia: Phone) -> None:
    viewer = await joins(lucia, "Vera", "Enlace: solo cifras")
    commands = lucia.bot.simulator.chat(viewer.person).commands

    assert "resumen" in commands
    assert not {"equipo", "descargar", "formularios", "lineas"} & set(commands)
    assert {"equipo", "descargar"} <= set(lucia.bot.simulator.chat(lucia.person).commands)


async def test_a_facilitator_sees_the_own_table_alone(lucia: Phone) -> None:
    for table, name in (("Mesa 1", "Ana"), ("Mesa 2", "Eva")):
        await lucia.bot.phone(name).arrives(code=lucia.bot.seat_at(table))
    await picks(lucia, "Enlace: facilitación")
    await lucia.taps("Mesa 2")
    fatima = lucia.bot.phone("Fátima")
    await fatima.starts(link_of(lucia.news[-1]))

    await fatima.sends("/mesa")

    assert [text.splitlines()[0] for text in fatima.news] == ["Mesa 2"]
    await fatima.sends("/resumen")
    assert fatima.news[0].startswith("Su función en este taller no incluye eso.")


async def test_a_link_for_a_table_at_which_nobody_sits_yet(lucia: Phone) -> None:
    await lucia.sends("/equipo Mesa 9")

    assert "Facilitación de «Mesa 9»" in lucia.news[-1]

    await lucia.sends(f"/equipo {'a' * 61}")
    assert lucia.news == ["El nombre de una mesa tiene hasta 60 caracteres."]


async def test_who_is_taken_out_is_nobody_here_at_once(lucia: Phone) -> None:
    rosa = await joins(lucia, "Rosa", "Enlace: organización")
    await takes_out(lucia, "2. Organización")
    await lucia.bot.clock_strikes()

    assert rosa.news_of("Usted ya no es parte del equipo")
    await rosa.sends("/resumen")
    assert rosa.news == ["El resumen es para el equipo organizador del taller."]
    assert ("owner", "removed_from_team") in deeds(lucia.bot)


async def test_the_last_owner_stays(lucia: Phone) -> None:
    await picks(lucia, "1. Responsable")
    await lucia.taps("Pasar a organización")
    assert lucia.news[0].startswith("Usted es la única persona responsable")

    await lucia.taps("Salir del equipo")
    await lucia.taps("Sacar")
    assert lucia.news[0].startswith("Usted es la única persona responsable")


async def test_a_workshop_is_handed_over(lucia: Phone) -> None:
    rosa = await joins(lucia, "Rosa", "Enlace: organización")
    await picks(lucia, "2. Organización")
    await lucia.taps("Entregar el taller")
    await lucia.taps("Entregar")
    await lucia.bot.clock_strikes()

    await lucia.sends("/equipo")
    assert lucia.news[0].startswith("Su función en este taller no incluye eso.")
    await rosa.sends("/equipo")
    assert "1. Organización, desde el" in rosa.news[0]
    assert "2. Responsable: usted" in rosa.news[0]


async def test_another_role_counts_at_once(lucia: Phone) -> None:
    rosa = await joins(lucia, "Rosa", "Enlace: organización")
    await picks(lucia, "2. Organización")
    await lucia.taps("Desde ahora solo cifras")
    await lucia.bot.clock_strikes()

    assert rosa.news_of("Su función en «Buenas prácticas contra la trata» es ahora: Solo cifras.")
    await rosa.sends("/formularios")
    assert rosa.news[0].startswith("Su función en este taller no incluye eso.")


async def test_a_link_raises_who_is_there_and_lowers_nobody(lucia: Phone) -> None:
    vera = await joins(lucia, "Vera", "Enlace: solo cifras")
    for label in ("Enlace: organización", "Enlace: solo cifras"):
        await lucia.sends("/equipo")
        await lucia.taps(label)
        await vera.starts(link_of(lucia.news[-1]))

    await vera.sends("/formularios")

    assert vera.news[0] == "Formularios de «Buenas prácticas contra la trata»"


async def test_a_member_becomes_the_facilitator_of_a_table(lucia: Phone) -> None:
    await lucia.bot.phone("Ana").arrives(code=lucia.bot.seat_at("Mesa 1"))
    await joins(lucia, "Rosa", "Enlace: organización")
    await picks(lucia, "2. Organización")
    await lucia.taps("Pasar a facilitar una mesa")
    await lucia.taps("Mesa 1")

    assert "2. Facilitación de «Mesa 1»" in lucia.labels
    assert ("owner", "role_facilitator") in deeds(lucia.bot)


async def test_a_second_owner_may_leave(lucia: Phone) -> None:
    rosa = await joins(lucia, "Rosa", "Enlace: responsable")
    await picks(rosa, "2. Responsable")
    await rosa.taps("Volver al equipo")
    await rosa.taps("2. Responsable")
    await rosa.taps("Salir del equipo")
    await rosa.taps("Sacar")

    await rosa.sends("/equipo")
    assert rosa.news == ["Eso es para el equipo organizador del taller."]
    await lucia.sends("/equipo")
    assert "2. " not in lucia.news[0]


async def test_who_has_left_already_is_nobody_to_change(lucia: Phone) -> None:
    await joins(lucia, "Rosa", "Enlace: organización")
    await picks(lucia, "2. Organización")
    stale = lucia.newest
    change, remove = lucia.data_of("Hacer también responsable"), lucia.data_of("Sacar del equipo")
    await lucia.taps("Sacar del equipo")
    await lucia.taps("Sacar")

    for data in (change, remove):
        await lucia.forges(data, stale)
        assert lucia.toast == "Este botón ya no funciona."


async def test_who_has_blocked_the_bot_is_told_apart(lucia: Phone) -> None:
    rosa = await joins(lucia, "Rosa", "Enlace: organización")
    lucia.bot.simulator.block(rosa.person)
    await rosa.settled()

    await lucia.sends("/equipo")

    assert lucia.news[0].splitlines()[2].endswith("; me ha bloqueado")


async def test_without_an_address_there_is_no_link(lucia: Phone) -> None:
    lucia.bot.app._house.nameplate.username = ""
    await picks(lucia, "Enlace: organización")

    assert lucia.news == [
        "Todavía no conozco mi propia dirección. Inténtelo de nuevo en un minuto."
    ]
    # It has asked Telegram meanwhile, as it must where that was away when it started.
    await lucia.bot.simulator.until(lambda: lucia.bot.app._house.nameplate.username)
    await lucia.taps("Enlace: organización")
    assert LINK.search(lucia.news[-1])


async def test_each_role_is_greeted_anew_in_another_language(lucia: Phone) -> None:
    vera = await joins(lucia, "Vera", "Enlace: solo cifras")
    await lucia.sends("/equipo Mesa 1")
    fatima = lucia.bot.phone("Fátima")
    await fatima.starts(link_of(lucia.news[-1]))

    for phone, sentence in (
        (vera, "You see the numbers of this workshop: /digest"),
        (fatima, "You facilitate a table of this workshop: /table"),
    ):
        await phone.sends("/language")
        await phone.taps("English")
        assert phone.news == [sentence]


async def test_who_was_taken_out_does_not_come_back_by_a_link(bot: Bot, lucia: Phone) -> None:
    rosa = bot.phone("Rosa")
    await rosa.starts(bot.home.organisers)  # a link for many
    vera = await joins(lucia, "Vera", "Enlace: responsable")
    await picks(vera, "Enlace: organización")
    own = link_of(vera.news[-1])

    for _ in (rosa, vera):
        await lucia.sends("/equipo")
        await lucia.taps(next(one for one in lucia.buttons if one.startswith("2. ")))
        await lucia.taps("Sacar del equipo")
        await lucia.taps("Sacar")
    await rosa.starts(bot.home.organisers)
    await vera.starts(own)

    over = "Esta invitación ya no es válida. Por favor, pida una nueva al equipo organizador."
    assert (rosa.news, vera.news) == ([over], [over])


async def test_words_that_were_awaited_are_not_taken_from_who_may_no_more(lucia: Phone) -> None:
    rosa = await joins(lucia, "Rosa", "Enlace: organización")
    await rosa.sends("/anunciar")
    await rosa.taps("Escribir un anuncio")
    await picks(lucia, "2. Organización")
    await lucia.taps("Desde ahora solo cifras")

    await rosa.sends("Nos vemos mañana.")
    assert rosa.news[0].startswith("Su función en este taller no incluye eso.")

    await rosa.sends("Nos vemos mañana.")
    assert not rosa.news[0].startswith("Su función en este taller no incluye eso.")
