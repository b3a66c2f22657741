"""The gateway's own tables, in the schema `quintet`: the event log and the keys of repeated writes."""

from models.platform.base import PlatformModel, platform_registry
from models.platform.event import Event, TopicCounter
from models.platform.idempotency import IdempotencyKey

__all__ = ["Event", "IdempotencyKey", "PlatformModel", "TopicCounter", "platform_registry"]
