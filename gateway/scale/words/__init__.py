"""The words that generated names and texts are put together from: files of their own, and how they are read."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(name: str) -> dict[str, Any]:
    """The content of one of the files here, without its ending."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
