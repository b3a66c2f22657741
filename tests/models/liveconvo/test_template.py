"""Templates: the system's, other people's public ones, one's own."""

import itertools
from typing import Any

import pytest
import sqlalchemy as sa

from models.liveconvo import Template
from repositories.repository import table_of
from tests.contract.behaviour import DENIED, attempt, inserting, own
from tests.contract.rows import MOMENT, RowMaker, Values
from tests.models.writing import code, read, undone
from tests.models.writing import inserting as inserting_for

TEMPLATES = table_of(Template)


async def test_only_system_templates_have_no_owner(maker: RowMaker) -> None:
    owner = await maker.owner()
    account = owner.rows["liveconvo.users"]["id"]
    outcomes = {
        (system, owned): await code(
            maker,
            inserting_for(maker, TEMPLATES, owner, is_system_template=system, user_id=account if owned else None),
        )
        for system, owned in itertools.product((True, False, None), (True, False))
    }
    assert outcomes == {
        (True, True): "23514",
        (True, False): None,
        (False, True): None,
        (False, False): "23514",
        (None, True): None,
        (None, False): "23514",
    }


async def template(maker: RowMaker, **facts: object) -> Values:
    """A template of somebody, or of nobody."""
    return await maker.insert(TEMPLATES, maker.values(TEMPLATES, await maker.owner(), **facts))


SHARED: dict[str, dict[str, object]] = {
    "a public one": {"is_public": True},
    "the system's": {"is_system_template": True, "user_id": None},
    "the system's, said to be public": {"is_system_template": True, "user_id": None, "is_public": True},
}


@pytest.mark.parametrize("kind", SHARED)
async def test_a_shared_template_is_read_by_others_and_changed_by_none_of_them(
    app: Any, maker: RowMaker, kind: str
) -> None:
    other = await maker.owner()
    row = await template(maker, **SHARED[kind])
    theirs = own(TEMPLATES, {"id": row["id"]})
    assert await attempt(app, other.identity, sa.select(TEMPLATES).where(theirs)) == 1
    changes: list[dict[str, object]] = [
        {"name": "Mine"},
        {"deleted_at": MOMENT},
        {"user_id": other.rows["liveconvo.users"]["id"], "is_system_template": False},
    ]
    for change in changes:
        assert await attempt(app, other.identity, sa.update(TEMPLATES).where(theirs).values(change), commit=True) == 0
    assert await read(maker, TEMPLATES, row) == row


async def test_nobody_makes_a_template_the_system_s(app: Any, maker: RowMaker) -> None:
    owner = await maker.owner()
    row = await maker.add(owner, TEMPLATES)
    promoted = {"is_system_template": True, "user_id": None}
    update = sa.update(TEMPLATES).where(own(TEMPLATES, {"id": row["id"]})).values(promoted)
    assert await attempt(app, owner.identity, update, commit=True) == DENIED
    insert = inserting(TEMPLATES, maker, owner).values(promoted)
    assert await attempt(app, owner.identity, insert, commit=True) == DENIED
    assert await read(maker, TEMPLATES, row) == row


async def test_a_private_template_becomes_public_and_private_again(app: Any, maker: RowMaker) -> None:
    owner, other = await maker.owner(), await maker.owner()
    row = await maker.add(owner, TEMPLATES)
    theirs = own(TEMPLATES, {"id": row["id"]})
    seen = []
    for public in (True, False):
        update = sa.update(TEMPLATES).where(theirs).values(is_public=public)
        assert await attempt(app, owner.identity, update, commit=True) == 1
        seen.append(await attempt(app, other.identity, sa.select(TEMPLATES).where(theirs)))
    assert seen == [1, 0]


async def test_a_new_template_is_private_offered_and_unused(maker: RowMaker) -> None:
    async with undone(maker):
        row = await maker.new(TEMPLATES)
    facts = [row[name] for name in ("is_system_template", "is_public", "is_active", "usage_count")]
    assert facts == [False, False, True, 0]
