"""Arrays of texts and JSON: shown as they are, and asked for what they contain."""

from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa

from models.catalog import TABLES
from tests.contract.rows import Owner, RowMaker
from tests.gql.lanes import data_in_both, texts_in_both
from tests.people import Person
from tests.served import Client

LIBRARY, CAMPAIGNS = TABLES["webbuilder.component_library"], TABLES["webbuilder.campaigns"]
USAGE, PODCASTS = TABLES["repurpose.usage_logs"], TABLES["roadtrip.review_distillations"]
GENERATIONS = TABLES["webbuilder.ai_generations"]
ODD = [
    "",
    " ",
    '"quoted"',
    "it's",
    "a,b",
    "{braces}",
    "back\\slash",
    "\\",
    "NULL",
    "null",
    "line\nend",
    "tab\t",
    "Ünïcode",
    "🙂",
    "\u2028",
    "\x7f\x01",
    "%_",
]
TAGS = "query($f: WebbuilderLibraryComponentFilter) { webbuilder { componentLibrary(filter: $f, orderBy: [NAME_ASC])"
TAGS += " { totalCount nodes { name tags } } } }"
GOALS = "query($f: WebbuilderCampaignFilter) { webbuilder { campaigns(filter: $f, orderBy: [NAME_ASC])"
GOALS += " { totalCount nodes { name goals performanceRequirements } } } }"
PLATFORMS = "query($f: RepurposeUsageLogFilter) { repurpose { usageLogs(filter: $f, orderBy: [PLATFORM_COUNT_ASC])"
PLATFORMS += " { totalCount nodes { platformCount platforms } } } }"


@pytest.mark.parametrize(
    "tags", [[], ["one"], ODD, ["twice", "twice"], ["x" * 10_000], [str(n) for n in range(1000)]]
)
async def test_an_array_is_shown_as_it_is(client: Client, maker: RowMaker, tags: list[str]) -> None:
    owner = await maker.owner()
    await maker.add(owner, LIBRARY, name="A", tags=tags)
    data = await data_in_both(client, Person.of(owner), TAGS, f={"userId": {"eq": owner.accounts["webbuilder"]}})
    assert data["webbuilder"]["componentLibrary"] == {"totalCount": 1, "nodes": [{"name": "A", "tags": tags}]}


async def test_an_absent_array_is_null_and_an_empty_one_is_not(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    for platforms in (None, [], ["email"]):
        await maker.add(owner, USAGE, platforms=platforms, platform_count=len(platforms or ()))
    for condition, expected in (
        ({"platforms": {"isNull": True}}, [None]),
        ({"platforms": {"isNull": False}}, [[], ["email"]]),
        ({"platforms": {"contains": []}}, [[], ["email"]]),
        ({"platforms": {"overlaps": []}}, []),
        ({"not": {"platforms": {"contains": ["email"]}}}, [[], None]),
        ({"not": {"platforms": {"overlaps": ["email"]}}}, [[], None]),
    ):
        data = await data_in_both(client, Person.of(owner), PLATFORMS, f=condition)
        found = [node["platforms"] for node in data["repurpose"]["usageLogs"]["nodes"]]
        assert sorted(found, key=repr) == sorted(expected, key=repr)


@pytest.fixture(scope="module")
async def tagged(maker: RowMaker) -> Person:
    """Somebody with private components that have odd words, none, and pairs of words."""
    owner = await maker.owner()
    for name, tags in (("A", ["red", "blue"]), ("B", ["blue", "green"]), ("C", []), ("D", ODD), ("E", ["Red"])):
        await maker.add(owner, LIBRARY, name=name, tags=tags, is_public=False)
    return Person.of(owner)


async def names(client: Client, person: Person, tags: dict[str, Any]) -> str:
    """The names of the components whose tags satisfy a condition."""
    condition = {"userId": {"eq": person.accounts["webbuilder"]}, "tags": tags}
    page = (await data_in_both(client, person, TAGS, f=condition))["webbuilder"]["componentLibrary"]
    assert page["totalCount"] == len(page["nodes"])
    return "".join(node["name"] for node in page["nodes"])


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"contains": ["blue"]}, "AB"),
        ({"contains": ["blue", "red"]}, "A"),
        ({"contains": ["red", "red"]}, "A"),
        ({"contains": "blue"}, "AB"),
        ({"contains": ["red", "green"]}, ""),
        ({"contains": ["re"]}, ""),
        ({"contains": []}, "ABCDE"),
        ({"overlaps": ["red", "green"]}, "AB"),
        ({"overlaps": ["Red", "green"]}, "BE"),
        ({"overlaps": []}, ""),
        ({"overlaps": ["violet"]}, ""),
        ({"contains": ["blue"], "overlaps": ["green", "violet"]}, "B"),
        ({"isNull": False}, "ABCDE"),
        ({"isNull": True}, ""),
        ({"contains": ODD}, "D"),
        ({"contains": ["red"] * 100}, "A"),
        *[({"contains": [text]}, "D") for text in ODD],
        *[({"overlaps": ["violet", text]}, "D") for text in ODD],
    ],
)
async def test_operators_of_arrays(client: Client, tagged: Person, tags: dict[str, Any], expected: str) -> None:
    assert await names(client, tagged, tags) == expected


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        ({"contains": ["x"] * 101}, "tags.contains has at most 100 values."),
        ({"overlaps": ["x"] * 101}, "tags.overlaps has at most 100 values."),
        ({"contains": None}, "tags.contains: null is no value; use isNull, or leave it out."),
        ({"overlaps": None}, "tags.overlaps: null is no value; use isNull, or leave it out."),
        ({"isNull": None}, "tags.isNull: null is no value; use isNull, or leave it out."),
        (None, "tags: null is no condition; use isNull, or leave it out."),
    ],
)
async def test_an_array_is_compared_with_up_to_a_hundred_texts_and_never_with_null(
    client: Client, tagged: Person, tags: object, message: str
) -> None:
    answer = await client.ask(tagged, TAGS, f={"tags": tags})
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert (error["extensions"], error["message"]) == ({"code": "BAD_INPUT"}, message)


