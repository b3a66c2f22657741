"""Schedules of roadtrips, credits, waypoints, privacy and referrals."""

from uuid import UUID, uuid4

import sqlalchemy as sa

from models.roadtrip import ReferralConversion, ReferralMilestone, RoadtripWaypoint
from repositories.repository import table_of
from tests.contract.shots import TIMES, Schedule, Shot, Volley
from tests.contract.volleys import different, one_wins, same
from tests.gql.roadtrip.accepted import PLACE, well_off
from tests.gql.roadtrip.discoverers import STAFF
from tests.gql.roadtrip.travellers import referrer, stored, traveller, trip
from tests.people import People, Person

START, ACTIVATE, RENEW = "roadtripStartRoadtrip", "roadtripActivateRoadtrip", "roadtripRenewActivationCode"
COMPLETE, CANCEL, GRANT = "roadtripCompleteRoadtrip", "roadtripCancelRoadtrip", "roadtripGrantCredits"
ADD, REMOVE, REACH = "roadtripAddWaypoint", "roadtripRemoveWaypoint", "roadtripReachWaypoint"
REORDER, ACCEPT, PRIVACY = "roadtripReorderWaypoints", "roadtripAcceptReferral", "roadtripSetPrivacy"
WELCOME, LIMIT = 7, 100
TRIPS = "SELECT count(*) FROM roadtrip.roadtrip_sessions WHERE user_id = $1"
SWITCHES = ("shareDiscoveries", "usageAnalytics", "personalization", "marketingMessages")
MONEY = ("ledger", "debits")


async def _starts_of_the_welcome(people: People) -> Volley:
    person = await traveller(people)
    return Volley(person.id, tuple(Shot(START, person, {"hours": 5}, number) for number in range(TIMES)))


async def _starts_and_grants(people: People) -> Volley:
    person = await well_off(people)
    gift = {"userId": str(person.id), "credits": 2, "description": "A gift."}
    shots = (
        Shot(GRANT, STAFF, {**gift, "grantId": str(uuid4())}, number)
        if number % 3 == 0
        else Shot(START, person, {"hours": 5}, number)
        for number in range(TIMES)
    )
    return Volley(person.id, tuple(shots))


async def _activations(people: People) -> Volley:
    person = await well_off(people)
    session = await trip(people, person)
    code = (await stored(people, session))["activation_code"]
    return Volley(session, (Shot(ACTIVATE, person, {"activationCode": code}, 0),) * TIMES)


