"""At a table: one tells, the others confirm or add, and everybody sees how it stands."""

from functools import partial

import pytest
from sqlalchemy import select, update

from bot.packing import pack
from bot.taps import TableTap
from storage.database import Session
from storage.deliveries import DeliveryState, mark_sent
from storage.erasures import list_erasures
from storage.participants import Age, find_participant, set_age
from storage.submissions import list_submissions
from storage.tables import delivery
from tests.bot.edge import Bot, Phone, Watch, make_workshop

TITLE = "Rutas seguras para la niñez"
SHOWN = f"Contado en su mesa (Mesa 2):\n\n{TITLE}\n\n"


async def seated(bot: Bot, name: str, *, table: str = "Mesa 2") -> Phone:
    phone = bot.phone(name)
    await phone.arrives(code=bot.seat_at(table))
    return phone


@pytest.fixture
async def ana(bot: Bot) -> Phone:
    """Ana, who reports for Mesa 2."""
    return await seated(bot, "Ana")


@pytest.fixture
async def luis(bot: Bot) -> Phone:
    """Luis, who sits there too."""
    return await seated(bot, "Luis")


@pytest.fixture
async def marta(bot: Bot) -> Phone:
    """Marta, the third at that table."""
    return await seated(bot, "Marta", table="mesa 2")


async def test_the_table_is_said_on_arrival_and_changed_by_another_link(bot: Bot) -> None:
    ana = bot.phone("Ana")
    await ana.starts(bot.seat_at("Mesa 2"))
    assert ana.news[0] == "Su mesa: Mesa 2"

    await ana.starts(bot.seat_at("Mesa 3"))
    assert ana.news[0] == "Su mesa: Mesa 3"


async def test_what_one_tells_the_others_confirm(
    ana: Phone, luis: Phone, marta: Phone, maria: Phone
) -> None:
    seen = maria.newest
    await ana.tells_a_practice(TITLE)
    assert ana.news[-1] == (
        "¿Mostrarla a las demás personas de su mesa (Mesa 2)?\n"
        "2 personas leerían el título y las respuestas principales."
    )
    assert luis.news_of(SHOWN) == []

    await ana.taps("Mostrar")
    (card,) = luis.news_of(SHOWN)
    assert "Se forma a docentes y se acompaña a las familias." in card
    assert "¿Hasta dónde ha llegado?\nEn uso actualmente" in card
    assert "Nuestras propias cifras" not in card
    assert f"{TITLE}\nMostrado a 2 personas; confirmado por 0." in [one.text for one in ana.bubbles]

    await luis.taps("Confirmo")
    await marta.taps("Confirmo")
    await luis.forges(luis.data_of("Agregaría algo").replace("add", "confirm"), luis.newest)

    assert marta.toast == "✓ Confirmado. Gracias."
    assert "Confirmo" not in marta.labels
    assert f"{TITLE}\nMostrado a 2 personas; confirmado por 2." in [one.text for one in ana.bubbles]
    assert maria.newest == seen


async def test_each_reads_it_in_their_language(ana: Phone, luis: Phone) -> None:
    await luis.sends("/language")
    await luis.taps("English")
    await ana.shows_the_table(TITLE)

    assert f"Told at your table (Mesa 2):\n\n{TITLE}" in luis.news[-1]
    assert "How far has it gone?\nIn use now" in luis.news[-1]
    assert luis.buttons == ["I confirm", "I would add something"]


async def test_what_is_added_goes_to_the_author_and_what_was_open_waits(
    ana: Phone, luis: Phone
) -> None:
    await luis.sends("/leccion")
    await ana.shows_the_table(TITLE)

    await luis.taps("Agregaría algo")
    assert "¿Qué agregaría o corregiría?" in luis.news[0]
    await luis.sends("También participan las radios comunitarias.")
    await luis.taps("Enviar")

    assert "Gracias. Lo pueden leer quien lo contó y el equipo organizador." in "".join(luis.news)
    assert "Seguir: Lección aprendida" in luis.buttons
    assert ana.news_of("Alguien de su mesa agrega") == [
        f"Alguien de su mesa agrega a «{TITLE}»:\nTambién participan las radios comunitarias."
    ]


