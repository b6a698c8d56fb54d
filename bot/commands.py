"""The commands, as people may type them: every language's name works in every language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from locales import N_, Words


class Verb(StrEnum):
    """What a command does."""

    START = "start"
    PRACTICE = "practice"
    LESSON = "lesson"
    MINE = "mine"
    LANGUAGE = "language"
    CANCEL = "cancel"
    HELP = "help"
    PRIVACY = "privacy"
    EXPORT = "export"
    STOP = "stop"
    ERASE = "erase"
    EXIT = "exit"
    DIGEST = "digest"
    FORMS = "forms"
    DANGER = "danger"
    TABLE = "table"
    LINES = "lines"
    WAVE = "wave"
    TEAM = "team"
    CODE = "code"
    DOWNLOAD = "download"
    REVIEW = "review"
    SETTINGS = "settings"
    ANNOUNCE = "announce"


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `names` by language, plain letters only, as Telegram wants them."""

    verb: Verb
    names: Mapping[str, str]
    about: str  # a msgid: the line in Telegram's menu
    for_organisers: bool = False


COMMANDS = (
    Command(
        Verb.PRACTICE,
        {"es": "practica", "fr": "pratique", "en": "practice", "pt": "pratica"},
        N_("Tell us about a good practice"),
    ),
    Command(
        Verb.LESSON,
        {"es": "leccion", "fr": "lecon", "en": "lesson", "pt": "licao"},
        N_("Tell us about a lesson learned"),
    ),
    Command(
        Verb.MINE,
        {"es": "mias", "fr": "miennes", "en": "mine", "pt": "minhas"},
        N_("What I told, open and sent"),
    ),
    Command(
        Verb.TABLE,
        {"es": "mesa", "fr": "table", "en": "table", "pt": "mesa"},
        N_("What was told at my table"),
    ),
    Command(
        Verb.LANGUAGE,
        {"es": "idioma", "fr": "langue", "en": "language", "pt": "idioma"},
        N_("Change the language"),
    ),
    Command(
        Verb.CANCEL,
        {"es": "cancelar", "fr": "annuler", "en": "cancel", "pt": "cancelar"},
        N_("Stop here; what you answered is kept"),
    ),
    Command(
        Verb.PRIVACY,
        {"es": "privacidad", "fr": "confidentialite", "en": "privacy", "pt": "privacidade"},
        N_("Who reads my answers"),
    ),
    Command(
        Verb.EXPORT,
        {"es": "exportar", "fr": "exporter", "en": "export", "pt": "exportar"},
        N_("Everything about me, as files"),
    ),
    Command(
        Verb.STOP,
        {"es": "detener", "fr": "arreter", "en": "stop", "pt": "parar"},
        N_("No more messages from me"),
    ),
    Command(
        Verb.ERASE,
        {"es": "borrar", "fr": "effacer", "en": "erase", "pt": "apagar"},
        N_("Erase all that I told"),
    ),
    Command(
        Verb.EXIT,
        {"es": "salir", "fr": "quitter", "en": "exit", "pt": "sair"},
        N_("Leave quickly: this chat is emptied"),
    ),
    Command(
        Verb.DANGER,
        {"es": "peligro", "fr": "danger", "en": "danger", "pt": "perigo"},
        N_("Somebody is in danger: where to call"),
    ),
    Command(
        Verb.HELP, {"es": "ayuda", "fr": "aide", "en": "help", "pt": "ajuda"}, N_("What I can do")
    ),
    Command(
        Verb.DIGEST,
        {"es": "resumen", "fr": "resume", "en": "digest", "pt": "resumo"},
        N_("What came in since the last digest"),
        for_organisers=True,
    ),
    Command(
        Verb.FORMS,
        {"es": "formularios", "fr": "formulaires", "en": "forms", "pt": "formularios"},
        N_("The forms of the workshop: look, try, change"),
        for_organisers=True,
    ),
    Command(
        Verb.LINES,
        {"es": "lineas", "fr": "lignes", "en": "lines", "pt": "linhas"},
        N_("Where to call for help: look, confirm, change"),
        for_organisers=True,
    ),
    Command(
        Verb.REVIEW,
        {"es": "revisar", "fr": "reviser", "en": "review", "pt": "revisar"},
        N_("What waits to be read and published"),
        for_organisers=True,
    ),
    Command(
        Verb.WAVE,
        {"es": "seguimiento", "fr": "suivi", "en": "wave", "pt": "acompanhamento"},
        N_("What people are asked after the workshop"),
        for_organisers=True,
    ),
    Command(
        Verb.ANNOUNCE,
        {"es": "anunciar", "fr": "annoncer", "en": "announce", "pt": "anunciar"},
        N_("Write to participants: now or later"),
        for_organisers=True,
    ),
    Command(
        Verb.DOWNLOAD,
        {"es": "descargar", "fr": "telecharger", "en": "download", "pt": "baixar"},
        N_("All that was sent, as a file"),
        for_organisers=True,
    ),
    Command(
        Verb.TEAM,
        {"es": "equipo", "fr": "equipe", "en": "team", "pt": "equipe"},
        N_("Who runs the workshop: let people in, change, take out"),
        for_organisers=True,
    ),
    Command(
        Verb.CODE,
        {"es": "codigo", "fr": "code", "en": "code", "pt": "codigo"},
        N_("Send the code of your app"),
        for_organisers=True,
    ),
    Command(
        Verb.SETTINGS,
        {"es": "ajustes", "fr": "reglages", "en": "settings", "pt": "ajustes"},
        N_("When the digest comes, and what is told at once"),
        for_organisers=True,
    ),
)


def verb_of(name: str) -> Verb | None:
    """Return what `name` (lower case, without accents) does in any language."""
    if name == Verb.START:
        return Verb.START
    return next((one.verb for one in COMMANDS if name in one.names.values()), None)


def name_of(verb: Verb, words: Words) -> str:
    """Return the command as it is typed in the language of `words`, with its slash."""
    return next(f"/{one.names[words.language]}" for one in COMMANDS if one.verb is verb)


def menu(words: Words, *, also: Collection[Verb] = ()) -> list[dict[str, str]]:
    """Return Telegram's menu: what setMyCommands takes; of the team's commands those named."""
    return [
        {"command": one.names[words.language], "description": words.say(one.about)}
        for one in COMMANDS
        if not one.for_organisers or one.verb in also
    ]
