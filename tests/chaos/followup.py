"""What follows the acts on the followed enterprises, by keys equal in every database, and what is left over."""

import json
from collections import Counter
from typing import Any

from django.utils import timezone

from feedback.actions.digests import send_monthly_digests, send_weekly_digests
from feedback.actions.months import open_months
from feedback.actions.reminders import remind_of_advice
from feedback.models import AdviceReminder, DepartmentMonth, Inquiry, Notice, StandingChange, StopAdvice
from feedback.models.receipts import have_term
from feedback.states import DIGESTS, NoticeKind
from mailing.actions.outbox import fill_outbox
from mailing.actions.sending import send_mails
from mailing.models import Mail, Mailbox
from mailing.states import MailState
from reports.actions.period_reports import make_due_reports
from reports.models import PeriodReport
from screening.models import Standing
from tests.chaos import followed
from tests.chaos.outcome import Outcome
from tests.http_server import Upstream
from tests.smtp_server import Inbox
from webhooks.models import Delivery, Event
from webhooks.states import DeliveryState, EventKind

# The subjects of events about a row.
ABOUT_ROWS = {"month", "period"}
Waiting = ((Mail, MailState.WAITING), (Delivery, DeliveryState.WAITING))


class Receivers:
    """The mail server and the system of a department. Nobody kills them; a round begins with both empty."""

    def __init__(self, inbox: Inbox, upstream: Upstream) -> None:
        self.inbox = inbox
        self.upstream = upstream

    def empty(self) -> None:
        self.inbox.messages.clear()
        self.upstream.bodies.clear()

    def mails(self) -> Counter[str]:
        """How often the server took the mail with each number."""
        return Counter(str(message["Message-ID"]).strip("<>").split("@")[0] for message in self.inbox.messages)

    def events(self) -> Counter[str]:
        """How often the system took the event with each number."""
        return Counter(json.loads(body)["id"] for body in self.upstream.bodies)


def is_followed() -> bool:
    """Whether every standing has its event, and nothing waits to be sent."""
    waits = any(model._default_manager.filter(state=state).exists() for model, state in Waiting)
    unrecorded = Standing.objects.filter(followed__isnull=True), Event.objects.filter(number=None)
    return not waits and not any(rows.exists() for rows in unrecorded)


def hurry() -> None:
    """Let the pause after a failed attempt end, as if the minutes had passed."""
    now = timezone.now()
    for model, state in Waiting:
        model._default_manager.filter(state=state, next_at__gt=now).update(next_at=now)


def do_hourly_work() -> None:
    """Do what beat would do within the hour, in this process; whoever did it before has left nothing to do."""
    for act in (remind_of_advice, send_weekly_digests, send_monthly_digests, open_months, make_due_reports):
        act()
    fill_outbox()
    send_mails()


def followed_outcome() -> Outcome:
    """Return what the acts on the followed enterprises, and the hours of a round, have led to."""
    of_followed = StandingChange.objects.filter(enterprise__uscc__in=followed.usccs())
    about = "announcement__changes__enterprise__uscc"
    notices = Notice.objects.filter(**{f"{about}__in": followed.usccs()})
    enterprise, measure = "application__enterprise__uscc", "application__measure__number"
    reminders = AdviceReminder.objects.values_list(f"advice__{enterprise}", f"advice__{measure}", "time")
    of_reminders = Notice.objects.filter(kind=NoticeKind.REMINDER)
    return {
        "announced changes": Counter(of_followed.values_list("enterprise__uscc", "announcement__kind")),
        "notices": Counter(notices.values_list("department__code", "kind", about)),
        "advice": Counter(StopAdvice.objects.values_list(enterprise, measure, "state")),
        "reminders": Counter(reminders),
        "notices of reminders": Counter(of_reminders.values_list("department__code", "params__count")),
        "digests": Counter(
            Notice.objects.filter(kind__in=DIGESTS).values_list("department__code", "kind", "covers_from")
        ),
        "months": Counter(DepartmentMonth.objects.values_list("department__code", "month", "state")),
        "period reports": Counter(PeriodReport.objects.values_list("kind", "first_day", "edition")),
        "inquiries": Counter(Inquiry.objects.values_list(enterprise, measure, "state")),
        "events": _events(),
        "events sent": Counter(Delivery.objects.values_list("kind", "state")),
    }


def _events() -> Counter[Any]:
    """Return the kinds of the events of each followed enterprise, and of the months and reports.

    How many notices and reports there are differs from round to round; the reporter compares the reports.
    """
    usccs = set(followed.usccs())
    others = Event.objects.exclude(kind__in=[EventKind.NOTICE, EventKind.REPORTED])
    events = others.values_list("subject", "kind")
    of_rows = ((subject if subject in usccs else subject.split()[0], kind) for subject, kind in events)
    return Counter(event for event in of_rows if event[0] in usccs or event[0] in ABOUT_ROWS)


def unfinished_follow_up(receivers: Receivers) -> Counter[str]:
    """Return kind of deviation → number, of the mails and events that a round has sent.

    A mail or an event is sent again only where a killed process has not recorded the answer; each attempt is recorded
    before it is made.
    """
    mailbox = Mailbox.objects.get()
    attempts_of_mails = dict(Mail.objects.values_list("message_id", "attempts"))
    attempts_of_events = dict(Delivery.objects.values_list("message_id", "attempts"))
    with_term = have_term(Notice.objects.filter(department=mailbox.department, read_at=None), mailbox.department)
    wrong = {
        "mails not sent": Mail.objects.exclude(state=MailState.SENT).count(),
        "events not sent": Delivery.objects.exclude(state=DeliveryState.DELIVERED).count(),
        "mails taken too often, or never": _miscounted(receivers.mails(), attempts_of_mails),
        "events taken too often, or never": _miscounted(receivers.events(), attempts_of_events),
        "notices with a term not mailed": with_term.filter(sent_at__gte=mailbox.since, mailed=None).count(),
    }
    return Counter({word: count for word, count in wrong.items() if count})


def _miscounted(taken: Counter[str], attempts: dict[Any, int]) -> int:
    """Count what was taken more often than it was tried, or not at all, and what nobody has sent."""
    known = {str(number): tried for number, tried in attempts.items()}
    wrong = sum(not 1 <= taken[number] <= tried for number, tried in known.items())
    return wrong + len(taken.keys() - known.keys())
