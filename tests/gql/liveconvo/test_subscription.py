"""A person's subscriptions: the newest is the current one, the history stays readable."""

import datetime as dt

from models.liveconvo import Subscription
from tests.people import People
from tests.served import Client

QUERY = "{ viewer { liveconvo { currentSubscription { planName } subscriptions { nodes { planName status } } } } }"
BEGUN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


async def test_whoever_subscribes_again_has_the_newest_subscription_and_keeps_the_old_one(
    client: Client, people: People
) -> None:
    person = await people.person()
    for month, (plan, status) in enumerate([("pro", "canceled"), ("team", "active")]):
        await people.insert(
            Subscription,
            user_id=person.id,
            plan_name=plan,
            plan_type="monthly",
            status=status,
            created_at=BEGUN + dt.timedelta(days=31 * month),
        )
    account = (await client.data(person, QUERY))["viewer"]["liveconvo"]
    assert account == {
        "currentSubscription": {"planName": "TEAM"},
        "subscriptions": {
            "nodes": [{"planName": "TEAM", "status": "ACTIVE"}, {"planName": "PRO", "status": "CANCELED"}]
        },
    }


async def test_whoever_never_subscribed_has_no_current_subscription(client: Client, people: People) -> None:
    person = await people.person()
    account = (await client.data(person, QUERY))["viewer"]["liveconvo"]
    assert account == {"currentSubscription": None, "subscriptions": {"nodes": []}}
