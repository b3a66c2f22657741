"""Pages of lists: every row exactly once in either direction, cursors that belong, limits, totals."""

import base64
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.liveconvo import Guidance
from tests.people import People, Person
from tests.served import Client

FIELDS = ("priority", "triggeredAtSeconds", "userFeedback", "processingTimeMs", "modelUsed", "wasDisplayed")
PAGE = """
query($order: [LiveconvoGuidanceOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  liveconvo {
    guidanceList(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      nodes { id }
      edges { cursor node { id priority triggeredAtSeconds userFeedback processingTimeMs modelUsed wasDisplayed } }
    }
  }
}
"""
ROWS = 23


@dataclass(frozen=True)
class Reader:
    """A person with rows to page through, and the rows as the client reads them."""

    person: Person
    rows: Sequence[Mapping[str, Any]]


@pytest.fixture(scope="module")
async def reader(people: People, client: Client) -> Reader:
    """Hints with many equal and absent values."""
    person = await people.person()
    session = await people.session(person)
    picks = zip(
        itertools.cycle([1, 2, 3, None]),
        itertools.cycle([None, "1.5", "1.500", "0", "12345.678"]),
        itertools.cycle(["helpful", None, "too_late"]),
        itertools.cycle([None, 0, 7, 7, 9]),
        itertools.cycle(["gpt", None, "alpha", "gpt", "", "whisper"]),
        itertools.cycle([True, False, None]),
        strict=False,
    )
    for priority, at, feedback, time, model, displayed in itertools.islice(picks, ROWS):
        await people.insert(
            Guidance,
            session_id=session,
            content="x",
            guidance_type="ask",
            priority=priority,
            triggered_at_seconds=None if at is None else Decimal(at),
            user_feedback=feedback,
            processing_time_ms=time,
            model_used=model,
            was_displayed=displayed,
        )
    answer = await client.data(person, PAGE, first=100)
    rows = [edge["node"] for edge in answer["liveconvo"]["guidanceList"]["edges"]]
    assert len(rows) == ROWS
    return Reader(person, rows)


def in_order(rows: Sequence[Mapping[str, Any]], order: Sequence[tuple[str, bool]]) -> list[str]:
    """The ids of the rows as the ordering demands: NULL is the largest value, the id breaks ties."""
    tie_break = ("id", order[0][1])
    found = list(rows)
    for name, descending in reversed([*order, tie_break]):
        number = Decimal if name == "triggeredAtSeconds" else lambda value: value
        found.sort(
            key=lambda row, name=name, number=number: (
                row[name] is None,
                row[name] is not None and number(row[name]),
            ),  # type: ignore[misc]
            reverse=descending,
        )
    return [row["id"] for row in found]


def as_enum(order: Sequence[tuple[str, bool]]) -> list[str]:
    """The ordering as the graph names it."""
    return [
        "".join(f"_{c}" if c.isupper() else c.upper() for c in name) + ("_DESC" if descending else "_ASC")
        for name, descending in order
    ]


orders = st.lists(st.tuples(st.sampled_from(FIELDS), st.booleans()), min_size=1, max_size=3, unique_by=lambda k: k[0])
sizes = st.lists(st.integers(1, 9), min_size=1, max_size=5)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(order=orders, sizes=sizes, forwards=st.booleans())
async def test_walking_all_pages_gives_every_row_once_and_in_order(
    client: Client, reader: Reader, order: list[tuple[str, bool]], sizes: list[int], forwards: bool
) -> None:
    wanted = in_order(reader.rows, order)
    wanted = wanted if forwards else wanted[::-1]
    seen: list[str] = []
    cursor: str | None = None
    count, place = ("first", "after") if forwards else ("last", "before")
    for size in itertools.cycle(sizes):
        answer = await client.data(reader.person, PAGE, order=as_enum(order), **{count: size, place: cursor})
        page = answer["liveconvo"]["guidanceList"]
        ids = [edge["node"]["id"] for edge in page["edges"]]
        assert [node["id"] for node in page["nodes"]] == ids
        came_from, goes_on = ("hasPreviousPage", "hasNextPage") if forwards else ("hasNextPage", "hasPreviousPage")
        info = page["pageInfo"]
        assert page["totalCount"] == ROWS
        assert info[came_from] is (cursor is not None)
        assert (info["startCursor"], info["endCursor"]) == (page["edges"][0]["cursor"], page["edges"][-1]["cursor"])
        seen += ids if forwards else ids[::-1]
        assert seen == wanted[: len(seen)]
        assert info[goes_on] is (len(seen) < ROWS)
        if not info[goes_on]:
            break
        cursor = info["endCursor"] if forwards else info["startCursor"]
    assert seen == wanted


