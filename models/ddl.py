"""The database as the models want it, as SQL: what migrations are written from and compared with."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import MetaData, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateSchema, CreateTable, SetColumnComment, SetTableComment

from models import columns
from models.audit import recorded_columns
from models.base import facts_of, in_order_of_creation, soft_deletes
from models.security import ADMIN, APP, LISTENER, WORKER, grants, policies, visible_rows

FUNCTIONS = Path(__file__).parent / "functions"
VIEWS = Path(__file__).parent / "views"
CALLABLE = {
    "account": (APP, ADMIN, WORKER),
    "sign_in": (APP, ADMIN, WORKER),
    "drop_old_events": (WORKER,),
    "quintet.clock": (APP, ADMIN, WORKER),
    "quintet.record_staff_read": (ADMIN,),
    "quintet.refuse_missing_row": (APP, ADMIN),
    "learning.apply_paymob_event": (WORKER,),
    "learning.archive_usage_logs": (WORKER,),
    "learning.erase_account": (WORKER,),
    "learning.erase_me": (APP,),
    "learning.has_consent": (APP, WORKER),
    "learning.record_consent": (APP, WORKER),
    "learning.record_interaction": (APP, WORKER),
    "learning.register": (WORKER,),
    "liveconvo.purge_usage_archive": (WORKER,),
    "repurpose.aggregate_usage_logs": (WORKER,),
    "repurpose.archive_generations": (WORKER,),
    "repurpose.check_user_quota": (APP, WORKER),
    "repurpose.claim_webhook_events": (WORKER,),
    "repurpose.clerk_id": (APP, ADMIN, WORKER),
    "repurpose.delete_me": (APP,),
    "repurpose.fail_stale_generations": (WORKER,),
    "repurpose.finish_webhook_event": (WORKER,),
    "repurpose.next_month": (APP, ADMIN, WORKER),
    "repurpose.purge_webhook_events": (WORKER,),
    "repurpose.quota": (APP, ADMIN, WORKER),
    "repurpose.receive_webhook_event": (WORKER,),
    "repurpose.reset_usage": (WORKER,),
    "repurpose.tier_limit": (APP, ADMIN, WORKER),
    "repurpose.update_user_tier": (WORKER,),
    "roadtrip.accept_referral": (APP,),
    "roadtrip.activate_session": (APP,),
    "roadtrip.add_podcast_episode": (ADMIN, WORKER),
    "roadtrip.add_review_distillation": (ADMIN, WORKER),
    "roadtrip.add_video": (ADMIN, WORKER),
    "roadtrip.add_video_version": (ADMIN, WORKER),
    "roadtrip.advance_referral": (APP,),
    "roadtrip.apply_retention_policy": (WORKER,),
    "roadtrip.convert_due_revenue": (WORKER,),
    "roadtrip.convert_revenue": (ADMIN, WORKER),
    "roadtrip.count_ai_hits": (ADMIN,),
    "roadtrip.count_requests": (ADMIN,),
    "roadtrip.discovery_statistics": (APP, ADMIN, WORKER),
    "roadtrip.drop_old_chunks": (WORKER,),
    "roadtrip.erase_account": (WORKER,),
    "roadtrip.expire_sessions": (WORKER,),
    "roadtrip.fold_public_discovery_counts": (WORKER,),
    "roadtrip.grant_credits": (ADMIN,),
    "roadtrip.import_revenue": (ADMIN, WORKER),
    "roadtrip.import_revenue_report": (ADMIN, WORKER),
    "roadtrip.load_cities": (WORKER,),
    "roadtrip.move_podcast_episode": (ADMIN, WORKER),
    "roadtrip.move_upload": (ADMIN, WORKER),
    "roadtrip.places_named": (APP, ADMIN),
    "roadtrip.queue_upload": (ADMIN, WORKER),
    "roadtrip.record_behavior": (APP,),
    "roadtrip.record_reads": (ADMIN,),
    "roadtrip.refresh_statistics": (WORKER,),
    "roadtrip.refresh_user_dashboards": (WORKER,),
    "roadtrip.reject_discovery": (ADMIN, WORKER),
    "roadtrip.renew_activation": (APP,),
    "roadtrip.roadtrip_statistics": (APP, ADMIN, WORKER),
    "roadtrip.sample_names": (APP, ADMIN),
    "roadtrip.search_discoveries": (APP, ADMIN),
    "roadtrip.session_of_token": (APP,),
    "roadtrip.set_category": (ADMIN, WORKER),
    "roadtrip.set_milestone": (ADMIN, WORKER),
    "roadtrip.set_platform": (ADMIN, WORKER),
    "roadtrip.set_subscription": (ADMIN, WORKER),
    "roadtrip.similar_discoveries": (APP, ADMIN),
    "roadtrip.store_ai_result": (ADMIN, WORKER),
    "roadtrip.store_embedding": (ADMIN, WORKER),
    "roadtrip.sweep_ai_results": (WORKER,),
    "roadtrip.tax_report": (WORKER,),
    "roadtrip.validate_discovery": (ADMIN, WORKER),
    "webbuilder.add_usage": (WORKER,),
    "webbuilder.claim_jobs": (WORKER,),
    "webbuilder.complete_job": (WORKER,),
    "webbuilder.count_api_calls": (APP,),
    "webbuilder.count_download": (APP,),
    "webbuilder.count_like": (APP,),
    "webbuilder.fail_job": (WORKER,),
    "webbuilder.has_role": (APP,),
    "webbuilder.reclaim_jobs": (WORKER,),
    "webbuilder.search_campaigns": (APP, ADMIN),
    "webbuilder.search_component_library": (APP, ADMIN),
    "webbuilder.seed": (WORKER,),
}
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def statements(metadata: MetaData) -> Iterator[str]:
    """Every statement that makes one product's schema, in order."""
    schema = str(metadata.schema)
    tables = in_order_of_creation(metadata)
    yield str(CreateSchema(schema).compile(dialect=_DIALECT))
    yield f"GRANT USAGE ON SCHEMA {schema} TO {APP}, {ADMIN}, {WORKER}"
    for table in tables:
        if facts_of(table).view is None:
            yield from _table(table)
    yield from functions(schema)
    for table in tables:
        if facts_of(table).view is not None:
            yield from _view(table)
    for table in tables:
        yield from triggers(table)
    for table in tables:
        yield from security(table)
    if (FUNCTIONS / schema / "seed.sql").exists():
        yield f"SELECT {schema}.seed()"
    if schema == "quintet":
        yield from _listening()


