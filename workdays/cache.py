"""What a thread has read of the calendar and of the site settings, until its next request or task begins.

workdays/apps.py lets every request and every task begin with nothing read.
"""

import threading
from typing import Any


class Read(threading.local):
    """The calendar and the site settings of this thread; None for what is not read yet."""

    calendar: Any = None
    site_settings: Any = None


read = Read()


def forget_read() -> None:
    """Let this thread read the calendar and the site settings anew when it needs them next."""
    read.calendar = read.site_settings = None
