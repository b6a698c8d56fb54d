"""Texts that are held back for a second look: whoever wrote one decides, and nothing is lost."""

from collections.abc import Mapping

import pytest

from conversations.conversation import answers
from conversations.inputs import Cancel, KeepDisclosure, Located, Replace, Resume, Reworded, Spoken
from conversations.replies import Ask, Completed, Disclosed, Offer, Review, Say
from tests.conversations.talks import NOW, Talk, labels, make, said, the_ask, the_review

FORM = """
## survey

| type | name | label | required | appearance | constraint | constraint_message |
| --- | --- | --- | --- | --- | --- | --- |
| text | title | Title? | yes | | string-length(.) <= 60 | Up to 60 characters. |
| text | story | Story? | | multiline | | |
| text | end | And then? | | | | |

## settings

| form_id | version |
| --- | --- |
| told | 1 |
"""
TOWNS_TOLD = """
## survey

| type | name | label | required | repeat_count |
| --- | --- | --- | --- | --- |
| select_one_from_file towns.csv | town | Town? | | |
| begin_repeat | one | Town | | count(instance('towns')/root/item) |
| text | told | Told? | | |
| end_repeat | | | | |

## settings

| form_id | version |
| --- | --- |
| towns | 1 |
"""
ASKED = """
## survey

| type | name | label |
| --- | --- | --- |
| text | title | Title? |
| integer | count | How many? |

## settings

| form_id | version |
| --- | --- |
| asked | 1 |
"""
NAMED = "Ana, de 15 años, llegó en enero"
CALLED = "Escriba a juana.perez@correo.example"
LOCKED = "me tienen encerrada"
FOUND = ["Change it", "Only for the organisers", "Leave it as it is"]
KEEP = ["Keep it as my answer", "Do not keep it"]


def talk(*lines: str, given: Mapping[str, str] | None = None) -> Talk:
    begun = Talk(make(FORM), given=given)
    begun.tells(*lines)
    return begun


def screened(talk: Talk) -> dict[str, str]:
    told = answers(talk.conversation, now=NOW, lists={})
    return {one.name: one.screened for one in told}


def the_offer_of(talk: Talk) -> Offer:
    (again,) = talk.does(Resume())
    assert isinstance(again, Offer)
    return again


def the_offer(talk: Talk) -> Offer:
    last = talk.seen[-1]
    assert isinstance(last, Offer)
    return last


def test_what_was_found_is_shown_before_a_text_is_an_answer() -> None:
    told = talk(NAMED)

    assert the_offer(told).text == (
        "Somebody could be recognised by this, so I have not kept it yet:\n\n"
        "• A person: “Ana, de 15 años”\n\nYou decide what becomes of it."
    )
    assert labels(the_offer(told)) == FOUND
    assert told.answers == {}


def test_of_many_findings_the_first_are_shown() -> None:
    told = talk()
    numbers = [f"9555-010{last}" for last in range(8)]

    told.tells(", ".join(numbers)[:60])

    assert the_offer(told).text.count("9555-01") == 5
    told.tells("Luz, 15 años; Ana, 15 años", "x", *numbers)
    told.tells("[Done]")
    assert the_offer(told).text.count("• A telephone number") == 6
    assert "\n• …\n" in the_offer(told).text


@pytest.mark.parametrize(
    ("button", "noted"),
    [("[Leave it as it is]", "left"), ("[Only for the organisers]", "organisers"), ("Leave it as it is!", "left")],
)  # fmt: skip
def test_a_text_is_taken_as_it_is(button: str, noted: str) -> None:
    told = talk(NAMED, button)

    assert told.answers == {"/told/title": NAMED}
    assert screened(told) == {"title": noted}
    assert the_ask(told.seen[-1:]).label == "Story?"


def test_the_card_shows_what_only_the_organisers_will_see() -> None:
    told = talk(
        NAMED, "[Only for the organisers]", CALLED, "[Done]", "[Leave it as it is]", "[Skip]"
    )

    card = the_review(told.seen[-1:])

    assert [line.remark for line in card.lines] == ["Only for the organisers", "", ""]
    again = the_review(told.tells("[1]", "Doors"))
    assert [line.remark for line in again.lines] == ["", "", ""]


def test_what_was_sent_still_shows_what_only_the_organisers_see() -> None:
    told = talk(NAMED, "[Only for the organisers]", "[Skip]", "[Skip]")

    (completed,) = (one for one in told.tells("[Send]") if isinstance(one, Completed))

    assert completed.card.lines[0].remark == "Only for the organisers"