async def test_the_author_may_keep_it_from_the_table(ana: Phone, luis: Phone) -> None:
    await ana.tells_a_practice(TITLE)
    await ana.taps("No mostrar")

    assert "Mostrar" not in ana.labels
    assert luis.news_of(SHOWN) == []


async def test_what_is_for_organisers_only_stays_away_from_the_table(
    ana: Phone, luis: Phone
) -> None:
    await ana.shows_the_table(TITLE)
    await ana.sends("/mias")
    for label in (
        f"Buena práctica: {TITLE}",
        "Quién puede verlo",
        "Solo el equipo organizador",
        "Enviar el cambio",
    ):
        await ana.taps(label)

    assert "Mostrar" not in ana.labels
    assert "La persona que lo contó lo retiró." in [one.text for one in luis.bubbles]
    await luis.sends("/mesa")
    assert TITLE not in luis.news[0]
    await luis.forges("Confirmo", luis.newest)
    assert luis.toast == "Este botón ya no funciona."


async def test_who_sits_alone_is_asked_nothing(ana: Phone) -> None:
    await ana.tells_a_practice(TITLE)

    assert "Mostrar" not in ana.labels


async def test_a_table_is_seen_as_it_stands(
    bot: Bot, ana: Phone, luis: Phone, lucia: Phone
) -> None:
    await ana.shows_the_table(TITLE)
    await luis.taps("Confirmo")
    await ana.turns_to(TITLE)
    assert "Mostrado a 1 persona; confirmado por 1." in ana.bubbles[-1].text
    await luis.sends("/practica")
    await seated(bot, "Rosa", table="Mesa 1")

    table = (
        f"Mesa 2\n2 personas en la mesa.\n\n• {TITLE}\n"
        "Mostrado a 1 persona; confirmado por 1.\nComenzado y sin enviar: 1."
    )
    await ana.sends("/mesa")
    assert ana.news == [table]
    await lucia.sends("/table")
    assert lucia.news == [
        "Mesa 1\n1 persona en la mesa.\nTodavía no se contó nada que la mesa pueda leer.",
        table,
    ]


async def test_without_a_table_there_is_nothing_to_see(
    bot: Bot, maria: Phone, lucia: Phone
) -> None:
    await maria.sends("/mesa")
    assert maria.news == ["Usted entró con un enlace sin mesa."]
    await lucia.sends("/mesa")
    assert lucia.news == ["Todavía nadie entró con el enlace de una mesa."]
    stranger = bot.phone("Alguien")
    await stranger.sends("/mesa")
    assert stranger.news == ["Las mesas son de los talleres. Primero abra su enlace de invitación."]


async def test_nobody_confirms_what_they_were_not_shown(
    bot: Bot, ana: Phone, luis: Phone, maria: Phone
) -> None:
    await ana.tells_a_practice(TITLE)
    sent = bot.database.transact_now(partial(list_submissions, form_id="practice"))[0]
    stranger = bot.phone("Alguien")
    await stranger.starts()
    for phone in (luis, maria, stranger):
        for act in ("show", "keep", "confirm", "add"):
            await phone.forges(pack(TableTap(act, sent.id, sent.revision)), phone.newest)

    await ana.sends("/mesa")
    assert "Todavía no se mostró con estas palabras." in ana.news[0]
    assert "agregaría" not in "".join(one.text for one in maria.bubbles)
    await ana.forges(pack(TableTap("show", 12345, 1)), ana.newest)
    assert ana.toast == "Este botón ya no funciona."
    await ana.forges(pack(TableTap("confirm", 12345, 1)), ana.newest)
    assert ana.toast == "Cambió o se retiró desde que usted lo vio."


