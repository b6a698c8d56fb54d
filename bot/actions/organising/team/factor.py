"""The second factor: six digits of an app, asked for before what could harm many people.

The secret is shown once, as a picture and as letters, and taken away when the first code was right.
A code is good once. The steps of time and their digits are those of RFC 6238.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Final

import pyotp
import segno
from pyotp.utils import strings_equal

from bot.actions.notices import tell_organiser
from bot.actions.organising.awaited import CODE
from bot.actions.roles import write_down
from bot.actions.visits import Act, Refusal, Visit, promise_one
from bot.markup import bold, plain
from bot.packing import pack
from bot.render import Message, say
from bot.taps import Tap
from bot.updates import Sent, Toast
from bot.updates import Tap as Press
from bot.uploads import upload
from locales import N_, words
from storage import deliveries, expected, organisers, second_factors, workshops
from storage.database import Session
from storage.expected import Expected
from storage.organisers import Organiser, OrganiserRole
from storage.second_factors import SecondFactor

VALID: Final = timedelta(minutes=15)
SHUT: Final = timedelta(minutes=15)
MOST_FAILURES: Final = 5
STEP_SECONDS: Final = 30
ISSUER: Final = "Tertulia"
WAITS: Final = timedelta(minutes=15)  # then six digits are a text like any other
_CODE: Final = re.compile(r"\d{3} ?\d{3}", re.ASCII)
_SCALE: Final = 6  # pixels a module: read from another screen


class NothingExpected(Refusal):
    sentence = N_("I asked for no code. I ask for one when you need it.")


def require_fresh(visit: Visit, organiser: Organiser, then: Tap) -> bool:
    """Tell whether a right code came within the last minutes; else ask for one.

    After the right one `then` is done as if its button were pressed.
    """
    factor = second_factors.find_factor(visit.db, organiser_id=organiser.id)
    if factor is not None and factor.valid_until is not None and visit.now < factor.valid_until:
        return True
    if factor is not None and _shut_until(factor, visit.now):
        _say_shut(visit, factor)
    elif factor is not None and factor.confirmed:
        _expect(visit, organiser, {"then": pack(then)})
        visit.say(
            N_("Please send me the six digits that your app shows now. I then go on by myself.")
        )
    else:
        _enrol(visit, organiser, then)
    return False


def is_code(visit: Visit, text: str) -> bool:
    """Tell whether a text is the code that was asked for here."""
    return _CODE.fullmatch(text.strip()) is not None and _find_expected(visit) is not None


def take_code(visit: Visit, written: str, act_for: Callable[[Sent], Act]) -> Toast | None:
    """Check the code that somebody sent, and do what it was asked for."""
    waiting = _find_expected(visit)
    if visit.organiser is None or waiting is None:
        raise NothingExpected
    _take_away(visit, visit.came.message_id)
    factor = second_factors.find_factor(visit.db, organiser_id=visit.organiser.id)
    if factor is None:  # somebody has just reset it
        raise NothingExpected
    if _shut_until(factor, visit.now):
        _say_shut(visit, factor)
        return None
    if not _accept(visit, factor, "".join(written.split())):
        _refuse(visit, visit.organiser)
        return None
    _confirm(visit, visit.organiser, factor, waiting)
    pressed = Press(callback_id="", data=str(waiting.about["then"]))
    return act_for(pressed)(visit)


def reset(db: Session, *, organiser: Organiser) -> bool:
    """Forget the secret of somebody whose phone is lost: the next code begins anew."""
    expected.expect_nothing(db, organiser_id=organiser.id)
    return second_factors.remove_factor(db, organiser_id=organiser.id)


def _find_expected(visit: Visit) -> Expected | None:
    if visit.organiser is None:
        return None
    waiting = expected.find_expected(
        visit.db, organiser_id=visit.organiser.id, since=visit.now - WAITS
    )
    return waiting if waiting and waiting.kind == CODE else None


def _expect(visit: Visit, organiser: Organiser, about: dict[str, Any]) -> None:
    expected.expect(visit.db, organiser_id=organiser.id, kind=CODE, about=about, now=visit.now)


def _enrol(visit: Visit, organiser: Organiser, then: Tap) -> None:
    """Make a secret, show it once, and ask for its first code."""
    secret = pyotp.random_base32()
    second_factors.begin_factor(visit.db, organiser_id=organiser.id, secret=secret)
    key = f"factor:{organiser.id}:{visit.came.update_id}"
    _expect(visit, organiser, {"then": pack(then), "key": key})
    workshop = workshops.get_workshop(visit.db, workshop_id=organiser.workshop_id)
    uri = pyotp.TOTP(secret).provisioning_uri(name=workshop.title, issuer_name=ISSUER)
    promise_one(
        visit.db,
        _picture(visit, uri, secret),
        chat_id=visit.came.chat_id,
        now=visit.now,
        house=visit.house,
        key=key,
    )


def _picture(visit: Visit, uri: str, secret: str) -> Message:
    """Return the secret as a picture to scan, with the same as letters."""
    drawn = BytesIO()
    segno.make(uri, error="m").save(drawn, kind="png", scale=_SCALE)
    why = visit.words.say(N_("This needs a second proof that it is you: an app that makes codes."))
    how = visit.words.say(
        N_(
            "Scan this picture with an app for codes, such as the one for passwords on your phone,"
            " or type the key into it. Then send me the six digits that it shows. I show this once,"
            " and take it out of the chat after your first code."
        )
    )
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    caption = f"{bold(why)}\n\n{plain(how)}\n\n<code>{spaced}</code>"
    return Message(
        "sendPhoto",
        {
            "photo": upload("code.png", drawn.getvalue()),
            "caption": caption,
            "parse_mode": "HTML",
            "protect_content": True,
        },
    )


def _accept(visit: Visit, factor: SecondFactor, digits: str) -> bool:
    """Take a right code of the present step, or of one beside it: clocks differ."""
    present = int(visit.now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(factor.secret)
    right = [
        step
        for step in (present - 1, present, present + 1)
        if strings_equal(totp.generate_otp(step), digits)
    ]
    return any(
        second_factors.accept_step(
            visit.db,
            organiser_id=factor.organiser_id,
            step=step,
            now=visit.now,
            valid_until=visit.now + VALID,
        )
        for step in right
    )


def _confirm(visit: Visit, organiser: Organiser, factor: SecondFactor, waiting: Expected) -> None:
    expected.expect_nothing(visit.db, organiser_id=organiser.id)
    if not factor.confirmed:
        _take_away_secret(visit, waiting)
        write_down(visit, organiser, "code_set_up", f"organiser {organiser.id}")
    visit.say(N_("Right. For 15 minutes I ask for no other code."))


def _refuse(visit: Visit, organiser: Organiser) -> None:
    """Count a wrong code; after several close together nothing is taken for a while."""
    failures = second_factors.count_failure(
        visit.db, organiser_id=organiser.id, now=visit.now, since=visit.now - SHUT
    )
    if failures < MOST_FAILURES:
        visit.say(
            N_(
                "That code is not right, or was used already. Wait until your app shows the next one,"
                " and send me that."
            )
        )
        return
    write_down(visit, organiser, "code_shut", f"organiser {organiser.id}")
    visit.say(_SHUT_SENTENCE, minutes=_minutes(SHUT))
    _tell_owners(visit, organiser)


_SHUT_SENTENCE: Final = N_(
    "Too many wrong codes: I take none for {minutes} minutes. The owner of the workshop is told."
)


def _shut_until(factor: SecondFactor, now: datetime) -> datetime | None:
    """Return until when codes are not looked at; None where they are."""
    if factor.failed_at is None or factor.failures < MOST_FAILURES:
        return None
    until = factor.failed_at + SHUT
    return until if now < until else None


def _say_shut(visit: Visit, factor: SecondFactor) -> None:
    until = _shut_until(factor, visit.now) or visit.now
    visit.say(_SHUT_SENTENCE, minutes=_minutes(until - visit.now))


def _minutes(time: timedelta) -> int:
    return -(-int(time.total_seconds()) // 60)


def _tell_owners(visit: Visit, organiser: Organiser) -> None:
    workshop = workshops.get_workshop(visit.db, workshop_id=organiser.workshop_id)
    for owner in organisers.list_organisers(visit.db, workshop_id=workshop.id):
        if owner.role is not OrganiserRole.OWNER:
            continue
        told = words(owner.language).say(
            N_(
                "“{title}”: somebody in your team has sent five wrong codes in a row. If it was not"
                " one of you, take that person out of the team."
            ),
            title=workshop.title,
        )
        tell_organiser(visit.db, owner, [say(told)], house=visit.house, now=visit.now)


def _take_away_secret(visit: Visit, waiting: Expected) -> None:
    """Take the picture with the secret out of the chat, also where it is still on its way."""
    for shown in deliveries.list_promised(visit.db, keys=[str(waiting.about.get("key"))]):
        visit.promise([Message("deleteMessages", {"deliveries": [shown.id]})])


def _take_away(visit: Visit, message_id: int | None) -> None:
    if message_id is not None:
        visit.promise([Message("deleteMessages", {"message_ids": [message_id]})])
