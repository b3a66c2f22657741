"""The measurement: both servers in turn, several rounds, after their answers were found to be equal."""

import json
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from uuid import UUID

from bench.load import Outcome, Target
from bench.queries import Question, comparable
from bench.servers import SECRET, Server
from gateway.authentication import mint
from gateway.settings import PROJECT, Settings

Requests = list[tuple[dict[str, str], str]]


@dataclass(frozen=True)
class Plan:
    """How much load, how often."""

    rounds: int
    seconds: float
    connections: int


@dataclass(frozen=True)
class Round:
    """Both servers, one after the other."""

    naive: Outcome
    quintet: Outcome

    @property
    def ratio(self) -> float:
        """How many times as many requests Quintet answered."""
        return self.quintet.per_second / self.naive.per_second


def requests_to_naive(question: Question, people: list[UUID]) -> Requests:
    """One request a person: who asks is a variable."""
    return [({}, json.dumps({"query": question.naive, "variables": {"userId": str(key)}})) for key in people]


def requests_to_quintet(question: Question, people: list[UUID]) -> Requests:
    """One request a person: who asks is in the token."""
    settings = Settings(_env_file=None, token_secret=SECRET)
    body = json.dumps({"query": question.quintet})
    tokens = (mint(settings, SECRET, key, {"liveconvo": str(key)}) for key in people)
    return [({"authorization": f"Bearer {token}"}, body) for token in tokens]


def path_of(server: Server) -> str:
    """Where the server's graph is; Starlette's mount wants the slash."""
    return "/graphql/" if server.name == "naive" else "/graphql"


def measure(question: Question, people: list[UUID], naive: Server, quintet: Server, plan: Plan) -> Iterator[Round]:
    """The rounds; RuntimeError where the servers do not answer the same."""
    to_naive, to_quintet = requests_to_naive(question, people), requests_to_quintet(question, people)
    for ours, theirs in zip(to_quintet, to_naive, strict=True):
        if _ask(quintet, *ours) != _ask(naive, *theirs):
            raise RuntimeError(f"the servers answer {question.name} differently")
    _load(naive, to_naive, plan, seconds=1)
    _load(quintet, to_quintet, plan, seconds=1)
    for _ in range(plan.rounds):
        first = _load(naive, to_naive, plan, plan.seconds)
        yield Round(first, _load(quintet, to_quintet, plan, plan.seconds))


def _ask(server: Server, headers: dict[str, str], body: str) -> object:
    url = f"http://127.0.0.1:{server.port}{path_of(server)}"
    request = urllib.request.Request(url, body.encode(), {"content-type": "application/json", **headers})
    with urllib.request.urlopen(request, timeout=30) as response:
        return comparable(json.load(response))


def _load(server: Server, requests: Requests, plan: Plan, seconds: float) -> Outcome:
    target = Target("127.0.0.1", server.port, path_of(server), requests, plan.connections, seconds)
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(asdict(target)),
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
        timeout=seconds + 60,
    )
    if done.returncode:
        raise RuntimeError(f"the load of {server.name} failed:\n{done.stderr}")
    return Outcome(**json.loads(done.stdout))


def spread(values: list[float]) -> tuple[float, float, float]:
    """Smallest, middle and largest."""
    return min(values), statistics.median(values), max(values)
