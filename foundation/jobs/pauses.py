"""Pauses between attempts that fail."""

from collections.abc import Sequence
from datetime import timedelta
from random import SystemRandom

# Each pause is up to so much shorter or longer, so that not everything is tried again at once.
JITTER = 0.2
RANDOM = SystemRandom()


def growing_pause(attempts: int, minutes: Sequence[int]) -> timedelta:
    """Return the pause after so many attempts: that many minutes of the sequence, the last ones after its end."""
    return timedelta(minutes=minutes[min(attempts, len(minutes)) - 1] * RANDOM.uniform(1 - JITTER, 1 + JITTER))
