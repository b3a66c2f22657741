"""Explaining on the command line how the gateway would run an operation."""

from typing import Any

import orjson

from gateway.addresses import Addresses
from gql.engine import Engine, RequestError
from gql.requests import Explain, Request
from gql.schema import build
from repositories.database import Database
from repositories.events import EventHub
from repositories.identity import Identity, Trust


async def explain(place: Addresses, identity: Identity, query: str, variables: dict[str, Any], kind: Explain) -> str:
    """The lane, the SQL, its parameters and the plan as text; the answer itself is left out."""
    database = Database({Trust.APP: place.url("app"), Trust.ADMIN: place.url("admin")}, pool_size=1)
    await database.open()
    try:
        engine = Engine(build(), database, EventHub(place.url("listener")), development=True)
        request = Request(query, variables=variables, explain=kind)
        document, _ = engine.prepare(request)
        answer = await engine.execute(request, document, identity)
    except RequestError as error:
        return _complaints(error.errors)
    finally:
        await database.close()
    found = answer.get("extensions", {}).get("explain", {})
    return _complaints(answer.get("errors", [])) + _told(found)


def _complaints(errors: list[dict[str, Any]]) -> str:
    return "".join(f"{error['extensions']['code']}: {error['message']}\n" for error in errors)


def _told(found: dict[str, Any]) -> str:
    lines = [f"lane: {found['lane']}"] if found else []
    if "declined" in found:
        lines.append(f"not compiled: {found['declined']}")
    lines += [f"\n{sql}" for sql in found.get("statements", [])]
    if "sql" in found:
        lines += ["", found["sql"], ""]
        lines += [f"${number}  {name}" for number, name in enumerate(found["binds"], 1)]
    if "plan" in found:
        lines += ["", *found["plan"]]
    return "\n".join(lines)


def read_variables(text: str) -> dict[str, Any]:
    """Variables given as JSON; ValueError where they are no object."""
    variables = orjson.loads(text)
    if not isinstance(variables, dict):
        raise ValueError("variables must be a JSON object")
    return variables
