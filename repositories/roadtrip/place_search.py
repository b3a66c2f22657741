"""Shared discoveries by what they are: like another one, or found by words and by a vector."""

from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, FromClause

from models.roadtrip import PublicDiscovery
from models.roadtrip.discovery import EMBEDDING_DIMENSIONS
from repositories.errors import BadInputError
from repositories.later import then
from repositories.listing import Listing
from repositories.named import Argument, NamedQuery, Values, computed
from repositories.order import Key
from repositories.repository import table_of
from repositories.roadtrip.embedding import read_vector
from repositories.visible import readable, visible

PLACES = table_of(PublicDiscovery)
MAX_WORDS = 200
UNLIKENESS = computed(
    "unlikeness", sa.Double(), "How unlike they are: 0 for the same, 1 for nothing in common, up to 2."
)
SCORE = computed(
    "score", sa.Double(), "How well it fits: the sum of 1 / (60 + rank) in the lists of words and vectors."
)


def _read_words(words: str) -> str:
    if not 1 <= len(words.strip()) <= len(words) <= MAX_WORDS:
        raise BadInputError(f"words has {len(words)} characters, but must have 1 to {MAX_WORDS} and not only blanks.")
    return words


def _found(call: Any, column: "Column[Any]") -> FromClause:
    """The shared discoveries that a function gives, with its number for each."""
    found = call.table_valued(sa.column("id", sa.Uuid()), sa.column("number", sa.Double())).render_derived(
        name="found"
    )
    places = visible(PLACES)
    columns = (places.c[name] for name in readable(PLACES))
    joined = places.join(found, places.c.id == found.c.id)
    return sa.select(*columns, found.c.number.label(column.name)).select_from(joined).subquery("fitting")


def _similar(values: Values, listing: Listing | None) -> FromClause:
    discovery = sa.bindparam(None, values["discovery_id"], sa.Uuid(), unique=True)
    return _found(sa.func.roadtrip.similar_discoveries(discovery), UNLIKENESS)


def _searched(values: Values, listing: Listing | None) -> FromClause:
    words = sa.bindparam(None, values["words"], sa.Text(), unique=True)
    vector: ColumnElement[Any] = sa.bindparam(None, values["vector"], sa.ARRAY(sa.Double()), unique=True)
    return _found(sa.func.roadtrip.search_discoveries(words, vector), SCORE)


SIMILAR = NamedQuery(
    "similar_public_discoveries",
    PLACES,
    "Shared discoveries like another one, the most similar first; at most 200. The other one is shared, too, or the "
    "caller's own; of any other one, and of one that nothing is known of yet, nothing is similar.",
    (Argument("discovery_id", UUID, "The discovery that they are like.", lambda sent: sent),),
    (Key(UNLIKENESS.name),),
    _similar,
    (UNLIKENESS,),
)
SEARCHED = NamedQuery(
    "search_public_discoveries",
    PLACES,
    "Shared discoveries that have words in their names or are like a vector, the best first; at most 400.",
    (
        Argument(
            "words",
            str,
            "Words of the name. Words in quotes stand together, `or` joins, a hyphen excludes; 1 to "
            f"{MAX_WORDS} characters.",
            partial(then, step=_read_words),
        ),
        Argument(
            "vector",
            list[float],
            f"What is meant, as {EMBEDDING_DIMENSIONS} numbers of the model that makes embeddings of discoveries.",
            partial(then, step=partial(read_vector, "vector")),
            required=False,
        ),
    ),
    (Key(SCORE.name, descending=True),),
    _searched,
    (SCORE,),
)
QUERIES = (SIMILAR, SEARCHED)
