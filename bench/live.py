"""How long an event takes from the commit to its subscribers: `python -m bench.live --subscribers 200`."""

import argparse
import asyncio
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import orjson
import uvloop
from websockets.asyncio.client import ClientConnection, connect

from bench import servers
from bench.people import SECRET
from gateway import migration, postgres
from gateway.addresses import Addresses
from gateway.authentication import mint
from gateway.postgres import Console
from gateway.preparation import connected, prepare
from gateway.settings import PROJECT, Settings
from repositories.database import Database
from repositories.events import EventHub
from repositories.identity import Identity, Trust
from repositories.liveconvo.session import SessionRepository
from repositories.liveconvo.transcript import TranscriptRepository

DATABASE = "quintet_bench_live"
PER_SOCKET = 20
QUERY = """
subscription ($session: UUID!) {
  liveconvoTranscripts(sessionId: $session, after: 1) {
    ... on LiveconvoTranscriptAdded { seq transcript { id content speaker isFinal } }
  }
}
"""
MARK = '"content":"'


@dataclass(frozen=True)
class Plan:
    """How many subscribe, and how much is written."""

    subscribers: int
    rate: float
    seconds: float

    @property
    def events(self) -> int:
        """How many events are written."""
        return round(self.rate * self.seconds)


@dataclass
class Received:
    """What all subscribers received: seconds from just before the commit, per delivery."""

    delays: list[float] = field(default_factory=list)


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    parser.add_argument("--subscribers", type=int, default=200)
    parser.add_argument("--rate", type=float, default=10, help="events a second")
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    plan = Plan(given.subscribers, given.rate, given.seconds)
    server = postgres.ensure(PROJECT, "test", progress=Console())
    base = Addresses(server.url("postgres"), server.role_secret)
    place = base.with_database(DATABASE)
    asyncio.run(prepare(place))
    migration.upgrade(place)
    limits = {"QUINTET_MAX_SOCKETS_PER_USER": str(plan.subscribers), "QUINTET_MAX_SUBSCRIPTIONS_PER_SOCKET": "20"}
    with servers.quintet(place, **limits) as quintet:
        received, used = uvloop.run(_measure(place, f"ws://127.0.0.1:{quintet.port}/graphql", plan))
    served = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(_figures(plan, received.delays))
    print(f"CPU: {served.ru_utime + served.ru_stime:.1f} s the gateway with its start, {used:.1f} s the clients")


async def _measure(place: Addresses, url: str, plan: Plan) -> tuple[Received, float]:
    person = await _person(place)
    identity = Identity(person, {"liveconvo": str(person)})
    database, hub = Database({Trust.APP: place.url("app")}, pool_size=2), EventHub(place.url("listener"))
    await database.open()
    await hub.open()
    async with database.writing(identity) as transaction:
        session: UUID = (await SessionRepository(transaction).start({"title": "Benchmark"}))["id"]
    settings = Settings(_env_file=None)
    token = mint(settings, SECRET, person, {"liveconvo": str(person)})
    received = Received()
    sockets = -(-plan.subscribers // PER_SOCKET)
    counts = [min(PER_SOCKET, plan.subscribers - PER_SOCKET * number) for number in range(sockets)]
    following = [asyncio.create_task(_follow(url, token, session, count, plan, received)) for count in counts]
    await asyncio.sleep(1 + plan.subscribers / 200)
    started = time.process_time()
    await _write(database, hub, identity, session, plan)
    await asyncio.wait(following, timeout=10)
    used = time.process_time() - started
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)
    await hub.close()
    await database.close()
    return received, used


async def _person(place: Addresses) -> UUID:
    async with connected(place.url("worker")) as connection:
        made: UUID = await connection.fetchval(
            "INSERT INTO liveconvo.users (email, google_id) VALUES ($1, $1) RETURNING id", f"{uuid4()}@example.com"
        )
        return made


async def _write(database: Database, hub: EventHub, identity: Identity, session: UUID, plan: Plan) -> None:
    began = time.monotonic()
    for number in range(plan.events):
        await asyncio.sleep(max(began + number / plan.rate - time.monotonic(), 0))
        async with database.writing(identity) as transaction:
            values = {"content": f"{time.time():.6f}", "start_time_seconds": number, "is_final": True}
            await TranscriptRepository(transaction).append(session, values)
        hub.committed(transaction.topics)


async def _follow(url: str, token: str, session: UUID, count: int, plan: Plan, received: Received) -> None:
    async with connect(url, subprotocols=["graphql-transport-ws"], compression=None, ping_interval=None) as socket:  # type: ignore[list-item]
        await _send(socket, {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}})
        await socket.recv()
        payload = {"query": QUERY, "variables": {"session": str(session)}}
        for number in range(count):
            await _send(socket, {"id": str(number), "type": "subscribe", "payload": payload})
        for _ in range(count * plan.events):
            frame = str(await socket.recv())
            now = time.time()
            place = frame.index(MARK) + len(MARK)
            received.delays.append(now - float(frame[place : place + 17]))


async def _send(socket: ClientConnection, message: object) -> None:
    await socket.send(orjson.dumps(message).decode())


def _figures(plan: Plan, delays: Sequence[float]) -> str:
    ordered = sorted(delays)
    expected = plan.subscribers * plan.events
    points = " ".join(
        f"p{p} {ordered[min(len(ordered) * p // 100, len(ordered) - 1)] * 1000:.1f}" for p in (50, 95, 99)
    )
    return (
        f"{plan.subscribers} subscribers, {plan.events} events at {plan.rate:g} a second: "
        f"{points} max {ordered[-1] * 1000:.1f} ms; "
        f"{len(delays)} deliveries, {expected - len(delays)} missing"
    )


if __name__ == "__main__":
    main()