async def test_a_change_counts_anew_and_is_shown_again_only_at_the_authors_wish(
    ana: Phone, luis: Phone
) -> None:
    await ana.shows_the_table(TITLE)
    await luis.taps("Confirmo")
    await ana.edits(TITLE, "Rutas muy seguras")

    assert ana.news[-1] == (
        "Usted hizo un cambio. ¿Mostrarla otra vez a las demás personas de su mesa (Mesa 2)?\n"
        "1 persona leería el título y las respuestas principales.\n"
        "Todavía no se mostró con estas palabras. 1 persona lo había confirmado como estaba antes."
    )
    assert luis.news_of("Cambió desde que usted lo vio") == []
    await luis.taps("Agregaría algo")
    assert luis.toast == "Cambió o se retiró desde que usted lo vio."

    await ana.taps("Mostrar")
    assert "Mostrar" not in ana.labels
    (card,) = luis.news_of("Cambió desde que usted lo vio, en su mesa (Mesa 2):")
    assert "Rutas muy seguras" in card
    await luis.taps("Confirmo")
    await ana.sends("/mesa")
    assert "• Rutas muy seguras\nMostrado a 1 persona; confirmado por 1." in ana.news[0]


async def test_what_is_no_longer_for_the_table_leaves_its_chats(ana: Phone, luis: Phone) -> None:
    await ana.shows_the_table(TITLE)
    await ana.erases_all()

    assert "La persona que lo contó lo retiró." in [one.text for one in luis.bubbles]
    assert "Confirmo" not in luis.labels
    assert TITLE not in "".join(one.text for one in luis.bubbles)


async def test_who_wants_no_messages_is_not_asked(ana: Phone, luis: Phone, marta: Phone) -> None:
    await luis.sends("/detener")
    await ana.shows_the_table(TITLE)

    assert luis.news_of(SHOWN) == []
    assert len(marta.news_of(SHOWN)) == 1


async def test_an_author_who_wants_no_messages_sees_the_count_and_no_more(
    ana: Phone, luis: Phone
) -> None:
    await ana.shows_the_table(TITLE)
    await ana.sends("/detener")
    before = ana.newest
    await luis.taps("Confirmo")
    await luis.taps("Agregaría algo")
    await luis.sends("También participan las radios comunitarias.")
    await luis.taps("Enviar")

    assert ana.newest == before


async def test_what_gives_somebody_away_is_not_shown_to_the_table(ana: Phone, luis: Phone) -> None:
    await ana.sends("/practica")
    await ana.sends("Casa segura, llamar al +1 202 555 0147")
    await ana.taps("Enviarlo tal cual")
    await ana.tells_the_rest()
    await ana.taps("Mostrar")

    (card,) = luis.news_of("Contado en su mesa (Mesa 2):\n\nBuena práctica\n\n")
    assert "555" not in card
    await luis.sends("/mesa")
    assert "• Buena práctica\n" in luis.news[0]


async def test_what_an_author_keeps_for_the_organisers_is_not_read_at_the_table(
    ana: Phone, luis: Phone
) -> None:
    await ana.shows_the_table(TITLE)
    await luis.taps("Agregaría algo")
    await luis.sends("Llamar al +1 202 555 0147")
    await luis.taps("Solo para el equipo organizador")
    await luis.taps("Enviar")
    assert ana.news_of("Alguien de su mesa agrega") == [
        f"Alguien de su mesa agrega a «{TITLE}»:\nLo agregado solo lo lee el equipo organizador."
    ]
    await luis.sends("/mesa")
    assert "Mostrado a 1 persona; confirmado por 0. 1 aporte." in luis.news[0]

    await luis.erases_all()
    assert ana.news_of("Alguien de su mesa agrega") == []
    assert "La persona que lo contó lo retiró." in [one.text for one in ana.bubbles]


