"""The answer to an operation, and its text, made once however many clients get it."""

from functools import cached_property
from typing import Any

import orjson


class Answer(dict[str, Any]):
    """`data` and `errors`, as the specification orders them."""

    @cached_property
    def body(self) -> bytes:
        """The answer as JSON."""
        return orjson.dumps(dict(self))

    @cached_property
    def text(self) -> str:
        """The answer as JSON text."""
        return self.body.decode()