def test_who_presses_for_the_organisers_is_told_so() -> None:
    replies = talk(NAMED).tells("[Only for the organisers]")

    assert said(replies) == [
        "toast Only the organisers will see it.",
        f"answered Title? {NAMED}",
        "ask Story?",
    ]


def test_who_writes_again_has_changed_it() -> None:
    told = talk(NAMED, "A girl came in January")

    assert told.answers == {"/told/title": "A girl came in January"}
    assert screened(told) == {"title": ""}


def test_other_words_are_looked_at_as_well() -> None:
    told = talk(NAMED, CALLED)

    assert "juana.perez@correo.example" in the_offer(told).text
    assert told.answers == {}


def test_a_button_of_a_text_before_decides_nothing() -> None:
    told = talk(NAMED)
    stale = told.button("Leave it as it is")
    told.tells(CALLED)

    told.does(stale)

    assert told.answers == {}
    told.tells("[Leave it as it is]")
    assert told.answers == {"/told/title": CALLED}


def test_to_change_it_the_question_is_put_with_the_text() -> None:
    told = talk(NAMED)

    ask = the_ask(told.tells("[Change it]"))

    assert ask.problem.startswith("Please write it again as it should be.")
    assert (ask.label, ask.held, ask.answer) == ("Title?", NAMED, "")
    assert labels(ask) == FOUND[1:]
    told.tells("A girl came")
    assert told.answers == {"/told/title": "A girl came"}


def test_who_wanted_to_change_it_may_still_leave_it() -> None:
    told = talk(NAMED, "[Change it]", "[Leave it as it is]")

    assert screened(told) == {"title": "left"}


@pytest.mark.parametrize("way_out", ["[Skip]", "[Back]"])
def test_who_wanted_to_change_it_may_do_without(way_out: str) -> None:
    told = talk("Doors", "[Skip]", NAMED)

    told.tells("[Change it]", way_out)

    assert told.conversation.held is None
    assert "/told/end" not in told.answers


def test_what_is_left_keeps_its_mark_when_it_is_kept() -> None:
    told = talk(NAMED, "[Only for the organisers]", "[Back]", "[Leave as it is]")

    assert the_ask(told.seen[-1:]).label == "Story?"
    assert screened(told) == {"title": "organisers"}


def test_the_mark_goes_with_the_text() -> None:
    told = talk(NAMED, "[Only for the organisers]", "[Back]", "Doors")

    assert screened(told) == {"title": ""}


def test_a_text_that_the_form_refuses_is_refused_first() -> None:
    told = talk(NAMED + ", y contó todo lo que le habían hecho en la casa")

    assert the_ask(told.seen[-1:]).problem == "Up to 60 characters."


def test_several_messages_are_looked_at_together() -> None:
    told = talk("Doors", "Ana,", "15 años")

    told.tells("[Done]")

    assert "Ana," in the_offer(told).text
    told.tells("[Leave it as it is]")
    assert told.answers["/told/story"] == "Ana,\n15 años"
    assert screened(told)["story"] == "left"


def test_one_more_message_goes_on_with_what_was_written() -> None:
    told = talk("Doors", NAMED, "[Done]")

    told.tells("and more")

    assert the_ask(told.seen[-1:]).hint.startswith("You can write more.")
    told.tells("[Done]", "[Leave it as it is]")
    assert told.answers["/told/story"] == f"{NAMED}\nand more"


def test_several_messages_are_written_anew() -> None:
    told = talk("Doors", NAMED, "[Done]", "[Change it]", "A girl came", "[Done]")

    assert told.answers["/told/story"] == "A girl came"


def test_several_messages_are_left_after_all() -> None:
    told = talk("Doors", NAMED, "[Done]", "[Change it]", "[Leave it as it is]")

    assert told.answers["/told/story"] == NAMED


def test_who_goes_back_is_asked_first_and_goes_back_then() -> None:
    told = talk("Doors", NAMED)
    told.tells("[Back]")
    assert labels(the_offer(told)) == FOUND

    ask = the_ask(told.tells("[Leave it as it is]"))

    assert ask.label == "Title?"
    assert told.answers["/told/story"] == NAMED


def test_what_is_proposed_is_looked_at_when_it_is_taken() -> None:
    told = talk(given={"title": NAMED})

    told.tells("[Leave as it is]")

    assert labels(the_offer(told)) == FOUND
    told.tells("[Leave it as it is]")
    assert screened(told) == {"title": "left"}


def test_a_held_text_waits_until_its_person_comes_back() -> None:
    told = talk(NAMED)

    assert said(told.does(Resume())) == said(told.seen[-1:])
    again = told.speaks("es")

    assert isinstance(again[0], Offer)
    assert labels(again[0]) == ["Cambiarlo", "Solo para el equipo organizador", "Enviarlo tal cual"]
    told.tells("[Enviarlo tal cual]")
    assert told.answers == {"/told/title": NAMED}


