"""Functions that clients call answer for the caller alone, whatever they are asked about, and change nobody else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest

from models.base import facts_of
from models.catalog import SCHEMAS, TABLES
from models.security import APP
from tests.contract.behaviour import DENIED, Caller
from tests.contract.rows import MOMENT, Owner, RowMaker

NOT_THERE = "23503"
NO_CONSENT = "QN403"
FOREVER = MOMENT.replace(year=2999)
HASH = "0" * 64
Answer = str | list[tuple[object, ...]]
TRUSTED: Mapping[str, str] = {
    **{f"{schema}.sign_in": "the gateway says who asks, after it has checked the token" for schema in SCHEMAS},
}
"""Functions that believe what they are told."""


@dataclass(frozen=True)
class Call:
    """A call about a victim's rows: what it asks for, and what a stranger and nobody are told."""

    sql: str
    arguments: Callable[[Owner], tuple[object, ...]]
    stranger: Answer
    nobody: Answer


def nothing(_: Owner) -> tuple[object, ...]:
    return ()


def of(table: str, *columns: str) -> Callable[[Owner], tuple[object, ...]]:
    """Values of the victim's row."""
    return lambda victim: tuple(victim.rows[table][column] for column in columns)


def last_word(table: str) -> Callable[[Owner], tuple[object, ...]]:
    """A word that only the name of the victim's row has."""
    return lambda victim: (str(victim.rows[table]["name"]).split()[-1],)


CALLS: Mapping[str, Call] = {
    # Whoever is new has not permitted it.
    "roadtrip.record_behavior": Call(
        "SELECT * FROM roadtrip.record_behavior('tap', '{}')", nothing, NO_CONSENT, NO_CONSENT
    ),
    "roadtrip.accept_referral": Call(
        "SELECT roadtrip.accept_referral('ROAD-0000-0000', NULL)", nothing, NOT_THERE, DENIED
    ),
    "roadtrip.advance_referral": Call("SELECT roadtrip.advance_referral()", nothing, [(None,)], [(None,)]),
    # In this order: a token ends with a new one, and a code with the next.
    "roadtrip.session_of_token": Call(
        "SELECT roadtrip.session_of_token($1)",
        of("roadtrip.roadtrip_sessions", "session_token"),
        [(None,)],
        [(None,)],
    ),
    "roadtrip.activate_session": Call(
        "SELECT roadtrip.activate_session($1, $2)",
        lambda victim: (victim.rows["roadtrip.roadtrip_sessions"]["activation_code"], HASH),
        [(None,)],
        [(None,)],
    ),
    "roadtrip.renew_activation": Call(
        "SELECT roadtrip.renew_activation($1)", of("roadtrip.roadtrip_sessions", "id"), [(False,)], [(False,)]
    ),
    "webbuilder.count_api_calls": Call("SELECT webbuilder.count_api_calls()", nothing, [(None,)], [(None,)]),
    "webbuilder.count_download": Call(
        "SELECT webbuilder.count_download($1)", of("webbuilder.component_library", "id"), [(None,)], [(None,)]
    ),
    "webbuilder.count_like": Call(
        "SELECT webbuilder.count_like($1)", of("webbuilder.component_library", "id"), [(None,)], [(None,)]
    ),
    "webbuilder.has_role": Call("SELECT webbuilder.has_role('admin')", nothing, [(False,)], [(False,)]),
    "webbuilder.search_campaigns": Call(
        "SELECT * FROM webbuilder.search_campaigns($1)", last_word("webbuilder.campaigns"), [], []
    ),
    "webbuilder.search_component_library": Call(
        "SELECT * FROM webbuilder.search_component_library($1)", last_word("webbuilder.component_library"), [], []
    ),
    "learning.erase_me": Call("SELECT learning.erase_me()", nothing, [(True,)], [(False,)]),
    "learning.has_consent": Call(
        "SELECT learning.has_consent($1, 'learning')", of("learning.users", "id"), [(False,)], [(False,)]
    ),
    "learning.record_consent": Call(
        "SELECT learning.record_consent($1, 'learning', true, 'guardian@example.com', $2)",
        lambda victim: (victim.rows["learning.users"]["id"], HASH),
        DENIED,
        DENIED,
    ),
    "learning.record_interaction": Call(
        "SELECT learning.record_interaction($1, 'algebra', 'groups')", of("learning.users", "id"), DENIED, DENIED
    ),
    "repurpose.check_user_quota": Call(
        "SELECT repurpose.check_user_quota($1)", of("repurpose.users", "id"), [(False,)], [(False,)]
    ),
    "repurpose.delete_me": Call("SELECT repurpose.delete_me()", nothing, [(True,)], [(False,)]),
    "repurpose.quota": Call("SELECT * FROM repurpose.quota($1)", of("repurpose.users", "id"), [], []),
}
ABOUT_THE_CALLER = frozenset(
    {
        "roadtrip.accept_referral",
        "roadtrip.advance_referral",
        "roadtrip.record_behavior",
        "webbuilder.count_api_calls",
        "learning.erase_me",
        "repurpose.delete_me",
    }
)
"""Functions that cannot be asked about anybody else."""

