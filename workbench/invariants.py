"""Invariants: what holds in the data at every moment between two transactions (docs/ops.md).

Each check yields the subjects for which it is broken. The simulation, the test of random kills and the command
`check_invariants` share them. Nothing is written and nothing is locked: in a busy portal a check may meet work between
two of its queries, so that a subject counts only if a second run names it again.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import groupby, pairwise
from operator import itemgetter

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Department
from blacklists.models import Blacklist, BlacklistEntry
from feedback.models import Announcement, ApplicationChange, MeasureApplication, Notice, StopAdvice
from feedback.models.receipts import losses_without_notice
from feedback.models.stopping import running_without_advice
from feedback.states import LOST
from matching.scoring import Match
from publicity.models import Publication
from roster.models import Certification, Enterprise
from screening.actions.candidates import number_matches_of_enterprises, score_pairs
from screening.actions.standings import differing_timelines
from screening.models import MatchPolicy, ScreenedPeriod, Screening, ScreeningChunk, ScreeningHit, Standing
from screening.reasons import ReasonCode
from screening.states import ScreeningState, StandingState
from workdays.site_settings import site_settings

# Enterprises whose timelines are determined at a time.
BATCH = 5_000
Broken = Iterator[object]


def broken_invariants() -> dict[str, list[str]]:
    """Invariant → the subjects for which it is broken; empty where all hold."""
    found = {text: [str(subject) for subject in check()] for text, check in INVARIANTS.items()}
    return {text: subjects for text, subjects in found.items() if subjects}


def _timelines_with_gaps() -> Broken:
    """The known rows of an enterprise are not one after the other, from its first certification on, the last open."""
    firsts = _first_days()
    rows = Standing.objects.known().order_by("enterprise_id", "since").values_list("enterprise_id", "since", "until")
    broken = set(firsts)
    for enterprise, timeline in groupby(rows, key=itemgetter(0)):
        periods = [(since, until) for _, since, until in timeline]
        is_chain = all(before[1] == after[0] for before, after in pairwise(periods))
        if is_chain and periods[0][0] == firsts.get(enterprise) and periods[-1][1] is None:
            broken.discard(enterprise)
        else:
            broken.add(enterprise)
    yield from _named(broken)


def _first_days() -> dict[int, date]:
    """Enterprise → the day on which its first certification was recorded."""
    opened = Certification.objects.order_by("-pk").values_list("enterprise_id", "opened_by__confirmed_at")
    return {enterprise: timezone.localdate(at) for enterprise, at in opened}


def _repeated_rows() -> Broken:
    """A known row repeats state and reasons of the row before it."""
    rows = Standing.objects.known().order_by("enterprise_id", "since").values_list("enterprise_id", "state", "reasons")
    yield from _named({before[0] for before, after in pairwise(rows.iterator()) if before == after})


def _outdated_timelines() -> Broken:
    """A timeline differs from the one that follows from the facts today."""
    pks = list(Certification.objects.order_by().values_list("enterprise_id", flat=True).distinct())
    for start in range(0, len(pks), BATCH):
        yield from _named(differing_timelines(enterprise_ids=pks[start : start + BATCH]))


def _eligible_without_screening() -> Broken:
    """An eligible enterprise whose open certification is not screened completely."""
    screened = ScreenedPeriod.objects.filter(
        certification__enterprise=OuterRef("enterprise"),
        certification__until__isnull=True,
        until__isnull=True,
        is_complete=True,
    )
    has_reason = Q(reasons__contains=[{"code": ReasonCode.SCREENED}])
    current = Standing.objects.current().eligible().select_related("enterprise")
    yield from current.exclude(Exists(screened) & has_reason)


def _unscreened_certifications() -> Broken:
    """An open certification that is not screened though no screening is pending and no excluding blacklist missing."""
    if not Screening.objects.pending().exists() and not Blacklist.objects.missing().exists():
        complete = ScreenedPeriod.objects.filter(certification=OuterRef("pk"), until__isnull=True, is_complete=True)
        yield from Certification.objects.open().filter(~Exists(complete)).select_related("enterprise")


def _published_without_standing() -> Broken:
    """An enterprise on the public list that is not eligible today."""
    today = Standing.objects.eligible().standing_on(timezone.localdate()).filter(enterprise=OuterRef("enterprise"))
    yield from Publication.objects.visible().filter(~Exists(today)).select_related("enterprise")


def _published_after_a_loss() -> Broken:
    """A publication that is still in force although its enterprise has lost its standing (loss_ends_publication)."""
    kept = (StandingState.ELIGIBLE, StandingState.UNSCREENED)
    lost = Standing.objects.current().exclude(state__in=kept).filter(enterprise=OuterRef("enterprise"))
    yield from Publication.objects.in_force().filter(Exists(lost)).select_related("enterprise")


def _unprocessed(path: str) -> Exists:
    """Whether the enterprise has a standing whose notices and advice have not been sent."""
    return Exists(Standing.objects.filter(enterprise=OuterRef(path), processed__isnull=True))


def _advice_on_eligible() -> Broken:
    """An open advice on an enterprise that is eligible, once its standings are processed."""
    eligible = Standing.objects.current().eligible().filter(enterprise=OuterRef("application__enterprise"))
    advice = StopAdvice.objects.open().filter(Exists(eligible), ~_unprocessed("application__enterprise"))
    yield from advice.select_related(
        "application__enterprise", "application__version__measure", "application__department"
    )


def _running_without_advice() -> Broken:
    """A running standing measure of a lost enterprise that nobody was advised to stop, once standings are processed."""
    lost = Standing.objects.current().filter(enterprise=OuterRef("enterprise"), state__in=LOST)
    running = running_without_advice().filter(Exists(lost), ~_unprocessed("enterprise"))
    yield from running.select_related("enterprise", "version__measure", "department")


def _losses_without_notice() -> Broken:
    """A lost standing of which no department was notified, once standings are processed."""
    yield from losses_without_notice().filter(~_unprocessed("enterprise")).select_related("enterprise")


def _departments_without_notice() -> Broken:
    """A department without a notice of an announcement, after the first one of which it was notified."""
    notices = Notice.objects.filter(department=OuterRef("pk"), announcement__isnull=False).order_by("announcement")
    first = Subquery(notices.values("announcement")[:1])
    for department in Department.objects.active().annotate(first=first).exclude(first=None):
        later = Announcement.objects.filter(pk__gte=department.first)
        yield from (f"{department}：{missed}" for missed in later.exclude(notices__department=department))


def _standings_not_followed() -> Broken:
    """A standing whose notices and advice are overdue."""
    since = timezone.now() - timedelta(minutes=site_settings().screening_alarm_minutes)
    unprocessed = Standing.objects.filter(processed__isnull=True, known_at__lt=since)
    yield from unprocessed.select_related("enterprise")


def _applications_without_standing() -> Broken:
    """An application on a day on which the enterprise was not eligible, as known when it was logged or corrected."""
    covers = Q(standing__since__lte=F("applied_on")) & (
        Q(standing__until__isnull=True)
        | Q(standing__until__gt=F("applied_on"))
        | Q(standing__end_known_at__gt=F("logged_at"))
    )
    known = Q(standing__known_at__lte=F("stated_at")) & (
        Q(standing__known_until__isnull=True) | Q(standing__known_until__gte=F("logged_at"))
    )
    was_eligible = Q(standing__enterprise=F("enterprise"), standing__in=Standing.objects.eligible())
    changed_at = ApplicationChange.objects.filter(application=OuterRef("pk")).order_by("-pk").values("changed_at")
    stated = MeasureApplication.objects.filter(standing__isnull=False).annotate(
        stated_at=Coalesce(Subquery(changed_at[:1]), F("logged_at"))
    )
    applications = stated.exclude(covers & known & was_eligible)
    yield from applications.select_related("enterprise", "version__measure", "department")


def _unfinished_chunks() -> Broken:
    """A screening that is done although one of its chunks is not."""
    chunks = ScreeningChunk.objects.exclude(state=ScreeningState.DONE).filter(screening__state=ScreeningState.DONE)
    yield from chunks.select_related("screening")


def _outdated_hits() -> Broken:
    """A hit that does not match as stored, while no screening is pending: both sides were compared as they are now."""
    if Screening.objects.pending().exists():
        return
    hits = ScreeningHit.objects.filter(
        is_current=True,
        enterprise__in=_certified(),
        entry__in=BlacklistEntry.objects.not_ended(on=timezone.localdate()),
    )
    stored = {(hit.enterprise_id, hit.entry_id): hit for hit in hits.select_related("enterprise", "entry__blacklist")}
    matches = {
        (match.left, match.right): match for match in score_pairs(sorted(stored), MatchPolicy.current().thresholds)
    }
    yield from (hit for pair, hit in stored.items() if not _is_same(hit, matches.get(pair)))


def _is_same(hit: ScreeningHit, match: Match | None) -> bool:
    return match is not None and (hit.match_type, hit.score, hit.needs_decision) == (
        match.match_type,
        match.score,
        match.needs_decision,
    )


def _missing_number_matches() -> Broken:
    """A certified enterprise and an entry in force have the same number, and there is no hit."""
    entries = BlacklistEntry.objects.not_ended(on=timezone.localdate())
    known = ScreeningHit.objects.filter(is_current=True).order_by()
    found = number_matches_of_enterprises(_certified(), entries, MatchPolicy.current().thresholds)
    missing = found - set(known.values_list("enterprise_id", "entry_id"))
    enterprises = Enterprise.objects.in_bulk({enterprise for enterprise, _ in missing})
    listed = BlacklistEntry.objects.select_related("blacklist").in_bulk({entry for _, entry in missing})
    yield from (f"{enterprises[enterprise]} ↔ {listed[entry]}" for enterprise, entry in sorted(missing))


def _certified() -> QuerySet[Enterprise]:
    return Enterprise.objects.filter(pk__in=Certification.objects.open().values("enterprise_id"))


def _named(pks: set[int]) -> Broken:
    yield from Enterprise.objects.filter(pk__any_of=pks).order_by("pk")


INVARIANTS: dict[str, Callable[[], Broken]] = {
    "每家企业的资格自首次收录起逐日连续，不间断、不重叠": _timelines_with_gaps,
    "前后相接的两段资格，状态或理由不同": _repeated_rows,
    "资格与按现有事实重新认定的结果一致": _outdated_timelines,
    "联合激励对象均已与各“黑名单”完成比对": _eligible_without_screening,
    "没有等候中的比对时，名单上的企业均已比对": _unscreened_certifications,
    "已完成的比对，各块均已完成": _unfinished_chunks,
    "没有等候中的比对时，命中与双方现有资料一致": _outdated_hits,
    "名单上的企业与有效条目号码相同的，均有命中": _missing_number_matches,
    "公布名单上的企业，今天都是联合激励对象": _published_without_standing,
    "失去资格的企业，公布均已终止": _published_after_a_loss,
    "联合激励对象没有待答复的停用建议": _advice_on_eligible,
    "失去资格的企业，持续适用的措施均有停用建议": _running_without_advice,
    "失去资格的企业，均已通报": _losses_without_notice,
    "每次通报，各单位均收到消息": _departments_without_notice,
    "资格变动均已按时通知各单位": _standings_not_followed,
    "登记的措施，按当时所知，企业当日是联合激励对象": _applications_without_standing,
}
