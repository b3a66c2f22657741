"""What everybody may see: reference data, shared discoveries and templates and components, and no more of them."""

import pytest
import sqlalchemy as sa

from gql.derivation.derived import FIELDS
from gql.derivation.names import list_field, type_name
from models.base import facts_of
from models.catalog import TABLES as ALL_TABLES
from tests.contract.ownership import OPEN_TO_ALL
from tests.contract.rows import RowMaker
from tests.contract.values import stored
from tests.gql import asking
from tests.gql.belongings import SHARED, TABLES, Cast
from tests.people import Person
from tests.served import Client

DISCOVERIES, PUBLIC = TABLES["roadtrip.discoveries"], TABLES["roadtrip.public_discoveries"]
OPEN_IN_GRAPH = {name for name in OPEN_TO_ALL if facts_of(ALL_TABLES[name]).in_graph}
SEEN_BY_ALL = sorted(OPEN_IN_GRAPH | {name for name, _ in SHARED})


@pytest.mark.parametrize("name", SEEN_BY_ALL)
async def test_what_is_public_is_the_same_for_all(client: Client, cast: Cast, name: str) -> None:
    table = TABLES[name]
    rows = cast.visible(cast.callers["nobody"], table)
    assert rows != []
    for row in rows:
        document, variables = asking.one(table, asking.columns(table)), asking.key_of(table, row)
        answers = {
            (await client.post(caller.person.token(), document, variables)).content
            for caller in cast.callers.values()
        }
        assert len(answers) == 1


def test_everything_else_is_seen_by_nobody_without_an_account(cast: Cast) -> None:
    nobody = cast.callers["nobody"]
    assert sorted(name for name, table in TABLES.items() if cast.visible(nobody, table)) == SEEN_BY_ALL


def test_a_public_discovery_says_neither_who_nor_where_exactly() -> None:
    assert FIELDS[type_name(PUBLIC)].keys() == {
        "nodeId",
        "id",
        "poiName",
        "categoryId",
        "locationPublic",
        "validationStatus",
        "createdAt",
        "category",
        "podcastEpisodes",
    }


def test_a_public_episode_says_neither_who_found_its_place_nor_how_often_it_was_heard() -> None:
    assert FIELDS[type_name(TABLES["roadtrip.public_podcast_episodes"])].keys() == {
        "nodeId",
        "id",
        "discoveryId",
        "title",
        "durationSeconds",
        "audioUrl",
        "createdAt",
        "discovery",
    }


async def test_a_discovery_is_shown_to_others_at_the_nearest_city(
    client: Client, maker: RowMaker, cast: Cast
) -> None:
    row = cast.owner.rows[DISCOVERIES.fullname]
    query = asking.one(PUBLIC, "id locationPublic { latitude longitude }")
    public = await client.data(cast.callers["a stranger"].person, query, id=str(row["id"]))
    place = public["roadtrip"]["publicDiscovery"]["locationPublic"]
    cities = await maker.run(sa.select(*stored(ALL_TABLES["roadtrip.cities"])))
    assert tuple(place.values()) in {(city["location"].latitude, city["location"].longitude) for city in cities}
    own = asking.one(DISCOVERIES, "location { latitude longitude }")
    exactly = await client.data(cast.callers["the owner"].person, own, id=str(row["id"]))
    assert exactly["roadtrip"]["discovery"]["location"] != place


async def test_a_discovery_of_who_shares_none_is_not_public(client: Client, maker: RowMaker, cast: Cast) -> None:
    owner = await maker.owner()
    users = TABLES["roadtrip.users"]
    private = sa.update(users).where(users.c.id == owner.rows[users.fullname]["id"])
    await maker.run(private.values(privacy_settings={"share_discoveries": False}).returning(users.c.id))
    await maker.add(owner, ALL_TABLES["roadtrip.cities"])
    await maker.ancestors(owner, DISCOVERIES)
    row = await maker.add(owner, DISCOVERIES)
    document, variables = asking.ways(PUBLIC), asking.sent(PUBLIC, row)
    everybody = [caller.person for caller in cast.callers.values()]
    for person in (*everybody, Person.of(owner)):
        assert await client.data(person, document, **variables) == asking.nowhere(PUBLIC)


async def test_a_component_that_is_private_again_is_gone_for_others(
    client: Client, maker: RowMaker, cast: Cast
) -> None:
    table, owner = TABLES["webbuilder.component_library"], await maker.owner()
    row = await maker.add(owner, table, is_public=True)
    stranger = cast.callers["a stranger"].person
    document, variables = asking.ways(table), asking.sent(table, row)
    assert await client.data(stranger, document, **variables) == asking.there(table, row)
    await maker.run(sa.update(table).where(table.c.id == row["id"]).values(is_public=False).returning(table.c.id))
    assert await client.data(stranger, document, **variables) == asking.nowhere(table)
    assert await client.data(Person.of(owner), document, **variables) == asking.there(table, row)
    everything = f"{{ webbuilder {{ {list_field(table)}(first: 100) {{ nodes {{ id }} }} }} }}"
    data = await client.data(stranger, everything)
    assert {"id": str(row["id"])} not in data["webbuilder"][list_field(table)]["nodes"]