@pytest.mark.parametrize("tags", [{"contains": [None]}, {"contains": ["x", 1]}, {"overlaps": [["x"]]}, {"eq": ["x"]}])
async def test_an_array_is_compared_with_texts_only(client: Client, tagged: Person, tags: object) -> None:
    answer = await client.ask(tagged, TAGS, f={"tags": tags})
    assert answer.keys() == {"errors"}
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_INPUT"}


@pytest.mark.parametrize(
    ("table", "column", "constraint"),
    [
        (LIBRARY, "tags", "ck_component_library_tags_elements"),
        (GENERATIONS, "reference_images", "ck_ai_generations_reference_images_elements"),
        (PODCASTS, "source_platforms", "ck_review_distillations_source_platforms_elements"),
    ],
)
async def test_the_database_refuses_null_among_the_texts(
    maker: RowMaker, table: sa.Table, column: str, constraint: str
) -> None:
    row = await maker.new(table)
    for array, reason in (("ARRAY['email', NULL]", constraint), ("ARRAY[['a', 'b'], ['c', 'd']]", None)):
        change = sa.update(table).where(table.c.id == row["id"]).values({column: sa.text(f"{array}::text[]")})
        with pytest.raises(asyncpg.PostgresError) as caught:
            await maker.run(change)
        assert reason is None or caught.value.constraint_name == reason
    assert await maker.find(table, {"id": row["id"]}) == [row]


