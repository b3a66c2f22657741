"""Searching by words: what is found, in what order, page by page, and for whom."""

from typing import Any

import pytest
import sqlalchemy as sa

from models.catalog import TABLES
from tests.contract.rows import Owner, RowMaker
from tests.people import People, Person, PersonWithoutAccounts
from tests.served import Client

CAMPAIGNS, LIBRARY = TABLES["webbuilder.campaigns"], TABLES["webbuilder.component_library"]
BLANK = "search has {} characters, but must have 1 to 200 and not only blanks."
SEARCH = (
    "query($s: String, $f: WebbuilderCampaignFilter, $o: [WebbuilderCampaignOrder!], $first: Int, $after: String,"
    " $last: Int, $before: String) { webbuilder { campaigns(search: $s, filter: $f, orderBy: $o, first: $first,"
    " after: $after, last: $last, before: $before) { totalCount nodes { name } edges { cursor node { name } }"
    " pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"
)
IN_LIBRARY = "query($s: String!) { webbuilder { componentLibrary(search: $s) { totalCount nodes { name } } } }"


async def found(client: Client, person: Person, words: str | None, **arguments: Any) -> dict[str, Any]:
    """The page of campaigns that a search gives."""
    data = await client.data(person, SEARCH, s=words, **arguments)
    page: dict[str, Any] = data["webbuilder"]["campaigns"]
    assert [edge["node"] for edge in page["edges"]] == page["nodes"]
    return page


async def names(client: Client, person: Person, words: str | None, **arguments: Any) -> list[str]:
    """The names of the campaigns that a search finds, in its order."""
    page = await found(client, person, words, **arguments)
    return [node["name"] for node in page["nodes"]]


@pytest.fixture(scope="module")
async def owner(maker: RowMaker) -> Owner:
    """Somebody with campaigns of which each says something else, and with one about nothing of that."""
    made = await maker.owner()
    for name, more in (
        ("Garden tools for spring", {"description": "Spades and rakes."}),
        ("Autumn sale", {"description": "Garden furniture and garden lights."}),
        ("Winter sale", {"target_audience": "People with a garden."}),
        ("Newsletter", {"business_type": "garden centre"}),
        ("Tools of spring", {}),
        ("Something else", {}),
    ):
        await maker.add(made, CAMPAIGNS, name=name, **{"description": None, "target_audience": None, **more})
    return made


@pytest.fixture(scope="module")
async def person(owner: Owner) -> Person:
    """The owner, as clients are."""
    return Person.of(owner)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("spring", ["Garden tools for spring", "Tools of spring"]),
        ("SPRING", ["Garden tools for spring", "Tools of spring"]),
        ("springs", ["Garden tools for spring", "Tools of spring"]),
        ("spring garden", ["Garden tools for spring"]),
        ('"garden tools"', ["Garden tools for spring"]),
        ('"tools garden"', []),
        ("furniture or rakes", ["Autumn sale", "Garden tools for spring"]),
        ("sale -furniture", ["Winter sale"]),
        ("spring -garden", ["Tools of spring"]),
        ("gardening", ["Autumn sale", "Garden tools for spring", "Newsletter", "Winter sale"]),
        ("garde", []),
        ("the", []),
        ("nowhere", []),
        ("!!! & | ( ) : * ' \\", []),
        ("spring' OR '1'='1", ["Garden tools for spring", "Tools of spring"]),
        ("ſpring 🙂", []),
        ("x" * 200, []),
    ],
)
async def test_words_quotes_or_and_minus_find_what_they_mean(
    client: Client, person: Person, words: str, expected: list[str]
) -> None:
    page = await found(client, person, words)
    assert sorted(node["name"] for node in page["nodes"]) == expected
    assert page["totalCount"] == len(expected)


async def test_the_best_come_first(client: Client, person: Person) -> None:
    # A word weighs most in a name, then in the description, the audience, the line of business.
    expected = ["Garden tools for spring", "Autumn sale", "Winter sale", "Newsletter"]
    assert await names(client, person, "garden") == expected
    assert await names(client, person, "garden", first=2) == expected[:2]
    assert await names(client, person, "garden", last=2) == expected[2:]
    assert await names(client, person, "garden", o=[]) == expected


