"""The database as the models want it, as SQL: what migrations are written from and compared with."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import MetaData, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateSchema, CreateTable, SetColumnComment, SetTableComment

from models import columns
from models.access import Command
from models.base import facts_of, in_order_of_creation, soft_deletes
from models.security import ADMIN, APP, LISTENER, WORKER, grants, policies

FUNCTIONS = Path(__file__).parent / "functions"
CALLABLE = {
    "account": (APP, ADMIN, WORKER),
    "sign_in": (APP, ADMIN, WORKER),
    "drop_old_events": (WORKER,),
}
CHUNK = "6 hours"
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def statements(metadata: MetaData) -> Iterator[str]:
    """Every statement that makes one product's schema, in order."""
    schema = str(metadata.schema)
    tables = in_order_of_creation(metadata)
    yield str(CreateSchema(schema).compile(dialect=_DIALECT))
    yield f"GRANT USAGE ON SCHEMA {schema} TO {APP}, {ADMIN}, {WORKER}"
    for table in tables:
        yield from _table(table)
    yield from functions(schema)
    for table in tables:
        yield from triggers(table)
    for table in tables:
        yield from security(table)
    if schema == "quintet":
        yield from _listening()


def _table(table: Table) -> Iterator[str]:
    yield str(CreateTable(table).compile(dialect=_DIALECT)).strip()
    for index in sorted(table.indexes, key=lambda item: str(item.name)):
        yield str(CreateIndex(index).compile(dialect=_DIALECT))
    yield str(SetTableComment(table).compile(dialect=_DIALECT))
    for column in table.columns:
        yield str(SetColumnComment(column).compile(dialect=_DIALECT))
    if time := facts_of(table).hypertable:
        yield (
            f"SELECT public.create_hypertable('{table.fullname}', '{time}', "
            f"chunk_time_interval => interval '{CHUNK}', create_default_indexes => false)"
        )


def functions(schema: str) -> Iterator[str]:
    """The functions of one schema, and who may call them: nobody, unless named."""
    for file in sorted((FUNCTIONS / schema).glob("*.sql")):
        yield file.read_text().strip().removesuffix(";")
        yield f"REVOKE ALL ON FUNCTION {schema}.{file.stem} FROM PUBLIC"
        if roles := CALLABLE.get(file.stem):
            yield f"GRANT EXECUTE ON FUNCTION {schema}.{file.stem} TO {', '.join(roles)}"


def triggers(table: Table) -> Iterator[str]:
    """The triggers of one table: derived from its columns and its topic, then its own."""
    if "updated_at" in table.columns:
        yield _trigger(table, "touch_updated_at", "BEFORE UPDATE", "quintet.touch_updated_at()")
    for column in table.columns:
        if permitted := columns.facts_of(column).transitions:
            changed = f"WHEN (OLD.{column.name} IS DISTINCT FROM NEW.{column.name})"
            arguments = ", ".join(f"'{part}'" for part in (column.name, *(f"{a}>{b}" for a, b in permitted)))
            yield _trigger(
                table,
                f"enforce_{column.name}",
                f"BEFORE UPDATE OF {column.name}",
                f"quintet.enforce_transitions({arguments})",
                changed,
            )
    yield from _reference_checks(table)
    facts = facts_of(table)
    if topic := facts.topic:
        call = f"quintet.record_event('{topic.name}', '{topic.key}', '{facts.singular}')"
        yield _trigger(table, "record_event", "AFTER INSERT OR UPDATE OR DELETE", call)
    for own in facts.triggers:
        yield _trigger(table, own.name, own.when, own.function)


def _reference_checks(table: Table) -> Iterator[str]:
    """Foreign keys that clients may write, except those that the row policies decide by anyway."""
    access = facts_of(table).access
    if access.rows is None or not {Command.INSERT, Command.UPDATE} & access.commands:
        return
    for column in table.columns:
        for key in column.foreign_keys:
            if column.name in access.deciding:
                continue
            target = key.column.table
            live = "deleted_at IS NULL" if soft_deletes(target) else "true"
            arguments = (column.name, target.fullname, key.column.name, live)
            quoted = ", ".join(f"'{argument}'" for argument in arguments)
            call = f"quintet.check_reference({quoted})"
            when = f"AFTER INSERT OR UPDATE OF {column.name}"
            yield _trigger(table, f"check_{column.name}", when, call)


def _trigger(table: Table, name: str, when: str, call: str, condition: str = "") -> str:
    lines = (f"CREATE TRIGGER {name} {when} ON {table.fullname}", f"FOR EACH ROW {condition}".strip())
    return "\n    ".join((*lines, f"EXECUTE FUNCTION {call}"))


def security(table: Table) -> Iterator[str]:
    """Row security, policies and grants of one table. Hypertables carry no policies and no app grants."""
    if facts_of(table).hypertable is None:
        yield f"ALTER TABLE {table.fullname} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table.fullname} FORCE ROW LEVEL SECURITY"
        for policy in policies(table):
            yield policy.sql()
    yield from grants(table)


def _listening() -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA quintet TO {LISTENER}"
    yield f"GRANT SELECT ON quintet.topics, quintet.events TO {LISTENER}"
    yield f"CREATE POLICY topics_listen ON quintet.topics\n    FOR SELECT TO {LISTENER}\n    USING (true)"
