"""Plans kept: by document, operation and shape of the variables; bounded, the least recently used forgotten first."""

from collections import OrderedDict
from collections.abc import Callable

from gql.plan.errors import DeclinedError
from gql.plan.statement import Known, Plan

MAX_PLANS = 1_000
MAX_VARIANTS = 8
MAX_BYTES = 64 * 1024 * 1024

Key = tuple[object, ...]
Kept = Plan | DeclinedError


class PlanCache:
    """The plans of this process; what cannot be compiled is remembered too."""

    def __init__(self, size: int = MAX_PLANS, max_bytes: int = MAX_BYTES) -> None:
        self._size = size
        self._max_bytes = max_bytes
        self.bytes = 0
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
            self._declined[key] = error.with_traceback(None)
            if len(self._declined) > self._size:
                self._declined.popitem(last=False)
            raise
        self._keep(key, [plan, *variants])
        return plan

    def _keep(self, key: Key, variants: list[Plan]) -> None:
        self._forget(key)
        self._kept[key] = variants[:MAX_VARIANTS]
        self.bytes += _size(self._kept[key])
        while len(self._kept) > self._size or (self.bytes > self._max_bytes and len(self._kept) > 1):
            self._forget(next(iter(self._kept)))

    def _forget(self, key: Key) -> None:
        self.bytes -= _size(self._kept.pop(key, []))


def _size(variants: list[Plan]) -> int:
    return sum(plan.bytes for plan in variants)
