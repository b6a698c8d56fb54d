"""Forms, read once and kept at hand: neither a published version nor a draft ever changes."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from bot.actions.attachments import Rows, lists_in
from conversations.xforms.formdef import FormDef
from conversations.xforms.parsing.parser import load_xform
from storage import forms
from storage.database import Session

KEPT = 64  # versions; a workshop has three forms and a few versions of each
T = TypeVar("T")


class FormShelf:
    """Compiled forms, and the lists attached to them, by id; shared by all database threads."""

    def __init__(self, *, most: int = KEPT) -> None:
        self._forms = _Kept[FormDef](most)
        self._lists = _Kept[dict[str, Rows]](most)

    def get(self, db: Session, version_id: int) -> FormDef:
        """Return the version's form; raises what storage raises where there is none."""
        return self._forms.get(
            version_id,
            lambda: load_xform(forms.get_form_version(db, form_version_id=version_id).xform),
        )

    def lists(self, db: Session, version_id: int) -> dict[str, Rows]:
        """Return the rows of the lists attached to a version, by file."""
        return self._lists.get(
            version_id, lambda: lists_in(forms.get_files(db, form_version_id=version_id))
        )

    def compiled(self, draft_id: int, xform: str) -> FormDef:
        """Return the form of a draft: its id is no version's, and its XForm stays as it is."""
        return self._forms.get(draft_id, lambda: load_xform(xform))


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
