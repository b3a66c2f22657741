"""The questions that both servers are asked, and what makes their answers comparable."""

from dataclasses import dataclass
from typing import Any

SESSION = "id title status createdAt"
TRANSCRIPT = "id content speaker startTimeSeconds isFinal"
GUIDANCE = "id content guidanceType priority"


@dataclass(frozen=True)
class Question:
    """A nested read: so many sessions with so many transcripts and so much guidance each."""

    name: str
    sessions: int
    transcripts: int
    guidance: int

    @property
    def title(self) -> str:
        """What is asked, in words."""
        return f"{self.sessions} sessions × ({self.transcripts} transcripts + {self.guidance} guidance)"

    @property
    def quintet(self) -> str:
        """The query for Quintet."""
        return f"""query {{
  liveconvo {{
    sessions(first: {self.sessions}) {{
      nodes {{
        {SESSION}
        transcripts(first: {self.transcripts}) {{ nodes {{ {TRANSCRIPT} }} }}
        guidance(first: {self.guidance}) {{ nodes {{ {GUIDANCE} }} }}
      }}
    }}
  }}
}}"""

    @property
    def naive(self) -> str:
        """The query for the plain server."""
        return f"""query ($userId: UUID!) {{
  sessions(userId: $userId, first: {self.sessions}) {{
    {SESSION}
    transcripts(first: {self.transcripts}) {{ {TRANSCRIPT} }}
    guidance(first: {self.guidance}) {{ {GUIDANCE} }}
  }}
}}"""


BIG = Question("big", 20, 50, 10)
SMALL = Question("small", 2, 5, 2)
QUESTIONS = (BIG, SMALL)


def comparable(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The sessions of either server's answer, without Relay's connections."""
    data = answer["data"]
    sessions = data["liveconvo"]["sessions"]["nodes"] if "liveconvo" in data else data["sessions"]
    return [{name: _without_connection(value) for name, value in session.items()} for session in sessions]


def _without_connection(value: object) -> object:
    return value["nodes"] if isinstance(value, dict) and "nodes" in value else value
