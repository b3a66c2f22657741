"""Mutations as tests send them: the document of each, and arguments that it accepts."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Table
from strawberry.types.field import StrawberryField

from gql.derivation.derived import ROW_TYPES
from gql.derivation.names import row_field
from gql.derivation.objects import define_all
from gql.schema import MUTATIONS
from models.liveconvo import Document, Guidance
from tests.gql.asking import columns
from tests.gql.roadtrip import accepted as roadtrip
from tests.gql.roadtrip import accepted_content as content
from tests.people import People, Person

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Mutation:
    """A mutation: its name, the table it writes to, and the document that asks for all that it wrote."""

    name: str
    table: Table
    document: str

    @property
    def row(self) -> str:
        """The field of the payload."""
        return row_field(self.table)


def _mutation(field: StrawberryField) -> Mutation:
    name = str(field.graphql_name)
    (input_argument, _) = field.arguments
    input_name = input_argument.type.__strawberry_definition__.name  # type: ignore[union-attr]
    payload_field, *_ = field.type.__strawberry_definition__.fields  # type: ignore[union-attr]
    table = ROW_TYPES[payload_field.type.__strawberry_definition__.name]  # type: ignore[union-attr]
    document = (
        f"mutation($input: {input_name}!, $key: String) {{ {name}(input: $input, idempotencyKey: $key)"
        f" {{ {row_field(table)} {{ {columns(table)} }} }} }}"
    )
    return Mutation(name, table, document)


define_all()
BY_NAME: Mapping[str, Mutation] = {made.name: made for made in map(_mutation, MUTATIONS)}


async def _active(people: People, person: Person) -> Arguments:
    return {"sessionId": str(await people.session(person))}


async def _start(_: People, __: Person) -> Arguments:
    return {"title": "A call"}


async def _completed(people: People, person: Person) -> Arguments:
    return {"sessionId": str(await people.session(person, status="completed"))}


async def _update(people: People, person: Person) -> Arguments:
    return {**await _active(people, person), "title": "Another title"}


async def _append(people: People, person: Person) -> Arguments:
    return {**await _active(people, person), "content": "Hello.", "startTimeSeconds": "1.5"}


async def _guide(people: People, person: Person) -> Arguments:
    return {**await _active(people, person), "content": "Ask back.", "guidanceType": "ASK"}


async def _interact(people: People, person: Person) -> Arguments:
    session = await people.session(person)
    key = await people.insert(Guidance, session_id=session)
    return {"guidanceId": str(key), "clicked": True}


async def _summarise(people: People, person: Person) -> Arguments:
    return {**await _completed(people, person), "tldr": "All agreed."}


async def _template(_: People, __: Person) -> Arguments:
    return {"name": "Sales"}


async def _own_template(people: People, person: Person) -> Arguments:
    return {"templateId": str(await people.template(person))}


async def _change_template(people: People, person: Person) -> Arguments:
    return {**await _own_template(people, person), "name": "Better"}


async def _register(people: People, person: Person) -> Arguments:
    return {
        **await _active(people, person),
        "originalFilename": "offer.pdf",
        "fileType": "PDF",
        "fileSizeBytes": 1000,
    }


async def _process(people: People, person: Person) -> Arguments:
    session = await people.session(person)
    key = await people.insert(Document, session_id=session, user_id=person.id)
    return {"documentId": str(key), "processingStatus": "PROCESSING"}


ACCEPTED: Mapping[str, Callable[[People, Person], Awaitable[Arguments]]] = {
    "liveconvoStartSession": _start,
    "liveconvoCompleteSession": _active,
    "liveconvoArchiveSession": _completed,
    "liveconvoUpdateSession": _update,
    "liveconvoDeleteSession": _active,
    "liveconvoAppendTranscript": _append,
    "liveconvoAddGuidance": _guide,
    "liveconvoRecordGuidanceInteraction": _interact,
    "liveconvoSaveSummary": _summarise,
    "liveconvoCreateTemplate": _template,
    "liveconvoUpdateTemplate": _change_template,
    "liveconvoDeleteTemplate": _own_template,
    "liveconvoRegisterDocument": _register,
    "liveconvoRecordDocumentProcessing": _process,
    **roadtrip.ACCEPTED,
    **content.ACCEPTED,
}
STAFF = roadtrip.STAFF.keys() | content.STAFF.keys()
NAMES = sorted(ACCEPTED.keys() - STAFF)
LIVECONVO = {name for name in ACCEPTED if name.startswith("liveconvo")}
POINTING = sorted(
    LIVECONVO - {"liveconvoStartSession", "liveconvoCreateTemplate"}
    | roadtrip.POINTING.keys()
    | content.POINTING.keys()
)
KEYS = (
    "guidanceId",
    "templateId",
    "documentId",
    "waypointId",
    "promptId",
    "interactionId",
    "discoveryId",
    "episodeId",
    "sessionId",
)


async def writer(people: People, name: str) -> Person:
    """Somebody who may use a mutation: with an account in its product."""
    return await (people.person() if name in LIVECONVO else roadtrip.well_off(people))


def pointing_elsewhere(arguments: Arguments, key: UUID | None = None) -> Arguments:
    """The same arguments, about another row: one that does not exist, unless told which."""
    name = next(name for name in KEYS if name in arguments)
    return {**arguments, name: str(key or uuid4())}
