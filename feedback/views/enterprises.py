"""查企业: the list and the page of an enterprise."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires, with_purpose
from accounts.models import Department
from audit.recording import record_read
from audit.types import EventType
from blacklists.models import Blacklist
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.actions.followings import follow_enterprise, note_seen, unfollow_enterprise
from feedback.filters import EnterpriseListFilter
from feedback.models import MeasureApplication, ViolationReport
from feedback.models.stopping import with_state_now
from feedback.verdicts import grounds_text, is_own_office, sees_all_reasons, split_reasons, verdict_of
from foundation.web.forms import SearchForm, parameters
from incentives.models import MeasureKind, MeasureVersion
from matching.look_up import FoundBy
from roster.addresses import redirect_to_uscc
from roster.look_up import Found, find_enterprises
from roster.models import Certification, Enterprise, RosterSubmission
from roster.wording import hit_text
from screening.actions.receipts import record_search, record_view
from screening.models import Standing, Suspension
from screening.models.standings import with_current_standing, with_state
from screening.reasons import ReasonCode

# By these an enterprise is found that has what was typed on its page.
OBVIOUS = (FoundBy.CODE, FoundBy.CODE_PART, FoundBy.NAME)
# Enterprises that are suggested while somebody types.
SUGGESTED = 8
COLUMNS = {
    "企业": attrgetter("name"),
    "统一社会信用代码": attrgetter("uscc"),
    "海关注册编码": attrgetter("customs_code"),
    "激励资格": lambda enterprise: enterprise.standing.get_state_display() if enterprise.standing else "",
    "现状起始日": attrgetter("state_since"),
}


def _enterprises(request: HttpRequest) -> Table:
    enterprises = with_current_standing(with_state(Enterprise.objects.with_former_names()))
    shown = EnterpriseListFilter(request.GET, queryset=enterprises, request=request)
    return Table("企业", shown.qs, COLUMNS, shown, rows_move=True)


@require_safe
@requires("roster.view_enterprise")
@with_purpose
@downloadable(_enterprises)
def enterprise_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the enterprises of the filter, by name unless a heading sorts them.

    A whole code, and a text that only one enterprise has, lead to the page of the enterprise, which says by what it was
    found where that is not obvious.
    """
    found = table.filter.found
    text, issued = table.form.cleaned_data.get("q"), None
    if found and len(found.hits) == 1 and found.is_exact and not found.is_cut:
        # The page of the enterprise hands out the receipt.
        _record_look_up(request, text, found)
        (enterprise,) = Enterprise.objects.with_former_names().filter(pk=found.hits[0].pk)
        if found.hits[0].found_by not in OBVIOUS:
            messages.info(request, f"{hit_text(found.hits[0], enterprise.former_names)}。")
        return redirect(enterprise)
    if found:
        keys = [hit.pk for hit in found.hits]
        issued = record_search(text=text, found=keys, is_exact=found.is_exact, by=request.user)
    searches = list(request.user.saved_searches.all())
    is_new = table.form.is_valid() and table.query and table.query not in (search.query for search in searches)
    context = {
        "looked_up": text,
        "found": found,
        "issued": issued,
        "searches": searches,
        "may_save": is_new and request.user.has_perm("feedback.save_search"),
    }
    return render_list(request, "feedback/enterprise_list.html", table, **context)


@require_safe
@requires("roster.view_enterprise")
@with_purpose
def enterprise_suggestions(request: HttpRequest) -> HttpResponse:
    """Show the first enterprises that the typed text may mean; the masthead's field asks while somebody types."""
    text = parameters(SearchForm(request.GET))["q"]
    context = {"looked_up": text}
    if text:
        found = find_enterprises(text)
        _record_look_up(request, text, found)
        shown = found.hits[:SUGGESTED]
        enterprises = with_current_standing(Enterprise.objects.with_former_names()).in_bulk([hit.pk for hit in shown])
        context |= {"found": found, "enterprises": [enterprises[hit.pk] for hit in shown if hit.pk in enterprises]}
    return render(request, "feedback/_suggestions.html", context)


def _record_look_up(request: HttpRequest, text: str, found: Found) -> None:
    """Record the look-up; the text only if it is a part of a name or a code.

    People search for persons by mistake, whose names may be close to those of enterprises.
    """
    data = {"search": text} if found.is_exact else {"found": bool(found.hits)}
    record_read(EventType.ENTERPRISES_SEARCHED, target=None, data=data, by=request.user)


