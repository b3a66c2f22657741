"""The shapes of scripts: the document calls them a summary of six seconds and a conversation of two, and no more."""

from typing import Any

from repositories.errors import BadInputError

ROLES = 2


def check_summary(name: str, script: object) -> None:
    """Refuse a script without a line to read aloud."""
    if not isinstance(script, dict) or not _is_said(script.get("line")):
        raise BadInputError(f'{name} must be an object with a "line".')


def check_conversation(name: str, script: object) -> None:
    """Refuse a script that is no conversation of two; None is none."""
    if script is None:
        return
    turns: Any = script.get("turns") if isinstance(script, dict) else None
    if not isinstance(turns, list) or not all(map(_is_turn, turns)):
        raise BadInputError(f'{name} must be an object with "turns", each with a "role" and a "text".')
    roles = {turn["role"] for turn in turns}
    if len(roles) != ROLES:
        raise BadInputError(f"{name} has {len(roles)} roles; a conversation has {ROLES}.")


def _is_turn(turn: object) -> bool:
    return isinstance(turn, dict) and _is_said(turn.get("role")) and _is_said(turn.get("text"))


def _is_said(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""
