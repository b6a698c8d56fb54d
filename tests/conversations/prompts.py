"""Questions as tests need them."""

from conversations.xforms.entry import ChoiceShown, Prompt
from conversations.xforms.formdef import Kind


def prompt(kind: Kind, *, choices: str = "", appearance: str = "", answer: str = "") -> Prompt:
    """Make a question; `choices` are written `value=Label | value=Label`."""
    pairs = [pair.strip().partition("=") for pair in choices.split("|") if pair.strip()]
    return Prompt(
        ref="/form/question",
        name="question",
        kind=kind,
        label="Question?",
        hint="",
        required=True,
        readonly=False,
        choices=tuple(ChoiceShown(value, label) for value, _, label in pairs),
        answer=answer,
        group="",
        appearance=appearance,
        required_message="",
        constraint_message="",
    )