def test_what_is_no_text_leaves_it_waiting() -> None:
    told = talk(NAMED)

    (reply,) = told.does(Located(14.0, -87.0))

    assert isinstance(reply, Offer)
    assert reply.text.startswith("I can only read text here.")


def test_an_earlier_question_is_not_opened_before_it_is_decided() -> None:
    told = talk("Doors", "[Skip]", NAMED)
    told.does(Replace(1))

    assert the_offer(told).text.startswith("Please decide first what becomes of what you wrote.")
    told.tells("[Leave it as it is]")
    assert told.answers["/told/end"] == NAMED


def test_the_buttons_of_the_question_are_old_while_its_text_is_held() -> None:
    told = talk("Doors", "[Skip]", NAMED)

    replies = told.tells("[Skip]")

    assert said(replies) == ["toast That button belongs to an earlier question."]
    assert labels(the_offer_of(told)) == FOUND


def test_the_message_may_be_edited_while_it_is_held() -> None:
    told = talk(NAMED)

    told.edits(NAMED, "A girl came")

    assert told.answers == {"/told/title": "A girl came"}


def test_a_message_of_several_may_be_edited_while_they_are_held() -> None:
    told = talk("Doors", NAMED, "and more", "[Done]")

    told.edits(NAMED, "A girl came")
    told.tells("[Done]")

    assert told.answers["/told/story"] == "A girl came\nand more"


def test_an_edited_answer_is_looked_at_before_it_changes() -> None:
    told = talk("Doors", "[Skip]")

    told.edits("Doors", NAMED)

    assert the_offer(told).text.startswith("Title?\n\nSomebody could be recognised")
    assert told.answers["/told/title"] == "Doors"
    told.tells("[Only for the organisers]")
    assert told.answers["/told/title"] == NAMED
    assert screened(told)["title"] == "organisers"
    told.tells("the end")
    assert told.answers["/told/end"] == "the end"


def test_an_edited_answer_is_written_once_more() -> None:
    told = talk("Doors", "[Skip]")
    told.edits("Doors", NAMED)

    told.tells("[Change it]")
    assert the_offer(told).text.startswith("Title?\n\nPlease write it again")
    told.tells("Windows")

    assert told.answers["/told/title"] == "Windows"


def test_one_text_is_decided_before_another_is_held() -> None:
    told = talk("Doors", "[Skip]", CALLED)

    told.edits("Doors", NAMED)

    assert the_offer(told).text.startswith("Please decide first what becomes of what you wrote.")
    assert told.answers == {"/told/title": "Doors"}
    assert told.conversation.held is not None
    assert told.conversation.held.text == CALLED


def test_a_transcript_is_looked_at_before_it_takes_the_place_of_the_voice() -> None:
    told = talk()
    told.does(Spoken("voice-0a1b.ogg"))

    told.does(Reworded("/told/title", NAMED))

    assert told.answers == {"/told/title": "voice-0a1b.ogg"}
    told.tells("[Leave it as it is]")
    assert told.answers == {"/told/title": NAMED}


def test_an_answer_that_was_sent_is_looked_at_when_it_is_edited() -> None:
    told = talk("Doors", "[Skip]", "[Skip]", "[Send]")

    told.edits("Doors", NAMED)

    assert labels(the_offer(told)) == FOUND
    assert told.answers["/told/title"] == "Doors"
    assert "completed" in said(told.tells("[Leave it as it is]"))
    assert told.answers["/told/title"] == NAMED


def test_a_change_of_what_was_sent_waits_like_any_other_text() -> None:
    told = talk("Doors", "[Skip]", "[Skip]", "[Send]")
    told.edits("Doors", NAMED)

    assert isinstance(told.speaks("es")[0], Offer)
    assert isinstance(told.does(Located(14.0, -87.0))[0], Offer)
    assert said(told.does(Cancel())) == [
        "say Paramos aquí. Lo que contó hasta ahora queda guardado."
    ]
    told.tells("[Enviarlo tal cual]")

    assert told.answers["/told/title"] == NAMED


def test_a_text_goes_with_the_instance_that_it_was_for() -> None:
    told = Talk(make(TOWNS_TOLD), lists={"towns.csv": [{"name": "t", "label": "Tela"}]})
    told.tells("[Skip]", NAMED)
    assert told.conversation.held is not None
    told.lists = {"towns.csv": []}

    told.does(Resume())

    assert told.conversation.held is None


