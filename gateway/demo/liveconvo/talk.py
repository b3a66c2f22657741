"""Playing the running conversation live into the database, at speaking speed."""

import asyncio
import time
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from gateway.demo.liveconvo.live import LiveConversation, LiveGuidance, LiveTranscript
from gateway.demo.liveconvo.rows import live_turns
from models.liveconvo import Transcript
from repositories.database import Database, WriteTransaction
from repositories.errors import QuintetError
from repositories.events import EventHub
from repositories.identity import Identity
from repositories.liveconvo.guidance import GuidanceRepository
from repositories.liveconvo.transcript import TranscriptRepository
from repositories.repository import table_of

PAUSE = Decimal(2)


class Talk:
    """One playing of the conversation; it can be played again, and then goes on after what was said before."""

    def __init__(self, database: Database, hub: EventHub, identity: Identity, say: Callable[[str], None]) -> None:
        self._database = database
        self._hub = hub
        self._identity = identity
        self._say = say
        self._ids: dict[str, UUID] = {}
        self._shift = Decimal(0)

    async def play(self, speed: float) -> None:
        """Speak until the end; `speed` 2 is twice as fast as people speak."""
        conversation = live_turns()
        await self._place(conversation)
        started = time.monotonic()
        for step in conversation.steps:
            wait = float(step.at_seconds) / speed - (time.monotonic() - started)
            await asyncio.sleep(max(wait, 0))
            async with self._database.writing(self._identity) as transaction:
                if isinstance(step, LiveGuidance):
                    await self._give(transaction, conversation, step)
                else:
                    await self._speak(transaction, conversation.session_id, step)
            self._hub.committed(transaction.topics)

    async def _place(self, conversation: LiveConversation) -> None:
        """Where in the recording to begin, and whether the turn that was being spoken is still open."""
        said = table_of(Transcript)
        async with self._database.reading(self._identity) as transaction:
            rows = await transaction.fetch(
                sa.select(said.c.id, said.c.is_final, said.c.start_time_seconds, said.c.end_time_seconds).where(
                    said.c.session_id == conversation.session_id
                )
            )
        if not rows:
            raise QuintetError("The demo conversation is not in the database: run quintet seed.")
        for step in conversation.steps:
            seeded = step.seeded_id if isinstance(step, LiveTranscript) else None
            if seeded is not None and any(row["id"] == seeded and not row["is_final"] for row in rows):
                self._ids[step.key] = seeded
                return
        end = max(row["end_time_seconds"] or row["start_time_seconds"] for row in rows)
        self._shift = max(end + PAUSE - conversation.live_from_seconds, Decimal(0))

    async def _speak(self, transaction: WriteTransaction, session: UUID, step: LiveTranscript) -> None:
        values: dict[str, object] = {
            "content": step.content,
            "speaker": step.speaker,
            "confidence_score": step.confidence_score,
            "start_time_seconds": step.start_time_seconds + self._shift,
            "end_time_seconds": step.end_time_seconds + self._shift,
            "stt_provider": step.stt_provider,
            "is_final": step.kind == "final",
        }
        transcripts = TranscriptRepository(transaction)
        known = self._ids.get(step.key)
        if known is None:
            self._ids[step.key] = (await transcripts.append(session, values))["id"]
        else:
            await transcripts.revise(session, known, values)
        if step.kind == "final":
            self._say(f"{step.speaker:>6}: {step.content}")

    async def _give(self, transaction: WriteTransaction, conversation: LiveConversation, step: LiveGuidance) -> None:
        chip = step.chip
        values: dict[str, object] = {
            "content": chip.content,
            "guidance_type": chip.type,
            "priority": chip.priority,
            "context_snippet": chip.snippet,
            "triggered_by_transcript_id": self._ids[step.transcript_key],
            "triggered_at_seconds": step.triggered_at_seconds + self._shift,
            "model_used": chip.model,
            "processing_time_ms": chip.processing_ms,
            "prompt_template_id": conversation.prompt_template_id,
        }
        await GuidanceRepository(transaction).add(conversation.session_id, values)
        self._say(f"        ({chip.type}) {chip.content}")
