"""Review: what waits is read one card at a time, and published, left, or decided by another."""

import pytest

from bot.actions.roles import ForTeam, RoleAllowsNot
from locales import words
from storage import audit, organisers, reviews
from storage.database import Session
from storage.organisers import OrganiserRole
from storage.workshops import list_workshops
from tests.bot.edge import Bot, Phone

NOTHING_WAITS = "No queda nada por revisar. ¡Gracias!"
PUBLISHED = (
    "Gracias: el equipo organizador publicó «Rutas», para que otras personas aprendan de ella."
)


def deeds(bot: Bot) -> list[str]:
    """Return what organisers did, in order."""
    trail = bot.database.transact_now(audit.list_audit, workshop_id=None)
    return [one.action for one in trail if one.role == "organiser" and one.subject != "organiser"]


def waiting(bot: Bot) -> tuple[int, int]:
    """Return how much waits, and how much of it is flagged."""

    def count(db: Session) -> tuple[int, int]:
        [workshop] = list_workshops(db)
        id_, now = workshop.id, bot.watch.at
        flagged = reviews.list_flagged(db, workshop_id=id_, now=now)
        assert len(flagged) == reviews.count_flagged(db, workshop_id=id_, now=now)
        return reviews.count_waiting(db, workshop_id=id_, now=now), len(flagged)

    return bot.database.transact_now(count)


async def withdraws(phone: Phone, title: str) -> None:
    await phone.turns_to(title)
    await phone.taps("Retirarlo")
    await phone.taps("Sí, retirarlo")


