"""LiveConvo: live conversations, transcribed and coached while they happen, summarised after."""

from models.liveconvo.base import LiveconvoModel, liveconvo_registry
from models.liveconvo.billing import Subscription, UsageRecord, UsageRecordArchive
from models.liveconvo.document import Document, DocumentEmbedding
from models.liveconvo.guidance import Guidance
from models.liveconvo.log import SystemLog
from models.liveconvo.session import Session
from models.liveconvo.summary import Summary
from models.liveconvo.template import Template
from models.liveconvo.transcript import Transcript
from models.liveconvo.user import User, UserAppSession

__all__ = [
    "Document",
    "DocumentEmbedding",
    "Guidance",
    "LiveconvoModel",
    "Session",
    "Subscription",
    "Summary",
    "SystemLog",
    "Template",
    "Transcript",
    "UsageRecord",
    "UsageRecordArchive",
    "User",
    "UserAppSession",
    "liveconvo_registry",
]
