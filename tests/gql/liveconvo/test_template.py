"""Templates: one's own can be changed, others' and the system's cannot."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from models.liveconvo import Template
from tests.gql.writing import refused, wrote
from tests.people import People
from tests.served import Client

CREATE, UPDATE, DELETE = (f"liveconvo{verb}Template" for verb in ("Create", "Update", "Delete"))


async def test_a_template_is_made_and_belongs_to_its_maker(client: Client, people: People) -> None:
    person = await people.person()
    row = await wrote(
        client,
        person,
        CREATE,
        name="Sales",
        description="For calls.",
        conversationType="INTERVIEW",
        isPublic=True,
        guidancePrompts=[{"prompt": "Ask."}],
        contextInstructions="Be kind.",
        summaryTemplate="# {title}",
    )
    assert {n: v for n, v in row.items() if n not in ("id", "createdAt", "updatedAt", "lastUsedAt", "deletedAt")} == {
        "userId": str(person.id),
        "name": "Sales",
        "description": "For calls.",
        "conversationType": "INTERVIEW",
        "isSystemTemplate": False,
        "isPublic": True,
        "guidancePrompts": [{"prompt": "Ask."}],
        "contextInstructions": "Be kind.",
        "summaryTemplate": "# {title}",
        "usageCount": 0,
        "isActive": True,
    }


async def test_what_is_left_out_of_a_change_stays(client: Client, people: People) -> None:
    person = await people.person()
    key = await people.template(person, name="Old", description="Kept.", guidance_prompts=[1])
    row = await wrote(client, person, UPDATE, templateId=str(key), name="New", guidancePrompts=None, isActive=False)
    assert (row["name"], row["description"], row["guidancePrompts"], row["isActive"]) == ("New", "Kept.", None, False)


async def test_a_deleted_template_leaves_its_sessions(client: Client, people: People) -> None:
    person = await people.person()
    key = await people.template(person)
    session = await people.session(person, selected_template_id=key)
    row = await wrote(client, person, DELETE, templateId=str(key))
    assert dt.datetime.fromisoformat(row["deletedAt"]) <= dt.datetime.now(dt.UTC)
    data = await client.data(
        person,
        "query($id: UUID!) { liveconvo { session(id: $id) { selectedTemplateId selectedTemplate { id } } } }",
        id=str(session),
    )
    shown = {"selectedTemplateId": str(key), "selectedTemplate": None}
    assert data["liveconvo"]["session"] == shown
    found = await refused(client, people, person, DELETE, templateId=str(key))
    assert found == ("NOT_FOUND", "There is no template with this id.")


@pytest.fixture
async def foreign(people: People) -> dict[str, UUID]:
    """The system's template, and somebody else's public and private ones."""
    owner = await people.person()
    return {
        "system": await people.insert(Template, user_id=None, is_system_template=True, name="System"),
        "public": await people.template(owner, is_public=True, name="Public"),
        "private": await people.template(owner, name="Private"),
    }


@pytest.mark.parametrize(("kind", "seen"), [("system", True), ("public", True), ("private", False)])
async def test_others_templates_are_used_but_not_changed(
    client: Client, people: People, foreign: dict[str, UUID], kind: str, seen: bool
) -> None:
    person = await people.person()
    key = str(foreign[kind])
    data = await client.data(person, "query($id: UUID!) { liveconvo { template(id: $id) { name } } }", id=key)
    assert data["liveconvo"]["template"] == ({"name": kind.capitalize()} if seen else None)
    missing = ("NOT_FOUND", "There is no template with this id.")
    assert await refused(client, people, person, UPDATE, templateId=key, name="Mine") == missing
    assert await refused(client, people, person, DELETE, templateId=key) == missing
    if seen:
        row = await wrote(client, person, "liveconvoStartSession", selectedTemplateId=key)
        assert row["selectedTemplateId"] == key
    else:
        found = await refused(client, people, person, "liveconvoStartSession", selectedTemplateId=key)
        assert found == ("NOT_FOUND", "selectedTemplateId refers to something that does not exist.")
    again = await client.data(person, "query($id: UUID!) { liveconvo { template(id: $id) { name } } }", id=key)
    assert again == data


async def test_a_template_cannot_become_the_systems(client: Client, people: People) -> None:
    person = await people.person()
    key = str(await people.template(person))
    for arguments in ({"isSystemTemplate": True}, {"userId": None}, {"usageCount": 5}):
        code, message = await refused(client, people, person, UPDATE, templateId=key, **arguments)
        assert code == "BAD_INPUT"
        assert next(iter(arguments)) in message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": ""}, "name cannot be empty."),
        ({"name": " "}, "name cannot be empty."),
        ({"name": "x" * 256}, "name has 256 characters; the limit is 255."),
        ({"name": "\x00"}, "name contains a character that cannot be stored."),
        ({"description": "x" * 100_001}, "description has 100001 characters; the limit is 100000."),
        ({"guidancePrompts": {}}, "guidancePrompts must be an array."),
        ({"guidancePrompts": [0] * 40_000}, "guidancePrompts has 80001 bytes; the limit is 65536."),
    ],
)
async def test_a_bad_value_is_named(client: Client, people: People, arguments: dict[str, Any], message: str) -> None:
    person = await people.person()
    key = str(await people.template(person))
    created = await refused(client, people, person, CREATE, **{"name": "x", **arguments})
    assert created == ("BAD_INPUT", message)
    assert await refused(client, people, person, UPDATE, templateId=key, **arguments) == ("BAD_INPUT", message)


async def test_a_name_cannot_be_taken_away(client: Client, people: People) -> None:
    person = await people.person()
    key = str(await people.template(person))
    found = await refused(client, people, person, UPDATE, templateId=key, name=None)
    assert found == ("BAD_INPUT", "name cannot be null.")
    found = await refused(client, people, person, UPDATE, templateId=key)
    assert found == ("BAD_INPUT", "Nothing to change was given.")
