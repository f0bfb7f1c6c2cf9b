"""The calendar that a thread has read, until its next request or task begins (workdays/apps.py)."""

import threading
from typing import Any


class ReadCalendar(threading.local):
    """The calendar of this thread, or None where it is not read yet."""

    calendar: Any = None


read = ReadCalendar()


def forget_calendar() -> None:
    """Let this thread read the calendar anew when it needs it next."""
    read.calendar = None
