"""Generated conversations: what is said by whom, when, and with what pauses."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from gateway.scale.copy_text import NULL, decimal
from gateway.scale.draw import Drawn, choose
from gateway.scale.liveconvo.plan import Plan
from gateway.scale.moments import DAY, LAST_START
from gateway.scale.words import words

COLUMNS = (
    "id",
    "user_id",
    "title",
    "conversation_type",
    "status",
    "recording_duration_seconds",
    "recording_started_at",
    "recording_ended_at",
    "total_words_spoken",
    "user_talk_time_seconds",
    "silence_periods_count",
    "created_at",
    "updated_at",
)
KINDS = ("sales_call", "interview", "meeting", "consultation")
LONG_PAUSE = 3_000
MILLISECONDS_OF_A_WORD = 380


@dataclass(frozen=True)
class Turn:
    """One piece of what is said; `begins` and `ends` are milliseconds since the recording began."""

    number: int
    key: str
    text: str
    by_user: bool
    begins: int
    ends: int
    pause: int
    drawn: Drawn


@dataclass(frozen=True)
class Conversation:
    """A conversation without its turns; `begun` is a moment."""

    number: int
    key: str
    kind: str
    begun: int
    turns: range
    drawn: Drawn

    @property
    def status(self) -> str:
        """Where it is in its life."""
        if not self.turns:
            return "draft"
        if self.begun >= LAST_START - DAY // 2:
            return "active"
        return "archived" if self.drawn[2] % 8 == 0 else "completed"

    @property
    def is_over(self) -> bool:
        """Whether there is a recording with an end."""
        return self.status in ("completed", "archived")


@cache
def _sentences(kind: str) -> tuple[list[str], list[str]]:
    said = words("conversations")
    return said[kind]["user"] + said["fillers"], said[kind]["other"] + said["fillers"]


def conversation(plan: Plan, number: int) -> Conversation:
    """One conversation; they are numbered in the order of time."""
    key, drawn = plan.draws("sessions").row(number)
    begun = plan.begun("sessions", plan.sessions, number)
    return Conversation(number, key, choose(KINDS, drawn[1]), begun, plan.transcripts.span(number), drawn)


def turns(plan: Plan, made: Conversation) -> Iterator[Turn]:
    """What is said, in order."""
    draws = plan.draws("transcripts").row
    mine, theirs = _sentences(made.kind)
    reached = 0
    for number in made.turns:
        key, drawn = draws(number)
        by_user = drawn[0] & 7 < 4 + (number & 1)
        known = mine if by_user else theirs
        text = choose(known, drawn[1])
        if drawn[2] & 3 == 0:
            text = f"{text} {choose(known, drawn[3])}"
        pause = 200 + (drawn[4] >> 22) * (6 if drawn[5] & 15 == 0 else 1)
        begins = reached + pause
        reached = begins + (text.count(" ") + 1) * MILLISECONDS_OF_A_WORD + (drawn[6] >> 23)
        yield Turn(number, key, text, by_user, begins, reached, pause, drawn)


def lines(plan: Plan, numbers: range) -> Iterator[str]:
    """The rows of some conversations."""
    text = plan.moments.text
    for number in numbers:
        made = conversation(plan, number)
        said = list(turns(plan, made))
        lasted = said[-1].ends // 1000 if said else 0
        begun, ended = text(made.begun), text(made.begun + lasted)
        titles = words("conversations")[made.kind]["titles"]
        yield (
            "\t".join(
                (
                    made.key,
                    plan.people.id(plan.sessions.owner(number)),
                    choose(titles, made.drawn[3]),
                    made.kind,
                    made.status,
                    str(lasted if made.is_over else 0),
                    begun if said else NULL,
                    ended if made.is_over else NULL,
                    str(sum(turn.text.count(" ") + 1 for turn in said)),
                    str(sum(turn.ends - turn.begins for turn in said if turn.by_user) // 1000),
                    str(sum(turn.pause >= LONG_PAUSE for turn in said)),
                    begun,
                    ended,
                )
            )
            + "\n"
        )


def seconds(milliseconds: int) -> str:
    """A time within a conversation as its columns have it."""
    return decimal(milliseconds, 3)
