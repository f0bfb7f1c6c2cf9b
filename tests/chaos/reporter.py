"""A department clerk who reports violations in the web pages while processes are killed."""

import http.client
import secrets
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from itertools import product

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from drafts.keys import FORM_KEY, SALT
from feedback.models import Notice, ViolationReport
from feedback.states import NoticeKind
from roster.models import Enterprise
from tests.chaos.outcome import Outcome
from webhooks.models import Event
from webhooks.states import EventKind

PAUSE_SECONDS = 0.3
# The longest wait for the answer to the last form.
PATIENCE_SECONDS = 120
pause = threading.Event().wait


class _NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


class Reporter(threading.Thread):
    """Send one report after the other; a form without an answer, or with a server error, is sent again as it was."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        clerk = User.objects.filter(role=Role.DEPARTMENT).earliest("pk")
        browser = Client()
        browser.force_login(clerk)
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        self.clerk = clerk.pk
        self.token = secrets.token_hex(16)
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={self.token}"
        enterprise = Enterprise.objects.earliest("pk")
        self.url = f"{address}/desk/enterprises/{enterprise.uscc}/report/"
        self.found_on = timezone.localdate().isoformat()
        self.opener = urllib.request.build_opener(_NotFollowed)
        self.answered: list[str] = []
        # What was answered instead of the way to the new report: status and address, or the beginning of the page.
        self.otherwise: Counter[str] = Counter()
        self.repeated = 0
        self.sending = threading.Event()
        self._ended = threading.Event()

    def run(self) -> None:
        number = 0
        while not self._ended.wait(PAUSE_SECONDS):
            number += 1
            facts = f"第{number}次核查，申报不实。"
            self._send_until_answered(facts)
            self.answered.append(facts)

    def finish(self) -> None:
        """Send no further form; wait for the answer to the last one, which must come."""
        self._ended.set()
        self.join(PATIENCE_SECONDS)
        assert not self.is_alive(), "the last form is not answered"

    def _send_until_answered(self, facts: str) -> None:
        # Each report is another matter than the one before, which the page asks about.
        answers = {"found_on": self.found_on, "facts": facts, "is_another": "on"}
        fields = {"csrfmiddlewaretoken": self.token, **answers, **self._open_form()}
        body = urllib.parse.urlencode(fields).encode()
        while self._status(body) >= 500:
            self.repeated += 1
            pause(PAUSE_SECONDS)

    def _open_form(self) -> dict[str, str]:
        """Return the key that the page gives to its form, another one each time it is opened.

        The processes of a round serve no page, for want of the collected style sheet.
        """
        key = [self.clerk, urllib.parse.urlsplit(self.url).path, "report", secrets.token_urlsafe(12)]
        return {FORM_KEY: signing.dumps(key, salt=SALT)}

    def _status(self, body: bytes) -> int:
        """Post the body; return the status of the answer, 503 where none came."""
        request = urllib.request.Request(self.url, body, {"Cookie": self.cookies})
        self.sending.set()
        try:
            with self.opener.open(request, timeout=60) as answer:
                status: int = answer.status
                return status
        except urllib.error.HTTPError as error:
            with error:
                if error.code < 500 and "/desk/reports/" not in error.headers.get("Location", ""):
                    self.otherwise[f"{error.code} {error.headers.get('Location') or error.read()[:300]!r}"] += 1
                return error.code
        except (OSError, http.client.HTTPException):
            return 503
        finally:
            self.sending.clear()


def due_and_stored(reporter: Reporter) -> tuple[Outcome, Outcome]:
    """Return what must be stored of the answered forms, and what is: reports, their notices and their events."""
    reports = dict(ViolationReport.objects.values_list("pk", "facts"))
    recipients = Department.objects.filter(Q(is_lead=True) | Q(is_customs=True)).values_list("pk", flat=True)
    notices = Notice.objects.filter(kind=NoticeKind.REPORT).values_list("report", "department")
    audited = AuditEvent.objects.filter(type=EventType.VIOLATION_REPORTED).values_list("target_key", flat=True)
    sent = Event.objects.filter(kind=EventKind.REPORTED).values_list("data__id", flat=True)
    due = {
        "reports": Counter(reporter.answered),
        "notices of reports": Counter(product(reports, recipients)),
        "audit events of reports": Counter(map(str, reports)),
        "events of reports": Counter(list(reports)),
    }
    stored = {
        "reports": Counter(reports.values()),
        "notices of reports": Counter(notices),
        "audit events of reports": Counter(audited),
        "events of reports": Counter(sent),
    }
    return due, stored
