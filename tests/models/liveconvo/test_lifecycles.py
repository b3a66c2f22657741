"""Which changes of status LiveConvo's rows permit: every pair, from none and to none."""

import itertools

import pytest

from models.liveconvo import Document, Session, Summary
from repositories.repository import table_of
from tests.contract.rows import RowMaker
from tests.models.writing import changing, refusal, undone

SESSION = ("draft", "active", "completed", "archived")
PIPELINE = ("pending", "processing", "completed", "failed")
GENERATION = ("pending", "generating", "completed", "failed")
PERMITTED_OF_A_PIPELINE = {
    ("pending", "processing"),
    ("pending", "failed"),
    ("processing", "completed"),
    ("processing", "failed"),
    ("failed", "pending"),
    ("failed", "processing"),
}
LIFECYCLES = (
    (Session, "status", SESSION, {("draft", "active"), ("active", "completed"), ("completed", "archived")}),
    (Document, "processing_status", PIPELINE, PERMITTED_OF_A_PIPELINE),
    (Document, "embedding_status", PIPELINE, PERMITTED_OF_A_PIPELINE),
    (
        Summary,
        "generation_status",
        GENERATION,
        {
            ("pending", "generating"),
            ("pending", "completed"),
            ("pending", "failed"),
            ("generating", "completed"),
            ("generating", "failed"),
            ("completed", "generating"),
            ("failed", "generating"),
        },
    ),
)
ids = [f"{model.__name__}-{column}" for model, column, *_ in LIFECYCLES]


@pytest.mark.parametrize(("model", "column", "states", "permitted"), LIFECYCLES, ids=ids)
async def test_a_status_changes_only_along_its_lifecycle(
    maker: RowMaker, model: type, column: str, states: tuple[str, ...], permitted: set[tuple[str, str]]
) -> None:
    table = table_of(model)
    refused = ("QN409", f"enforce_{column}")
    outcomes, expected = {}, {}
    for before in (*states, None):
        async with undone(maker):
            row = await maker.new(table, **{column: before})
            for after in (*states, None):
                outcomes[before, after] = await refusal(maker, changing(table, row, **{column: after}))
    for before, after in itertools.product((*states, None), repeat=2):
        fine = before is None or before == after or (before, after) in permitted
        expected[before, after] = (None, None) if fine else refused
    assert outcomes == expected