async def test_a_count_whose_message_is_forgotten_is_told_anew(
    ana: Phone, luis: Phone, watch: Watch
) -> None:
    await ana.shows_the_table(TITLE)
    for _ in range(2):
        watch.move(days=31)
        await ana.bot.clock_strikes()
    before = ana.newest
    await luis.taps("Confirmo")

    assert ana.newest > before
    assert ana.bubbles[-1].text == f"{TITLE}\nMostrado a 1 persona; confirmado por 1."
    await ana.erases_all()
    assert len(luis.news_of(SHOWN)) == 1  # what nobody can find any more stays in its chat


async def test_of_an_idea_the_table_reads_what_was_asked(ana: Phone, luis: Phone) -> None:
    await ana.sends("/practica")
    await ana.sends(TITLE)
    await ana.taps("Una idea, aún sin probar")
    await ana.chooses("Prevención")
    await ana.chooses("Adolescentes (12 a 17)")
    await ana.taps("Todo el país")
    await ana.sends("Se formaría a docentes.")
    await ana.taps("Omitir")
    await ana.chooses("Personal formado")
    for label in ("Solo participantes del taller", "No", "Enviar", "Mostrar"):
        await ana.taps(label)

    (card,) = luis.news_of(SHOWN)
    assert card == (
        f"{SHOWN}¿Hasta dónde ha llegado?\nUna idea, aún sin probar\n\n"
        "¿Qué se hace, paso a paso, y quién lo hace?\nSe formaría a docentes.\n\n"
        "¿Está bien así? A quien lo contó se le dice cuántas personas confirman, no quiénes."
    )


async def test_what_is_longer_than_a_message_ends_in_one(bot: Bot) -> None:
    ana, luis = [await seated(bot, name, table="Mesa " * 50) for name in ("Ana", "Luis")]
    await ana.sends("/leccion")
    for label in ("Este taller", "Funcionó: repetirlo", "Prevención", "Omitir"):
        await ana.taps(label)
    await ana.sends("&" * 800)  # five characters each, as Telegram is told
    await ana.chooses("Cómo se diseñó")
    await ana.sends("Cuando se planifica, escuchar primero.")
    for label in ("En mi país", "Varias veces", "Solo participantes del taller", "Enviar"):
        await ana.taps(label)
    await ana.taps("Mostrar")

    (card,) = luis.news_of("Contado en su mesa (Mesa Mesa ")
    assert "&\n…\n\n¿Está bien así?" in card


async def test_of_a_lesson_told_by_voice_the_table_reads_the_rest(ana: Phone, luis: Phone) -> None:
    await ana.sends("/leccion")
    for label in ("Este taller", "Funcionó: repetirlo", "Prevención", "Omitir"):
        await ana.taps(label)
    await ana.sends_voice()
    await ana.chooses("Cómo se diseñó")
    await ana.sends_voice()
    for label in ("En mi país", "Varias veces", "Solo participantes del taller", "Enviar"):
        await ana.taps(label)
    await ana.taps("Mostrar")

    (card,) = luis.news_of("Contado en su mesa (Mesa 2):\n\nLección aprendida\n\n")
    assert "Funcionó: repetirlo" in card
    assert "Una nota de voz, que solo escucha el equipo organizador." in card


async def test_nobody_is_shown_what_has_lost_its_readers(
    ana: Phone, luis: Phone, marta: Phone
) -> None:
    await ana.tells_a_practice(TITLE)
    for phone in (luis, marta):
        await phone.sends("/detener")
    await ana.taps("Mostrar")

    assert ana.toast == "Este botón ya no funciona."
    assert luis.news_of(SHOWN) == []


async def test_a_card_of_another_workshop_leads_there(
    bot: Bot, ana: Phone, luis: Phone, watch: Watch
) -> None:
    await ana.shows_the_table(TITLE)
    watch.move(minutes=1)
    participants, _ = bot.database.transact_now(make_workshop)
    await luis.starts(participants)

    await luis.taps("Confirmo")

    assert luis.toast == "✓ Confirmado. Gracias."
    assert "Ahora está en el taller «Buenas prácticas contra la trata»." in luis.news


