"""Each promise is held by tests that are named here; docs/privacy.md shows people the same table."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.actions.promises import promises

ROOT = Path(__file__).parents[1]
POLICY = ROOT / "docs" / "privacy.md"

PROOFS: dict[str, tuple[str, ...]] = {
    "organisers-read": (
        "tests/bot/stories/test_organisers.py::test_the_digest_is_for_organisers_only",
        "tests/bot/stories/test_tables.py::test_what_an_author_keeps_for_the_organisers_is_not_read_at_the_table",
        "tests/bot/stories/test_privacy.py::test_it_says_how_many_read_and_until_when",
    ),
    "you-choose-readers": (
        "tests/bot/stories/test_tables.py::test_what_is_no_longer_for_the_table_leaves_its_chats",
        "tests/bot/stories/test_permissions.py::test_a_contribution_is_hidden_from_others_and_shown_again",
        "tests/storage/test_practices.py::test_practices_shared_with_participants_are_listed_the_newest_first",
    ),
    "names-forgotten": (
        "tests/bot/stories/test_expiring.py::test_then_nobody_knows_who_told_what",
        "tests/storage/test_expiry.py::test_who_told_what_is_forgotten_and_what_was_sent_stays",
    ),
    "answers-removed": (
        "tests/bot/stories/test_expiring.py::test_in_the_end_all_that_was_told_is_gone",
        "tests/storage/test_expiry.py::test_in_the_end_nothing_that_was_told_is_left",
    ),
    "stored-encrypted": (
        "tests/storage/test_privacy.py::test_no_name_no_answer_and_no_chat_is_found_in_the_files",
        "tests/storage/test_tables.py::test_every_column_of_words_is_sealed_or_reviewed",
        "tests/storage/test_tables.py::test_every_column_of_bytes_is_sealed_a_blind_index_or_reviewed",
    ),
    "only-this-is-kept": (
        "tests/bot/test_updates.py::test_a_text_is_read_without_the_name_of_who_sent_it",
        "tests/storage/test_tables.py::test_every_column_of_words_is_sealed_or_reviewed",
    ),
    "no-account-details": (
        "tests/bot/test_updates.py::test_a_text_is_read_without_the_name_of_who_sent_it",
    ),
    "photos-without-place": (
        "tests/bot/test_pictures.py::test_where_and_with_what_a_picture_was_taken_is_gone",
        "tests/bot/test_pictures.py::test_a_picture_is_drawn_anew_whatever_it_is_sent_as",
    ),
    "voice-stays-here": (
        "tests/bot/stories/test_privacy.py::test_of_voice_notes_it_speaks_only_where_they_are_written_down",
        "tests/bot/stories/test_voice.py::test_what_was_understood_is_shown_and_counts_when_its_speaker_says_so",
    ),
    "voice-deleted": (
        "tests/bot/stories/test_voice.py::test_what_was_understood_is_shown_and_counts_when_its_speaker_says_so",
        "tests/bot/stories/test_voice.py::test_a_recording_may_stay_beside_its_text",
    ),
    "mine-lists": (
        "tests/bot/stories/test_menu.py::test_mine_shows_what_is_begun_and_what_was_sent",
        "tests/bot/stories/test_permissions.py::test_what_is_withdrawn_may_be_seen_by_nobody",
    ),
    "export-is-complete": (
        "tests/bot/stories/test_own_data.py::test_all_that_i_told_comes_as_a_page_and_as_json",
        "tests/bot/stories/test_own_data.py::test_nothing_of_anybody_else_is_there",
    ),
    "erase-erases": (
        "tests/bot/stories/test_rights.py::test_erasure_asks_first_then_empties_the_chat_and_gives_a_receipt",
        "tests/bot/stories/test_rights.py::test_erasure_works_at_every_step_of_the_arrival",
        "tests/storage/test_erasures.py::test_nothing_by_which_the_person_could_be_found_stays_in_any_table",
        "tests/storage/test_privacy.py::test_what_is_erased_is_overwritten_in_the_file",
    ),
    "erased-after-restore": (
        "tests/bot/stories/test_rights.py::test_a_backup_that_is_put_back_has_lost_the_erased_before_anybody_is_served",
        "tests/storage/test_erasures.py::test_a_backup_loses_again_what_was_erased_and_nothing_else",
    ),
    "stop-stops": (
        "tests/bot/stories/test_rights.py::test_who_stops_gets_replies_and_nothing_else_for_a_month",
    ),
    "changes-ask-again": (
        "tests/bot/test_consent_holds.py::test_no_answer_is_kept_without_the_consent_of_its_time",
        "tests/bot/stories/test_consent.py::test_an_answer_is_held_while_the_consent_of_today_is_asked_for",
        "tests/bot/stories/test_consent.py::test_a_press_in_the_middle_is_asked_for_again",
    ),
    "minors-not-followed": (
        "tests/bot/stories/test_permissions.py::test_an_adolescent_is_not_written_to_afterwards",
    ),
    "danger-shows-help": (
        "tests/bot/stories/test_hotlines.py::test_who_is_in_danger_is_told_where_to_call_in_their_country",
        "tests/bot/stories/test_hotlines.py::test_without_a_country_all_lines_are_shown",
    ),
}
"""By the name of a promise, the tests that fail where it is broken."""


def test_every_promise_has_a_proof_and_every_proof_a_promise() -> None:
    assert PROOFS.keys() == promises().keys()
    assert [name for name, proofs in PROOFS.items() if not proofs] == []


@pytest.mark.parametrize("name", PROOFS)
def test_the_tests_that_hold_a_promise_exist(name: str) -> None:
    missing = [proof for proof in PROOFS[name] if proof not in _tests_of(proof)]

    assert missing == []


def test_the_policy_that_people_read_has_every_promise_with_its_proof() -> None:
    written = POLICY.read_text(encoding="utf-8").splitlines()

    assert [line for line in written if line.startswith("| ")] == list(_table())


def _tests_of(proof: str) -> set[str]:
    """Return the tests in the file of this one, as pytest names them."""
    file = proof.partition("::")[0]
    path = ROOT / file
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (
        one for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return {f"{file}::{one.name}" for one in functions if one.name.startswith("test_")}


def _table() -> Iterator[str]:
    """Write the table: the sentences of a promise, where they are said, the tests that hold it."""
    yield "| promise | said | where | held by |"
    yield "| --- | --- | --- | --- |"
    for name, said in promises().items():
        sentences = "<br>".join(dict.fromkeys(said.values()))
        proofs = "<br>".join(f"`{proof}`" for proof in PROOFS.get(name, ()))
        yield f"| {name} | {sentences} | {', '.join(said)} | {proofs} |"


if __name__ == "__main__":
    print(*_table(), sep="\n")  # noqa: T201 -- to be put into docs/privacy.md
