"""What comes back from a table: how many confirm, what they add, and that something was taken back."""

from collections.abc import Iterator

from bot.actions import contributions
from bot.actions.visits import Participant, Visit, promise_one
from bot.markup import bold, plain
from bot.render import Message, edit, send
from locales import N_, Words, words
from storage import confirmations, deliveries, participants
from storage.confirmations import Count
from storage.submissions import Submission, get_submission

TAKEN_BACK = N_("This was taken back by whoever told it.")


def promise_to(
    visit: Visit, reader: Participant, message: Message, *, key: str | None = None
) -> None:
    """Promise a message to somebody else, who may want none; by its key it is found again."""
    if not reader.reachable or (reader.stopped and message.method == "sendMessage"):
        return
    promise_one(
        visit.db, message, chat_id=reader.chat_id, now=visit.now, house=visit.house, key=key
    )


def card_key(told: Submission, reader: Participant, *, revision: int) -> str:
    """Return what the message is known by in which somebody was shown a contribution."""
    return f"table:{told.id}:{revision}:{reader.id}"


def tell_count(visit: Visit, author: Participant, told: Submission) -> None:
    """Keep one message of the author's up to date: how many were asked, and how many confirm.

    It stands where the author was asked whether to show it, and changes there without a sound.
    """
    said = words(author.language)
    name = contributions.name_of(visit.db, told, house=visit.house, said=said)
    count = confirmations.count(visit.db, submission_id=told.id)
    html = "\n".join([bold(name), plain(count_in_words(count, said))])
    key = f"confirmed:{told.id}:{told.revision}"
    shown = deliveries.find_message(visit.db, key=key)
    if visit.tapped is not None and author == visit.participant:
        promise_to(visit, author, edit(html, message_id=visit.tapped), key=key)
    elif shown is None:
        promise_to(visit, author, send(html), key=key)
    else:
        promise_to(visit, author, edit(html, message_id=shown))


def count_in_words(count: Count, said: Words) -> str:
    """Say how a contribution stands at its table."""
    sentences = [
        said.say_many(
            "Shown to {count} person; confirmed by {confirmed}.",
            "Shown to {count} people; confirmed by {confirmed}.",
            count.asked,
            confirmed=said.number(count.confirmed),
        )
    ]
    if not count.asked:
        sentences = [said.say(N_("Not shown in these words yet."))]
    if count.confirmed_before:
        sentences.append(
            said.say_many(
                "{count} person had confirmed it as it was before.",
                "{count} people had confirmed it as it was before.",
                count.confirmed_before,
            )
        )
    if count.comments:
        sentences.append(said.say_many("{count} addition.", "{count} additions.", count.comments))
    return " ".join(sentences)


def tell_what_was_added(visit: Visit, comment: Submission) -> None:
    """Tell the author once what somebody at the table adds; who it was is not said."""
    told, author = _commented(visit, comment)
    said = words(author.language)
    name = contributions.name_of(visit.db, told, house=visit.house, said=said)
    added = contributions.comment_of(visit.db, comment)
    heading = bold(said.say(N_("Somebody at your table adds to “{name}”:"), name=name))
    if not added:
        added = said.say(N_("What was added only the organisers read."))
    key = _comment_key(comment, comment.revision)
    promise_to(visit, author, send(f"{heading}\n{plain(added)}"), key=key)


def take_back(visit: Visit, told: Submission) -> None:
    """Take what was told out of the chats of those who were shown it, where that is possible.

    Each time that it was changed and shown again there is a message of its own.
    """
    readers = dict(_shown(visit, told))
    for one in deliveries.list_promised(visit.db, keys=readers.keys()):
        reader = readers[one.key]
        if one.message_id is None:
            deliveries.take_back(visit.db, id=one.id, now=visit.now)
            # It may be at Telegram's already: then it has a number when this comes to be sent.
            promise_to(visit, reader, Message("deleteMessages", {"deliveries": [one.id]}))
        else:
            text = plain(words(reader.language).say(TAKEN_BACK))
            promise_to(visit, reader, edit(text, message_id=one.message_id))


def _shown(visit: Visit, told: Submission) -> Iterator[tuple[str, Participant]]:
    """Yield by its key each message in which this was shown, and to whom."""
    revisions = range(1, told.revision + 1)
    if told.subject_id is not None:
        _, author = _commented(visit, told)
        yield from ((_comment_key(told, revision), author) for revision in revisions)
    for id_ in confirmations.list_asked(visit.db, submission_id=told.id):
        reader = participants.get_participant(visit.db, participant_id=id_)
        yield from ((card_key(told, reader, revision=revision), reader) for revision in revisions)


def _comment_key(comment: Submission, revision: int) -> str:
    return f"comment:{comment.id}:{revision}"


def _commented(visit: Visit, comment: Submission) -> tuple[Submission, Participant]:
    """Return what a comment is about, and who told it."""
    assert comment.subject_id is not None  # it is a comment
    told = get_submission(visit.db, submission_id=comment.subject_id)
    return told, participants.get_participant(visit.db, participant_id=told.participant_id)
