"""What everybody is asked before an answer is taken, and again where it has changed: age, consent."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from bot.actions import held, promises, said
from bot.actions.rights import erasing
from bot.actions.safeguarding import safety
from bot.actions.telling import turns
from bot.actions.telling.taking import why_not, workshop_of
from bot.actions.visits import Act, Refusal, Visit
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import AgeTap, ConsentTap, EraseTap
from bot.updates import Sent, Toast
from locales import N_, Words
from storage import captures, consents, participants, submissions, workshops
from storage.consents import Purpose, Wording
from storage.participants import Age, Participant
from storage.workshops import Workshop


def put_missing(visit: Visit, participant: Participant) -> bool:
    """Put what must be known or agreed to before an answer is taken; tell whether anything must."""
    workshop = workshops.get_workshop(visit.db, workshop_id=participant.workshop_id)
    if participant.age is None:
        _put_age(visit, participant)
    elif _is_turned_away(workshop, participant.age):
        _turn_away(visit, participant)
    elif not has_agreed(visit, participant):
        _put_consent_anew(visit, participant, workshop)
    else:
        return False
    return True


def has_agreed(visit: Visit, participant: Participant) -> bool:
    """Tell whether this person has said yes to the words and times of today."""
    agreed = consents.find_consent(visit.db, participant_id=participant.id)
    if agreed is None or participant.age is None:
        return False
    workshop = workshops.get_workshop(visit.db, workshop_id=participant.workshop_id)
    return agreed.version == version_of(workshop, participant.age)


def answer_age(visit: Visit, tap: AgeTap, act_for: Callable[[Sent], Act]) -> Toast | None:
    """Keep whether somebody is an adult; what a minor told where none may is to be erased first."""
    participant = visit.participant
    if participant is None or participant.age in (Age.ADULT, tap.age):
        return visit.no_longer()
    age = Age(tap.age)
    workshop = workshops.get_workshop(visit.db, workshop_id=participant.workshop_id)
    if _is_turned_away(workshop, age) and _has_told(visit, participant):
        _ask_to_erase_what_a_minor_told(visit, participant)
        return None
    _keep_age(visit, participant, workshop, age)
    visit.drop_buttons()
    _go_on(visit, replace(participant, age=age), act_for)
    return None


def answer_consent(visit: Visit, tap: ConsentTap, act_for: Callable[[Sent], Act]) -> Toast | None:
    """Keep the yes or no with the exact text that was shown.

    Where the text has changed since, the new one is put instead: nobody agrees to what they did
    not read. Under a text that was agreed to an old button changes nothing.
    """
    participant = visit.participant
    if participant is None or participant.age is None:
        return visit.no_longer()
    workshop = workshops.get_workshop(visit.db, workshop_id=participant.workshop_id)
    wording = wording_of(workshop, participant.age, visit.words)
    if has_agreed(visit, participant):
        return Toast(visit.words.say(N_("You have agreed to this already.")))
    if _is_turned_away(workshop, participant.age) or tap.text_id != wording.text_id:
        put_missing(visit, participant)
    elif tap.agrees:
        _agree(visit, participant, wording, act_for)
    else:
        _refuse(visit, participant, wording)
    return None


def say_what_stays(visit: Visit) -> None:
    """Say to who takes the consent back what becomes of what was told; erasing it is one tap more."""
    visit.say(N_("All right. I ask you nothing more. What you told stays until you erase it."))
    erasing.ask_to_erase(visit)


def wording_of(workshop: Workshop, age: Age, words: Words) -> Wording:
    """Return exactly what this person agrees to, as it is today."""
    text = said.say(_text_for(age), words, promises.facts_of(workshop, words))
    title = bold(workshop.title)
    return Wording(version_of(workshop, age), f"{title}\n\n{text}", words.language)


def version_of(workshop: Workshop, age: Age) -> str:
    """Return what tells a consent of today from one to other words or other times.

    It is the same in all languages: a better translation asks nobody again.
    """
    sentences = [one.sentence for one in said.sentences_of(_text_for(age))]
    times = [workshop.unlinks_on.isoformat(), workshop.clears_on.isoformat()]
    return sha256("\n".join([*sentences, *times]).encode()).hexdigest()[:16]


def _keep_age(visit: Visit, participant: Participant, workshop: Workshop, age: Age) -> None:
    """Keep it; whoever is under 18 is written to by nobody afterwards, and may not be kept at all."""
    participants.set_age(visit.db, participant_id=participant.id, age=age)
    if age is Age.MINOR:
        consents.withdraw_consent(
            visit.db, participant_id=participant.id, purpose=Purpose.FOLLOW_UP, now=visit.now
        )
    if _is_turned_away(workshop, age):
        held.drop(visit, participant)


def _agree(
    visit: Visit, participant: Participant, wording: Wording, act_for: Callable[[Sent], Act]
) -> None:
    is_first = consents.find_consent(visit.db, participant_id=participant.id) is None
    consents.give_consent(
        visit.db,
        participant_id=participant.id,
        wording=wording,
        update_id=visit.came.update_id,
        now=visit.now,
    )
    if is_first and participant.age is Age.MINOR:
        visit.show(safety.card_of(visit, participant))
    _go_on(visit, participant, act_for)
    visit.drop_buttons()


def _refuse(visit: Visit, participant: Participant, wording: Wording) -> None:
    """Keep the no; what was sent while it was asked for is not kept."""
    agreed_before = consents.find_consent(visit.db, participant_id=participant.id)
    consents.refuse_consent(
        visit.db,
        participant_id=participant.id,
        wording=wording,
        update_id=visit.came.update_id,
        now=visit.now,
    )
    if held.drop(visit, participant):
        visit.say(N_("What you sent meanwhile I have not kept."))
    if agreed_before:
        say_what_stays(visit)
    else:
        visit.say(
            N_("All right. I keep nothing of what you write. If you change your mind: /start")
        )
    visit.drop_buttons()


def _go_on(visit: Visit, participant: Participant, act_for: Callable[[Sent], Act]) -> None:
    """Put what is still missing; else take what was sent in the meantime, or put what is open."""
    going_on = replace(visit, participant=participant)
    if put_missing(going_on, participant):
        return
    waiting = held.release(going_on, participant)
    for came in waiting:
        try:
            act_for(came.sent)(replace(going_on, came=came))
        except Refusal as refusal:
            visit.say(refusal.sentence)  # the yes stays said
    if not waiting:
        turns.put_open_question(going_on, participant)


def _put_age(visit: Visit, participant: Participant) -> None:
    _say_why(visit, participant, N_("First a question that I ask everybody once."))
    question = visit.words.say(N_("Are you 18 or older?"))
    buttons = (
        (visit.words.say(N_("Yes, 18 or older")), AgeTap("adult")),
        (visit.words.say(N_("No, under 18")), AgeTap("minor")),
    )
    visit.show(Note(bold(question), buttons))


def _put_consent_anew(visit: Visit, participant: Participant, workshop: Workshop) -> None:
    """Put the consent; to who agreed to other words, say first why it is put again."""
    if consents.find_consent(visit.db, participant_id=participant.id):
        changed = N_("What I promise about your answers has changed, so I ask you again.")
        _say_why(visit, participant, changed)
    put_consent(visit, participant, workshop)


def put_consent(visit: Visit, participant: Participant, workshop: Workshop) -> None:
    assert participant.age is not None  # it is asked first
    wording = wording_of(workshop, participant.age, visit.words)
    agree, refuse = _ANSWERS[participant.age]
    visit.show(
        Note(
            wording.text,
            (
                (visit.words.say(agree), ConsentTap(True, wording.text_id)),
                (visit.words.say(refuse), ConsentTap(False, wording.text_id)),
            ),
        )
    )


_ANSWERS = {
    Age.ADULT: (N_("I agree"), N_("No")),
    Age.MINOR: (N_("Yes, I want to"), N_("No, thank you")),
}


def _text_for(age: Age) -> said.Text:
    return promises.ASSENT if age is Age.MINOR else promises.CONSENT


def _say_why(visit: Visit, participant: Participant, sentence: str) -> None:
    """Say why something is asked in between, and what becomes of what was just sent.

    Only who came in before is told: others see nothing but the next step of their arrival.
    """
    becomes = _hold(visit, participant)
    if consents.find_consent(visit.db, participant_id=participant.id):
        sentences = filter(None, (sentence, becomes))
        visit.show(Note(" ".join(plain(visit.words.say(one)) for one in sentences)))


def _hold(visit: Visit, participant: Participant) -> str:
    """Hold what was just sent where a yes lets it be taken; return what is said of it, if anything.

    A workshop that is not open takes nothing after the yes either, and says so at once.
    """
    if held.kind_of(visit.came.sent) is None:
        return ""
    if refusal := why_not(visit, workshop_of(visit, participant)):
        return refusal.sentence
    is_held = held.hold(visit, participant)
    return N_("What you just sent is not lost: I take it right afterwards.") if is_held else ""


def _is_turned_away(workshop: Workshop, age: Age) -> bool:
    return age is Age.MINOR and not workshop.takes_adolescents


def _turn_away(visit: Visit, participant: Participant) -> None:
    """Tell a minor kindly that this is not for them, and where they find help."""
    paragraphs = (
        N_("Thank you for telling me. You did nothing wrong."),
        N_(
            "This workshop is only for people of 18 and older. I ask you nothing, and keep nothing of"
            " what you write; I only remember that you are under 18."
        ),
        N_("If something worries you, talk to an adult you trust."),
    )
    card = safety.card_of(visit, participant)
    html = "\n\n".join([*(plain(visit.words.say(one)) for one in paragraphs), card.html])
    mistaken = (visit.words.say(N_("I am 18 or older")), AgeTap("adult"))
    visit.show(Note(html, (*card.buttons, mistaken)))


def _has_told(visit: Visit, participant: Participant) -> bool:
    return bool(
        submissions.list_submissions(visit.db, participant_id=participant.id)
        or captures.list_captures(visit.db, participant_id=participant.id)
    )


def _ask_to_erase_what_a_minor_told(visit: Visit, participant: Participant) -> None:
    """Let nobody lose by one wrong tap what they told before their age was asked."""
    question = visit.words.say(
        N_(
            "This workshop is only for people of 18 and older. Are you under 18? Then all that you"
            " told here has to be erased."
        )
    )
    buttons = (
        (visit.words.say(N_("I am 18 or older")), AgeTap("adult")),
        (visit.words.say(N_("I am under 18: erase it")), EraseTap("one", participant.id)),
    )
    visit.show(Note(bold(question), buttons))
