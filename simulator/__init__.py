"""A Telegram on this machine: a Bot API server on loopback, and people to talk to the bot.

It is what all tests use in Telegram's place, and what the chat page of the demonstration shows.
It knows nothing of our bot. In a test:

    sim = Simulator(clock=clock)                     # clock: Callable[[], datetime], or left out
    maria = sim.add_person("María", language_code="es-419")
    async with sim.serve() as url:                   # port=0: any free one
        ...                                          # the bot: TERTULIA_API_URL=url, sim.token
        sim.start(maria, "the-code-of-an-invitation")
        screen = await sim.next_from_bot(maria)      # or: await sim.until(lambda: ...)
        assert screen.last.text == "¿En qué idioma?"
        assert screen.last.labels == [["Español"], ["Français"]]
        sim.tap(maria, screen.last.message_id, "Español")

python-telegram-bot's Bot takes `base_url=f"{url}/bot"` and `base_file_url=f"{url}/file/bot"`.

People
    add_person(name, language_code=, note=, start_payload=) -> Person, or Simulator([Person(...)]);
    add_group(title) -> Group, add_bot_to_group(group, person), kick_bot_from_group(group, person)
They do
    start(person, payload), send_text(person, text), edit_text(person, message_id, text),
    edit_caption(person, message_id, caption),
    tap(person, message_id, data_or_label) (what is on no button is forged data),
    send_photo, send_voice, send_audio, send_video, send_sticker (person, bytes),
    send_document(person, Upload(...)), send_album(person, [Attachment(...), ...]),
    send_location(person, latitude, longitude) from the map, share_location(...) by the button of
    a reply keyboard which asks for it,
    block(person), unblock(person). What is sent gives the message's id, a tap the query's id.
They see
    chat(person) -> Screen: messages (Bubble: message_id, from_bot, kind, text, html, rows, labels,
    edited, reaction), toast, alert, action, keyboard, commands, blocked; .last, .from_bot;
    newest_from_bot(person) -> Bubble | None, which looks at that one only;
    file_of(bubble) -> Upload | None: name, type and content of what it shows
Waiting
    await until(condition), await next_from_bot(person, after=message_id): no sleeping
Judging
    ledger() -> Ledger: accepted (chat_id, message_id, text, at), confirmed, pending, calls
Faults
    Simulator(faults=Faults(seed, {Fault.RESET: 0.1})), or sim.faults = Faults(...) later;
    sim.faults.fail_next("sendMessage", Fault.TOO_MANY) for one call;
    sim.lose_files(): those sent so far are gone at Telegram
Account
    Simulator(account=Account(name, username, token)): what getMe says;
    Simulator(pause_seconds=): the first pause before a webhook is tried again;
    Simulator(strict=True): 30 messages in any second, one a second to one chat after a few at once,
    else 429 for a while; ledger().too_many counts them
Other processes
    python -m simulator --port N; below /sim what control.py lists; the page is at /

Everything happens in one event loop; only `serve`, `until` and `next_from_bot` wait.
"""

from simulator.chats import Group, Person
from simulator.faults import Fault, Faults
from simulator.ledger import Ledger
from simulator.params import Upload
from simulator.people import Attachment, NotPossible
from simulator.screen import Bubble, Button, Screen
from simulator.simulator import TOKEN, Account, Simulator

__all__ = [
    "TOKEN",
    "Account",
    "Attachment",
    "Bubble",
    "Button",
    "Fault",
    "Faults",
    "Group",
    "Ledger",
    "NotPossible",
    "Person",
    "Screen",
    "Simulator",
    "Upload",
]