@pytest.mark.parametrize("count", ["first", "last"])
@pytest.mark.parametrize(("start", "end"), [(0, 22), (3, 9), (3, 4), (9, 3)])
async def test_a_page_lies_between_two_cursors(
    client: Client, reader: Reader, start: int, end: int, count: str
) -> None:
    answer = await client.data(reader.person, PAGE, order=["PRIORITY_ASC"], first=100)
    edges = answer["liveconvo"]["guidanceList"]["edges"]
    answer = await client.data(
        reader.person,
        PAGE,
        order=["PRIORITY_ASC"],
        after=edges[start]["cursor"],
        before=edges[end]["cursor"],
        **{count: 4},
    )
    between = [edge["node"]["id"] for edge in edges[start + 1 : end]]
    page = answer["liveconvo"]["guidanceList"]
    assert [node["id"] for node in page["nodes"]] == (between[:4] if count == "first" else between[-4:])
    more = "hasNextPage" if count == "first" else "hasPreviousPage"
    assert page["pageInfo"][more] is (len(between) > 4)
    assert page["totalCount"] == ROWS


async def test_an_empty_page_has_no_cursors(client: Client, people: People) -> None:
    data = await client.data(await people.person(), PAGE)
    assert data["liveconvo"]["guidanceList"] == {
        "totalCount": 0,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
        "nodes": [],
        "edges": [],
    }


async def test_without_a_number_a_page_has_twenty_rows(client: Client, reader: Reader) -> None:
    data = await client.data(reader.person, PAGE)
    page = data["liveconvo"]["guidanceList"]
    assert len(page["nodes"]) == 20
    assert page["pageInfo"]["hasNextPage"] is True


def encoded(*parts: object) -> str:
    """A cursor of the form that the gateway makes, with any content."""
    return base64.b64encode(repr(list(parts)).replace("'", '"').replace("None", "null").encode()).decode()


KEY = "3f2c8a52-6f0e-4c3e-9d43-0c2b6a1d7e10"


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "garbage",
        "Z2FyYmFnZQ==",
        "ü",
        "=" * 8,
        "bnVsbA==",
        "W10=",
        encoded("priority,id", "1"),
        encoded("priority,id", "1", KEY, KEY),
        encoded("priority,id", 1, KEY),
        encoded("priority,id", "1", "1"),
        encoded("priority,id", "one", KEY),
        encoded("priority,id", "1", None, KEY),
        encoded("priority,id", ["1"], KEY),
        encoded("-priority,-id", "1", KEY),
        encoded("triggered_at_seconds,id", "1", KEY),
        encoded("priority", "1"),
        encoded("priority,id", "99999999999", KEY),
        encoded("priority,id", "1" * 3000, KEY),
        "A" * 16_385,
    ],
)
@pytest.mark.parametrize("side", ["after", "before"])
async def test_a_cursor_that_is_none_of_this_list_is_bad_input(
    client: Client, reader: Reader, cursor: str, side: str
) -> None:
    answer = await client.ask(reader.person, PAGE, order=["PRIORITY_ASC"], first=1, **{side: cursor})
    assert answer["data"] is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_INPUT"]


async def test_a_cursor_belongs_to_its_order_and_its_table(client: Client, reader: Reader) -> None:
    page = await client.data(reader.person, PAGE, order=["PRIORITY_ASC"], first=1)
    cursor = page["liveconvo"]["guidanceList"]["pageInfo"]["endCursor"]
    for order in (["PRIORITY_DESC"], ["PRIORITY_ASC", "MODEL_USED_ASC"], None):
        assert await client.code(reader.person, PAGE, order=order, first=1, after=cursor) == "BAD_INPUT"
    sessions = "query($a: String) { liveconvo { sessions(after: $a, orderBy: [TITLE_ASC]) { nodes { id } } } }"
    assert await client.code(reader.person, sessions, a=cursor) == "BAD_INPUT"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"first": 0}, "first is 0, but must be 1 to 100."),
        ({"first": -1}, "first is -1, but must be 1 to 100."),
        ({"first": 101}, "first is 101, but must be 1 to 100."),
        ({"last": 0}, "last is 0, but must be 1 to 100."),
        ({"last": -1}, "last is -1, but must be 1 to 100."),
        ({"last": 101}, "last is 101, but must be 1 to 100."),
        ({"first": 2**31 - 1}, "first is 2147483647, but must be 1 to 100."),
        ({"first": 1, "last": 1}, "Give first or last, not both."),
    ],
)
async def test_a_page_has_one_to_a_hundred_rows(
    client: Client, reader: Reader, arguments: dict[str, int], message: str
) -> None:
    answer = await client.ask(reader.person, PAGE, **arguments)
    assert [error["message"] for error in answer["errors"]] == [message]
    assert answer["errors"][0]["extensions"] == {"code": "BAD_INPUT"}
    assert answer["data"] is None


@pytest.mark.parametrize("number", [2**31, 2**63, 1.5, "1", True, [1]])
async def test_a_number_of_rows_is_an_int(client: Client, reader: Reader, number: object) -> None:
    assert await client.code(reader.person, PAGE, first=number) == "BAD_INPUT"


async def test_null_is_as_good_as_left_out(client: Client, reader: Reader) -> None:
    data = await client.data(reader.person, PAGE, order=None, first=None, after=None, last=None, before=None)
    assert len(data["liveconvo"]["guidanceList"]["nodes"]) == 20
