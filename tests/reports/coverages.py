"""What came in at a workshop, small and large, for pictures to be drawn of."""

from collections.abc import Mapping
from datetime import date, timedelta

from storage.coverage import Coverage

ON = date(2026, 11, 24)
LABELS: Mapping[str, Mapping[str, str]] = {
    "components": {
        "identification": "Identification and detection",
        "prevention": "Prevention",
        "rights": "Respect of victims' rights",
    },
    "target_groups": {
        "children": "Children (under 12)",
        "women": "Women",
        "afro": "Afro-Honduran or Afro-descendant",
    },
    "country": {"other": "Elsewhere"},
}
SOME = Coverage(
    on=ON,
    total=5,
    per_day={ON: 2, ON - timedelta(days=2): 3},
    by_group={("prevention", "children"): 2, ("prevention", "women"): 3, ("rights", "women"): 1},
    by_country={("prevention", "HN"): 4, ("rights", "HN"): 1, ("prevention", "other"): 1},
    groups={"children": (1, 2), "women": (1, 4)},
    countries={"HN": (2, 4), "other": (0, 1)},
)
NOTHING = Coverage(on=ON, total=0, per_day={}, by_group={}, by_country={}, groups={}, countries={})
