"""Asking each question: first whether the answers can be true, then with 8 clients, beside PostGraphile in turns."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.error import URLError

from graphql import GraphQLSchema

from bench import rounds
from bench.roadtrip.askers import Ask, Askers
from bench.roadtrip.sending import OURS, THEIRS, ImplausibleError, check, missing, request
from bench.roadtrip.topics import Topic
from bench.rounds import Asked, Load, Plan, Round
from bench.servers import Server
from bench.sides import COMPILED, POSTGRAPHILE, ask

CLIENTS = 8
CHECK_SECONDS = 4.0
# Before a round counts, each request is asked once, one after the other.
PASS_SECONDS = 1.5
FEWEST = 4


@dataclass(frozen=True)
class Found:
    """What became of a question: its rounds, or in a sentence why there are none."""

    topic: Topic
    rounds: Sequence[Round] = ()
    skipped: str = ""
    failed: str = ""


@dataclass(frozen=True)
class Measuring:
    """Everything that asking takes."""

    running: Mapping[str, Server]
    load: Load
    plan: Plan
    postmaster: int
    schema: GraphQLSchema
    askers: Askers

    def of(self, topic: Topic) -> Found:
        """One question; one that is refused or takes too long fails, and the others go on."""
        if told := missing(self.schema, topic):
            return Found(topic, skipped=told)
        try:
            sides = self._sides(topic)
            rounds.warm(self.load, sides, self.plan)
            made = list(rounds.measure(self.load, sides, CLIENTS, self.plan, self.postmaster))
        except (ImplausibleError, RuntimeError, URLError, TimeoutError) as error:
            return Found(topic, failed=str(error))
        return Found(topic, made)

    def _sides(self, topic: Topic) -> list[Asked]:
        server = self.running[COMPILED.server]
        asks = self._plausible(topic, server)
        requests = [request(OURS, topic, one) for one in asks]
        sides = [Asked(COMPILED, server, topic.question, requests)]
        if not topic.why_alone:
            theirs = [request(THEIRS, topic, one) for one in asks]
            sides.append(Asked(POSTGRAPHILE, self.running[POSTGRAPHILE.server], topic.question, theirs))
            self._compare(topic, asks, sides)
        return sides

    def _plausible(self, topic: Topic, server: Server) -> list[Ask]:
        """Those whose answers were looked at; fewer of them where an answer takes long."""
        wanted = topic.asks(self.askers)
        begun, full, asked = time.perf_counter(), 0, 0
        while asked < len(wanted) and time.perf_counter() - begun < CHECK_SECONDS:
            one = wanted[asked]
            full += check(topic, one, ask(server.port, "/graphql", request(OURS, topic, one)))
            asked += 1
        if full < topic.least_full * asked:
            raise ImplausibleError(f"{topic.question.name}: only {full} of {asked} answers have something in them")
        each = (time.perf_counter() - begun) / asked
        return list(wanted[: max(FEWEST, min(asked, int(PASS_SECONDS / each)))])

    def _compare(self, topic: Topic, asks: Sequence[Ask], sides: Sequence[Asked]) -> None:
        """ImplausibleError or RuntimeError where PostGraphile answers nothing, or something else."""
        if topic.alike:
            rounds.compare(sides)
        theirs = sides[-1]
        for one, sent in zip(asks, theirs.requests, strict=True):
            if not check(topic, one, ask(theirs.server.port, "/graphql", sent)):
                raise ImplausibleError(f"{theirs.side.title} answers {topic.question.name} with nothing")
