"""What somebody sends while they are asked again: kept until they answer, taken then or dropped."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.actions.visits import Visit
from bot.attached import Carrier, File, Location
from bot.updates import Edited, Sent, Text, Update
from storage import consents
from storage import held as storage
from storage.participants import Participant

MOST_HELD = 20  # messages; who has sent so many without reading gets them back with the next yes

_KINDS: Mapping[str, Callable[..., Sent]] = {
    "text": Text,
    "edited": Edited,
    "location": Location,
    "file": lambda carrier, **described: File(carrier=Carrier(carrier), **described),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that is held, in words, and since when."""

    text: str = field(repr=False)
    carrier: str
    mime_type: str
    since: datetime


def hold(visit: Visit, participant: Participant) -> bool:
    """Keep what was just sent until this person has answered; tell whether it is kept.

    Only of who agreed before: of others nothing is kept. A press or a command is not worth it,
    for the question is put again.
    """
    kind = kind_of(visit.came.sent)
    agreed_before = consents.find_consent(visit.db, participant_id=participant.id)
    waiting = storage.count_held(visit.db, participant_id=participant.id)
    if kind is None or agreed_before is None or waiting >= MOST_HELD:
        return False
    sent = {"kind": kind, "message": visit.came.message_id, "sent": asdict(visit.came.sent)}
    storage.hold(visit.db, participant_id=participant.id, sent=sent, now=visit.now)
    return True


def list_waiting(visit: Visit, participant: Participant) -> Iterator[Waiting]:
    """Yield what is held of this person, to be shown to them."""
    for kept, since in storage.list_held(visit.db, participant_id=participant.id):
        sent = kept["sent"]
        place = " ".join(str(sent[name]) for name in ("latitude", "longitude") if name in sent)
        text = sent.get("text") or sent.get("caption") or place
        yield Waiting(text, sent.get("carrier", ""), sent.get("mime_type", ""), since)


def release(visit: Visit, participant: Participant) -> tuple[Update, ...]:
    """Return what was held as if it came now, in the order in which it came."""
    return tuple(
        _as_update(visit, kept) for kept in storage.release(visit.db, participant_id=participant.id)
    )


def drop(visit: Visit, participant: Participant) -> int:
    """Keep what was held no longer; return how much it was."""
    return len(storage.release(visit.db, participant_id=participant.id))


def kind_of(sent: Sent) -> str | None:
    """Return how it is held; None for what is not worth it."""
    match sent:
        case Text():
            return "text"
        case Edited():
            return "edited"
        case Location():
            return "location"
        case File():
            return "file"
        case _:
            return None


def _as_update(visit: Visit, kept: Mapping[str, Any]) -> Update:
    sent = _KINDS[kept["kind"]](**kept["sent"])
    return replace(visit.came, sent=sent, message_id=kept["message"])
