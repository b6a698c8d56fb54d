"""What people are promised before they agree and whenever they ask; a test proves each promise.

A sentence that says what the bot will do or not do is a promise and has a name; tests/test_policy.py
names the tests that hold it. What is only a fact, as that Telegram can read along, has none.
"""

from collections.abc import Mapping

from bot.actions.said import Paragraph, Said, Text, sentences_of
from bot.commands import Verb, name_of
from locales import N_, Words
from storage.workshops import Workshop

CONSENT: Text = (
    Paragraph(
        "",
        (
            Said(
                N_(
                    "I am the workshop's bot. I ask about good practices and lessons, one question"
                    " at a time."
                )
            ),
        ),
    ),
    Paragraph(
        N_("Who reads your answers?"),
        (
            Said(N_("The organising team."), "organisers-read"),
            Said(
                N_("At the end of each practice or lesson you decide who else may read it."),
                "you-choose-readers",
            ),
        ),
    ),
    Paragraph(
        N_("For how long?"),
        (
            Said(N_("On {unlinks_on} I forget who told what."), "names-forgotten"),
            Said(N_("On {clears_on} I remove the answers."), "answers-removed"),
        ),
    ),
    Paragraph(
        N_("How safe is it?"),
        (
            Said(N_("Here your answers are stored encrypted."), "stored-encrypted"),
            Said(N_("But a chat with a bot is not end-to-end encrypted: Telegram could read it.")),
            Said(N_("Please write no names or details of victims.")),
        ),
    ),
    Paragraph(
        N_("You decide"),
        (
            Said(N_("{mine} lists what you told, to change it or take it back."), "mine-lists"),
            Said(N_("{erase} erases all of it."), "erase-erases"),
            Said(N_("{privacy} says more.")),
        ),
        listed=True,
    ),
    Paragraph(N_("May we keep your answers for this workshop?")),
)

# Said to somebody under 18: the one text that does not speak formally.
ASSENT: Text = (
    Paragraph(
        "",
        (
            Said(
                N_("Hello! I am not a person but a program, and I ask questions for this workshop.")
            ),
        ),
    ),
    Paragraph(
        "",
        (
            Said(
                N_(
                    "Your mother, your father or the adult who takes care of you has said that you"
                    " may take part. Now it is you who decides."
                )
            ),
        ),
    ),
    Paragraph(
        N_("Who reads what you write?"),
        (
            Said(N_("The adults who organise the workshop."), "organisers-read"),
            Said(N_("Telegram, the company that this app belongs to, could read it too.")),
        ),
    ),
    Paragraph(
        N_("For how long do I keep it?"),
        (
            Said(N_("On {unlinks_on} I forget who wrote what."), "names-forgotten"),
            Said(N_("On {clears_on} I remove what you wrote."), "answers-removed"),
            Said(N_("When the workshop is over, I ask you nothing more."), "minors-not-followed"),
        ),
    ),
    Paragraph(
        N_("What can you do?"),
        (
            Said(N_("You can stop whenever you like: {cancel}. Nothing bad happens.")),
            Said(N_("{erase} erases all that you wrote."), "erase-erases"),
        ),
    ),
    Paragraph(
        N_("Please remember"),
        (
            Said(
                N_(
                    "Write no names, and nothing about bad things that happened to you or to somebody"
                    " you know."
                )
            ),
            Said(
                N_(
                    "If something worries you, talk to an adult you trust. {danger} shows who can"
                    " help."
                ),
                "danger-shows-help",
            ),
        ),
    ),
    Paragraph(N_("Do you want to take part?")),
)

READERS = Paragraph(
    N_("Who reads your answers?"),
    (
        Said(
            N_("The organising team reads all that you send (members: {organisers})."),
            "organisers-read",
        ),
        Said(
            N_("For each practice and each lesson you choose who else may read it."),
            "you-choose-readers",
        ),
    ),
)

