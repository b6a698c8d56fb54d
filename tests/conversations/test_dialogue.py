from conversations.dialogue import Rehearsal, replay
from tests.conversations.talks import NOW, make

WALK = """
## survey

| type | name | label | required |
| --- | --- | --- | --- |
| text | where | Where to? | yes |
| text | why | Why? | |

## settings

| form_id | version |
| --- | --- |
| walk | 1 |
"""
TOLD = """\
# A walk, told on the way.
# It rains.

bot    Where to?

Ana    To the river,
       and back.
bot    Why?  [Skip]  [Back]

Esperanza  [Nowhere]
bot    (no such button)

Esperanza  (language es)
bot    Why?  [Omitir]  [Atrás]

Esperanza  (cancels)
bot    Paramos aquí. Lo que contó hasta ahora queda guardado.

Esperanza  [Omitir]
bot    Lea sus respuestas antes de enviarlas, por favor.
       1. Where to? To the river, and back.
       2. Why? —
       [1]  [2]  [Enviar]

Esperanza  [Enviar]
bot    (sent)
"""


def replayed(written: str) -> str:
    return replay(make(WALK), written, language="en", lists={}, now=NOW)


def test_a_dialogue_is_written_down_as_it_happens() -> None:
    assert replayed(TOLD) == TOLD


def test_only_what_the_participant_says_is_read() -> None:
    asked = "Ana  A hill\nbot    whatever\n       more of it\ntoast  gone\nedit   [no]\n"

    assert replayed(asked) == "bot    Where to?\n\nAna    A hill\nbot    Why?  [Skip]  [Back]\n"


def test_a_dialogue_may_be_written_without_the_bots_lines() -> None:
    assert replayed("Ana  A hill\nAna  Skip\n").endswith("[Send]\n")


def test_nothing_said_is_only_the_first_question() -> None:
    assert replayed("") == "bot    Where to?\n"


CORRECTED = """\
bot    Where to?

Ana    To the river
bot    Why?  [Skip]  [Back]

Ana    (edits To the) To the lake
bot    Changed: To the lake

Ana    (edits To the river) Home
bot    (no such answer)

Ana    (rewords where) Far away,
       to the lake
bot    Changed: Far away, to the lake

Ana    (rewords why) Rain
bot    (no such answer)

Ana    [Skip]
bot    Please read your answers before you send them.
       1. Where to? Far away, to the lake
       2. Why? —
       [1]  [2]  [Send]

Ana    [Send]
bot    (sent)

Ana    (reopens)
bot    Please read your answers before you send them.
       1. Where to? Far away, to the lake
       2. Why? —
       [1]  [2]  [Send the change]

Ana    send
bot    (sent)

Ana    (reopens why)
bot    Why?  [Skip]  [Back]

Ana    (location 14 -87)
bot    (I can only read text here. Please write your answer or press a button.)
       Why?
       [Skip]  [Back]
"""


def test_answers_are_changed_in_a_dialogue_too() -> None:
    assert replayed(CORRECTED) == CORRECTED


def test_a_rehearsal_leaves_a_dialogue_behind() -> None:
    rehearsal = Rehearsal.begin(make(WALK), language="en", lists={}, now=NOW)

    for line in ("Home", "Rain", "[Send]"):
        rehearsal = rehearsal.take("Ana", line)

    assert rehearsal.completed
    assert rehearsal.blocks[-1] == "Ana    [Send]\nbot    (sent)"
    assert replayed("\n\n".join(rehearsal.blocks)) == "\n\n".join(rehearsal.blocks) + "\n"
