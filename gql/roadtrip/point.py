"""Points in the inputs of Roadtrip's mutations."""

from typing import Any

from gql.derivation.scalars import GeoPointInput
from gql.inputs import values_of
from repositories.roadtrip.geometry import read_point


def values_with_points(sent: Any) -> dict[str, object]:
    """The column values that were sent, points as the database takes them; BadInputError for one beyond the earth."""
    return {name: _point(value) for name, value in values_of(sent).items()}


def _point(value: object) -> object:
    if not isinstance(value, GeoPointInput):
        return value
    return read_point({"latitude": value.latitude, "longitude": value.longitude})
