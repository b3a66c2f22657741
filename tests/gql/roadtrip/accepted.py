"""Arguments that the mutations on roadtrips and people accept, for somebody made by `well_off`."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from models.roadtrip import (
    CreditTransaction,
    ReferralMilestone,
    ReferralPrompt,
    RoadtripWaypoint,
    User,
    UserReferral,
    VoiceInteraction,
)
from repositories.repository import table_of
from tests.gql.roadtrip.travellers import SESSIONS, referrer, stored, traveller, trip
from tests.people import People, Person

Arguments = dict[str, Any]
PLACE = {"latitude": 52.5, "longitude": 13.4}


async def well_off(people: People) -> Person:
    """Somebody with credits for as many roadtrips as a test may want."""
    person = await traveller(people)
    gift = {"transaction_type": "promotional", "amount": 100, "source": "test", "description": "For tests."}
    await people.run(sa.insert(table_of(CreditTransaction)).values(user_id=person.id, **gift))
    return person


async def _running(people: People, person: Person) -> Arguments:
    return {"sessionId": str(await trip(people, person))}


async def _start(_: People, __: Person) -> Arguments:
    return {"hours": 5}


async def _activate(people: People, person: Person) -> Arguments:
    return {"activationCode": (await stored(people, await trip(people, person)))["activation_code"]}


async def _resume(people: People, person: Person) -> Arguments:
    session = await trip(people, person)
    kept = hashlib.sha256(str(session).encode()).hexdigest()
    await people.run(sa.update(SESSIONS).where(SESSIONS.c.id == session).values(session_token=kept))
    return {"token": str(session)}


async def _update(people: People, person: Person) -> Arguments:
    return {**await _running(people, person), "originLocation": PLACE}


async def _add(people: People, person: Person) -> Arguments:
    return {**await _running(people, person), "location": PLACE}


async def _point(people: People, person: Person) -> tuple[UUID, UUID]:
    session = await trip(people, person)
    return session, await people.insert(RoadtripWaypoint, session_id=session, position=1)


async def _reorder(people: People, person: Person) -> Arguments:
    session, point = await _point(people, person)
    return {"sessionId": str(session), "waypointIds": [str(point)]}


async def _waypoint(people: People, person: Person) -> Arguments:
    return {"waypointId": str((await _point(people, person))[1])}


async def _convert(_: People, __: Person) -> Arguments:
    return {"autoConversionEnabled": False}


async def _grant(people: People, person: Person) -> Arguments:
    return {"userId": str((await traveller(people)).id), "credits": 1, "description": "A gift."}


async def _open(_: People, __: Person) -> Arguments:
    return {"referralLink": "https://example.com/join/"}


async def _invite(people: People, person: Person) -> Arguments:
    codes = table_of(UserReferral)
    if not await people.run(sa.select(codes.c.user_id).where(codes.c.user_id == person.id)):
        await people.run(sa.insert(codes).values(user_id=person.id, referral_link="https://example.com/join/"))
    return {"channel": "email"}


async def _accept(people: People, _: Person) -> Arguments:
    return {"referralCode": (await referrer(people))[1]}


async def _prompt(people: People, person: Person) -> Arguments:
    milestone = await people.insert(ReferralMilestone, is_active=False)
    return {"promptId": str(await people.insert(ReferralPrompt, user_id=person.id, milestone_id=milestone))}


async def _say(people: People, person: Person) -> Arguments:
    return {**await _running(people, person), "interactionType": "COMMAND"}


async def _said(people: People, person: Person) -> Arguments:
    session = await trip(people, person)
    return {"interactionId": str(await people.insert(VoiceInteraction, session_id=session, user_id=person.id))}


async def _answer(people: People, person: Person) -> Arguments:
    return {**await _said(people, person), "aiResponseText": "A mill."}


async def _me(_: People, __: Person) -> Arguments:
    return {"countryCode": "EG"}


async def _consent(_: People, __: Person) -> Arguments:
    return {"gdprConsent": True}


async def _privacy(_: People, __: Person) -> Arguments:
    return {"usageAnalytics": True}


async def _subscribe(people: People, _: Person) -> Arguments:
    return {"userId": str((await traveller(people)).id), "subscriptionStatus": "ACTIVE"}


async def _behave(people: People, person: Person) -> Arguments:
    users = table_of(User)
    allowed = {"usage_analytics": True}
    await people.run(sa.update(users).where(users.c.id == person.id).values(privacy_settings=allowed))
    return {"eventType": "trip_opened"}


POINTING: Mapping[str, Callable[[People, Person], Awaitable[Arguments]]] = {
    "roadtripRenewActivationCode": _running,
    "roadtripUpdateRoadtrip": _update,
    "roadtripCompleteRoadtrip": _running,
    "roadtripCancelRoadtrip": _running,
    "roadtripAddWaypoint": _add,
    "roadtripReorderWaypoints": _reorder,
    "roadtripReachWaypoint": _waypoint,
    "roadtripRemoveWaypoint": _waypoint,
    "roadtripDismissReferralPrompt": _prompt,
    "roadtripRecordVoiceInteraction": _say,
    "roadtripAnswerVoiceInteraction": _answer,
    "roadtripDeleteVoiceInteraction": _said,
}
STAFF: Mapping[str, Callable[[People, Person], Awaitable[Arguments]]] = {
    "roadtripGrantCredits": _grant,
    "roadtripSetSubscription": _subscribe,
}
ACCEPTED: Mapping[str, Callable[[People, Person], Awaitable[Arguments]]] = {
    **POINTING,
    **STAFF,
    "roadtripStartRoadtrip": _start,
    "roadtripActivateRoadtrip": _activate,
    "roadtripResumeRoadtrip": _resume,
    "roadtripSetAutoConversion": _convert,
    "roadtripOpenReferral": _open,
    "roadtripInviteFriend": _invite,
    "roadtripAcceptReferral": _accept,
    "roadtripUpdateMe": _me,
    "roadtripSetConsent": _consent,
    "roadtripSetPrivacy": _privacy,
    "roadtripRecordBehavior": _behave,
}