async def test_what_is_published_its_author_hears_of(bot: Bot, lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")

    await lucia.sends("/revisar")
    [card] = lucia.news
    assert card.startswith("1 de 1\nRutas\nBuena práctica · Honduras\n")
    assert "6. ¿Qué se hace, paso a paso, y quién lo hace?\nSe forma a docentes" in card
    await lucia.taps("Publicar")

    assert lucia.news == [NOTHING_WAITS]
    assert lucia.bubbles[-2].text == "✓ Publicada: «Rutas»"
    assert maria.bubbles[-1].text == PUBLISHED
    assert deeds(bot) == ["contribution_published"]


async def test_an_author_who_wants_no_messages_gets_none(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await maria.sends("/detener")

    await lucia.sends("/revisar")
    await lucia.taps("Publicar")

    assert not maria.news_of("Gracias: el equipo")


async def test_a_publication_is_undone(bot: Bot, lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await lucia.taps("Publicar")

    await lucia.taps("Deshacer")
    assert maria.bubbles[-1].text == (
        "«Rutas» no está publicada por ahora: el equipo organizador la mira una vez más."
    )
    await lucia.taps("Mostrar")

    assert lucia.news[0].startswith("1 de 1\nRutas")
    assert deeds(bot) == ["contribution_published", "review_undone"]


async def test_who_decides_second_is_told_what_was_decided(
    lucia: Phone, pablo: Phone, maria: Phone
) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await pablo.sends("/revisar")
    await lucia.taps("Publicar")

    await pablo.taps("Publicar")

    assert pablo.toast == "Esto ya se decidió."
    assert [one.text for one in pablo.bubbles[-2:]] == ["✓ Publicada: «Rutas»", NOTHING_WAITS]
    assert len(maria.news_of("Gracias: el equipo")) == 1


async def test_a_decision_is_about_the_revision_that_was_shown(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await maria.edits("Rutas", "Caminos")

    await lucia.taps("Publicar")

    assert lucia.toast == "Quien lo contó lo cambió entretanto. Aquí está como es ahora."
    assert lucia.news[0].startswith("1 de 1\nCaminos\n")
    assert "Se cambió después de enviarlo." in lucia.news[0]
    await lucia.taps("Publicar")
    assert lucia.bubbles[-2].text == "✓ Publicada: «Caminos»"


async def test_what_is_for_the_organisers_alone_is_only_read(
    bot: Bot, lucia: Phone, maria: Phone
) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    publish = lucia.data_of("Publicar")
    message = lucia.bubbles[-1].message_id
    await maria.sends("/privacidad")
    await maria.taps("Lo que permito")
    await maria.taps("Solo el equipo: Rutas")

    await lucia.forges(publish, message)
    assert lucia.toast == "Quien lo contó lo cambió entretanto. Aquí está como es ahora."
    await lucia.taps("Solo leído")

    assert lucia.bubbles[-2].text == "✓ Leída: «Rutas» queda con el equipo organizador."
    assert deeds(bot) == ["contribution_read"]
    assert not maria.news_of("Gracias: el equipo")


async def test_a_level_that_is_lowered_takes_a_publication_back(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await lucia.taps("Publicar")
    await maria.sends("/privacidad")
    await maria.taps("Lo que permito")
    await maria.taps("Solo el equipo: Rutas")

    await lucia.sends("/revisar")

    assert lucia.news[0].startswith("1 de 1\nRutas\n")
    assert "Solo leído" in lucia.buttons


async def test_who_agrees_to_nothing_more_can_still_keep_it_from_others(
    lucia: Phone, maria: Phone
) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await maria.sends("/privacidad")
    await maria.taps("Lo que permito")
    await maria.taps("Retirar: guardar mis respuestas")
    await maria.taps("Solo el equipo: Rutas")

    await lucia.taps("Publicar")

    assert lucia.toast == "Quien lo contó lo cambió entretanto. Aquí está como es ahora."
    assert "Solo leído" in lucia.buttons


async def test_one_that_waits_again_can_be_undone_no_more(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await lucia.taps("Publicar")
    undo, message = lucia.data_of("Deshacer"), lucia.bubbles[-2].message_id
    await lucia.taps("Deshacer")

    await lucia.forges(undo, message)

    assert lucia.news[0].startswith("1 de 1\nRutas\n")


async def test_of_a_note_its_picture_and_its_voice_are_named(lucia: Phone, maria: Phone) -> None:
    for send, *labels in (
        (maria.sends_photo, "Omitir", "Dejar así", "Enviar"),
        (maria.sends_voice, "Dejar así", "Omitir", "Enviar"),
    ):
        await send()
        await maria.taps("Para el equipo organizador")
        for label in labels:
            await maria.taps(label)
    await lucia.sends("/revisar")
    assert lucia.news[0].endswith("Foto recibida")

    await lucia.taps("Quitar un pasaje")
    assert lucia.toast == "No hay en ella ningún texto del que quitar algo."
    await lucia.taps("Solo leído")

    assert lucia.news[0].startswith("1 de 1\nNota para el equipo organizador\n")
    assert lucia.news[0].endswith("🎤 Nota de voz")


async def test_the_card_says_how_many_at_the_table_confirm_it(bot: Bot, lucia: Phone) -> None:
    ana, rosa = bot.phone("Ana"), bot.phone("Rosa")
    link = bot.seat_at("Mesa 2")
    await ana.arrives(code=link)
    await rosa.arrives(code=link)
    await ana.shows_the_table("Rutas")
    await rosa.taps("Confirmo")

    await lucia.sends("/revisar")

    assert "\nBuena práctica · Honduras · Mesa 2\n" in lucia.news[0]
    assert "Confirmado en la mesa: 1 de 1" in lucia.news[0]


async def test_later_goes_on_to_the_next_and_the_end_leads_back(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await maria.tells_a_practice("Mesa de diálogo")

    await lucia.sends("/revisar")
    await lucia.taps("Más tarde")
    assert lucia.news[0].startswith("2 de 2\nMesa de diálogo\n")
    await lucia.taps("Más tarde")
    assert lucia.news == ["Esa era la última. Aún esperan 2 contribuciones."]
    await lucia.taps("Desde el principio")
    assert lucia.news[0].startswith("1 de 2\nRutas\n")


async def test_what_was_found_in_it_comes_first(bot: Bot, lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await maria.sends("/practica")
    await maria.sends("Llame a Ana Reyes al 9999-1234")
    await maria.taps("Solo para el equipo organizador")
    await maria.tells_the_rest()

    assert waiting(bot) == (2, 1)
    await lucia.sends("/revisar")
    assert lucia.news[0].startswith("1 de 2\nLlame a Ana Reyes")
    assert "⚠ Algo en ella podría decir quién es una persona." in lucia.news[0]
    assert "🔒 Quien lo contó lo guarda para el equipo organizador" in lucia.news[0]
    assert "🔒 • Un número de teléfono: «9999-1234»" in lucia.news[0]


async def test_what_is_withdrawn_waits_no_more(bot: Bot, lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await withdraws(maria, "Rutas")

    await lucia.taps("Publicar")

    assert lucia.toast == "Quien lo contó lo retiró entretanto."
    assert lucia.news == [NOTHING_WAITS]
    assert waiting(bot) == (0, 0)


async def test_what_is_erased_waits_no_more(bot: Bot, lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await maria.erases_all()

    await lucia.taps("Más tarde")

    assert lucia.toast == "Quien lo contó lo retiró entretanto."
    assert waiting(bot) == (0, 0)


@pytest.fixture
async def eva(bot: Bot) -> Phone:
    """Eva, who sees the numbers of the workshop and nothing else."""

    eva = bot.phone("Eva")
    await eva.starts(bot.home.organisers)

    def make_viewer(db: Session) -> None:
        [workshop] = list_workshops(db)
        *_, last = organisers.list_organisers(db, workshop_id=workshop.id)
        organisers.set_role(db, organiser_id=last.id, role=OrganiserRole.VIEWER)

    bot.database.transact_now(make_viewer)
    return eva


async def test_who_may_not_review_is_told_so(
    bot: Bot, lucia: Phone, eva: Phone, maria: Phone
) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")

    for other, refusal in ((maria, ForTeam), (eva, RoleAllowsNot)):
        refused = words("es").say(refusal.sentence)
        await other.sends("/revisar")
        assert other.news == [refused]
        await other.forges(lucia.data_of("Publicar"), other.newest)
        assert set(other.news) <= {refused}

    assert waiting(bot) == (1, 0)
