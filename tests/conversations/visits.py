"""A form with a way that forks, and what is told in it: for the tests of corrections."""

from conversations.conversation import answers
from tests.conversations.talks import NOW, Talk, make

VISIT = """
## survey

| type | name | label | required | relevant | constraint | constraint_message | appearance | choice_filter | calculation |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| text | title | Title? | yes | | string-length(.) < 20 | At most 19. | | | |
| select_one yes_no | tried | Tried? | yes | | | | | | |
| integer | year | Year? | | ${tried} = 'yes' | . > 1990 | A year like 2019, please. | | | |
| geopoint | where | Where? | | ${tried} = 'yes' | | | | | |
| text | why | Why not? | | ${tried} = 'no' | | | | | |
| text | story | What happened? | | | | | multiline | | |
| select_one step | next | What next? | | | | | | tried = ${tried} | |
| integer | until | Until? | | | ${year} = '' or . >= ${year} | Not before it began. | | | |
| calculate | age | | | | | | | | 2026 - ${year} |

## choices

| list_name | name | label | tried |
| --- | --- | --- | --- |
| yes_no | yes | Yes | |
| yes_no | no | No | |
| step | grow | Grow | yes |
| step | stop | Stop | yes |
| step | try | Try | no |

## settings

| form_id | version |
| --- | --- |
| visit | 1 |
"""
TO_STORY = ("Doors", "yes", "2019", "14.07, -87.21")
TO_REVIEW = (*TO_STORY, "It", "went well.", "[Done]", "[Grow]", "2024")


def visit(*lines: str) -> Talk:
    talk = Talk(make(VISIT))
    talk.tells(*lines)
    return talk


def told(talk: Talk) -> dict[str, str]:
    values = answers(talk.conversation, now=NOW, lists=talk.lists)
    return {one.name: one.value for one in values if one.relevant}


NOT_AN_ANSWER = ["say That message gave no answer that stands now, so I have changed nothing."]