async def test_an_order_takes_the_place_of_the_rank(client: Client, person: Person) -> None:
    assert await names(client, person, "garden", o=["NAME_ASC"]) == [
        "Autumn sale",
        "Garden tools for spring",
        "Newsletter",
        "Winter sale",
    ]
    assert await names(client, person, "garden", o=["NAME_DESC"], first=1) == ["Winter sale"]


async def test_a_filter_holds_beside_the_words(client: Client, person: Person) -> None:
    condition = {"name": {"contains": "sale"}}
    page = await found(client, person, "garden", f=condition)
    assert [node["name"] for node in page["nodes"]] == ["Autumn sale", "Winter sale"]
    assert page["totalCount"] == 2
    assert await names(client, person, "garden", f={"not": condition}) == ["Garden tools for spring", "Newsletter"]
    assert await names(client, person, "nowhere", f=condition) == []


async def test_without_words_nothing_is_searched(client: Client, person: Person) -> None:
    assert (await found(client, person, None))["totalCount"] == 6


@pytest.mark.parametrize("words", ["", " ", "\t\n", " " * 200, "x" * 201, "spring" + " " * 195])
async def test_words_have_1_to_200_characters_and_are_not_only_blanks(
    client: Client, person: Person, words: str
) -> None:
    answer = await client.ask(person, SEARCH, s=words)
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert (error["extensions"], error["message"]) == ({"code": "BAD_INPUT"}, BLANK.format(len(words)))


async def test_words_with_a_character_that_cannot_be_stored_are_bad_input(client: Client, person: Person) -> None:
    assert await client.code(person, SEARCH, s="spring\x00") == "BAD_INPUT"


@pytest.fixture(scope="module")
async def equals(maker: RowMaker) -> Person:
    """Somebody with seven campaigns of three ranks: three, three and one are equally good."""
    made = await maker.owner()
    for number, text in enumerate(["bicycle"] * 3 + ["bicycle bicycle"] * 3 + ["bicycle bicycle bicycle"]):
        await maker.add(made, CAMPAIGNS, name=f"Number {number}", description=text, target_audience=None)
    return Person.of(made)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 100])
@pytest.mark.parametrize(
    ("count", "from_cursor", "to_cursor"), [("first", "after", "end"), ("last", "before", "start")]
)
async def test_walking_all_pages_gives_every_row_once_however_equal_they_are(
    client: Client, equals: Person, size: int, count: str, from_cursor: str, to_cursor: str
) -> None:
    every = [edge["node"]["name"] for edge in (await found(client, equals, "bicycle", first=100))["edges"]]
    assert every[0] == "Number 6"
    assert [set(every[1:4]), set(every[4:])] == [{f"Number {n}" for n in part} for part in ((3, 4, 5), (0, 1, 2))]
    seen: list[str] = []
    arguments: dict[str, object] = {count: size}
    for left in range(len(every), 0, -size):
        page = await found(client, equals, "bicycle", **arguments)
        read = [node["name"] for node in page["nodes"]]
        seen = seen + read if count == "first" else read + seen
        assert page["totalCount"] == 7
        assert page["pageInfo"]["hasNextPage" if count == "first" else "hasPreviousPage"] is (left > size)
        arguments[from_cursor] = page["pageInfo"][f"{to_cursor}Cursor"]
    assert seen == every
    assert (await found(client, equals, "bicycle", **arguments))["nodes"] == []


async def test_a_page_lies_between_two_ranked_rows(client: Client, equals: Person) -> None:
    edges = (await found(client, equals, "bicycle", first=100))["edges"]
    page = await found(client, equals, "bicycle", after=edges[1]["cursor"], before=edges[5]["cursor"])
    assert [edge["cursor"] for edge in page["edges"]] == [edge["cursor"] for edge in edges[2:5]]


