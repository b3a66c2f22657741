"""The manifest of trusted documents: a JSON object of names and texts, as GraphQL Code Generator writes it."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from gateway.place import PlaceError

MAX_BYTES = 16 * 1024 * 1024


def read_manifest(file: Path | None) -> dict[str, str]:
    """The documents of a manifest by their names; PlaceError where the file is none."""
    if file is None:
        return {}
    try:
        text = file.read_bytes()
    except OSError as error:
        raise PlaceError(f"The manifest {file} cannot be read: {error.strerror}.") from None
    if len(text) > MAX_BYTES:
        raise PlaceError(f"The manifest {file} has {len(text)} bytes; the limit is {MAX_BYTES}.")
    try:
        return TypeAdapter(dict[str, str]).validate_json(text, strict=True)
    except ValidationError:
        raise PlaceError(f"The manifest {file} must be a JSON object whose values are texts.") from None
