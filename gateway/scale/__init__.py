"""Large generated data: realistic, the same each time, copied in bulk; what triggers would write is in it."""

from gateway.scale.amounts import Amounts, ScaleError
from gateway.scale.chunks import Making
from gateway.scale.progress import Report
from gateway.scale.seeding import seed

__all__ = ["Amounts", "Making", "Report", "ScaleError", "seed"]
