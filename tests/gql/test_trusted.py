"""Documents known by name: of a manifest, or registered by a client; and a mode in which nothing else goes."""

import hashlib
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from gateway.addresses import Addresses
from gateway.app import Gateway
from gateway.manifest import read_manifest
from gateway.place import PlaceError
from gateway.settings import Settings
from gql.requests import Request
from gql.trusted import MAX_REGISTERED, TrustedDocuments
from repositories.errors import BadInputError, ForbiddenError, PersistedQueryNotFoundError, QueryTooComplexError
from tests.live.sockets import signed_in
from tests.people import SECRET, People, Person
from tests.served import Client, serve

ME = "{ liveconvo { me { id } } }"
NAME = "{ liveconvo { me { fullName } } }"


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def persisted(text: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hashed(text)}}


async def sent(client: Client, person: Person, **body: object) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {person.token()}"}
    answer: dict[str, Any] = (await client.http.post("/graphql", json=body, headers=headers)).json()
    return answer


async def test_apollo_registers_a_document_once_and_names_it_from_then_on(client: Client, people: People) -> None:
    person = await people.person()
    text = f"{ME} # {person.id}"
    unknown = await sent(client, person, extensions=persisted(text))
    assert unknown["errors"][0]["message"] == "PersistedQueryNotFound"
    assert unknown["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    mine = {"data": {"liveconvo": {"me": {"id": str(person.id)}}}}
    assert await sent(client, person, query=text, extensions=persisted(text)) == mine
    assert await sent(client, person, extensions=persisted(text)) == mine
    assert await sent(client, person, documentId=f"sha256:{hashed(text)}") == mine
    headers = {"authorization": f"Bearer {person.token()}"}
    parameters = {"extensions": orjson.dumps(persisted(text)).decode()}
    assert (await client.http.get("/graphql", params=parameters, headers=headers)).json() == mine


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"query": ME, "extensions": persisted(NAME)}, "The hash is not that of the query."),
        ({"extensions": {"persistedQuery": 1}}, "extensions.persistedQuery must be an object with version 1"),
        (
            {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "0" * 64}}},
            "extensions.persistedQuery must",
        ),
        (
            {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "x"}}},
            "sha256Hash must have 64 hexadecimal",
        ),
        ({"documentId": ""}, "documentId must be a text of 1 to 200 characters."),
        ({"documentId": 1}, "documentId must be a text of 1 to 200 characters."),
        ({"documentId": "a" * 201}, "documentId must be a text of 1 to 200 characters."),
    ],
)
async def test_a_name_of_the_wrong_form_is_bad_input(
    client: Client, people: People, body: dict[str, Any], message: str
) -> None:
    answer = await sent(client, await people.person(), **body)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert answer["errors"][0]["message"].startswith(message)


def test_the_registered_documents_are_bounded_and_the_oldest_forgotten() -> None:
    trusted = TrustedDocuments()
    texts = [f"{ME} # {number}" for number in range(MAX_REGISTERED + 1)]
    for text in texts:
        assert trusted.resolve(Request(text, document_id=hashed(text))).query == text
    assert len(trusted) == MAX_REGISTERED
    assert trusted.resolve(Request("", document_id=hashed(texts[-1]))).query == texts[-1]
    with pytest.raises(PersistedQueryNotFoundError):
        trusted.resolve(Request("", document_id=hashed(texts[0])))


def test_a_document_that_is_too_large_is_not_registered() -> None:
    trusted, text = TrustedDocuments(), ME + " " * 20_000
    with pytest.raises(QueryTooComplexError, match="16384 bytes"):
        trusted.resolve(Request(text, document_id=hashed(text)))
    assert len(trusted) == 0


def test_with_the_manifest_only_nothing_else_is_accepted() -> None:
    trusted = TrustedDocuments({"sha256:abc": ME, "other": NAME}, only=True)
    assert trusted.resolve(Request("", document_id="sha256:abc")).query == ME
    assert trusted.resolve(Request("", document_id="abc")).query == ME
    assert trusted.resolve(Request("", document_id="other")).query == NAME
    assert trusted.resolve(Request(ME)).query == ME
    for request in (Request(f"{ME} "), Request("", document_id="none"), Request(f"{ME} ", document_id=hashed(ME))):
        with pytest.raises(ForbiddenError, match="Only documents of the manifest"):
            trusted.resolve(request)
    assert len(trusted) == 2


def test_a_name_of_the_manifest_means_its_document_whatever_is_sent_with_it() -> None:
    trusted = TrustedDocuments({"abc": ME})
    assert trusted.resolve(Request(NAME, document_id="abc")).query == ME


def test_a_hash_registers_its_own_text_only() -> None:
    trusted = TrustedDocuments()
    with pytest.raises(BadInputError, match="not that of the query"):
        trusted.resolve(Request(NAME, document_id=hashed(ME)))
    assert len(trusted) == 0


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}', "{"])
def test_a_manifest_that_is_none_is_told_in_one_sentence(tmp_path: Path, content: str) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(content)
    with pytest.raises(PlaceError, match=r"manifest\.json must be a JSON object whose values are texts\.$"):
        read_manifest(file)


def test_a_manifest_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="No such file"):
        read_manifest(tmp_path / "manifest.json")
    assert read_manifest(None) == {}


def test_only_the_manifest_needs_one() -> None:
    with pytest.raises(ValueError, match="needs QUINTET_TRUSTED_DOCUMENTS"):
        Settings(_env_file=None, token_secret=SECRET, only_trusted_documents=True)


async def test_a_gateway_with_the_manifest_only_answers_over_both_transports(
    place: Addresses, people: People, tmp_path: Path
) -> None:
    person, file = await people.person(), tmp_path / "manifest.json"
    file.write_bytes(orjson.dumps({hashed(ME): ME}))
    settings = {"QUINTET_TRUSTED_DOCUMENTS": str(file), "QUINTET_ONLY_TRUSTED_DOCUMENTS": "true"}
    mine = {"data": {"liveconvo": {"me": {"id": str(person.id)}}}}
    with serve(place, SECRET, **settings) as served:
        async with Client.of(served.url) as client:
            assert await sent(client, person, documentId=f"sha256:{hashed(ME)}") == mine
            refused = await sent(client, person, query=NAME)
            assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        async with signed_in(served, person) as socket:
            await socket.send({"id": "1", "type": "subscribe", "payload": {"documentId": hashed(ME)}})
            assert (await socket.receive())["payload"] == mine
            assert (await socket.receive())["type"] == "complete"
            await socket.subscribe("2", NAME)
            assert (await socket.receive())["payload"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_what_is_not_named_is_sent_as_before(gateway: Gateway, client: Client, people: People) -> None:
    before = len(gateway.engine.trusted)
    person = await people.person()
    response: httpx.Response = await client.post(person.token(), ME)
    assert response.json() == {"data": {"liveconvo": {"me": {"id": str(person.id)}}}}
    assert len(gateway.engine.trusted) == before
