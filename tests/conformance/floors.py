"""What share of the recorded facts must hold, and where the recordings lie."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

RECORDINGS = Path(__file__).resolve().parents[3] / "shared" / "conformance"
FILES: Mapping[str, str] = MappingProxyType(
    {
        "xpath": "webforms-xpath.json",
        "traces": "scenario-traces.json",
        "markdown": "pyxform-md.json",
    }
)
FLOORS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "xpath": {"": 99.5},
        "traces": {"": 97.0},
        "markdown": {"valid": 99.0, "invalid": 95.0},
    }
)
"""Percentages by class, "" being all."""


def are_demanded() -> bool:
    """Tell whether it is a failure that the recordings are not there."""
    return os.environ.get("TERTULIA_DEMAND_CONFORMANCE") == "1"
