"""The gateway's own tables, in the schema `quintet`: the event log, the keys of repeated writes, what staff read."""

from models.platform.base import PlatformModel, platform_registry
from models.platform.event import Event, TopicCounter
from models.platform.idempotency import IdempotencyKey
from models.platform.staff_read import StaffRead

__all__ = ["Event", "IdempotencyKey", "PlatformModel", "StaffRead", "TopicCounter", "platform_registry"]
