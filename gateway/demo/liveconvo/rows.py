"""All rows of the demo, table by table in the order in which they can be inserted."""

from datetime import UTC, datetime
from typing import Final

from gateway.demo.identity import DEMO_OTHER_USER_ID, DEMO_USER_EMAIL, DEMO_USER_ID, RUNNING_SESSION_ID
from gateway.demo.liveconvo.documents import document_rows
from gateway.demo.liveconvo.live import live_turns
from gateway.demo.liveconvo.people import app_session_rows, user_rows
from gateway.demo.liveconvo.recording import record
from gateway.demo.liveconvo.script import load_conversations
from gateway.demo.liveconvo.sessions import session_rows, summary_rows
from gateway.demo.liveconvo.subscriptions import subscription_rows
from gateway.demo.liveconvo.system_logs import log_rows
from gateway.demo.liveconvo.templates import template_rows
from gateway.demo.liveconvo.transcripts import guidance_rows, transcript_rows
from gateway.demo.liveconvo.usage import usage_rows

__all__: Final = [
    "DEMO_OTHER_USER_ID",
    "DEMO_USER_EMAIL",
    "DEMO_USER_ID",
    "RUNNING_SESSION_ID",
    "live_turns",
    "rows",
]


def rows(now: datetime) -> dict[str, list[dict[str, object]]]:
    """Rows by table of the schema `liveconvo`, with the columns of its document, all in the past of `now`.

    Ids depend on the demo's files only; moments depend on `now` as well. Raises ScriptError for a file that
    cannot be read, and ValueError for a `now` without a time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    now = now.astimezone(UTC)
    recordings = {conversation.key: record(conversation, now) for conversation in load_conversations()}
    made = tuple(recordings.values())
    return {
        "users": list(user_rows(now)),
        "templates": list(template_rows(now, made)),
        "sessions": list(session_rows(now, made)),
        "documents": list(document_rows(recordings)),
        "transcripts": list(transcript_rows(made)),
        "guidance": list(guidance_rows(made)),
        "summaries": list(summary_rows(made)),
        "subscriptions": list(subscription_rows(now, made)),
        "usage_records": list(usage_rows(now, made)),
        "user_app_sessions": list(app_session_rows(now)),
        "system_logs": list(log_rows(now)),
    }