def additions(metadata: MetaData, names: Sequence[str]) -> Iterator[str]:
    """The statements that add tables and functions of these names to a schema that is there."""
    schema = str(metadata.schema)
    added = [table for table in in_order_of_creation(metadata) if table.name in names]
    for table in added:
        yield from _table(table)
    for file in sorted((FUNCTIONS / schema).glob("*.sql")):
        if file.stem in names:
            yield from _function(schema, file)
    for table in added:
        yield from triggers(table)
        yield from security(table)


def _table(table: Table) -> Iterator[str]:
    yield str(CreateTable(table).compile(dialect=_DIALECT)).strip()
    yield from _indexes(table)
    yield str(SetTableComment(table).compile(dialect=_DIALECT))
    yield from _column_comments(table)
    if storage := facts_of(table).storage:
        yield f"ALTER TABLE {table.fullname} SET ({', '.join(f'{name} = {value}' for name, value in storage)})"
    if time := facts_of(table).hypertable:
        yield (
            f"SELECT public.create_hypertable('{table.fullname}', '{time}', "
            f"chunk_time_interval => interval '{facts_of(table).chunk}', create_default_indexes => false)"
        )


def _view(table: Table) -> Iterator[str]:
    view = facts_of(table).view
    assert view is not None
    yield (VIEWS / str(table.schema) / f"{table.name}.sql").read_text().strip().removesuffix(";")
    yield from _indexes(table)
    yield str(SetTableComment(table).compile(dialect=_DIALECT)).replace("TABLE", view.value, 1)
    yield from _column_comments(table)


