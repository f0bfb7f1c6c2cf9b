"""激励资格 of one enterprise on any day: what it was and why, as the platform knew it at a moment."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.access import requires
from roster.models import Enterprise, RosterSubmission
from screening.explanation.explain import Explanation, StandingQuery, explain
from screening.forms.standings import StandingForm


@requires("roster.view_enterprise")
def standing_detail(request: HttpRequest, uscc: str) -> HttpResponse:
    """The answer with all its evidence, at an address that goes on giving it; to be read, or printed."""
    enterprise = get_object_or_404(Enterprise, uscc=uscc)
    form = StandingForm(request.GET)
    context = {"enterprise": enterprise, "form": form}
    if form.is_valid():
        question = StandingQuery(**form.cleaned_data, sees_screening=request.user.has_perm("screening.view_screening"))
        answer = explain(enterprise, question)
        asked_then = bool(request.GET.get("known_at"))
        context |= {
            "answer": answer,
            "asked_then": asked_then,
            "form": StandingForm(initial={"on": answer.on, "known_at": answer.known_at if asked_then else None}),
            "printed_at": timezone.now(),
            "address": _address(request, question),
            "openable": _openable(request, answer),
        }
    return render(request, "screening/standing_detail.html", context)


def _address(request: HttpRequest, question: StandingQuery) -> str:
    """The page's address with both times spelled out."""
    asked = {"on": question.on.isoformat(), "known_at": timezone.localtime(question.known_at).isoformat()}
    return request.build_absolute_uri(f"{request.path}?{urlencode(asked, safe=':+')}")


def _openable(request: HttpRequest, answer: Explanation) -> set[int]:
    """The rosters among the evidence whose own pages the reader may open."""
    certifications = [reason.certification for reason in answer.reasons if reason.certification]
    files = [file for said in certifications for file in (said.source, said.closed_by) if file]
    if not request.user.has_perm("roster.view_rostersubmission"):
        return set()
    own = RosterSubmission.objects.for_user(request.user)
    return set(own.filter(pk__in=[file.id for file in files]).values_list("pk", flat=True))
