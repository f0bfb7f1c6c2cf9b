"""A clock that stands still at a moment in Jinan."""

from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

JINAN = ZoneInfo("Asia/Shanghai")


def at(moment: str) -> time_machine.travel:
    """Let every clock of Python show the local moment, such as 2026-10-08 00:00:01, inside `with`."""
    return time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=JINAN), tick=False)