def _indexes(table: Table) -> Iterator[str]:
    for index in sorted(table.indexes, key=lambda item: str(item.name)):
        yield str(CreateIndex(index).compile(dialect=_DIALECT))


def _column_comments(table: Table) -> Iterator[str]:
    for column in table.columns:
        yield str(SetColumnComment(column).compile(dialect=_DIALECT))


def functions(schema: str) -> Iterator[str]:
    """The functions of one schema, and who may call them: nobody, unless named."""
    for file in sorted((FUNCTIONS / schema).glob("*.sql")):
        yield from _function(schema, file)


def _function(schema: str, file: Path) -> Iterator[str]:
    yield file.read_text().strip().removesuffix(";")
    yield f"REVOKE ALL ON FUNCTION {schema}.{file.stem} FROM PUBLIC"
    if roles := CALLABLE.get(f"{schema}.{file.stem}") or CALLABLE.get(file.stem):
        yield f"GRANT EXECUTE ON FUNCTION {schema}.{file.stem} TO {', '.join(roles)}"


def triggers(table: Table) -> Iterator[str]:
    """The triggers of one table: derived from its columns and its topic, then its own."""
    facts = facts_of(table)
    if "updated_at" in table.columns:
        yield _trigger(table, facts.touch.name, facts.touch.when, facts.touch.function)
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
    if topic := facts.topic:
        call = f"quintet.record_event('{topic.name}', '{topic.key}', '{facts.singular}')"
        yield _trigger(table, "record_event", "AFTER INSERT OR UPDATE OR DELETE", call)
    if facts.audit is not None:
        arguments = ", ".join(f"'{part}'" for part in (facts.audit, table.name, *recorded_columns(table)))
        call = f"{table.schema}.record_audit({arguments})"
        yield _trigger(table, "record_audit", "AFTER INSERT OR UPDATE OR DELETE", call)
    for own in facts.triggers:
        yield _trigger(table, own.name, own.when, own.function, each=own.each, sees=own.sees)


def _reference_checks(table: Table) -> Iterator[str]:
    """Foreign keys that clients may write, except those that the row policies decide by anyway."""
    access = facts_of(table).access
    for column in table.columns:
        if column.name in access.deciding or not access.writes(column.name):
            continue
        for key in column.foreign_keys:
            target = key.column.table
            live = "deleted_at IS NULL" if soft_deletes(target) else "true"
            arguments = (column.name, target.fullname, key.column.name, live)
            quoted = ", ".join(f"'{argument}'" for argument in arguments)
            call = f"quintet.check_reference({quoted})"
            when = f"AFTER INSERT OR UPDATE OF {column.name}"
            yield _trigger(table, f"check_{column.name}", when, call)


def _trigger(
    table: Table, name: str, when: str, call: str, condition: str = "", each: str = "ROW", sees: str | None = None
) -> str:
    rows = f"{'' if sees is None else f'REFERENCING {sees} '}FOR EACH {each} {condition}"
    lines = (f"CREATE TRIGGER {name} {when} ON {table.fullname}", rows.strip())
    return "\n    ".join((*lines, f"EXECUTE FUNCTION {call}"))


def security(table: Table) -> Iterator[str]:
    """Row security, policies and grants of one table. What is read through a view carries neither for the app."""
    facts = facts_of(table)
    if facts.behind_view:
        yield from visible_rows(table)
    elif facts.view is None:
        yield f"ALTER TABLE {table.fullname} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table.fullname} FORCE ROW LEVEL SECURITY"
        for policy in policies(table):
            yield policy.sql()
    yield from grants(table)


def _listening() -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA quintet TO {LISTENER}"
    yield f"GRANT SELECT ON quintet.topics, quintet.events TO {LISTENER}"
    yield f"CREATE POLICY topics_listen ON quintet.topics\n    FOR SELECT TO {LISTENER}\n    USING (true)"
