"""Roadtrip's goals: the rows that they are measured on, the questions, and what is said of the answers."""

import datetime as dt
import json
from uuid import UUID

import pytest
from graphql import GraphQLSchema

from bench import chart
from bench.questions import document
from bench.roadtrip import report
from bench.roadtrip.askers import PICKED, Ask, find
from bench.roadtrip.data import DAYS, REFERENCE, Size, fill
from bench.roadtrip.measuring import Found
from bench.roadtrip.sending import THEIRS, ImplausibleError, check, missing, request
from bench.roadtrip.topics import TOPICS, Topic
from gateway.addresses import Addresses
from gateway.preparation import connected
from gql.schema import build
from tests.faults import faults_in

SOMEBODY = UUID(int=7)
NEAR = next(topic for topic in TOPICS if topic.question.name == "near 1 km")
SUMS = """
SELECT count(*) AS rows, min(date) AS first, max(date) AS last, sum(user_share_cents) AS shares,
    (SELECT array_agg(DISTINCT kept.sums) FROM (
        SELECT ARRAY[sum(b.entries), sum(b.user_share_cents)]::bigint[] AS sums
        FROM roadtrip.revenue_by_bucket AS b GROUP BY b.bucket_type
    ) AS kept) AS kept,
    (SELECT array_agg(DISTINCT totals.sums) FROM (
        SELECT ARRAY[sum(t.entries), sum(t.user_share_cents)]::bigint[] AS sums
        FROM roadtrip.revenue_totals AS t GROUP BY t.bucket_type
    ) AS totals) AS totals,
    (SELECT count(*) FROM roadtrip.user_dashboards) AS dashboards,
    (SELECT count(*) FROM pg_indexes WHERE tablename = 'revenue_by_bucket') AS indexes,
    (
        SELECT count(*) FROM pg_trigger
        WHERE tgrelid = 'roadtrip.video_revenues'::regclass AND tgname = 'roll_up_revenue'
    ) AS triggers
FROM roadtrip.video_revenues
"""


async def test_sums_agree_with_revenue_of_three_years_and_chance_picks_the_same_every_time(
    fresh_place: Addresses,
) -> None:
    await fill(fresh_place, Size(pois=6_000, revenues=4_000))
    async with connected(fresh_place.base) as connection:
        found = dict(await connection.fetchrow(SUMS) or {})
    assert REFERENCE - dt.timedelta(days=DAYS) <= found["first"] < found["last"] < REFERENCE
    assert (found["last"] - found["first"]).days > DAYS * 3 // 4
    assert await faults_in(fresh_place) == {}
    assert (found["rows"], found["kept"]) == (4_000, [[4_000, found["shares"]]])
    assert found["totals"] == found["kept"]
    assert (found["dashboards"], found["indexes"], found["triggers"]) == (100, 4, 1)
    askers = await find(fresh_place)
    assert askers == await find(fresh_place)
    picked = (askers.places, askers.earners, askers.referrers, askers.answers)
    # Behind the last key of little data there is nothing to pick.
    assert min(len(each) for each in picked) > PICKED * 3 // 4
    assert len({place.person for place in askers.places}) > 16


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """The graph, built once for all questions."""
    return build()._schema


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.question.name)
def test_a_question_fits_the_schema_unless_its_field_is_not_there(schema: GraphQLSchema, topic: Topic) -> None:
    fields = schema.get_type("RoadtripQuery").fields  # type: ignore[union-attr]
    is_there = "clusters" not in topic.question.shape or "publicDiscoveryClusters" in fields
    assert (missing(schema, topic) == "") is is_there


def test_every_question_that_postgraphile_is_asked_has_words_for_it() -> None:
    assert all(document(THEIRS, topic.question.shape) for topic in TOPICS if not topic.why_alone)


def test_questions_have_names_of_their_own() -> None:
    assert len({topic.question.name for topic in TOPICS}) == len(TOPICS)


def test_a_request_has_the_variables_that_its_words_declare_and_no_others() -> None:
    headers, body = request("quintet", NEAR, Ask(SOMEBODY, {"here": {"latitude": 1}, "radius": 5.0, "word": "x"}))
    assert headers["authorization"].startswith("Bearer ")
    assert json.loads(body)["variables"] == {"here": {"latitude": 1}, "radius": 5.0}


def _near(*distances: float) -> bytes:
    edges = [{"distanceMeters": distance, "node": {"poiName": "A mill"}} for distance in distances]
    return json.dumps({"data": {"roadtrip": {"publicDiscoveriesNear": {"edges": edges}}}}).encode()


@pytest.mark.parametrize(("answer", "full"), [(_near(1.0, 2.0), True), (_near(), False)])
def test_an_answer_with_something_in_its_lists_is_full(answer: bytes, full: bool) -> None:
    assert check(NEAR, Ask(SOMEBODY, {"radius": 5.0}), answer) is full


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (b'{"errors": [{"message": "Not now."}]}', "Not now"),
        (_near(1.0, 6.0), "farther away than 5.0 m"),
        (_near(2.0, 1.0), "not in the order of distanceMeters"),
    ],
)
def test_an_answer_that_cannot_be_true_is_told(answer: bytes, complaint: str) -> None:
    with pytest.raises(ImplausibleError, match=complaint):
        check(NEAR, Ask(SOMEBODY, {"radius": 5.0}), answer)


def _measured(p95: float) -> dict[str, object]:
    side = {"p50_ms": 1.0, "p95_ms": p95, "server_processor_ms": 0.2, "database_processor_ms": 0.1}
    told = {"asked": "the nearest", "goal_ms": 10, "document_ms": 50, "quintet": side}
    return {**told, "without_postgraphile": "it cannot"}


def test_what_is_over_its_goal_or_failed_is_missed_and_what_is_skipped_is_not() -> None:
    failed = report.figures([Found(NEAR, failed="It took too long.")])
    skipped = report.figures([Found(NEAR, skipped="There is no such field.")])
    assert len(list(report.missed({"fast": _measured(10.0), "slow": _measured(10.1)}))) == 1
    assert [len(list(report.missed(told))) for told in (failed, skipped)] == [1, 0]


def test_the_table_and_the_chart_show_what_was_measured_alone() -> None:
    questions = {"fast": _measured(4.5), **report.figures([Found(NEAR, failed="It took too long.")])}
    made = {
        "questions": questions,
        "conditions": {"cores": 2, "rounds": 3},
        "versions": {"postgresql": "17", "python": "3.11"},
        "rows": {"discoveries": 10, "video_revenues": 20},
    }
    assert list(report.table(questions))[2:] == ["| the nearest | 1.0 | 4.5 | 10 | 50 | – |"]
    drawn = report.chart(made)
    assert ("Goal 10 ms (document 50 ms)" in drawn, ">4.50 ms<" in drawn, "near 1 km" in drawn) == (True, True, False)
    assert chart.COLOURS["compiled"] in drawn
