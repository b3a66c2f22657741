"""What a run of the oracle proved, and what it failed to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.oracle.coverage import Coverage
from tests.oracle.lanes import Kind, Verdict

LEAST_WITH_ROWS = 0.6
# While much was never used, operations are made of it, and many of their values refused: it is 0.7 then, later 0.8.
LEAST_COMPILED = 0.6
# Hostile values are drawn: a column of few rows may be NULL in all of them, and an account that ends hides its rows.
MOST_HIDDEN = 0.03
MOST_NAMES = 30


@dataclass
class Tally:
    """What was run and what came of it; answers are counted by caller and operation."""

    coverage: Coverage
    operations: int = 0
    not_permitted: int = 0
    answers: int = 0
    compiled: int = 0
    with_errors: int = 0
    with_rows: int = 0
    declined: Counter[str] = field(default_factory=Counter)
    values_refused: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    differences: list[Verdict] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        """Count a verdict."""
        self.answers += 1
        self.compiled += verdict.is_compiled
        errors = verdict.resolved.get("errors", ())
        self.with_errors += bool(errors)
        self.codes.update({error["extensions"]["code"] for error in errors})
        match verdict.kind:
            case Kind.DECLINED:
                self.declined[verdict.reason] += 1
            case Kind.VALUE_REFUSED:
                self.values_refused[verdict.reason[:100]] += 1
            case Kind.DIFFERENT:
                self.differences.append(verdict)

    @property
    def smallest(self) -> Verdict | None:
        """The difference that is read fastest."""
        return min(self.differences, key=lambda verdict: verdict.size, default=None)

    def complaints(self, least_used: float = 1.0) -> Iterator[str]:
        """Why the run is not enough, which should use a share of the schema; differences are told by themselves."""
        if self.with_rows < LEAST_WITH_ROWS * self.operations:
            yield f"only {self.with_rows} of {self.operations} operations returned rows to their owner"
        if self.compiled < LEAST_COMPILED * self.answers:
            yield f"only {self.compiled} of {self.answers} answers were compiled"
        missing, hidden = self.coverage.missing, self.coverage.never_shown
        if len(missing) > (1 - least_used) * len(self.coverage.wanted):
            yield f"{len(missing)} things were never used: {', '.join(missing[:MOST_NAMES])}"
        if len(hidden) > (1 - least_used + MOST_HIDDEN) * self.coverage.fields:
            yield f"{len(hidden)} fields never had a value: {', '.join(hidden[:MOST_NAMES])}"

    def __str__(self) -> str:
        wanted = len(self.coverage.wanted)
        return "\n".join(
            [
                f"{self.operations} operations ({self.not_permitted} more not permitted), {self.answers} answers:",
                f"  {self.compiled} compiled, {self.with_errors} with errors {dict(self.codes)}",
                f"  {self.with_rows} operations returned rows to the owner",
                f"  declined: {dict(self.declined)}",
                f"  values refused by the compiled lane alone: {dict(self.values_refused.most_common(10))}",
                f"  used {wanted - len(self.coverage.missing)} of {wanted} fields, arguments, inputs and values,",
                f"  {len(self.coverage.never_shown)} of {self.coverage.fields} fields never had a value,",
                f"  {len(self.differences)} differences",
            ]
        )
