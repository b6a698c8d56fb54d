"""Fields about identified victims: a case form is found, a form about victims in general is not."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from conversations.xforms.checks.findings import Findings
from conversations.xforms.checks.standard import in_standard_words
from conversations.xforms.problems import Problem
from conversations.xforms.workbooks.question_types import ASKED, read_type
from conversations.xforms.workbooks.workbook import Row, Workbook
from locales import N_


class _About(Enum):
    """What a field tells of a person."""

    NAME = auto()
    BIRTH = auto()
    DOCUMENT = auto()
    CASE = auto()
    CONTACT = auto()
    ADDRESS = auto()
    EXPLOITATION = auto()


_PERSON: Final = (
    r"(?:victim|survivor|child|minor|person|individual|client|beneficiary|victima|sobreviviente"
    r"|superviviente|nina|nino|menor|persona|victime|survivante?|enfant|mineure?|personne"
    r"|vitima|sobrevivente|crianca|pessoa)"
)
_OF: Final = r"(?:of|de|du|da|do|del|d|l|la|el|le|the|a|an|s)"
_PATTERNS: Final[Mapping[_About, str]] = MappingProxyType(
    {
        _About.NAME: (
            r"(?:first|second|last|given|family|full|middle|maiden) names?|surname|forename"
            r"|apellidos?|nombre completo|(?:primer|segundo) nombre|prenoms?|nom de famille"
            r"|nom complet|sobrenome|nome completo|primeiro nome|first and last names"
            rf"|(?:names?|nombres?|noms?|nomes?) (?:{_OF} )+{_PERSON}|{_PERSON} (?:s )?names?"
        ),
        _About.BIRTH: (
            r"(?:date|year|place|day|country) of birth|birth ?(?:date|day|year|place)|dob"
            r"|(?:fecha|lugar|ano|pais) (?:de )?nac(?:imiento)?"
            r"|(?:date|lieu|annee|pays) de naissance"
            r"|(?:data|local|ano|pais) (?:de )?nascimento"
        ),
        _About.DOCUMENT: (
            r"passport|(?:id|identity|identification|document) (?:number|no|card|document)"
            r"|national id|pasaporte|cedula|dni|dpi|documento de identidad|tarjeta de identidad"
            r"|numero de (?:documento|identidad|identificacion)|passeport|passaporte|cpf"
            r"|numero (?:de|d)(?: la)? (?:piece|identite|carte)|carte (?:nationale )?d identite"
            r"|documento de identidade|numero do documento"
        ),
        _About.CASE: (
            r"case (?:number|no|id|code|file|reference)|case ?id|file number"
            r"|(?:numero|codigo|id) del? (?:caso|expediente)|expediente"
            r"|(?:numero|code) (?:de|du) (?:dossier|cas)|numero do (?:caso|processo)"
        ),
        _About.CONTACT: (
            r"(?:tele)?phone|mobile number|cell ?phone|whatsapp|telefono|celular|portable"
            r"|telefone|e ?mail|correo(?: electronico)?|courriel"
        ),
        _About.ADDRESS: (
            r"address|street|(?:postal|zip) code|direccion|domicilio|calle|codigo postal"
            r"|adresse|code postal|endereco"
        ),
        _About.EXPLOITATION: (
            r"exploitation|explotacion|exploracao|traffick(?:ed|ing|er)|trata|traite|trafico"
            r"|tratante|trafiquant|recruit(?:ed|er|ment)|captacion|reclutamiento|debt bondage"
        ),
    }
)
_ONE_VICTIM: Final = re.compile(
    r"\b(?:vic|victim|victima|victime|vitima|survivor|sobreviviente|superviviente|survivante?"
    r"|sobrevivente)\b"
)
_A_SERVICE: Final = re.compile(
    r"\b(?:hotline|service|assistance|support|office|unit|cent(?:er|re)|organi[sz]ation"
    r"|institution|programme?|linea|servicio|asistencia|atencion|oficina|unidad|centro"
    r"|organizacion|institucion|programa|ligne|bureau|unite|aide|servico|linha)\b"
)
_NOT: Final = re.compile(r"\b(?:not|never|without|no|sin|nunca|sans|pas|jamais|nao|sem)\b")
_NOT_FIELDS: Final = frozenset({"note", "acknowledge"})
_SINGLING_OUT: Final = frozenset({_About.BIRTH, _About.DOCUMENT, _About.CASE})
_LONGEST_LABEL: Final = 150
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class _Field:
    row: Row
    about: frozenset[_About]
    of_one_victim: bool

    @property
    def is_personal(self) -> bool:
        return bool(self.about - {_About.EXPLOITATION})


def victim_fields(workbook: Workbook) -> tuple[Problem, ...]:
    """Find the fields by which a victim could be recognised; none, where the form is no case form.

    A form is one where a field says itself that it tells of one victim, or where two kinds of
    personal data, one of which singles a person out, stand beside a case or an exploitation.
    """
    found = Findings()
    standard = in_standard_words(workbook, found)
    fields = [field for field in _fields(standard.rows("survey")) if field.about]
    if not (any(map(_names_a_victim, fields)) or _is_a_case(fields)):
        return ()
    return tuple(
        Problem(
            found.at(field.row, "name"),
            N_("{name} is about one victim, who could be recognised by it"),
            N_("Take it out, or use the form in a protected workshop only."),
            {"name": field.row.cell("name")},
        )
        for field in fields
    )


def _fields(rows: tuple[Row, ...]) -> Iterator[_Field]:
    for row in rows:
        kind = read_type(row.cell("type")).name
        if kind in ASKED and kind not in _NOT_FIELDS:
            yield _field(row)


def _field(row: Row) -> _Field:
    """Read what a field is about from its name and its labels, in any of four languages."""
    plain = [_plain(label) for label in row.texts("label") if len(label) <= _LONGEST_LABEL]
    said = [label for label in plain if not _NOT.search(label)]
    text = " | ".join((_plain(_CAMEL.sub(" ", row.cell("name"))), *said))
    # re compiles them once, when they are first used: that takes longer than all else here.
    about = (one for one, words in _PATTERNS.items() if re.search(rf"\b(?:{words})\b", text))
    of_one = _ONE_VICTIM.search(text) is not None and _A_SERVICE.search(text) is None
    return _Field(row, frozenset(about), of_one)


def _plain(text: str) -> str:
    """Leave letters without accents, digits and single spaces."""
    letters = unicodedata.normalize("NFD", text.lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def _names_a_victim(field: _Field) -> bool:
    return field.of_one_victim and field.is_personal


def _is_a_case(fields: list[_Field]) -> bool:
    about = {one for field in fields for one in field.about}
    personal = about - {_About.EXPLOITATION}
    of_a_case = bool(about & {_About.CASE, _About.EXPLOITATION})
    is_told = of_a_case or any(field.of_one_victim for field in fields)
    return is_told and len(personal) > 1 and bool(personal & _SINGLING_OUT)
