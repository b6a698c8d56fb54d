"""Hotlines that an organiser may confirm: what was found where and when, and nothing more.

None is shown to a participant before somebody who knows the country has confirmed it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from locales import N_


@dataclass(frozen=True, slots=True)
class Suggestion:
    line: str
    source: str  # where it was found, and of when that is
    remark: str  # a msgid: what an organiser should know before confirming it


SUGGESTIONS: Final[Mapping[str, Suggestion]] = MappingProxyType(
    {
        "HN": Suggestion(
            "145 (CICESCT)",
            "laprensa.hn, «Honduras lanza línea 145»; honduprensa.com",
            N_("The national line against trafficking."),
        ),
        "MX": Suggestion(
            "800 5533 000",
            "MVS Nuevo León, 2025-08-01",
            N_("According to the source it answers day and night."),
        ),
        "CO": Suggestion(
            "018000 522020",
            "elespectador.com, 2020-10",
            N_("Of the Ministry of the Interior. The source also says that it is hard to reach."),
        ),
        "CR": Suggestion(
            "9-1-1",
            "aprendizaje.warnathgroup.com, 2025-05; pani.go.cr",
            N_("The emergency line."),
        ),
        "GT": Suggestion(
            "1555 (PDH)",
            "PDH, informe sobre trata, 2017",
            N_("Of the human rights ombudsman, for complaints of all kinds."),
        ),
    }
)