async def _activations_and_renewals(people: People) -> Volley:
    person = await well_off(people)
    session = await trip(people, person)
    typed = Shot(ACTIVATE, person, {"activationCode": (await stored(people, session))["activation_code"]})
    renewed = Shot(RENEW, person, {"sessionId": str(session)})
    return Volley(session, (typed, renewed, renewed, typed, typed) * (TIMES // 5))


async def _ends(people: People) -> Volley:
    person = await well_off(people)
    session = await trip(people, person)
    ends = (Shot(name, person, {"sessionId": str(session)}, 0) for name in (COMPLETE, COMPLETE, CANCEL, CANCEL))
    return Volley(session, (*(tuple(ends) * TIMES),)[:TIMES])


async def _friend(people: People, brought_by: tuple[Person, str]) -> Person:
    person = await well_off(people)
    values = {"referrer_id": brought_by[0].id, "referred_user_id": person.id, "referral_code": brought_by[1]}
    await people.run(sa.insert(table_of(ReferralConversion)).values(values))
    return person


async def _friends_who_arrive(people: People) -> Volley:
    await people.insert(ReferralMilestone, name=uuid4().hex, metric="friends_joined", threshold=3)
    brought_by = await referrer(people)
    friends = [await _friend(people, brought_by) for _ in range(TIMES // 2)]
    trips = [(friend, str(await trip(people, friend))) for friend in friends]
    shots = (Shot(COMPLETE, friend, {"sessionId": session}, session) for friend, session in trips * 2)
    return Volley(brought_by[0].id, tuple(shots))


async def _a_friend_who_arrives_often(people: People) -> Volley:
    brought_by = await referrer(people)
    friend = await _friend(people, brought_by)
    trips = [str(await trip(people, friend)) for _ in range(TIMES)]
    return Volley(brought_by[0].id, tuple(Shot(COMPLETE, friend, {"sessionId": key}, 0) for key in trips))


async def _codes(people: People) -> Volley:
    person = await traveller(people)
    codes = [(await referrer(people))[1] for _ in range(5)]
    return Volley(person.id, tuple(Shot(ACCEPT, person, {"referralCode": code}, 0) for code in codes * 10))


async def _points(people: People, session: UUID, number: int) -> list[UUID]:
    return [
        await people.insert(RoadtripWaypoint, session_id=session, position=position + 1) for position in range(number)
    ]


async def _points_up_to_the_limit(people: People) -> Volley:
    person = await well_off(people)
    session = await trip(people, person)
    await _points(people, session, LIMIT - 20)
    arguments = {"sessionId": str(session), "location": PLACE}
    return Volley(session, tuple(Shot(ADD, person, arguments, number) for number in range(TIMES)))


async def _points_added_and_taken_out(people: People) -> Volley:
    person = await well_off(people)
    session = await trip(people, person)
    points = [str(key) for key in await _points(people, session, 10)]
    added = Shot(ADD, person, {"sessionId": str(session), "location": PLACE})
    turned = Shot(REORDER, person, {"sessionId": str(session), "waypointIds": points[::-1]})
    mixed = [(turned, added, Shot(REMOVE, person, {"waypointId": key}), added, turned) for key in points]
    return Volley(session, tuple(shot for shots in mixed for shot in shots))


async def _switches(people: People) -> Volley:
    person = await traveller(people)
    # There and back again, so that both gateways are told of each.
    shots = (Shot(PRIVACY, person, {name: True}, name) for name in (*SWITCHES, *SWITCHES[::-1]) * TIMES)
    return Volley(person.id, tuple(shots)[:TIMES])


SCHEDULES = (
    Schedule(
        "fifty roadtrips for seven credits",
        (START,),
        _starts_of_the_welcome,
        MONEY,
        TRIPS,
        WELCOME,
        frozenset({"INSUFFICIENT_CREDITS"}),
        WELCOME,
    ),
    Schedule(
        "fifty copies of one start", (START,), same(START, with_key=True), (*MONEY, "keys"), TRIPS, 1, alike=True
    ),
    Schedule(
        "fifty starts, sent again by whoever got no answer",
        (START,),
        different(START, with_keys=True),
        (*MONEY, "keys"),
        TRIPS,
        TIMES,
    ),
    Schedule(
        "one grant fifty times",
        (GRANT,),
        same(GRANT, "userId", grantId="00000000-0000-4000-8000-000000000001"),
        MONEY,
        "SELECT count(*) FROM roadtrip.credit_transactions WHERE user_id = $1 AND source = 'staff_grant'",
        1,
        frozenset({"CONFLICT"}),
        1,
    ),
    Schedule(
        "credits given while they are spent",
        (GRANT, START),
        _starts_and_grants,
        MONEY,
        "SELECT count(*) FROM roadtrip.credit_transactions"
        " WHERE user_id = $1 AND source IN ('staff_grant', 'roadtrip_usage')",
    ),
    Schedule(
        "one code typed fifty times",
        (ACTIVATE,),
        _activations,
        ("activation",),
        "SELECT count(*) FROM roadtrip.roadtrip_sessions"
        " WHERE id = $1 AND activation_code IS NULL AND session_token IS NOT NULL",
        1,
        frozenset({"NOT_FOUND"}),
        1,
    ),
    Schedule(
        "a code renewed while it is typed",
        (ACTIVATE, RENEW),
        _activations_and_renewals,
        ("activation",),
        refusals=frozenset({"NOT_FOUND"}),
    ),
    Schedule(
        "a roadtrip completed and cancelled",
        (COMPLETE, CANCEL),
        _ends,
        ("activation", "debits"),
        "SELECT count(*) FROM roadtrip.roadtrip_sessions WHERE id = $1 AND status IN ('completed', 'cancelled')",
        1,
        frozenset({"CONFLICT"}),
        1,
    ),
    Schedule(
        "friends of one referrer arrive, each told twice",
        (COMPLETE,),
        _friends_who_arrive,
        ("referrals", "prompts", "ledger"),
        "SELECT count(*) FROM roadtrip.referral_conversions"
        " WHERE referrer_id = $1 AND conversion_status = 'credited'",
        TIMES // 2,
        frozenset({"CONFLICT"}),
        TIMES // 2,
    ),
    Schedule(
        "one friend arrives fifty times",
        (COMPLETE,),
        _a_friend_who_arrives_often,
        ("referrals", "ledger"),
        "SELECT count(*) FROM roadtrip.credit_transactions WHERE user_id = $1 AND source = 'referral'",
        1,
    ),
    Schedule(
        "one person joins with five codes",
        (ACCEPT,),
        _codes,
        ("referrals",),
        "SELECT count(*) FROM roadtrip.referral_conversions WHERE referred_user_id = $1",
        1,
        frozenset({"CONFLICT"}),
        1,
    ),
    Schedule(
        "one referral code opened fifty times",
        ("roadtripOpenReferral",),
        same("roadtripOpenReferral"),
        ("referrals",),
        "SELECT count(*) FROM roadtrip.user_referrals WHERE user_id = $1",
        1,
        alike=True,
    ),
    Schedule(
        "a prompt put away fifty times",
        ("roadtripDismissReferralPrompt",),
        same("roadtripDismissReferralPrompt", "promptId"),
        effects="SELECT count(*) FROM roadtrip.referral_prompts WHERE id = $1 AND dismissed_at IS NOT NULL",
        exactly=1,
        alike=True,
    ),
    Schedule(
        "waypoints up to the limit",
        (ADD,),
        _points_up_to_the_limit,
        ("waypoints",),
        "SELECT count(*) - 80 FROM roadtrip.roadtrip_waypoints WHERE session_id = $1",
        20,
        frozenset({"CONFLICT"}),
        20,
    ),
    Schedule(
        "waypoints added, taken out and turned round",
        (ADD, REMOVE, REORDER),
        _points_added_and_taken_out,
        ("waypoints",),
        refusals=frozenset({"BAD_INPUT"}),
        stays=False,
    ),
    one_wins(
        REACH,
        "waypointId",
        "SELECT count(*) FROM roadtrip.roadtrip_waypoints WHERE id = $1 AND reached_at IS NOT NULL",
    ),
    Schedule(
        "four switches turned on at once",
        (PRIVACY,),
        _switches,
        effects="SELECT count(*) FROM roadtrip.users, jsonb_each(privacy_settings) WHERE id = $1 AND value = 'true'",
        exactly=len(SWITCHES),
    ),
)
