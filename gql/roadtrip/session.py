"""Mutations on roadtrips."""

from typing import Any
from uuid import UUID

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField

from gql.derivation.objects import row_type
from gql.derivation.pieces import object_type
from gql.derivation.scalars import GeoPointInput
from gql.inputs import extra, input_for
from gql.roadtrip.point import values_with_points
from gql.writes import write
from models.roadtrip import RoadtripSession
from repositories.database import WriteTransaction
from repositories.errors import BadInputError
from repositories.repository import table_of
from repositories.roadtrip.session import MAX_HOURS, ActivatedRow, SessionRepository
from repositories.row import Row

MAX_TOKEN = 255
SHOWN_ONCE = "The roadtrip's token, for the car to keep. Null where an idempotencyKey repeats the answer."


@input_for(RoadtripSession, "A roadtrip to start.")
class RoadtripStartRoadtripInput:
    """What `roadtripStartRoadtrip` takes."""

    hours: int = extra(f"Hours until the roadtrip expires, 1 to {MAX_HOURS}.", default=24)
    origin_location: GeoPointInput | None
    destination_location: GeoPointInput | None


@input_for(RoadtripSession, "What to change of a roadtrip; what is left out stays.")
class RoadtripUpdateRoadtripInput:
    """What `roadtripUpdateRoadtrip` takes."""

    session_id: UUID = extra("The roadtrip, which must be running.")
    origin_location: GeoPointInput | None
    destination_location: GeoPointInput | None


@strawberry.input(description="One roadtrip.")
class RoadtripRoadtripInput:
    """What the mutations take that only need to know which roadtrip."""

    session_id: UUID = strawberry.field(description="The roadtrip, which must be running.")


@strawberry.input(description="A roadtrip's code, as typed in the car.")
class RoadtripActivateRoadtripInput:
    """What `roadtripActivateRoadtrip` takes."""

    activation_code: str = strawberry.field(description="The six digits of one of the caller's own roadtrips.")


@strawberry.input(description="A roadtrip's token, as the car keeps it.")
class RoadtripResumeRoadtripInput:
    """What `roadtripResumeRoadtrip` takes."""

    token: str = strawberry.field(description="The token that roadtripActivateRoadtrip gave.")


@write(RoadtripSession)
async def roadtrip_start_roadtrip(transaction: WriteTransaction, input: RoadtripStartRoadtripInput) -> Row:
    """Start a roadtrip for one credit; its six-digit code activates it in the car."""
    if not 1 <= input.hours <= MAX_HOURS:
        raise BadInputError(f"hours is {input.hours}, but must be 1 to {MAX_HOURS}.")
    return await SessionRepository(transaction).start(values_with_points(input), input.hours)


@write(RoadtripSession)
async def roadtrip_activate_roadtrip(transaction: WriteTransaction, input: RoadtripActivateRoadtripInput) -> Row:
    """Activate a running roadtrip in the car. The code works once; who lost the token asks for another code."""
    return await SessionRepository(transaction).activate(input.activation_code)


@write(RoadtripSession)
async def roadtrip_renew_activation_code(transaction: WriteTransaction, input: RoadtripRoadtripInput) -> Row:
    """Give a running roadtrip another code; its old code and token end."""
    return await SessionRepository(transaction).renew_activation(input.session_id)


@write(RoadtripSession)
async def roadtrip_resume_roadtrip(transaction: WriteTransaction, input: RoadtripResumeRoadtripInput) -> Row:
    """The running roadtrip that a token stands for; NOT_FOUND once it has ended. Nothing is written."""
    if len(input.token) > MAX_TOKEN:
        raise BadInputError(f"token has {len(input.token)} characters; the limit is {MAX_TOKEN}.")
    return await SessionRepository(transaction).resume(input.token)


@write(RoadtripSession)
async def roadtrip_update_roadtrip(transaction: WriteTransaction, input: RoadtripUpdateRoadtripInput) -> Row:
    """Change where a running roadtrip starts or leads to."""
    values = values_with_points(input)
    if not values:
        raise BadInputError("Nothing to change was given.")
    return await SessionRepository(transaction).change(input.session_id, values)


@write(RoadtripSession)
async def roadtrip_complete_roadtrip(transaction: WriteTransaction, input: RoadtripRoadtripInput) -> Row:
    """End a roadtrip at its destination; its code and token end with it."""
    return await SessionRepository(transaction).complete(input.session_id)


@write(RoadtripSession)
async def roadtrip_cancel_roadtrip(transaction: WriteTransaction, input: RoadtripRoadtripInput) -> Row:
    """End a roadtrip early; its code and token end with it. The credit is not given back."""
    return await SessionRepository(transaction).cancel(input.session_id)


def _token(root: object) -> str | None:
    row = getattr(root, "row", None)
    return row.token if isinstance(row, ActivatedRow) else None


def _with_token(mutation: StrawberryField) -> StrawberryField:
    """The same mutation, whose payload has the roadtrip's token beside its row."""
    name = "RoadtripActivateRoadtripPayload"
    token: Any = strawberry.field(resolver=_token, description=SHOWN_ONCE)
    session = StrawberryField(
        python_name="session",
        type_annotation=StrawberryAnnotation(row_type(table_of(RoadtripSession))),
        description="The row as it was written.",
    )
    made = type(name, (), {"__module__": __name__, "__annotations__": {}})
    fields = {"session": session, "token": token}
    mutation.type_annotation = StrawberryAnnotation(
        object_type(made, name, "The answer of roadtripActivateRoadtrip.", fields)
    )
    return mutation


MUTATIONS = (
    roadtrip_start_roadtrip,
    _with_token(roadtrip_activate_roadtrip),
    roadtrip_renew_activation_code,
    roadtrip_resume_roadtrip,
    roadtrip_update_roadtrip,
    roadtrip_complete_roadtrip,
    roadtrip_cancel_roadtrip,
)
