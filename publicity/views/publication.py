"""公示管理 and 案例管理: publishing enterprises and cases, by the credit administrator."""

from functools import partial

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from foundation.web.actions import refuse, run_action
from foundation.web.forms import parameters, submission_key
from foundation.web.lists import paginate
from publicity.actions import edit_case, publish_case, publish_enterprises, withdraw_publication, write_case
from publicity.forms import CaseForm, PublishForm, ShownForm
from publicity.models import IncentiveCase, Publication
from roster.models import Enterprise
from screening.models import Standing


def _publishable() -> QuerySet[Enterprise]:
    """Return the enterprises that are eligible now and not published."""
    published = Publication.objects.filter(withdrawn_at__isnull=True).values("enterprise_id")
    return Enterprise.objects.filter(pk__in=Standing.objects.current().eligible().values("enterprise_id")).exclude(
        pk__in=published
    )


@require_safe
@requires("publicity.add_publication")
def publication_list(request: HttpRequest) -> HttpResponse:
    """List enterprises: by default those that can be published, with ?shown=published those that are published.

    A published enterprise that the public pages hide, because it is not eligible now, is marked.
    """
    published = Publication.objects.filter(withdrawn_at__isnull=True).select_related("enterprise")
    shown = parameters(ShownForm(request.GET))["shown"] == "published"
    rows = published.prefetch_related("enterprise__standings") if shown else _publishable()
    context = {
        "shown": "published" if shown else "publishable",
        "publishable_count": _publishable().count(),
        "published_count": published.count(),
        "visible_ids": set(Publication.objects.visible().values_list("pk", flat=True)),
        "page": paginate(request, rows, per_page=50),
    }
    return render(request, "publicity/publication_list.html", context)


@require_POST
@requires("publicity.add_publication")
def publication_create(request: HttpRequest) -> HttpResponse:
    """Publish the selected enterprises, or all that can be published."""
    form = PublishForm(request.POST)
    if not form.is_valid():
        refuse(request, " ".join(form.errors["enterprises"]))
        return redirect("publicity:publication_list")
    enterprises = _publishable() if form.cleaned_data["everybody"] else form.cleaned_data["enterprises"]
    publish = partial(publish_enterprises, enterprises=enterprises, by=request.user)
    run_action(request, publish, lambda count: f"已公布{count}家企业。")
    return redirect("publicity:publication_list")


@require_POST
@requires("publicity.add_publication")
def publication_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an enterprise from the public list."""
    publication = get_object_or_404(Publication, pk=pk)
    withdraw = partial(withdraw_publication, publication=publication, by=request.user)
    run_action(request, withdraw, f"已撤下{publication}。")
    return redirect("publicity:publication_list")


@require_safe
@requires("publicity.change_incentivecase")
def case_admin(request: HttpRequest) -> HttpResponse:
    """List all cases, public or not."""
    cases = IncentiveCase.objects.select_related("application__enterprise", "written_by").order_by("-pk")
    visible_ids = set(IncentiveCase.objects.visible().values_list("pk", flat=True))
    return render(request, "publicity/case_admin.html", {"page": paginate(request, cases), "visible_ids": visible_ids})


@requires("publicity.change_incentivecase")
def case_create(request: HttpRequest) -> HttpResponse:
    """Write a case."""
    form = CaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        write = partial(write_case, **form.content, submission_key=submission_key(request), by=request.user)
        if run_action(request, write, "已保存，尚未公布。"):
            return redirect("publicity:case_admin")
    return render(request, "publicity/case_form.html", {"form": form, "case": None})


@requires("publicity.change_incentivecase")
def case_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a case."""
    case = get_object_or_404(IncentiveCase, pk=pk)
    form = CaseForm(request.POST or None, instance=case)
    if request.method == "POST" and form.is_valid():
        edit = partial(edit_case, case=case, **form.content, by=request.user)
        if run_action(request, edit, "已保存。"):
            return redirect("publicity:case_admin")
    return render(request, "publicity/case_form.html", {"form": form, "case": case})


@require_POST
@requires("publicity.change_incentivecase")
def case_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a case."""
    case = get_object_or_404(IncentiveCase, pk=pk)
    run_action(request, partial(publish_case, case=case, by=request.user), "案例已公布。")
    return redirect("publicity:case_admin")
