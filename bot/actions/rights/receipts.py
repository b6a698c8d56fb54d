"""The receipt of an erasure: what is gone, under which number, and what is left and where."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.actions.telling.memberships import title_of_workshop
from bot.actions.visits import Visit
from bot.markup import bold, plain
from locales import N_
from storage import audit, workshops
from storage.participants import Participant


def write_receipt(visit: Visit, going: Sequence[Participant], *, number: str) -> str:
    """Return it in Telegram's HTML; written before they go, of what is still known of them."""
    say = visit.words.say
    workshop = workshops.get_workshop(visit.db, workshop_id=going[0].workshop_id)
    today = visit.words.date(visit.now.astimezone(ZoneInfo(workshop.zone)).date())
    gone = "\n".join(
        bold(
            say(N_("Erased: all that you told in “{title}”."), title=title_of_workshop(visit, one))
        )
        for one in going
    )
    receipt = N_("Receipt {number}, {day}. Keep this number if you want to ask about it later.")
    left = "\n".join([bold(say(N_("What is left"))), *map(plain, _left(visit, going))])
    back = N_("To come back, open an invitation link. I will not know who you were.")
    return "\n\n".join(
        [gone, plain(say(receipt, number=number, day=today)), left, plain(say(back))]
    )


def _left(visit: Visit, going: Sequence[Participant]) -> Iterator[str]:
    yield visit.words.say(
        N_(
            "In Telegram: I have taken out of this chat what it lets me, the last two days. The rest"
            " only you can remove: delete this chat in Telegram."
        )
    )
    yield visit.words.say_many(
        "In backups: those made before now are kept for {count} day. If one is put back, I erase you"
        " again before I answer anybody.",
        "In backups: those made before now are kept for {count} days. If one is put back, I erase"
        " you again before I answer anybody.",
        visit.house.backup_days,
    )
    yield visit.words.say(
        N_(
            "With the organisers: the daily digests that they had stay in their chats, with the"
            " titles of practices in them."
        )
    )
    if any(_was_handed_out(visit, one) for one in going):
        yield visit.words.say(
            N_(
                "In files: answers were handed to the organisers as a file since you joined. I cannot"
                " reach it; ask your organisers."
            )
        )
    else:
        yield visit.words.say(N_("In files: no answers were handed out since you joined."))


def _was_handed_out(visit: Visit, participant: Participant) -> bool:
    return audit.is_done(
        visit.db,
        workshop_id=participant.workshop_id,
        action="exported",
        since=participant.joined_at,
    )