@pytest.fixture(scope="module")
async def planned(maker: RowMaker) -> Owner:
    """Somebody with campaigns whose goals and requirements are JSON of many kinds."""
    owner = await maker.owner()
    for name, goals, requirements in (
        ("A", ["sell", 1, True, None], {}),
        ("B", [["sell"], {"reach": {"people": 1000, "in": ["Cairo", "Giza"]}}], {"seconds": 1.5}),
        ("C", [], {"seconds": 2, "pages": {"home": {"seconds": 1.5}}, "tags": ["fast", "small"]}),
        ("D", [12345678901234567890, 0.1, 'Ünïcode "🙂"\\'], {"": None, "seconds": "1.5"}),
    ):
        await maker.add(owner, CAMPAIGNS, name=name, goals=goals, performance_requirements=requirements)
    return owner


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("goals", [], "ABCD"),
        ("goals", ["sell"], "A"),
        ("goals", "sell", "A"),
        ("goals", [["sell"]], "B"),
        ("goals", [1], "A"),
        ("goals", [1.0, "sell"], "A"),
        ("goals", [True], "A"),
        ("goals", [False], ""),
        ("goals", [None], "A"),
        ("goals", {}, ""),
        ("goals", [{}], "B"),
        ("goals", [{"reach": {"people": 1000}}], "B"),
        ("goals", [{"reach": {"in": ["Giza"]}}], "B"),
        ("goals", [{"reach": {"in": ["Giza", "Luxor"]}}], ""),
        ("goals", [{"people": 1000}], ""),
        ("goals", [12345678901234567890], "D"),
        ("goals", [12345678901234567891], ""),
        ("goals", [0.1], "D"),
        ("goals", ['Ünïcode "🙂"\\'], "D"),
        ("performanceRequirements", {}, "ABCD"),
        ("performanceRequirements", {"seconds": 1.5}, "B"),
        ("performanceRequirements", {"seconds": 2.0}, "C"),
        ("performanceRequirements", {"seconds": "1.5"}, "D"),
        ("performanceRequirements", {"pages": {"home": {}}}, "C"),
        ("performanceRequirements", {"tags": ["small"], "seconds": 2}, "C"),
        ("performanceRequirements", {"tags": "small"}, ""),
        ("performanceRequirements", {"": None}, "D"),
        ("performanceRequirements", "seconds", ""),
        ("performanceRequirements", [], ""),
    ],
)
async def test_json_contains_members_elements_and_scalars(
    client: Client, planned: Owner, field: str, value: object, expected: str
) -> None:
    data = await data_in_both(client, Person.of(planned), GOALS, f={field: {"contains": value}})
    page = data["webbuilder"]["campaigns"]
    assert "".join(node["name"] for node in page["nodes"]) == expected
    assert page["totalCount"] == len(expected)


async def test_json_is_written_in_the_document_too(client: Client, planned: Owner) -> None:
    literal = '[{ reach: { people: 1000, in: ["Cairo"] } }]'
    query = f"{{ webbuilder {{ campaigns(filter: {{ goals: {{ contains: {literal} }} }}) {{ nodes {{ name }} }} }} }}"
    data = await data_in_both(client, Person.of(planned), query)
    assert data == {"webbuilder": {"campaigns": {"nodes": [{"name": "B"}]}}}


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"goals": {"contains": None}}, "goals.contains: null is no value; use isNull, or leave it out."),
        ({"goals": None}, "goals: null is no condition; use isNull, or leave it out."),
        ({"goals": {"contains": ["a\x00b"]}}, "A text contains a character that cannot be stored (NUL)."),
    ],
)
async def test_json_is_never_compared_with_what_cannot_be_stored(
    client: Client, planned: Owner, condition: object, message: str
) -> None:
    answer = await client.ask(Person.of(planned), GOALS, f=condition)
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert (error["extensions"], error["message"]) == ({"code": "BAD_INPUT"}, message)


@pytest.mark.parametrize(
    "text",
    [
        "123456789012345678901234567890.1234567890",
        "-0.000000000000000000000000000001",
        '"\\u00dc\\u2028\\\\\\" 🙂"',
        "[" * 500 + "]" * 500,
        '{"z": 1, "a": {"b": [null, true, false, {}]}}',
        "1e400",
    ],
)
async def test_json_keeps_every_digit_and_depth(client: Client, planned: Owner, maker: RowMaker, text: str) -> None:
    owner = await maker.owner()
    row = await maker.add(owner, CAMPAIGNS, name="J")
    value = sa.func.jsonb_build_array(sa.cast(sa.literal(text, sa.Text()), sa.dialects.postgresql.JSONB))
    (stored,) = await maker.run(
        sa.update(CAMPAIGNS)
        .where(CAMPAIGNS.c.id == row["id"])
        .values(goals=value)
        .returning(sa.cast(CAMPAIGNS.c.goals, sa.Text()).label("goals"))
    )
    query = "query($id: UUID!) { webbuilder { campaign(id: $id) { goals } } }"
    for answer in await texts_in_both(client, Person.of(owner), query, id=str(row["id"])):
        assert answer.decode() == f'{{"data":{{"webbuilder":{{"campaign":{{"goals":{stored["goals"]}}}}}}}}}'
