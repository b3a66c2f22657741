"""Plans kept: by document, operation and shape of the variables; bounded, the least recently used forgotten first."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from gql.plan.errors import DeclinedError
from gql.plan.statement import Known, Plan

MAX_PLANS = 1_000
MAX_VARIANTS = 8

Key = tuple[object, ...]
Kept = Plan | DeclinedError


class PlanCache:
    """The plans of this process; what cannot be compiled is remembered too."""

    def __init__(self, size: int = MAX_PLANS) -> None:
        self._size = size
        self._kept: OrderedDict[Key, list[Plan]] = OrderedDict()
        self._declined: OrderedDict[Key, DeclinedError] = OrderedDict()
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key, known: Known, make: Callable[[], Plan]) -> Plan:
        """The plan for a request; raises what it was declined with, and what making it raises."""
        if (declined := self._declined.get(key)) is not None:
            raise declined
        variants = self._kept.get(key, [])
        for plan in variants:
            if plan.guards.hold(known):
                self._kept.move_to_end(key)
                self.hits += 1
                return plan
        self.misses += 1
        try:
            plan = make()
        except DeclinedError as error:
            _keep(self._declined, key, error.with_traceback(None), self._size)
            raise
        _keep(self._kept, key, [plan, *variants][:MAX_VARIANTS], self._size)
        return plan


def _keep(kept: "OrderedDict[Key, Any]", key: Key, value: Any, size: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > size:
        kept.popitem(last=False)