ABOUT_NOBODY: Mapping[str, str] = {
    "quintet.clock": "the time",
    "quintet.refuse_missing_row": "an error",
    "repurpose.next_month": "a sum over its argument",
    "repurpose.tier_limit": "a list of numbers",
    "roadtrip.discovery_statistics": "numbers of groups of five people and more",
    "roadtrip.places_named": "what is shared with everybody",
    "roadtrip.roadtrip_statistics": "numbers of groups of five people and more",
    "roadtrip.sample_names": "what is shared with everybody",
    "roadtrip.search_discoveries": "what is shared with everybody",
    "roadtrip.similar_discoveries": "what is shared with everybody",
}


async def answer(app: Any, caller: Caller, sql: str, *arguments: object) -> Answer:
    """What a caller is told: rows, or the code of the error; what the call changed stays."""
    try:
        async with app.transaction():
            if caller.identity is not None:
                await app.execute(caller.identity.sign_in())
            return [tuple(row) for row in await app.fetch(sql, *arguments)]
    except asyncpg.PostgresError as error:
        return str(error.sqlstate)


@pytest.fixture(scope="module")
async def victim(maker: RowMaker) -> Owner:
    """Somebody for whom every one of the calls has an answer."""
    made = await maker.owner_of_everything()
    await maker.add(made, TABLES["roadtrip.roadtrip_sessions"], expires_at=FOREVER)
    await maker.add(made, TABLES["roadtrip.ai_processing_cache"], expires_at=FOREVER)
    await maker.add(made, TABLES["learning.guardian_consents"], consent_type="learning", consent_given=True)
    await maker.read_again(made)
    return made


async def stored(maker: RowMaker, victim: Owner, schema: str) -> Mapping[str, object]:
    """A victim's rows in one product, as they are stored; what staff's views count of everybody is not theirs."""
    counts = {
        name for name in victim.rows if facts_of(TABLES[name]).view and facts_of(TABLES[name]).access.rows is None
    }
    names = [name for name in victim.rows.keys() - counts if name.startswith(f"{schema}.")]
    return {name: await maker.find(TABLES[name], victim.key(TABLES[name])) for name in names}


async def test_every_function_that_clients_may_call_is_called_here(administrator: Any) -> None:
    found = await administrator.fetch(
        "SELECT pronamespace::regnamespace::text || '.' || proname FROM pg_proc"
        " WHERE pronamespace::regnamespace::text = ANY ($1) AND has_function_privilege($2, oid, 'EXECUTE')",
        sorted(SCHEMAS),
        APP,
    )
    who = {f"{schema}.account" for schema in SCHEMAS} | {"repurpose.clerk_id"}
    assert {row[0] for row in found} == {*CALLS, *TRUSTED, *ABOUT_NOBODY, *who}


@pytest.mark.parametrize("name", CALLS)
async def test_strangers_are_told_nothing_of_a_victim_and_change_nothing(
    app: Any, maker: RowMaker, victim: Owner, name: str
) -> None:
    call, schema = CALLS[name], name.partition(".")[0]
    before = await stored(maker, victim, schema)
    stranger = Caller("a stranger", await maker.owner())
    told = [
        await answer(app, caller, call.sql, *call.arguments(victim)) for caller in (stranger, Caller("nobody", None))
    ]
    assert told == [call.stranger, call.nobody]
    assert await stored(maker, victim, schema) == before


@pytest.mark.parametrize("name", [name for name in CALLS if name not in ABOUT_THE_CALLER])
async def test_the_victim_is_told_something_else(app: Any, victim: Owner, name: str) -> None:
    call = CALLS[name]
    told = await answer(app, Caller("the victim", victim), call.sql, *call.arguments(victim))
    assert isinstance(told, list)
    assert told != call.stranger
    assert [row for row in told if row[0] in (None, False)] == []


@pytest.mark.parametrize("schema", sorted(SCHEMAS))
async def test_the_account_is_the_caller_s_and_nobody_has_one(app: Any, victim: Owner, schema: str) -> None:
    sql = f"SELECT {schema}.account()"
    mine = victim.subject if schema == "quintet" else victim.rows[f"{schema}.users"]["id"]
    assert await answer(app, Caller("the victim", victim), sql) == [(mine,)]
    assert await answer(app, Caller("nobody", None), sql) == [(None,)]


async def test_numbers_of_small_groups_are_not_told(app: Any, maker: RowMaker, victim: Owner) -> None:
    await maker.connection.execute("SELECT roadtrip.refresh_statistics()")
    mine = victim.rows["roadtrip.discoveries"]["category_id"]
    (category,) = (await app.fetchrow("SELECT name FROM roadtrip.poi_categories WHERE id = $1", mine)).values()
    for smallest in ("1", "NULL", "-1"):
        for sql in (
            f"SELECT discoverers, category FROM roadtrip.discovery_statistics({smallest}::integer)",
            f"SELECT travellers, '' FROM roadtrip.roadtrip_statistics({smallest}::integer)",
        ):
            told = await answer(app, Caller("nobody", None), sql)
            assert isinstance(told, list)
            assert [row for row in told if int(str(row[0])) < 5 or row[1] == category] == []


async def test_nobody_writes_into_somebody_else_s_audit_log(app: Any, maker: RowMaker, victim: Owner) -> None:
    reads = "SELECT roadtrip.record_reads(ARRAY[$1::uuid], ARRAY['users'], ARRAY['consent'])"
    log = f"SELECT count(*) FROM roadtrip.audit_log WHERE user_id = '{victim.accounts['roadtrip']}'"
    before = await maker.connection.fetchval(log)
    await answer(app, Caller("nobody", None), reads, victim.rows["roadtrip.users"]["id"])
    assert await maker.connection.fetchval(log) == before
