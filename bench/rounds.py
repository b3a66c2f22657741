"""The measurement: all sides in turn, several rounds, after their answers were found to be equal."""

import contextlib
import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from bench import processor
from bench.load import Outcome, Target
from bench.people import Person
from bench.questions import Question
from bench.servers import Server
from bench.sides import Request, Side, ask
from gateway.settings import PROJECT

Load = Callable[[Target], Outcome]
WARM_CONNECTIONS = 8


@dataclass(frozen=True)
class Plan:
    """How much load, how often."""

    rounds: int
    seconds: float


@dataclass(frozen=True)
class Measured:
    """What a side did in one round; milliseconds of the processor for one request, where they are known."""

    outcome: Outcome
    server_ms: float
    database_ms: float


Round = Mapping[str, Measured]


@dataclass(frozen=True)
class Asked:
    """A question ready to be asked of one side: where, and a request for each person."""

    side: Side
    server: Server
    question: Question
    requests: Sequence[Request]

    def target(self, connections: int, seconds: float) -> Target:
        """The load of a round."""
        requests = list(self.requests)
        return Target("127.0.0.1", self.server.port, self.side.path(self.question), requests, connections, seconds)

    def answers(self) -> list[str]:
        """What each person is answered, in the words that all sides share."""
        path = self.side.path(self.question)
        return [self.side.read(ask(self.server.port, path, request)) for request in self.requests]


def ready(side: Side, server: Server, question: Question, people: Sequence[Person]) -> Asked:
    """A question in the words of a side, for each person; cursors are asked for."""
    requests = [side.request(question, person, _cursor(side, server, question, person)) for person in people]
    return Asked(side, server, question, requests)


def _cursor(side: Side, server: Server, question: Question, person: Person) -> str | None:
    middle = side.middle(question, person)
    return None if middle is None else side.cursor(ask(server.port, side.path(question), middle))


def compare(all_asked: Sequence[Asked]) -> None:
    """RuntimeError where sides answer differently."""
    first, *others = all_asked
    expected = first.answers()
    for asked in others:
        for ours, theirs in zip(expected, asked.answers(), strict=True):
            if ours != theirs:
                names = f"{first.side.name} and {asked.side.name}"
                raise RuntimeError(
                    f"{names} answer {asked.question.name} differently:\n{ours[:2000]}\n{theirs[:2000]}"
                )


@contextlib.contextmanager
def loader() -> Iterator[Load]:
    """A process that loads servers; the same for all sides."""
    command = [sys.executable, "-m", "bench.load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        sending, receiving = process.stdin, process.stdout

        def load(target: Target) -> Outcome:
            sending.write(json.dumps(asdict(target)) + "\n")
            sending.flush()
            made = json.loads(receiving.readline() or '{"error": "the load ended"}')
            if "error" in made:
                raise RuntimeError(f"{target.path} on port {target.port}: {made['error']}")
            return Outcome(**made)

        yield load


def warm(load: Load, all_asked: Sequence[Asked], plan: Plan) -> None:
    """Let every connection prepare its statements and settle on a plan, and every compiler compile."""
    for asked in all_asked:
        load(asked.target(WARM_CONNECTIONS, plan.seconds / 2))


def measure(load: Load, all_asked: Sequence[Asked], connections: int, plan: Plan, postmaster: int) -> Iterator[Round]:
    """The rounds; each begins with another side, so that none always follows the same one."""
    for number in range(plan.rounds):
        turn = number % len(all_asked)
        yield {
            asked.side.name: _measured(load, asked, asked.target(connections, plan.seconds), postmaster)
            for asked in (*all_asked[turn:], *all_asked[:turn])
        }


def _measured(load: Load, asked: Asked, target: Target, postmaster: int) -> Measured:
    server, database = processor.used(asked.server.process), processor.used_by_family(postmaster)
    outcome = load(target)
    server = processor.used(asked.server.process) - server
    used = processor.since(database, processor.used_by_family(postmaster))
    # The load asks each request once before it begins to count.
    requests = outcome.requests + len(target.requests)
    return Measured(outcome, server / requests * 1000, used / requests * 1000)


def ratios(rounds: Sequence[Round], ours: str, theirs: str) -> list[float]:
    """How many times as many requests one side answered as another, round by round."""
    return [made[ours].outcome.per_second / made[theirs].outcome.per_second for made in rounds]


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Smallest, middle and largest."""
    return min(values), statistics.median(values), max(values)


def renamed(asked: Asked, name: str) -> Asked:
    """The same question of the same side, under another name in the figures."""
    return replace(asked, side=replace(asked.side, name=name))
