"""Both lanes asked the same, and the verdict on what they said."""

from asyncio import CancelledError, current_task
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

import orjson
from graphql import DocumentNode
from structlog.testing import capture_logs

from gql.answer import Answer
from gql.engine import Engine, RequestError
from gql.plan.lane import Asked
from gql.requests import Lane, Request
from repositories.errors import BadInputError
from tests.oracle.data import Callers

DECLINED = "This is not compiled: "
REFUSED = "A value is refused."
# What a busy machine brings about; asked again, it should be gone.
PASSING = frozenset({"TIMEOUT", "UNAVAILABLE"})
TRIES = 3


class Kind(Enum):
    """What became of an operation."""

    EQUAL = auto()
    DECLINED = auto()
    VALUE_REFUSED = auto()
    DIFFERENT = auto()


@dataclass(frozen=True)
class Verdict:
    """What the lanes said to somebody, and what that means; `reason` says why it is not simply equal.

    `before` are the variables that a plan was made for, where it may be the plan that is wrong for other ones.
    """

    caller: str
    request: Request
    before: Mapping[str, Any] | None
    resolved: Answer
    compiled: Answer
    kind: Kind = Kind.EQUAL
    reason: str = ""

    def as_(self, kind: Kind, reason: str) -> "Verdict":
        """The same answers, with what they mean."""
        return replace(self, kind=kind, reason=reason)

    @property
    def is_compiled(self) -> bool:
        """Whether the compiled lane gave its answer itself."""
        return isinstance(self.compiled.get("data"), orjson.Fragment)

    @property
    def size(self) -> int:
        """How much there is to read."""
        return len(self.request.query) + len(self.resolved.body)

    def __str__(self) -> str:
        lines = [f"as {self.caller}: {self.request.query}", f"variables: {self.request.variables!r}"]
        lines += [] if self.before is None else [f"after variables: {self.before!r}"]
        lines += [f"resolver: {self.resolved.text}", f"compiled: {self.compiled.text}", self.reason]
        return "\n".join(lines)


class Lanes:
    """The two lanes of an engine, and who asks them."""

    def __init__(self, engine: Engine, callers: Callers) -> None:
        self._engine = engine
        self._callers = callers

    @property
    def plans_reused(self) -> int:
        """How often the compiled lane had a plan already."""
        return self._engine.compiled.plans.hits

    def document(self, request: Request) -> DocumentNode:
        """The document of a request; RequestError where it may not run."""
        return self._engine.prepare(request)[0].node

    async def ask(self, caller: str, request: Request, lane: Lane) -> Answer:
        """The answer of a lane to somebody; of an internal error the details as well."""
        asked = replace(request, lane=lane)
        with capture_logs() as logs:
            for _ in range(TRIES):
                answer = await self._answer(caller, asked)
                if not PASSING & _codes(answer):
                    break
        if "INTERNAL" in _codes(answer):
            answer["details"] = [str(entry.get("details")) for entry in logs if entry["event"] == "internal error"]
        return answer

    async def _answer(self, caller: str, request: Request) -> Answer:
        try:
            document, _ = self._engine.prepare(request)
            return await self._engine.execute(request, document, self._callers[caller])
        except RequestError as error:
            return Answer(errors=error.errors)
        except (Exception, CancelledError) as error:
            task = current_task()
            if task is not None and task.cancelling():
                # Somebody ends the oracle itself; an operation that nobody cancels has done it to itself.
                raise
            return Answer(errors=[{"message": repr(error), "extensions": {"code": "INTERNAL"}}])

    async def judge(self, caller: str, request: Request, before: Mapping[str, Any] | None = None) -> Verdict:
        """Ask both lanes; `before` are other variables, which the compiled lane was asked with already."""
        resolved = await self.ask(caller, request, Lane.RESOLVER)
        compiled = await self.ask(caller, request, Lane.COMPILED)
        verdict = Verdict(caller, request, before, resolved, compiled)
        reason = _declined(compiled)
        if reason is not None and (reason != REFUSED or "errors" in resolved):
            return verdict.as_(Kind.DECLINED, reason)
        if reason is None and not _alike(resolved, compiled):
            return verdict.as_(Kind.DIFFERENT, "the answers differ")
        if "INTERNAL" in _codes(resolved):
            return verdict.as_(Kind.DIFFERENT, "an internal error")
        if "errors" not in resolved and not verdict.is_compiled:
            return await self._given_up(verdict)
        return verdict

    async def _given_up(self, verdict: Verdict) -> Verdict:
        """The compiled lane left an operation to the resolver lane, which has no complaint: why?

        It may well refuse a value that the resolver lane never comes across, in a list of a row that is not there.
        """
        lane, identity, request = self._engine.compiled, self._callers[verdict.caller], verdict.request
        document, operation = self._engine.prepare(request)
        try:
            variables = document.variables(operation).coerced(request.variables)
            identity = identity.within(document.products(operation))
            await lane.answer(lane.prepare(Asked(document, operation, variables, identity)), identity)
        except BadInputError as error:
            return verdict.as_(Kind.VALUE_REFUSED, error.details or str(error))
        except Exception as error:  # noqa: BLE001 - a verdict is passed on whatever happens
            reason = f"{type(error).__name__}: {error} {getattr(error, 'details', '')}"
            return verdict.as_(Kind.DIFFERENT, f"the compiled lane failed: {reason}")
        return verdict.as_(Kind.DIFFERENT, "the compiled lane gave up, but not a second time")


def _alike(resolved: Answer, compiled: Answer) -> bool:
    """Whether two answers are the same; of an operation that fails as a whole, whether they fail alike.

    What cannot be compiled fails in the resolver lane both times. Where several fields fail side by side, the first
    takes the others with it, and which is the first depends on how long each took.
    """
    if resolved.body == compiled.body:
        return True
    answers = (resolved, compiled)
    failed = all("errors" in answer and answer.get("data") is None for answer in answers)
    return failed and _codes(resolved) == _codes(compiled)


def _codes(answer: Answer) -> set[str]:
    return {error["extensions"]["code"] for error in answer.get("errors", ())}


def _declined(answer: Answer) -> str | None:
    """Why the compiled lane did not take an operation; None where it did."""
    messages = [str(error["message"]) for error in answer.get("errors", ())]
    return next((text.removeprefix(DECLINED) for text in messages if text.startswith(DECLINED)), None)
