"""Forms drawn by chance, talked through by chance, once with JSON between the turns and once not."""

import json

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from conversations.conversation import Turn, answers, begin, put_again, reopen, take
from conversations.inputs import Cancel, Edited, Input, Resume, Reworded, Typed
from conversations.script import buttons_of
from conversations.standing import Conversation, Mode
from conversations.xforms.entry import FormEntry
from tests.conversations.talks import NOW
from tests.conversations.xforms.drawn import ANSWERS, workbooks
from tests.conversations.xforms.given import compiled


class ConversationGoingOn(RuleBasedStateMachine):
    """A participant who writes, presses what is there or was there, stops and comes back.

    What was written is edited afterwards, and what was sent is changed and sent again.
    """

    turn: Turn
    stored: str
    written: int = 0

    @initialize(source=workbooks())
    def begin(self, source: str) -> None:
        self.form = compiled(source).form
        self._hear(begin(self.form, language="en", now=NOW, seed=7, lists={}))
        self.presses = self._buttons()

    @rule(
        text=ANSWERS | st.sampled_from(["back", "skip", "done", "send", "add", "1", "24/11/2026"])
    )
    def write(self, text: str) -> None:
        self.written += 1
        self._do(Typed(text, self.written))

    @rule(back=st.integers(0, 5), text=ANSWERS)
    def edit(self, back: int, text: str) -> None:
        self._do(Edited(max(0, self.written - back), text))

    @rule(back=st.integers(0, 5), text=ANSWERS)
    def reword(self, back: int, text: str) -> None:
        passed = self.turn.conversation.passed
        if back < len(passed):
            self._do(Reworded(passed[-1 - back], text))

    @rule(at=st.sampled_from(["", "q0", "q1"]))
    def reopen_what_was_sent(self, at: str) -> None:
        if self.turn.conversation.mode is Mode.CLOSED:
            conversation = self._from_json()
            self._hear(reopen(conversation, language="en", now=NOW, lists={}, at=at))

    @rule(place=st.integers(0, 60))
    def press_what_is_there(self, place: int) -> None:
        presses = self._buttons()
        if presses:
            self._do(presses[place % len(presses)])

    @rule(place=st.integers(0, 60))
    def press_what_was_there(self, place: int) -> None:
        if self.presses:
            self._do(self.presses[place % len(self.presses)])

    @rule()
    def stop_and_come_back(self) -> None:
        self._do(Cancel())
        self._do(Resume())

    @rule(language=st.sampled_from(["es", "fr", "en"]))
    def speak(self, language: str) -> None:
        again = put_again(self._from_json(), language=language, now=NOW, lists={})
        assert put_again(self.turn.conversation, language=language, now=NOW, lists={}) == again
        self._hear(again)

    def _do(self, came_in: Input) -> None:
        self.presses = [*self.presses, *self._buttons()][-60:]
        through_json = take(self._from_json(), came_in, now=NOW, lists={})
        assert take(self.turn.conversation, came_in, now=NOW, lists={}) == through_json
        self._hear(through_json)

    def _hear(self, turn: Turn) -> None:
        self.turn = turn
        self.stored = json.dumps(turn.conversation.to_state())

    def _from_json(self) -> Conversation:
        return Conversation.from_state(self.form, json.loads(self.stored))

    def _buttons(self) -> list[Input]:
        return [button.press for reply in self.turn.replies for button in buttons_of(reply)]

    @invariant()
    def it_is_the_same_after_json(self) -> None:
        assert self._from_json() == self.turn.conversation

    @invariant()
    def what_is_stored_is_as_if_computed_from_nothing(self) -> None:
        entry = FormEntry.restore(self.form, self.turn.conversation.entry, now=NOW)
        assert entry.dump() == self.turn.conversation.entry
        told = answers(self.turn.conversation, now=NOW, lists={})
        assert {one.ref: one.value for one in told if one.relevant} == entry.answers()


TestConversationGoingOn = ConversationGoingOn.TestCase
TestConversationGoingOn.settings = settings(
    max_examples=settings().max_examples // 2,
    stateful_step_count=12,
    suppress_health_check=[HealthCheck.too_slow],
)