async def test_a_cursor_of_a_search_is_none_of_a_list(client: Client, equals: Person) -> None:
    cursor = (await found(client, equals, "bicycle", first=1))["pageInfo"]["endCursor"]
    assert await client.code(equals, SEARCH, after=cursor) == "BAD_INPUT"
    assert await client.code(equals, SEARCH, s="bicycle", after=cursor, o=["NAME_ASC"]) == "BAD_INPUT"
    plain = (await found(client, equals, None, first=1))["pageInfo"]["endCursor"]
    assert await client.code(equals, SEARCH, s="bicycle", after=plain) == "BAD_INPUT"


async def test_the_best_thousand_are_found(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    values = maker.values(CAMPAIGNS, owner, description=None, target_audience=None, name="lighthouse")
    best = {**values, "name": "lighthouse lighthouse"}
    await maker.run(sa.insert(CAMPAIGNS).values([values] * 500 + [best] + [values] * 500))
    page = await found(client, Person.of(owner), "lighthouse", first=1)
    assert page["totalCount"] == 1000
    assert page["nodes"] == [{"name": "lighthouse lighthouse"}]


async def test_nobody_finds_somebody_elses_campaigns(
    client: Client, people: People, owner: Owner, person: Person
) -> None:
    stranger = await people.person_everywhere()
    for words in ("garden", "spring", '"garden tools"', "garden or sale"):
        assert (await found(client, stranger, words))["totalCount"] == 0
        assert await names(client, stranger, words, f={"userId": {"eq": owner.accounts["webbuilder"]}}) == []
    nobody = PersonWithoutAccounts(person.id, person.email)
    assert await names(client, nobody, "garden") == []


async def test_staff_find_everybodys_campaigns(client: Client, maker: RowMaker, people: People) -> None:
    owners = [await maker.owner() for _ in range(2)]
    for owner in owners:
        await maker.add(owner, CAMPAIGNS, name="Quokka", description=None)
    staff = Person.of(await maker.owner(), roles=("admin",))
    assert await names(client, staff, "quokka") == ["Quokka", "Quokka"]
    assert await names(client, await people.person_everywhere(), "quokka") == []
    only = {"userId": {"eq": owners[0].accounts["webbuilder"]}}
    assert await names(client, staff, "quokka", f=only) == ["Quokka"]


async def test_private_components_are_found_by_their_owner_and_staff_only(client: Client, maker: RowMaker) -> None:
    owner, stranger, staff = [await maker.owner() for _ in range(3)]
    for name, tags, public in (
        ("Open axolotl", ["pond"], True),
        ("Secret axolotl", ["pond"], False),
        ("Hidden words", ["axolotl"], False),
    ):
        await maker.add(owner, LIBRARY, name=name, tags=tags, is_public=public, description=None, category=None)

    async def library(person: Person, words: str) -> tuple[int, list[str]]:
        page = (await client.data(person, IN_LIBRARY, s=words))["webbuilder"]["componentLibrary"]
        return page["totalCount"], sorted(node["name"] for node in page["nodes"])

    every = (3, ["Hidden words", "Open axolotl", "Secret axolotl"])
    assert await library(Person.of(owner), "axolotl") == every
    assert await library(Person.of(staff, roles=("admin",)), "axolotl") == every
    assert await library(Person.of(stranger), "axolotl") == (1, ["Open axolotl"])
    assert await library(Person.of(stranger), "axolotl -pond") == (0, [])
    assert await library(PersonWithoutAccounts(owner.subject, ""), "axolotl") == (1, ["Open axolotl"])


async def test_what_was_edited_is_found_by_its_new_words(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    row = await maker.add(owner, CAMPAIGNS, name="Heron", description=None)
    person = Person.of(owner)
    assert await names(client, person, "heron") == ["Heron"]
    await maker.run(sa.update(CAMPAIGNS).where(CAMPAIGNS.c.id == row["id"]).values(name="Egret"))
    assert (await names(client, person, "heron"), await names(client, person, "egret")) == ([], ["Egret"])


@pytest.mark.parametrize("field", ["users", "campaignComponents", "aiGenerations"])
async def test_other_lists_are_not_searched(client: Client, person: Person, field: str) -> None:
    answer = await client.ask(person, f'{{ webbuilder {{ {field}(search: "x") {{ totalCount }} }} }}')
    assert answer["errors"][0]["message"].startswith("Unknown argument 'search' on field")
