"""The text format of COPY: how values stand in it."""

import json
from collections.abc import Sequence

NULL = r"\N"
TRUE = "t"
FALSE = "f"


def escaped(text: str) -> str:
    """Any text as COPY reads it."""
    return text.replace("\\", "\\\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")


def json_text(value: object) -> str:
    """A JSON document."""
    return escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def text_array(words: Sequence[str]) -> str:
    """An array of plain words, without signs that arrays know."""
    return "{" + ",".join(words) + "}"


def flag(value: bool) -> str:
    """A boolean."""
    return TRUE if value else FALSE


def decimal(units: int, places: int) -> str:
    """A number of so many decimal places, given in its smallest units: 1234 with 2 places is 12.34."""
    whole, rest = divmod(units, 10**places)
    return f"{whole}.{rest:0{places}}"
