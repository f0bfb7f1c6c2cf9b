"""Digests (免申即享): what a department could apply unasked, weekly to newcomers and monthly to all enterprises."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Department
from feedback.models import Notice, StandingChange
from feedback.models.opportunities import Opportunity, eligible_enterprises, opportunities_of
from feedback.notice_params import DigestParams, MeasureCount
from feedback.states import NoticeKind
from foundation.days import end_of, start_of
from incentives.models import MeasureKind
from roster.models import Enterprise

# The most enterprises that a digest names.
NAMED = 5
# The monthly digest is sent on the first day of the month, or on one of the next after a standstill. A portal that goes
# into operation later in the month sends the first one with the next month.
MONTHLY_DAYS = 7


def send_weekly_digests() -> int:
    """Send each department the enterprises that became eligible for the first time last week, with its measures.

    They are sent once a week: on Monday or, after a standstill, on a later day. Return how many are sent. A newcomer is
    an enterprise that was announced as added within the week, and is eligible now.
    """
    today = timezone.localdate()
    since = today - timedelta(days=today.weekday() + 7)
    until = since + timedelta(days=6)
    if _is_sent(NoticeKind.NEWCOMERS, since):
        return 0
    announced = StandingChange.objects.filter(
        announcement__kind=NoticeKind.ADDED, announcement__announced_at__range=(start_of(since), end_of(until))
    )
    newcomers = set(announced.values_list("enterprise_id", flat=True))
    return _send(NoticeKind.NEWCOMERS, since, _of_newcomers(newcomers, until)) if newcomers else 0


def _of_newcomers(newcomers: set[int], until: date) -> Iterator[tuple[Department, DigestParams]]:
    for department in Department.objects.active():
        enterprises = eligible_enterprises(department).filter(pk__any_of=newcomers)
        if measures := _without_asking(opportunities_of(department, enterprises)):
            yield department, _params(until, enterprises, _names(enterprises), measures)


def send_monthly_digests() -> int:
    """Send each department those of its measures that eligible enterprises have never had.

    They are sent once a month, on one of its first days. Return how many are sent.
    """
    today = timezone.localdate()
    first = today.replace(day=1)
    if today.day > MONTHLY_DAYS or _is_sent(NoticeKind.OPPORTUNITIES, first):
        return 0
    return _send(NoticeKind.OPPORTUNITIES, first, _of_everybody(today))


def _of_everybody(today: date) -> Iterator[tuple[Department, DigestParams]]:
    for department in Department.objects.active():
        enterprises = eligible_enterprises(department)
        if measures := _without_asking(opportunities_of(department, enterprises)):
            yield department, _params(today, enterprises, [], measures)


def _without_asking(opportunities: Iterable[Opportunity]) -> list[Opportunity]:
    """Return those that a department can apply by itself. A measure that only breaks ties needs a competition."""
    return [each for each in opportunities if each.count and each.version.kinds != [MeasureKind.TIE_BREAK]]


def _names(enterprises: QuerySet[Enterprise]) -> list[str]:
    return list(enterprises.order_by("sort_key", "pk").values_list("name", flat=True)[:NAMED])


def _params(
    until: date, enterprises: QuerySet[Enterprise], names: Sequence[str], measures: Iterable[Opportunity]
) -> DigestParams:
    counts = [MeasureCount(measure=str(each.version.measure), count=each.count) for each in measures]
    return DigestParams(until=until.isoformat(), count=enterprises.count(), enterprises=list(names), measures=counts)


def _is_sent(kind: NoticeKind, covers_from: date) -> bool:
    return Notice.objects.filter(kind=kind, covers_from=covers_from).exists()


def _send(kind: NoticeKind, covers_from: date, digests: Iterable[tuple[Department, DigestParams]]) -> int:
    """Send the digests in one statement; another worker may have done so meanwhile (notice_of_digest_once)."""
    notices = [
        Notice(department=department, kind=kind, covers_from=covers_from, params=dict(params))
        for department, params in digests
    ]
    return len(Notice.objects.bulk_create(notices, ignore_conflicts=True))
