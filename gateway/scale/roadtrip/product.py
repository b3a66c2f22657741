"""Everything that is loaded for Roadtrip."""

from dataclasses import replace

from gateway.scale.amounts import Amounts, ScaleError
from gateway.scale.connection import Connection
from gateway.scale.product import Landmark, Product, Source, sql
from gateway.scale.roadtrip import credits, discoveries, people, revenues, trips, videos
from gateway.scale.roadtrip.names import category_names
from gateway.scale.roadtrip.plan import PLATFORMS, Keys, Plan
from gateway.scale.world import the_world
from models.base import View, facts_of
from models.roadtrip import read_cities, roadtrip_registry


async def product(connection: Connection, amounts: Amounts) -> Product:
    """Roadtrip's tables; categories and platforms that are missing are written, in the transaction that runs."""
    await _check_cities(connection)
    plan = Plan(amounts=amounts, keys=await _keys(connection), world=the_world())
    plan = replace(plan, revenues=revenues.shared_out(plan))
    return Product(
        schema="roadtrip",
        plan=plan,
        sources=(*_of_people(plan), *_of_trips(plan), *_of_videos(plan)),
        landmarks=(
            Landmark("roadtrip.users", amounts.people, plan.people.id),
            Landmark("roadtrip.discoveries", amounts.pois, plan.draws("discoveries").key),
            Landmark("roadtrip.video_revenues", amounts.revenues, plan.draws("video_revenues").key),
        ),
        sums=(sql("revenue_by_bucket"), sql("revenue_totals"), sql("public_discovery_counts")),
        derived=("roadtrip.revenue_by_bucket", "roadtrip.revenue_totals", "roadtrip.public_discovery_counts"),
        last=tuple(
            f"REFRESH MATERIALIZED VIEW {table.fullname}"
            for table in roadtrip_registry.metadata.sorted_tables
            if facts_of(table).view is View.MATERIALIZED
        ),
    )


async def _check_cities(connection: Connection) -> None:
    # Whatever is public about a place is the centre of a city that the database knows.
    cities = read_cities()
    rows = await connection.fetch(sql("cities"))
    shipped = zip(cities.ids, cities.latitudes, cities.longitudes, cities.populations, strict=True)
    if sorted(map(tuple, rows)) != sorted(shipped):
        raise ScaleError("roadtrip.cities differs from the list that ships: load that with roadtrip.load_cities.")


async def _keys(connection: Connection) -> Keys:
    categories = {row["name"]: row["id"] for row in await connection.fetch(sql("poi_categories"), category_names())}
    platforms = {row["name"]: row["id"] for row in await connection.fetch(sql("social_platforms"), PLATFORMS)}
    taken = await connection.fetch("SELECT activation_code FROM roadtrip.roadtrip_sessions WHERE status = 'active'")
    return Keys(
        categories=tuple(categories[name] for name in category_names()),
        platforms=tuple(platforms[name] for name in PLATFORMS),
        codes=frozenset(row["activation_code"] for row in taken),
    )


def _of_people(plan: Plan) -> tuple[Source, ...]:
    number = plan.amounts.people
    return (
        Source(
            "roadtrip.users",
            people.COLUMNS,
            people.lines,
            units=number,
            rows=number,
            replaces=("record_audit", "open_credits"),
            rebuilt=False,
        ),
        Source(
            "roadtrip.user_credits",
            credits.COLUMNS,
            credits.lines,
            units=number,
            rows=number,
            replaces=("record_audit", "open_ledger"),
        ),
        Source(
            "roadtrip.credit_transactions",
            credits.LEDGER_COLUMNS,
            credits.ledger_lines,
            units=number,
            rows=number + plan.trips.items,
            replaces=("record_audit", "number_transaction", "post_transaction"),
            before=plan.transactions_before,
        ),
    )


def _of_trips(plan: Plan) -> tuple[Source, ...]:
    return (
        Source(
            "roadtrip.roadtrip_sessions",
            trips.COLUMNS,
            trips.lines,
            units=plan.trips.items,
            rows=plan.trips.items,
            replaces=("record_audit", "charge_session"),
        ),
        Source(
            "roadtrip.discoveries",
            discoveries.COLUMNS,
            discoveries.lines,
            units=plan.trips.items,
            rows=plan.amounts.pois,
            replaces=(
                "record_audit",
                "anonymise_location",
                "same_person",
                "count_discoveries",
                "count_public_added",
                "check_category_id",
                "check_session_id",
            ),
            before=plan.discoveries.before,
        ),
    )


def _of_videos(plan: Plan) -> tuple[Source, ...]:
    return (
        Source(
            "roadtrip.videos",
            videos.COLUMNS,
            videos.lines,
            units=plan.videos,
            rows=plan.videos,
            replaces=("record_audit",),
        ),
        Source(
            "roadtrip.video_revenues",
            revenues.COLUMNS,
            revenues.lines,
            units=plan.videos,
            rows=plan.amounts.revenues,
            replaces=("record_audit", "attribute_revenue", "roll_up_revenue", "sum_revenue_added"),
            before=plan.revenues.__getitem__,
        ),
    )
