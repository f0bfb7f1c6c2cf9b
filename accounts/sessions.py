"""Sessions in the database. They end after a time without activity, and at the latest after SESSION_COOKIE_AGE.

Their user can list and end them.

The session engine of the portal (SESSION_ENGINE). What its row shows comes from the session itself, where signing in
notes it, because Django writes the row anew with each change.
"""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Session
from audit.requests import client_address

# The session holds when, from where and with which browser somebody signed in.
SIGNED_IN = "signed_in"
# The use of a session is noted once in this time.
NOTED_EVERY = timedelta(minutes=1)
BROWSERS = {
    "Edg/": "Edge",
    "QQBrowser/": "QQ浏览器",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


class SessionStore(db.SessionStore):
    """A session with the columns of its row."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        self.row = super()._get_session_from_db()
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)
        if signed_in := data.get(SIGNED_IN):
            row.public_id, row.address, row.browser = (signed_in[name] for name in ("id", "address", "browser"))
            row.user_id = data.get(SESSION_KEY)
            row.began_at = datetime.fromisoformat(signed_in["at"])
            row.expire_date = end_of(row.began_at)
        return row

    def note_use(self) -> None:
        """Extend the session, because its user asked for a page."""
        row, now = self.row, timezone.now()
        if row and row.began_at and abs(now - row.used_at) > NOTED_EVERY:
            Session.objects.filter(pk=row.pk).update(used_at=now, expire_date=end_of(row.began_at))


def end_of(began_at: datetime) -> datetime:
    """Return when a session that is used now ends without further use; not later where the clock was set back."""
    now = timezone.now()
    return min(now + timedelta(minutes=settings.SESSION_IDLE_MINUTES), min(began_at, now) + longest())


def longest() -> timedelta:
    """Return how long a session lasts at most."""
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def note_sign_in(request: HttpRequest) -> None:
    """Note in the session when, from where and with which browser somebody signed in."""
    request.session[SIGNED_IN] = {
        "id": str(uuid4()),
        "at": timezone.now().isoformat(),
        "address": client_address(request),
        "browser": browser_of(request.headers.get("User-Agent", "")),
    }


def browser_of(user_agent: str) -> str:
    """Return browser and system in words, such as “Chrome 120，Windows”."""
    mark, browser = next((found for found in BROWSERS.items() if found[0] in user_agent), ("Version/", "其他浏览器"))
    version = re.search(rf"(?:Version/|{mark})(\d{{1,4}})", user_agent)
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "其他系统")
    return f"{browser}{' ' + version[1] if version else ''}，{system}"