async def test_every_card_of_what_was_changed_and_shown_again_is_taken_back(
    ana: Phone, luis: Phone
) -> None:
    await ana.shows_the_table(TITLE)
    await ana.edits(TITLE, "Rutas muy seguras")
    await ana.taps("Mostrar")

    await ana.erases_all()

    shown = [one.text for one in luis.bubbles]
    assert shown.count("La persona que lo contó lo retiró.") == 2
    assert "Rutas" not in "".join(shown)


async def test_a_card_that_is_still_on_its_way_is_called_off(
    bot: Bot, ana: Phone, luis: Phone
) -> None:
    await ana.shows_the_table(TITLE)
    waiting = bot.database.transact_now(_put_back_on_its_way)

    await ana.erases_all()

    states = bot.database.transact_now(_state_and_payload, id_=waiting)
    assert states == (DeliveryState.CANCELLED, None)
    assert luis.news_of("La persona que lo contó lo retiró.") == []


async def test_a_card_that_was_with_telegram_already_is_taken_out_of_the_chat(
    bot: Bot, ana: Phone, luis: Phone, watch: Watch
) -> None:
    await ana.tells_a_practice(TITLE)
    await ana.sends("/borrar")
    bot.app._courier.gate._open.clear()
    for label in ("Mostrar", "Borrar todo"):
        bot.simulator.tap(ana.person, ana.newest, ana.data_of(label))
    await bot.simulator.until(lambda: bot.database.transact_now(list_erasures))
    [card] = bot.database.transact_now(_cards)
    arrived = {card: luis.newest}
    bot.database.transact_now(mark_sent, ids_with_message_ids=arrived, now=watch.at)

    bot.app._courier.gate._open.set()
    await bot.app.drained()

    assert arrived[card] not in {one.message_id for one in luis.screen}
    assert luis.news_of(SHOWN) == []


async def test_who_has_not_agreed_reads_nothing_of_a_table(bot: Bot, ana: Phone) -> None:
    await ana.tells_a_practice(TITLE)
    curious = bot.phone("Alguien")
    await curious.starts(bot.seat_at("Mesa 2"))
    await curious.sends("/mesa")
    assert TITLE not in "".join(curious.news)

    await curious.taps("Español")
    await curious.taps("No, menos de 18")
    await curious.sends("/mesa")

    assert TITLE not in "".join(one.text for one in curious.bubbles)


async def test_who_may_no_longer_take_part_is_shown_nothing(
    bot: Bot, ana: Phone, luis: Phone, marta: Phone
) -> None:
    def turn_away(db: Session) -> None:
        found = find_participant(db, chat_id=luis.person.id)
        assert found
        set_age(db, participant_id=found.id, age=Age.MINOR)

    bot.database.transact_now(turn_away)
    await ana.shows_the_table(TITLE)

    assert luis.news_of(SHOWN) == []
    assert len(marta.news_of(SHOWN)) == 1


def _put_back_on_its_way(db: Session) -> int:
    """Let a card be as it was before it was sent; return which it is."""
    [card] = _cards(db)
    on_its_way = {"state": DeliveryState.SENDING, "settled_at": None, "message_id": None}
    changed = update(delivery).where(delivery.c.id == card)
    db.execute(changed.values(**on_its_way, payload_sealed=b"sealed"))
    return card


def _cards(db: Session) -> list[int]:
    return list(db.scalars(select(delivery.c.id).where(delivery.c.key.startswith("table:"))))


def _state_and_payload(db: Session, *, id_: int) -> tuple[str, bytes | None]:
    query = select(delivery.c.state, delivery.c.payload_sealed).where(delivery.c.id == id_)
    state, payload = db.execute(query).one()
    return state, payload
