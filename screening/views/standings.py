"""激励资格 of one enterprise on any day, with its reasons and evidence, as the platform knew it at a moment."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires, with_purpose
from audit.recording import record_read
from audit.types import EventType
from roster.addresses import redirect_to_uscc
from roster.models import Enterprise, RosterSubmission
from screening.actions.receipts import record_view
from screening.explanation.explain import Explanation, StandingQuery, explain
from screening.forms.standings import StandingForm


@require_safe
@requires("roster.view_enterprise")
@with_purpose
def standing_detail(request: HttpRequest, uscc: str) -> HttpResponse:
    """Show the explanation of a standing with all its evidence at a permanent address, also for print."""
    enterprise = Enterprise.objects.filter(uscc=uscc).first()
    if enterprise is None:
        return redirect_to_uscc(request, Enterprise.objects.all(), uscc)
    form = StandingForm(request.GET)
    context = {"enterprise": enterprise, "form": form, "explanation": None}
    if form.is_valid():
        query = StandingQuery(**form.cleaned_data, sees_screening=request.user.has_perm("screening.view_screening"))
        explanation = explain(enterprise, query)
        context["issued"] = record_view(
            EventType.STANDING_VIEWED,
            enterprise=enterprise,
            on=explanation.on,
            known_at=explanation.known_at,
            standing=explanation.standing_id,
            by=request.user,
        )
        is_as_known = bool(form["known_at"].data)
        initial = {"on": explanation.on, "known_at": explanation.known_at if is_as_known else None}
        context |= {
            "explanation": explanation,
            "is_as_known": is_as_known,
            "form": StandingForm(initial=initial),
            "printed_at": timezone.now(),
            "address": _permanent_address(request, query),
            "openable": _openable_rosters(request, explanation),
        }
    else:
        record_read(EventType.STANDING_VIEWED, target=enterprise, by=request.user)
    return render(request, "screening/standing_detail.html", context)


def _permanent_address(request: HttpRequest, query: StandingQuery) -> str:
    """Return the address of the page with both times as parameters."""
    times = {"on": query.on.isoformat(), "known_at": timezone.localtime(query.known_at).isoformat()}
    return request.build_absolute_uri(f"{request.path}?{urlencode(times, safe=':+')}")


def _openable_rosters(request: HttpRequest, explanation: Explanation) -> set[int]:
    """Return the roster submissions among the evidence whose pages the reader may open."""
    if not request.user.has_perm("roster.view_rostersubmission"):
        return set()
    certifications = [reason.certification for reason in explanation.reasons if reason.certification]
    files = [file for evidence in certifications for file in (evidence.source, evidence.closed_by) if file]
    own = RosterSubmission.objects.for_user(request.user)
    return set(own.filter(pk__in=[file.id for file in files]).values_list("pk", flat=True))
