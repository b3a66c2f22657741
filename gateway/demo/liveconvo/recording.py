"""A conversation placed in time: prepared, recorded and ended, and what the recording measures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import ceil
from typing import Final

from gateway.demo.liveconvo.script import Conversation, Turn

_PREPARATION: Final = timedelta(minutes=6)
_SECONDS_UNTIL_STOPPED: Final = 2
_SILENCE_SECONDS: Final = 3


def seconds(amount: Decimal) -> timedelta:
    """Decimal seconds as a timedelta, exact to the millisecond."""
    return timedelta(milliseconds=int(amount * 1000))


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A conversation with its moments; a draft was never started, a running one has not ended."""

    conversation: Conversation
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def reference(self) -> datetime:
        """The start of the recording, or the creation of a draft."""
        return self.started_at or self.created_at

    def at(self, second: Decimal) -> datetime:
        """The moment `second` seconds into the recording."""
        return self.reference + seconds(second)

    @property
    def duration_seconds(self) -> int:
        """Whole seconds from start to end, 0 while there is no end."""
        if self.started_at is None or self.ended_at is None:
            return 0
        return int((self.ended_at - self.started_at).total_seconds())


def record(conversation: Conversation, now: datetime) -> Recording:
    """Places a conversation in the past of `now`."""
    if conversation.live_from is not None:
        started = now - seconds(conversation.live_from)
        return Recording(conversation=conversation, created_at=started - _PREPARATION, started_at=started)
    if conversation.when is None or conversation.status == "draft":
        created = conversation.when.before(now) if conversation.when else now
        return Recording(conversation=conversation, created_at=created)
    started = conversation.when.before(now)
    length = timedelta(seconds=ceil(conversation.turns[-1].until) + _SECONDS_UNTIL_STOPPED)
    return Recording(
        conversation=conversation,
        created_at=started - _PREPARATION,
        started_at=started,
        ended_at=started + length,
    )


def words_spoken(turns: Iterable[Turn]) -> int:
    """Words of all turns."""
    return sum(len(turn.text.split()) for turn in turns)


def user_talk_seconds(turns: Iterable[Turn]) -> int:
    """Seconds that the user spoke, summed exactly and then rounded half up."""
    total = sum((turn.until - turn.at for turn in turns if turn.speaker == "user"), Decimal(0))
    return int(total.quantize(Decimal(1), ROUND_HALF_UP))


def silence_periods(turns: tuple[Turn, ...]) -> int:
    """Gaps of three seconds or more between one turn and the next."""
    return sum(later.at - earlier.until >= _SILENCE_SECONDS for earlier, later in pairwise(turns))
