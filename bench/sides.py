"""The sides that are compared: how each is asked, and how its answers are read so that they can be compared."""

import json
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.people import PRODUCTS, Person
from bench.questions import PAGE, Question, document, variables

LANE = "x-quintet-lane"
# PostGraphile shows these columns as the text that the database holds; in the graph they are enumerations.
CHOICES = frozenset({"status", "speaker", "guidanceType", "componentType", "validationStatus"})
# It writes six digits of a second; the graph writes those that are needed.
MOMENTS = frozenset({"createdAt", "recordingStartedAt", "recordingEndedAt"})
Request = tuple[dict[str, str], str]


@dataclass(frozen=True)
class Side:
    """One way to answer. `dialect` is the words it understands; `secured` means tokens and row security."""

    name: str
    title: str
    server: str
    dialect: str
    secured: bool = True
    lane: str | None = None

    def path(self, question: Question) -> str:
        """Where a question is asked; Starlette's mount wants the slash."""
        return {"naive": "/graphql/", "handwritten": f"/{question.shape}"}.get(self.dialect, "/graphql")

    def request(self, question: Question, person: Person, cursor: str | None = None) -> Request:
        """Headers and body; what a document does not ask for is not sent."""
        headers = {"authorization": f"Bearer {person.token}"} if self.secured else {}
        if self.lane is not None:
            headers[LANE] = self.lane
        known = {**_values(question, person, {} if self.secured else {"userId": str(person.id)}), "after": cursor}
        if self.dialect == "handwritten":
            return headers, json.dumps(known)
        return headers, self._body(question.shape, known)

    def _body(self, shape: str, known: Mapping[str, Any]) -> str:
        names = variables(self.dialect, shape)
        sent = {name: value for name, value in known.items() if name in names}
        return json.dumps({"query": document(self.dialect, shape), "variables": sent})

    def middle(self, question: Question, person: Person) -> Request | None:
        """What asks for the cursor of the middle piece, where a question is asked with one."""
        if question is not PAGE or self.dialect not in ("quintet", "postgraphile"):
            return None
        headers, _ = self.request(question, person)
        return headers, self._body("place", {"id": str(person.long_session), "time": person.time})

    @staticmethod
    def cursor(body: bytes) -> str:
        """The cursor in the answer to that."""
        session = without_products(json.loads(body)["data"])["session"]
        found: str = session["transcripts"]["edges"][0]["cursor"]
        return found

    def read(self, body: bytes) -> str:
        """The answer in the words that all sides share, as JSON text with its members in their order."""
        data = json.loads(body)["data"]
        return json.dumps(READERS[self.dialect](data))


def _values(question: Question, person: Person, mine: Mapping[str, str]) -> dict[str, Any]:
    subject = person.long_session if question is PAGE else person.session
    return {
        **question.values,
        "userId": str(person.id),
        "id": str(subject),
        "time": person.time,
        "place": str(person.place),
        "offset": person.offset,
        **dict.fromkeys(("mine", "myCampaigns", "myTrips"), mine),
    }


def ask(port: int, path: str, request: Request) -> bytes:
    """The body of one answer."""
    headers, body = request
    url = f"http://127.0.0.1:{port}{path}"
    made = urllib.request.Request(url, body.encode(), {"content-type": "application/json", **headers})
    with urllib.request.urlopen(made, timeout=60) as response:
        answer: bytes = response.read()
        return answer


def without_products(data: dict[str, Any]) -> dict[str, Any]:
    """Root fields without the namespaces of the products."""
    inside = (value.items() if name in PRODUCTS else [(name, value)] for name, value in data.items())
    return {name: value for members in inside for name, value in members}


def _without_nodes(value: Any) -> Any:
    """Lists where a connection has nothing but its nodes, as the plain server has them."""
    if isinstance(value, list):
        return [_without_nodes(part) for part in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"nodes"}:
        return _without_nodes(value["nodes"])
    return {name: _without_nodes(part) for name, part in value.items()}


def _as_in_the_graph(value: Any) -> Any:
    """Texts of choices as the names of an enumeration, moments without the zeros of their fractions."""
    if isinstance(value, list):
        return [_as_in_the_graph(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {name: _column(name, part) for name, part in value.items()}


def _column(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return _as_in_the_graph(value)
    if name in CHOICES:
        return value.upper()
    return value.replace(".000000+", "+") if name in MOMENTS else value


def _ours(data: dict[str, Any]) -> Any:
    return _without_nodes(without_products(data))


READERS: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    "quintet": _ours,
    "handwritten": _ours,
    "naive": _without_nodes,
    "postgraphile": lambda data: _as_in_the_graph(_without_nodes(data)),
}

NAIVE = Side("naive", "plain Strawberry", "naive", "naive", secured=False)
RESOLVER = Side("resolver", "Quintet, resolver lane", "quintet_development", "quintet", lane="resolver")
COMPILED = Side("compiled", "Quintet, compiled lane", "quintet", "quintet")
POSTGRAPHILE = Side("postgraphile", "PostGraphile", "postgraphile", "postgraphile", secured=False)
SECURED = Side("postgraphile_secured", "PostGraphile, token, row security", "postgraphile_secured", "postgraphile")
HANDWRITTEN = Side("handwritten", "hand-written endpoint", "handwritten", "handwritten")
SIDES = (NAIVE, RESOLVER, COMPILED, POSTGRAPHILE, SECURED, HANDWRITTEN)


def named(names: Iterable[str]) -> list[Side]:
    """The sides with these names."""
    wanted = set(names)
    return [side for side in SIDES if side.name in wanted]
