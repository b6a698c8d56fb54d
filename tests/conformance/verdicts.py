"""What became of the items of a file, told by class."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """REFUSED: a form that the project says it does not take, with line and remedy."""

    PASSED = "passed"
    FAILED = "failed"
    OUT_OF_SCOPE = "out of scope"
    REFUSED = "refused on purpose"


@dataclass(frozen=True, slots=True)
class Finding:
    outcome: Outcome
    reason: str = ""


PASSED = Finding(Outcome.PASSED)


def failed(reason: str) -> Finding:
    return Finding(Outcome.FAILED, reason)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one item; `group` is its class, the widest part first: `xforms/date`."""

    item: str
    group: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Tally:
    verdicts: tuple[Verdict, ...]

    def count(self, outcome: Outcome, group: str = "") -> int:
        return sum(one.finding.outcome is outcome for one in self._inside(group))

    def share(self, group: str = "") -> float:
        """Give the percentage of what passed among what passed or failed."""
        passed, failing = self.count(Outcome.PASSED, group), self.count(Outcome.FAILED, group)
        return 100 * passed / (passed + failing) if passed + failing else 100.0

    def groups(self) -> tuple[str, ...]:
        return tuple(sorted({one.group for one in self.verdicts}))

    def failures(self) -> tuple[Verdict, ...]:
        return tuple(one for one in self.verdicts if one.finding.outcome is Outcome.FAILED)

    def missed(self, floors: Mapping[str, float]) -> tuple[str, ...]:
        """Say which floors are missed: each is a percentage for a class, "" being all."""
        return tuple(
            f"{group or 'all'}: {self.share(group):.2f} % is less than {floor:g} %"
            for group, floor in floors.items()
            if self.share(group) < floor
        )

    def _inside(self, group: str) -> Iterator[Verdict]:
        return (one for one in self.verdicts if not group or _is_inside(one.group, group))


def _is_inside(group: str, wider: str) -> bool:
    return group == wider or group.startswith(f"{wider}/")


def as_text(tally: Tally, *, failures: bool) -> str:
    """Write a line for each class, the failing ones first, then what failed and why."""
    counts = {group: Counter(_outcomes(tally, group)) for group in tally.groups()}
    ordered = sorted(counts, key=lambda group: (-counts[group][Outcome.FAILED], group))
    heading = f"{'class':44}" + "".join(f"{outcome:>20}" for outcome in Outcome)
    lines = [heading, *(_line(group, counts[group]) for group in ordered)]
    lines.append(_line("all", Counter(_outcomes(tally, ""))))
    lines.append(f"{tally.share():.2f} % of what is in scope passed")
    if failures:
        lines += [f"{one.item}: {one.finding.reason}" for one in tally.failures()]
    return "\n".join(lines)


def _outcomes(tally: Tally, group: str) -> Iterable[Outcome]:
    return (one.finding.outcome for one in tally._inside(group))


def _line(group: str, counts: Counter[Outcome]) -> str:
    return f"{group:44}" + "".join(f"{counts[outcome]:20}" for outcome in Outcome)


def as_json(tally: Tally) -> str:
    """Write figures, figures by class and all items, for a program to read."""
    return json.dumps(
        {
            "share": round(tally.share(), 3),
            "figures": _figures(tally, ""),
            "classes": {group: _figures(tally, group) for group in tally.groups()},
            "items": [
                {
                    "id": one.item,
                    "class": one.group,
                    "outcome": one.finding.outcome,
                    "reason": one.finding.reason,
                }
                for one in tally.verdicts
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def _figures(tally: Tally, group: str) -> dict[str, int]:
    counts = Counter(_outcomes(tally, group))
    return {outcome.value: counts[outcome] for outcome in Outcome}
