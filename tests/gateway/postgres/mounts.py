"""What holds only where root may mount folders privately, which an ordinary container may not."""

import pytest

from gateway.postgres.inside import can_mount

NEEDS_MOUNTS = pytest.mark.skipif(not can_mount(), reason="This machine may not mount folders privately.")
