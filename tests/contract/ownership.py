"""Which rows are whose by the declared rules, as conditions for a role that row security does not bind."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Table

from models.access import AllOf, AnyOf, Command, Owned, Rule, Through, Where
from models.base import facts_of, soft_deletes
from models.catalog import PRODUCTS, TABLES
from models.webbuilder.system import ADMINISTRATOR
from tests.contract.rows import Owner

OPEN_TO_ALL: Mapping[str, str] = {
    "roadtrip.cities": "reference data: where cities are",
    "roadtrip.poi_categories": "reference data: the names of kinds of places",
    "roadtrip.social_platforms": "reference data: the names of platforms",
    "roadtrip.referral_milestones": "reference data: the points at which people are asked to invite friends",
    "roadtrip.public_discovery_counts": "how much is shared in each city, which whoever reads all of it can count",
    "roadtrip.months_of_roadtrips": "numbers of groups of five people and more",
    "roadtrip.categories_of_discoveries": "numbers of groups of five people and more",
    "roadtrip.public_discoveries": "what is shared, without the exact place and without who discovered it",
    "roadtrip.public_podcast_episodes": "what is published about what is shared, without who discovered it",
}
"""Relations of which everybody reads every row."""

BY_ROLE: Mapping[str, str] = {"webbuilder.app_settings": "settings are the administrators', whoever wrote them"}
"""Tables whose rows belong to a role instead of a person."""

MAKES_ADMINISTRATOR = frozenset({"webbuilder.user_roles"})
"""Tables whose rows give a role; strangers have none."""

_ACCOUNTS = {product.schema: product for product in PRODUCTS}


def reach(table: Table, command: Command, caller: Owner | None) -> ColumnElement[bool]:
    """The rows that a command of somebody should reach, or of nobody."""
    rule = facts_of(table).access.rule(command)
    return sa.false() if rule is None else _condition(table, rule, command, caller)


def _condition(table: Table, rule: Rule, command: Command, caller: Owner | None) -> ColumnElement[bool]:
    match rule:
        case Owned(column, account):
            return sa.false() if caller is None else table.c[column] == account_of(table, account, caller)
        case Through(column):
            return _through(table, column, command, caller)
        case AllOf(rules):
            return sa.and_(*_each(table, rules, command, caller))
        case AnyOf(rules):
            return sa.or_(*_each(table, rules, command, caller))
        case Where(text):
            return (
                _administers(caller) if rule == ADMINISTRATOR else cast("ColumnElement[bool]", sa.text(f"({text})"))
            )
    raise NotImplementedError(type(rule).__name__)


def _each(
    table: Table, rules: Iterable[Rule], command: Command, caller: Owner | None
) -> Iterable[ColumnElement[bool]]:
    return [_condition(table, rule, command, caller) for rule in rules]


def account_of(table: Table, function: str, caller: Owner) -> object:
    """What the product's `account()` or other function of that kind says while a caller is signed in."""
    product = _ACCOUNTS.get(str(table.schema))
    if product is None:
        return caller.subject
    account: Mapping[str, Any] = caller.rows[product.account_table.fullname]
    return account["id"] if function == "account" else account[product.account_column.name]


def _through(table: Table, column: str, command: Command, caller: Owner | None) -> ColumnElement[bool]:
    (key,) = table.c[column].foreign_keys
    parent = key.column.table
    rule = facts_of(parent).access.rule(Command.SELECT) if command is Command.SELECT else facts_of(parent).access.rows
    assert rule is not None
    parents = sa.select(key.column).where(_condition(parent, rule, command, caller))
    return table.c[column].in_(parents.where(parent.c.deleted_at.is_(None)) if soft_deletes(parent) else parents)


def _administers(caller: Owner | None) -> ColumnElement[bool]:
    if caller is None:
        return sa.false()
    roles = TABLES["webbuilder.user_roles"]
    account = account_of(roles, "account", caller)
    return sa.exists().where(roles.c.user_id == account, roles.c.role == "admin")
