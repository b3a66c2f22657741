"""Preparing a database server: roles with just the rights and limits they need; safe to repeat."""

import asyncpg
import pytest

from gateway.addresses import LOGIN_ROLES, Addresses
from gateway.preparation import connected, prepare


async def test_preparing_twice_changes_nothing(fresh_place: Addresses) -> None:
    roles = "SELECT rolname, rolsuper, rolbypassrls, rolinherit, rolconnlimit, rolconfig FROM pg_roles ORDER BY 1"
    async with connected(fresh_place.base) as connection:
        before = [dict(row) for row in await connection.fetch(roles)]
    await prepare(fresh_place)
    async with connected(fresh_place.base) as connection:
        assert [dict(row) for row in await connection.fetch(roles)] == before


async def test_all_roles_together_fit_into_the_servers_connections(place: Addresses) -> None:
    async with connected(place.base) as connection:
        limits = await connection.fetch(
            "SELECT rolname, rolconnlimit FROM pg_roles "
            "WHERE rolname LIKE 'quintet_%' AND rolcanlogin AND NOT rolsuper"
        )
        room = await connection.fetchval(
            "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
        )
    assert {row["rolname"] for row in limits} == {f"quintet_{role}" for role in LOGIN_ROLES}
    assert min(row["rolconnlimit"] for row in limits) > 0
    assert sum(row["rolconnlimit"] for row in limits) <= room


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("statement_timeout", "5s"),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("transaction_timeout", "15s"),
        ("TimeZone", "UTC"),
        ("jit", "off"),
        ("max_parallel_workers_per_gather", "0"),
    ],
)
async def test_the_app_role_is_bound_by_timeouts_from_its_login_on(
    place: Addresses, setting: str, value: str
) -> None:
    async with connected(place.url("app")) as connection:
        assert await connection.fetchval("SELECT current_setting($1)", setting) == value


async def test_the_migrator_works_as_the_owner_of_the_tables(place: Addresses) -> None:
    async with connected(place.url("owner")) as connection:
        assert await connection.fetchval("SELECT current_user || ' ' || session_user") == (
            "quintet_owner quintet_migrator"
        )


async def test_a_role_with_another_password_is_refused(place: Addresses) -> None:
    stranger = Addresses(place.base, "another secret that is longer than thirty-two bytes")
    with pytest.raises(asyncpg.InvalidPasswordError):
        async with connected(stranger.url("app")):
            pass


async def test_comparisons_of_numbers_may_be_looked_up_in_an_index_below_row_security(place: Addresses) -> None:
    async with connected(place.base) as connection:
        marked = await connection.fetch(
            "SELECT proname FROM pg_proc WHERE proleakproof AND pronamespace = 'pg_catalog'::regnamespace"
            " AND proname IN ('numeric_eq', 'numeric_ne', 'numeric_lt', 'numeric_le', 'numeric_gt', 'numeric_ge')"
        )
    assert len(marked) == 6
