"""The chat page in a browser, at the size of a small phone unless it says otherwise."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
import telegram
from playwright.async_api import Browser, Page, Request, async_playwright, expect

from simulator import Person, Simulator
from tests.simulator.conftest import library
from tests.simulator.samples import png

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
Key = telegram.InlineKeyboardButton
Keyboard = telegram.InlineKeyboardMarkup
Open = Callable[..., Awaitable[Page]]

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here: apt-get install chromium"),
    pytest.mark.asyncio(loop_scope="module"),  # one browser for all, which has one event loop
]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def url(sim: Simulator) -> AsyncIterator[str]:
    async with sim.serve() as url:
        yield url


@pytest_asyncio.fixture(loop_scope="module")
async def bot(sim: Simulator, url: str) -> AsyncIterator[telegram.Bot]:
    async with library(sim, url) as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="module")
async def show(browser: Browser, url: str) -> AsyncIterator[Open]:
    """Open the page; anything it complains of, or asks of others, fails the test."""
    complaints: list[str] = []
    contexts = []

    def note_stranger(request: Request) -> None:
        if not request.url.startswith((url, f"blob:{url}")):
            complaints.append(request.url)

    async def show(width: int = 360, height: int = 640, language: str = "es-HN") -> Page:
        contexts.append(
            await browser.new_context(viewport={"width": width, "height": height}, locale=language)
        )
        page = await contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", note_stranger)
        await page.goto(url)
        await page.wait_for_selector(".phone.chosen")
        return page

    yield show
    for context in contexts:
        await context.close()
    assert complaints == []


async def test_a_person_starts_writes_and_corrects(
    bot: telegram.Bot, sim: Simulator, show: Open
) -> None:
    sim.world.add(Person(7, "María", "es-419", "Honduras", "code"))
    await bot.set_my_description("Cuente qué funciona.")
    page = await show()
    await expect(page.locator(".empty")).to_contain_text("Cuente qué funciona.")

    await page.get_by_role("button", name="Iniciar").click()
    await expect(page.locator(".mine")).to_contain_text("/start code")
    await page.get_by_label("Mensaje", exact=True).fill("Rutas")
    await page.keyboard.press("Enter")
    written = page.locator(".mine").nth(1)
    await expect(written).to_contain_text("Rutas")

    await written.hover()
    await written.get_by_label("Opciones del mensaje").click()
    await page.get_by_role("menuitem", name="Editar").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_label("Mensaje", exact=True)).to_have_value("")
    await written.get_by_label("Opciones del mensaje").click()
    await page.get_by_role("menuitem", name="Editar").click()
    await page.get_by_label("Mensaje", exact=True).fill("Rutas seguras")
    await page.get_by_role("button", name="Enviar").click()

    await expect(written).to_contain_text("Rutas seguras")
    await expect(written).to_contain_text("editado")
    assert [set(u.to_dict()) - {"update_id"} for u in await bot.get_updates()] == [
        {"message"},
        {"message"},
        {"edited_message"},
    ]


async def test_a_keyboard_is_pressed_answered_and_edited_in_place(
    bot: telegram.Bot, maria: Person, show: Open
) -> None:
    sent = await bot.send_message(
        maria.id,
        "<b>¿Cuál?</b> <i>Marque</i>",
        parse_mode="HTML",
        reply_markup=Keyboard(
            [[Key("☐ Uno", callback_data="1")], [Key("Listo", callback_data="2")]]
        ),
    )
    page = await show()
    await expect(page.locator(".theirs strong")).to_have_text("¿Cuál?")

    await page.get_by_role("button", name="☐ Uno").press("Enter")
    await expect(page.locator(".waits")).to_have_text("☐ Uno")
    [update] = await bot.get_updates()
    assert update.callback_query is not None
    await update.callback_query.answer("Marcado")
    await bot.edit_message_reply_markup(
        maria.id, sent.message_id, reply_markup=Keyboard([[Key("☑ Uno", callback_data="1")]])
    )

    await expect(page.locator(".toast")).to_have_text("Marcado")
    await expect(page.locator(".waits")).to_have_count(0)
    await expect(page.get_by_role("button", name="☑ Uno")).to_be_focused()
    await expect(page.locator(".message")).to_have_count(2)

    await page.get_by_role("button", name="☑ Uno").click()
    [*_, update] = await bot.get_updates()
    assert update.callback_query is not None
    await update.callback_query.answer("Elija algo", show_alert=True)
    await expect(page.get_by_role("alertdialog")).to_contain_text("Elija algo")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alertdialog")).to_have_count(0)

    await bot.delete_message(maria.id, sent.message_id)
    await expect(page.locator(".theirs")).to_have_count(0)


async def test_what_people_write_is_only_ever_text(
    bot: telegram.Bot, sim: Simulator, maria: Person, show: Open
) -> None:
    evil = "<img src=x onerror=alert(1)> & javascript:alert(1)"
    sim.send_text(maria, evil)
    await bot.send_message(
        maria.id,
        '<a href="javascript:alert(1)">no</a> <a href="https://x.org/">sí</a>',
        parse_mode="HTML",
    )
    page = await show()

    await expect(page.locator(".mine .text").last).to_have_text(evil)
    assert await page.locator(".log img").count() == 0
    links = [await link.get_attribute("href") for link in await page.locator(".text a").all()]
    assert links == ["https://x.org/"]


async def test_commands_come_from_the_menu_and_from_the_text(
    bot: telegram.Bot, maria: Person, show: Open
) -> None:
    await bot.set_my_commands([("practice", "Contar una práctica"), ("help", "Ayuda")])
    await bot.send_message(
        maria.id, "Pruebe /mine o <tg-spoiler>secreto</tg-spoiler>", parse_mode="HTML"
    )
    page = await show()

    await page.get_by_role("button", name="Comandos").click()
    await expect(page.get_by_role("menuitem").first).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await page.get_by_role("button", name="Comandos").click()
    await page.get_by_role("menuitem", name="/practice").click()
    await expect(page.locator(".mine").last).to_contain_text("/practice")

    await page.get_by_role("button", name="/mine").click()
    await expect(page.locator(".mine").last).to_contain_text("/mine")
    await page.locator(".spoiler").click()
    await expect(page.locator(".spoiler.shown")).to_have_text("secreto")


async def test_files_are_shown_and_sent(
    bot: telegram.Bot, sim: Simulator, maria: Person, show: Open
) -> None:
    await bot.send_photo(maria.id, png(64, 64), caption="Hoy")
    await bot.send_document(maria.id, b"a;b", filename="datos.csv")
    await bot.send_voice(maria.id, b"OggS")
    page = await show()

    await expect(page.get_by_alt_text("Foto")).to_have_js_property("naturalWidth", 64)
    await expect(page.get_by_role("link", name="datos.csv")).to_be_visible()
    await expect(page.get_by_label("Mensaje de voz", exact=True)).to_be_visible()

    picker = page.locator("input[type=file]")
    for count, (name, kind) in enumerate(
        (("a.png", "image/png"), ("b.ogg", "audio/ogg"), ("c.pdf", "application/pdf")), start=2
    ):
        await picker.set_input_files({"name": name, "mimeType": kind, "buffer": png()})
        await expect(page.locator(".mine")).to_have_count(count)

    kinds = [bubble.kind for bubble in sim.chat(maria).messages if not bubble.from_bot]
    assert kinds == ["text", "photo", "voice", "document"]


async def test_the_paperclip_sends_a_picture_as_a_file_a_song_a_film_and_a_place(
    bot: telegram.Bot, sim: Simulator, maria: Person, show: Open
) -> None:
    page = await show()

    async def attach(choice: str, name: str, kind: str) -> None:
        await page.get_by_role("button", name="Adjuntar un archivo").click()
        async with page.expect_file_chooser() as chooser:
            await page.get_by_role("menuitem", name=choice).click()
        picker = await chooser.value
        await picker.set_files({"name": name, "mimeType": kind, "buffer": png()})

    await attach("Archivo", "mapa.png", "image/png")
    await attach("Audio", "canto.mp3", "audio/mpeg")
    await attach("Foto o video", "ruta.mp4", "video/mp4")
    await page.get_by_role("button", name="Adjuntar un archivo").click()
    await page.get_by_role("menuitem", name="Ubicación").click()
    await page.get_by_role("menuitem", name="Tegucigalpa").click()
    await bot.send_video(maria.id, b"video", filename="otra.mp4")
    await bot.send_audio(maria.id, b"audio", filename="otro.mp3")

    await expect(page.locator(".mine.location")).to_contain_text("14.0818, -87.2068")
    await expect(page.locator(".theirs.audio audio")).to_be_visible()
    await expect(page.locator(".theirs.video video")).to_be_visible()
    kinds = [bubble.kind for bubble in sim.chat(maria).messages[1:]]
    assert kinds == ["document", "audio", "video", "location", "video", "audio"]


async def test_a_reply_keyboard_asks_where_the_person_is_and_goes_away(
    bot: telegram.Bot, sim: Simulator, maria: Person, show: Open
) -> None:
    page = await show()
    key = telegram.KeyboardButton("Enviar mi ubicación", request_location=True)
    await bot.send_message(maria.id, "¿Dónde?", reply_markup=telegram.ReplyKeyboardMarkup([[key]]))

    await page.locator(".board").get_by_role("button", name="Enviar mi ubicación").click()
    await page.get_by_role("menuitem", name="San José").click()
    await expect(page.locator(".mine.location")).to_be_visible()
    await bot.send_message(maria.id, "Gracias", reply_markup=telegram.ReplyKeyboardRemove())

    await expect(page.locator(".board")).to_be_hidden()
    assert sim.chat(maria).keyboard == ()


async def test_a_voice_message_is_recorded(sim: Simulator, maria: Person, show: Open) -> None:
    page = await show()
    await page.context.grant_permissions(["microphone"])

    await page.get_by_role("button", name="Grabar un mensaje de voz").click()
    await page.locator(".note").get_by_role("button", name="Cancelar").click()
    await page.get_by_role("button", name="Grabar un mensaje de voz").click()
    await page.locator(".note").get_by_role("button", name="Enviar").click()

    await expect(page.locator(".mine.voice")).to_have_count(1)
    assert sim.chat(maria).last.kind == "voice"


async def test_the_end_stays_in_sight_when_a_keyboard_opens(
    bot: telegram.Bot, maria: Person, show: Open
) -> None:
    page = await show()
    for number in range(9):
        await bot.send_message(maria.id, f"Mensaje número {number}")
    keyboard = telegram.ReplyKeyboardMarkup([["Sí"], ["No"], ["Quizá"]])

    await bot.send_message(maria.id, "¿Viene?", reply_markup=keyboard)

    await expect(page.locator(".board")).to_be_visible()
    await expect(page.locator(".theirs").last).to_be_in_viewport(ratio=1)


async def test_a_reply_keyboard_writes_for_the_person(
    bot: telegram.Bot, maria: Person, show: Open
) -> None:
    page = await show()
    await bot.send_message(
        maria.id,
        "¿Viene?",
        reply_markup=telegram.ReplyKeyboardMarkup([["Sí", "No"]], one_time_keyboard=True),
    )
    await page.locator(".board").get_by_role("button", name="Sí").click()

    await expect(page.locator(".mine").last).to_contain_text("Sí")
    await expect(page.locator(".board")).to_be_hidden()
    await page.get_by_role("button", name="Teclado de respuestas").click()
    await expect(page.locator(".board")).to_be_visible()


async def test_typing_is_shown_until_the_message_is_there(
    bot: telegram.Bot, maria: Person, show: Open
) -> None:
    page = await show()

    await bot.send_chat_action(maria.id, "typing")
    await expect(page.locator(".typing")).to_contain_text("escribiendo")
    await bot.send_message(maria.id, "Aquí")
    await expect(page.locator(".typing")).to_be_empty()


async def test_the_bot_is_blocked_and_unblocked(sim: Simulator, maria: Person, show: Open) -> None:
    page = await show()

    await page.get_by_role("button", name="Más").click()
    await page.get_by_role("menuitem", name="Bloquear el bot").click()
    await expect(page.get_by_label("Mensaje", exact=True)).to_be_hidden()
    assert sim.chat(maria).blocked

    await page.get_by_role("button", name="Desbloquear el bot").click()
    await expect(page.get_by_label("Mensaje", exact=True)).to_be_visible()
    assert not sim.chat(maria).blocked


async def test_a_deep_link_is_followed_on_the_phone(
    bot: telegram.Bot, maria: Person, show: Open
) -> None:
    await bot.send_message(maria.id, "https://t.me/tertulia_bot?start=other")
    page = await show()

    await page.locator(".text a").click()

    await expect(page.locator(".mine").last).to_contain_text("/start other")


@pytest.mark.usefixtures("maria")
async def test_a_narrow_page_shows_one_phone_and_tells_of_the_others(
    bot: telegram.Bot, sim: Simulator, show: Open
) -> None:
    jean = sim.add_person("Jean", language_code="fr")
    sim.start(jean)
    page = await show()
    await expect(page.locator(".phone:visible")).to_have_count(1)

    await bot.send_message(jean.id, "Bonjour")
    await expect(page.locator(".dot:visible")).to_be_visible()
    await page.get_by_role("navigation").get_by_role("button", name="Jean").click()
    await expect(page.get_by_role("heading", name="Jean")).to_be_visible()
    await expect(page.locator(".dot:visible")).to_have_count(0)

    await page.reload()
    await expect(page.get_by_role("heading", name="Jean")).to_be_visible()
    await expect(page.locator(".chosen .theirs")).to_contain_text("Bonjour")


@pytest.mark.usefixtures("maria")
async def test_a_wide_page_shows_all_phones(sim: Simulator, show: Open) -> None:
    sim.add_person("Jean")
    page = await show(1280, 800, "fr-FR")

    await expect(page.locator(".phone:visible")).to_have_count(2)
    await expect(page.locator(".not")).to_have_text(
        "Ce n’est pas Telegram : tout reste sur cet ordinateur."
    )


async def test_a_question_with_seven_rows_fits_a_small_phone(
    bot: telegram.Bot, maria: Person, show: Open
) -> None:
    keys = [[Key(f"Opción número {n} con un texto largo", callback_data=str(n))] for n in range(6)]
    steps = [Key(text, callback_data=text) for text in ("⬅ Atrás", "Omitir", "Ayuda")]
    page = await show()
    await bot.send_message(maria.id, "¿Qué grupo? " * 13, reply_markup=Keyboard([*keys, steps]))

    question = page.locator(".theirs").last
    await expect(question).to_be_visible()
    await expect(question.locator(".bubble")).to_be_in_viewport(ratio=1)
    await expect(question.get_by_role("button", name="Ayuda")).to_be_in_viewport(ratio=1)


async def test_the_log_can_be_heard(bot: telegram.Bot, maria: Person, show: Open) -> None:
    await bot.send_message(maria.id, "Hola")
    page = await show(language="en-GB")

    log = page.get_by_role("log", name="Chat of María with Tertulia")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log).to_contain_text("Tertulia:Hola")