HANDLING: Text = (
    Paragraph(
        N_("What I keep"),
        (
            Said(
                N_(
                    "Your answers, the photos, voice notes and files that you send as answers, your"
                    " language, your country, whether you are 18 or older, and the number of this"
                    " chat."
                ),
                "only-this-is-kept",
            ),
            Said(N_("All that you write and send is stored encrypted."), "stored-encrypted"),
        ),
    ),
    Paragraph(
        N_("What I do not keep"),
        (
            Said(
                N_("Your Telegram name, your phone number, your profile picture."),
                "no-account-details",
            ),
            Said(N_("I take out of photos where they were taken."), "photos-without-place"),
        ),
    ),
)

VOICE = Paragraph(
    N_("Voice notes"),
    (
        Said(
            N_("They are turned into text on the workshop's own computer and nowhere else."),
            "voice-stays-here",
        ),
        Said(
            N_("When you have approved the text, the recording is deleted, unless you keep it."),
            "voice-deleted",
        ),
    ),
)

TIMES = Paragraph(
    N_("For how long?"),
    (
        Said(N_("On {unlinks_on} I forget who told what."), "names-forgotten"),
        Said(N_("On {clears_on} I remove the answers."), "answers-removed"),
    ),
)

RIGHTS: Text = (
    Paragraph(
        N_("What you can do"),
        (
            Said(N_("{mine} lists what you told, to change it or take it back."), "mine-lists"),
            Said(N_("{export} sends you all that I have about you."), "export-is-complete"),
            Said(N_("{erase} erases all of it."), "erase-erases"),
            Said(
                N_("If an old copy of the data is put back, it is erased there again."),
                "erased-after-restore",
            ),
            Said(N_("{stop} ends my messages."), "stop-stops"),
            Said(
                N_("If any of this changes, I ask you again before I take another answer."),
                "changes-ask-again",
            ),
        ),
        listed=True,
    ),
)

CLOSING: Text = (
    Paragraph(
        N_("Telegram"),
        (
            Said(N_("Telegram could read this chat: with bots it is not end-to-end encrypted.")),
            Said(N_("What stands in the chat stays on your phone until you delete it there.")),
        ),
    ),
    Paragraph(
        N_("If somebody is in danger"),
        (
            Said(N_("Nobody watches this chat, and I report to nobody.")),
            Said(N_("{danger} shows where to call."), "danger-shows-help"),
        ),
    ),
)


def policy(*, in_workshop: bool, hears: bool) -> Text:
    """Return what /privacy says; `hears` where voice notes are turned into text."""
    return (
        *((READERS,) if in_workshop else ()),
        *HANDLING,
        *((VOICE,) if hears else ()),
        *((TIMES, *RIGHTS) if in_workshop else ()),
        *CLOSING,
    )


PLACES: Mapping[str, Text] = {
    "consent": CONSENT,
    "assent": ASSENT,
    "/privacy": policy(in_workshop=True, hears=True),
}


def promises() -> dict[str, dict[str, str]]:
    """Return what is promised: by the name of the promise, the sentence said in each place."""
    found: dict[str, dict[str, str]] = {}
    for place, text in PLACES.items():
        for said in sentences_of(text):
            if said.promise:
                found.setdefault(said.promise, {})[place] = said.sentence
    return found


def facts_of(workshop: Workshop, words: Words) -> dict[str, str]:
    """Return what a text can tell of a workshop, and of the commands."""
    days = {
        "unlinks_on": words.date(workshop.unlinks_on),
        "clears_on": words.date(workshop.clears_on),
    }
    return commands_of(words) | days


def commands_of(words: Words) -> dict[str, str]:
    return {verb.value: name_of(verb, words) for verb in _NAMED}


_NAMED = (
    Verb.MINE,
    Verb.CANCEL,
    Verb.PRIVACY,
    Verb.EXPORT,
    Verb.STOP,
    Verb.ERASE,
    Verb.DANGER,
)
