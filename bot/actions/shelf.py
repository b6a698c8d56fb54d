"""Published forms, read once and kept at hand: a published version never changes."""

from collections import OrderedDict
from threading import Lock

from conversations.xforms.formdef import FormDef
from conversations.xforms.xform_parser import load_xform
from storage import forms
from storage.database import Session

KEPT = 64  # versions; a workshop has three forms and a few versions of each


class FormShelf:
    """Compiled form versions by id; shared by all database threads."""

    def __init__(self, *, most: int = KEPT) -> None:
        self._most = most
        self._lock = Lock()
        self._forms: OrderedDict[int, FormDef] = OrderedDict()

    def get(self, db: Session, version_id: int) -> FormDef:
        """Return the version's form; raises what storage raises where there is none."""
        with self._lock:
            if version_id in self._forms:
                self._forms.move_to_end(version_id)
                return self._forms[version_id]
        form = load_xform(forms.get_form_version(db, form_version_id=version_id).xform)
        with self._lock:
            self._forms[version_id] = form
            while len(self._forms) > self._most:
                self._forms.popitem(last=False)
        return form