@require_safe
@requires("roster.view_enterprise")
@with_purpose
def enterprise_detail(request: HttpRequest, uscc: str) -> HttpResponse:
    """Show one enterprise and the actions open to the reader.

    The page has the standing with its reasons and history, the applications and the reports.
    """
    enterprise = with_current_standing(Enterprise.objects.filter(uscc=uscc)).first()
    if enterprise is None:
        return redirect_to_uscc(request, Enterprise.objects.all(), uscc)
    now, standing = timezone.now(), enterprise.standing
    issued = record_view(
        EventType.ENTERPRISE_VIEWED,
        enterprise=enterprise,
        on=timezone.localdate(now),
        known_at=now,
        standing=standing.pk if standing else None,
        by=request.user,
    )
    is_followed = note_seen(enterprise=enterprise, by=request.user)
    certifications = list(enterprise.certifications.select_related("office", "row__submission", "closed_by"))
    department = request.user.department
    applications = list(
        with_state_now(MeasureApplication.objects.for_user(request.user).with_corrections())
        .filter(enterprise=enterprise)
        .select_related("department", "in_charge", "version__measure")
    )
    reasons = (
        enterprise.standing.reasons_for(
            sees_screening=request.user.has_perm("screening.view_screening"),
            is_competent=sees_all_reasons(department, certifications),
        )
        if enterprise.standing
        else []
    )
    grounds, remarks = split_reasons(enterprise.standing, reasons)
    standings = list(enterprise.standings.order_by("-pk"))
    blacklists = list(Blacklist.objects.with_newest().filter(excludes=True))
    context = {
        "issued": issued,
        "enterprise": enterprise,
        "is_followed": is_followed,
        "verdict": verdict_of(enterprise.standing),
        "roster_day": _newest_roster_day(certifications),
        "certifications": certifications,
        "grounds": grounds_text(grounds, blacklists),
        "remarks": remarks,
        "history": [row for row in standings if row.known_until is None],
        "corrected": [row for row in standings if row.known_until is not None and not row.is_screened_at_once],
        "former_names": enterprise.former("name"),
        "hits": list(enterprise.hits.filter(is_current=True).select_related("entry__blacklist")),
        "revocation": enterprise.revocations.open().first(),
        "suspension": _suspension_of(standing),
        "own_office": is_own_office(department, certifications),
        "blacklists": blacklists,
        "measures": _own_measures(department, applications),
        "applications_of_others": [each for each in applications if each.in_charge != department],
        "reports": ViolationReport.objects.for_user(request.user)
        .filter(enterprise=enterprise)
        .select_related("department"),
    }
    return render(request, "feedback/enterprise_detail.html", context)


def _suspension_of(standing: Standing | None) -> Suspension | None:
    """Return the suspension that the standing names as in force, whatever its state; None where it names none."""
    for reason in standing.reasons if standing else ():
        if reason["code"] == ReasonCode.SUSPENDED:
            return Suspension.objects.get(pk=reason["evidence"]["suspension"])
    return None


@require_POST
@requires("feedback.follow_enterprise")
def enterprise_follow(request: HttpRequest, uscc: str) -> HttpResponse:
    """Follow the enterprise: the home page says when it has changed."""
    enterprise = get_object_or_404(Enterprise, uscc=uscc)
    follow_enterprise(enterprise=enterprise, by=request.user)
    messages.success(request, "已关注该企业。其激励资格、名称、编码或地址有变化时，工作台会提示。")
    return redirect(enterprise)


@require_POST
@requires("feedback.follow_enterprise")
def enterprise_unfollow(request: HttpRequest, uscc: str) -> HttpResponse:
    """Follow the enterprise no more."""
    enterprise = get_object_or_404(Enterprise, uscc=uscc)
    unfollow_enterprise(enterprise=enterprise, by=request.user)
    messages.success(request, "已取消关注该企业。")
    return redirect(enterprise)


def _newest_roster_day(certifications: Sequence[Certification]) -> date | None:
    """Return the day that the newest roster in force of the competent office states."""
    if not certifications:
        return None
    rosters = RosterSubmission.objects.confirmed().filter(office=certifications[0].office_id)
    return rosters.aggregate(day=Max("as_of"))["day"]


class OwnMeasure(NamedTuple):
    """A measure of the department in today's wording, with what it has applied of it.

    `complete` is a running application beside which nothing of the measure can be logged; None where something can.
    """

    version: MeasureVersion
    applied: list[MeasureApplication]
    complete: MeasureApplication | None


def _own_measures(department: Department | None, applications: Sequence[MeasureApplication]) -> list[OwnMeasure]:
    """Return the measures of the department, each with what the department has applied of it."""
    own = [each for each in applications if each.in_charge == department]
    versions = (
        MeasureVersion.objects.on(timezone.localdate())
        .filter(departments=department)
        .select_related("measure")
        .order_by("measure")
    )
    applied = {version: [each for each in own if each.measure_id == version.measure_id] for version in versions}
    return [_own_measure(*pair) for pair in applied.items()]


def _own_measure(version: MeasureVersion, applied: list[MeasureApplication]) -> OwnMeasure:
    running = [each for each in applied if each.is_running]
    sub_items = set(range(1, len(version.sub_items) + 1)) or {0}
    is_complete = version.kinds == [MeasureKind.STANDING] and sub_items <= {each.sub_item for each in running}
    return OwnMeasure(version, applied, running[0] if is_complete else None)