def test_what_may_speak_of_danger_is_kept_only_on_request() -> None:
    told = talk(LOCKED)

    last = told.seen[-1]
    assert isinstance(last, Disclosed)
    assert last.text == "What you wrote is not an answer yet. Shall I keep it as one?"
    assert labels(last) == KEEP
    assert told.answers == {}


def test_who_keeps_it_has_answered() -> None:
    told = talk(LOCKED, "[Keep it as my answer]")

    assert told.answers == {"/told/title": LOCKED}
    assert screened(told) == {"title": ""}
    assert the_ask(told.tells("[Back]", "[Leave as it is]")).label == "Story?"


def test_who_does_not_keep_it_is_asked_again() -> None:
    told = talk(LOCKED)

    ask = the_ask(told.tells("[Do not keep it]"))

    assert (ask.recap, ask.label) == ("I have not kept that.", "Title?")
    assert LOCKED not in str(told.conversation.to_state())


def test_after_danger_it_is_asked_who_could_be_recognised() -> None:
    told = talk(f"{NAMED}, {LOCKED}", "[Keep it as my answer]")

    assert labels(the_offer(told)) == FOUND
    told.tells("[Only for the organisers]")
    assert screened(told) == {"title": "organisers"}


def test_one_message_of_several_may_speak_of_danger() -> None:
    told = talk("Doors", "It began well.", LOCKED)
    assert isinstance(told.seen[-1], Disclosed)

    told.tells("[Do not keep it]", "It ended well.", LOCKED, "[Keep it as my answer]", "[Done]")

    assert told.answers["/told/story"] == f"It began well.\nIt ended well.\n{LOCKED}"


def test_one_of_several_messages_may_speak_of_danger_once_it_is_edited() -> None:
    told = talk("Doors", "It began well.", "It ended well.")

    help_, *_ = told.edits("It ended well.", LOCKED)

    assert isinstance(help_, Disclosed)
    told.tells("[Keep it as my answer]", "[Done]")
    assert told.answers["/told/story"] == f"It began well.\n{LOCKED}"


def test_an_edited_message_that_is_not_to_be_kept_leaves_what_was_written() -> None:
    told = talk("Doors", "It began well.", "It ended well.")
    told.edits("It ended well.", LOCKED)

    told.tells("[Do not keep it]", "[Done]")

    assert told.answers["/told/story"] == "It began well.\nIt ended well."


@pytest.mark.parametrize("before", [("[Skip]",), ("[Skip]", "[Skip]")])
def test_who_speaks_of_danger_where_it_is_no_answer_learns_where_help_is(
    before: tuple[str, ...],
) -> None:
    told = Talk(make(ASKED))
    told.tells(*before)

    help_, again = told.tells(LOCKED)

    assert help_ == Disclosed(told.conversation.turn, "I have not kept what you wrote.", ())
    assert isinstance(again, Ask | Review)
    assert again.problem


def test_an_edit_of_what_was_sent_may_speak_of_danger() -> None:
    told = talk("Doors", "[Skip]", "[Skip]", "[Send]")
    told.edits("Doors", LOCKED)

    (reply,) = told.tells("[Do not keep it]")

    assert reply == Say("I have not kept that.")
    assert told.answers["/told/title"] == "Doors"


def test_a_decision_of_a_kind_that_is_not_asked_decides_nothing() -> None:
    told = talk(LOCKED)
    told.tells(NAMED)

    told.does(KeepDisclosure(told.conversation.turn))

    assert told.answers == {}


def test_a_voice_note_answers_a_question_for_words() -> None:
    told = talk()

    replies = told.does(Spoken("voice-0a1b.ogg"))

    assert said(replies) == ["answered Title? 🎤 Voice note", "ask Story?"]


def test_a_voice_note_takes_the_place_of_a_held_text() -> None:
    told = talk(NAMED)

    told.does(Spoken("voice-0a1b.ogg"))

    assert told.answers == {"/told/title": "voice-0a1b.ogg"}


def test_a_voice_note_does_not_end_what_is_being_written() -> None:
    told = talk("Doors", "It began well.")

    ask = the_ask(told.does(Spoken("voice-0a1b.ogg")))

    assert ask.problem == "Please finish this answer first."


def test_nobody_types_the_name_of_a_voice_note() -> None:
    ask = the_ask(talk().tells("voice-0a1b.ogg"))

    assert ask.problem == "Please write your answer in words."


def test_at_the_review_nothing_is_lost() -> None:
    told = talk("Doors", "[Skip]", "[Skip]")
    assert isinstance(told.seen[-1], Review)

    told.edits("Doors", NAMED)
    told.tells("[Leave it as it is]")

    assert isinstance(told.seen[-1], Review)
    assert told.answers["/told/title"] == NAMED
