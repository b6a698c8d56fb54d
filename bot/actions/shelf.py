"""Forms, read once and kept at hand: neither a published version nor a draft ever changes."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from bot.actions.attachments import lists_in
from conversations.xforms.formdef import FormDef
from conversations.xforms.instance import TreeElement
from conversations.xforms.lists import items_of
from conversations.xforms.parsing.parser import load_xform
from storage import forms
from storage.database import Session

KEPT = 64  # versions; a workshop has three forms and a few versions of each
KEPT_LISTS = 16  # versions; a list of 5,000 rows takes some megabytes
T = TypeVar("T")


class FormShelf:
    """Compiled forms, and the lists attached to them, by id; shared by all database threads."""

    def __init__(self, *, most: int = KEPT) -> None:
        self._forms = _Kept[FormDef](most)
        self._lists = _Kept[dict[str, TreeElement]](KEPT_LISTS)

    def get(self, db: Session, version_id: int) -> FormDef:
        """Return the version's form; raises what storage raises where there is none."""
        return self._forms.get(
            version_id,
            lambda: load_xform(forms.get_form_version(db, form_version_id=version_id).xform),
        )

    def lists(self, db: Session, version_id: int) -> dict[str, TreeElement]:
        """Return the lists attached to a version as trees, by file; turns only read them."""
        return self._lists.get(version_id, lambda: _trees(db, version_id))

    def compiled(self, draft_id: int, xform: str) -> FormDef:
        """Return the form of a draft: its id is no version's, and its XForm stays as it is."""
        return self._forms.get(draft_id, lambda: load_xform(xform))


def _trees(db: Session, version_id: int) -> dict[str, TreeElement]:
    rows = lists_in(forms.get_files(db, form_version_id=version_id))
    return {name: items_of(listed) for name, listed in rows.items()}


class _Kept(Generic[T]):
    """What was made for the ids asked for last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._made: OrderedDict[int, T] = OrderedDict()

    def get(self, id_: int, make: Callable[[], T]) -> T:
        with self._lock:
            if id_ in self._made:
                self._made.move_to_end(id_)
                return self._made[id_]
        made = make()
        with self._lock:
            self._made[id_] = made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made
