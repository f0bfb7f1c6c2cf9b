"""交叉比对: the runs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import requires
from accounts.lists import page_of
from roster.actions.screenings import retry_screening
from roster.models import Screening
from roster.tasks import kick, screen


@requires("roster.view_screening")
def screening_list(request: HttpRequest) -> HttpResponse:
    """The runs, newest first."""
    runs = Screening.objects.select_related("submission__office", "blacklist_import__blacklist")
    return render(request, "roster/screening_list.html", {"page": page_of(request, runs)})


@requires("roster.view_screening")
def screening_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One run and what it found."""
    runs = Screening.objects.select_related("submission__office", "blacklist_import__blacklist")
    screening = get_object_or_404(runs, pk=pk)
    hits = screening.hits.select_related("enterprise", "entry__blacklist")
    return render(request, "roster/screening_detail.html", {"screening": screening, "page": page_of(request, hits)})


@require_POST
@requires("roster.decide_screeninghit")
def screening_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a failed comparison again."""
    screening = retry_screening(screening=get_object_or_404(Screening, pk=pk), by=request.user)
    kick(screen, screening.pk)
    messages.success(request, "已重新开始比对。")
    return redirect("roster:screening_detail", pk)
