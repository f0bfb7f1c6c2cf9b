"""The public pages: no sign-in needed."""

from datetime import UTC, date, timedelta

from django.conf import settings
from django.contrib.sitemaps import views as sitemap_views
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_list_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from accounts.access import public
from accounts.models import Department
from exports.lists import downloadable, render_list, send_export, show_export
from exports.models import Export
from exports.tables import FieldColumn, Table
from foundation.web.context_processors import TYPE_SIZE_COOKIE
from foundation.web.forms import parameters
from foundation.web.lists import paginate, refuses_unknown
from foundation.web.qr_codes import draw_qr_code
from incentives.models import ActionPlan, Measure, MeasureVersion, Section
from publicity.filters import PublicListFilter
from publicity.forms.publications import DepartmentForm, TypeSizeForm
from publicity.kept_pages import at_version, kept
from publicity.models import Bulletin, IncentiveCase, Publication
from publicity.models.objections import marked_since
from publicity.models.public_list import listed_enterprises
from publicity.models.publications import data_as_of, office_and_standing, public_enterprises
from publicity.possible_measures import possible_measures
from publicity.search_engines import not_archived
from publicity.sitemaps import SITEMAPS
from reorganisations.announcements import public_announcements
from roster.addresses import redirect_to_uscc
from roster.models import Enterprise, ListRules
from workdays.site_settings import site_settings

# The first parts of addresses that only people who are signed in may open.
DESK_PREFIXES = (
    *("accounts", "admin", "api", "blacklists", "desk", "drafts"),
    *("publicity", "roster", "screening", "workbench"),
)
# How long whoever reads the contact for weaknesses may rely on it; RFC 9116 recommends less than a year.
CONTACT_VALID = timedelta(days=180)
TYPE_SIZE_KEPT = timedelta(days=365)
# So many of the enterprises that joined with a publication are named.
NAMED = 50


def _visible_publications() -> QuerySet[Publication]:
    """Return the visible publications, each with the open certifications and the current standing of its enterprise.

    `objection_marked_at` is the moment from which an objection is marked beside it; None without one.
    """
    return (
        Publication.objects.visible()
        .annotate(objection_marked_at=marked_since(OuterRef("enterprise")))
        .select_related("enterprise")
        .prefetch_related(*office_and_standing("enterprise__"))
    )


@require_safe
@public
@kept
def home(request: HttpRequest) -> HttpResponse:
    """Show the programme, its figures today, and links to the public pages."""
    context = {
        "plans": ActionPlan.objects.in_force(on=timezone.localdate()),
        "enterprises": Publication.objects.visible().count(),
        "measures": MeasureVersion.objects.in_force(on=timezone.localdate()).count(),
        "departments": Department.objects.active().count(),
        "offices": Department.objects.active().filter(is_customs=True),
        "cases": IncentiveCase.objects.visible().with_subject()[:3],
        "as_of": _as_of(request),
        "last": Bulletin.objects.published().order_by("-published_at").first(),
    }
    return render(request, "publicity/home.html", context)


COLUMNS = {
    "企业名称": FieldColumn("name"),
    "统一社会信用代码": FieldColumn("uscc"),
    "主管海关": FieldColumn("office_name"),
    "认证日期": FieldColumn("certified_on"),
    "确定日期": FieldColumn("state_since"),
}


def _published(request: HttpRequest) -> Table:
    shown = PublicListFilter(request.GET, queryset=listed_enterprises(), request=request)
    return Table("联合激励对象名单", shown.qs, COLUMNS, shown, as_of=_as_of(request), rows_move=True, is_counted=False)


def _as_of(request: HttpRequest) -> date | None:
    return at_version(request, "as of", data_as_of)


@require_safe
@public
@not_archived
@kept
@downloadable(_published)
def enterprise_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the enterprises that are published and eligible now, as the filter chooses them.

    A whole code leads to the page of its enterprise.
    """
    found = table.filter.found
    if found and found.hits and found.hits[0].is_whole_code:
        return redirect("publicity:enterprise_detail", Enterprise.objects.get(pk=found.hits[0].pk).uscc)
    context = {"text": table.form.data.get("q", ""), "found": found, "as_of": table.as_of}
    return render_list(request, "publicity/enterprise_list.html", table, **context)


@require_safe
@public
def export_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whether a worker has made the file of the public list."""
    return show_export(request, Export.objects.public(), pk)


@require_safe
@public
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the file of the public list that a worker made."""
    return send_export(request, Export.objects.public(), pk)


@require_safe
@public
@not_archived
@kept
def enterprise_detail(request: HttpRequest, uscc: str) -> HttpResponse:
    """Show one public enterprise; for any other, answer 404 with a message that reveals nothing about it."""
    publication = _visible_publications().filter(enterprise__uscc=uscc).first()
    if publication is None:
        try:
            return redirect_to_uscc(request, public_enterprises(), uscc)
        except Http404:
            context = {"text": uscc, "as_of": _as_of(request)}
            return render(request, "publicity/enterprise_not_public.html", context, status=404)
    enterprise, today = publication.enterprise, timezone.localdate()
    certification = enterprise.open_certifications[0]
    sections = possible_measures(certification.office, on=today)
    context = {
        "enterprise": enterprise,
        "certification": certification,
        "publication": publication,
        "standing": enterprise.standing,
        "cases": IncentiveCase.objects.visible().with_subject().filter(application__enterprise=enterprise),
        "as_of": _as_of(request),
        "former_names": enterprise.former("name"),
        "rules": ListRules.objects.of_office(certification.office, on=today),
        "sections": sections,
        "measure_count": sum(len(section.measures) for section in sections),
        "qr_code": draw_qr_code(request.build_absolute_uri(request.path)),
        "today": today,
    }
    return render(request, "publicity/enterprise_detail.html", context)


@require_safe
@public
@not_archived
@kept
@refuses_unknown("名单更新")
def update_list(request: HttpRequest) -> HttpResponse:
    """List the publications of the list, the newest first: who joined by name, and how many changed and left.

    A bulletin names the enterprises that are public by it, at most NAMED; whoever lost the standing is not named.
    """
    page = paginate(request, Bulletin.objects.published().order_by("-published_at"), per_page=20)
    bulletins = {bulletin.pk: bulletin for bulletin in page}
    place = Window(RowNumber(), partition_by="bulletin", order_by="enterprise__sort_key")
    visible = Publication.objects.visible().filter(bulletin__in=bulletins).select_related("enterprise")
    for bulletin in bulletins.values():
        bulletin.named = []
    for publication in visible.annotate(place=place).filter(place__lte=NAMED):
        bulletins[publication.bulletin_id].named.append(publication.enterprise)
    return render(request, "publicity/update_list.html", {"page": page, "most": NAMED})


@require_safe
@public
@kept
@refuses_unknown("激励措施", filter_form=DepartmentForm)
def measure_list(request: HttpRequest) -> HttpResponse:
    """List the measures by plan and section, as they are today, and announce what is new or changed on a later day."""
    today = timezone.localdate()
    plans = ActionPlan.objects.not_ended(on=today)
    versions = listed = MeasureVersion.objects.on(today).filter(measure__section__plan__in=plans)
    coming = MeasureVersion.objects.coming(after=today).prefetch_related("departments")
    department = parameters(DepartmentForm(request.GET))["department"]
    if department:
        versions, coming = versions.filter(departments=department), coming.filter(departments=department)
    shown = Q(pk__in=versions.values("measure")) | Q(pk__in=coming.values("measure"))
    measures = Measure.objects.filter(shown).prefetch_related(
        Prefetch("versions", queryset=versions.prefetch_related("departments"), to_attr="current_versions"),
        Prefetch("versions", queryset=coming, to_attr="coming_versions"),
    )
    sections = Section.objects.prefetch_related(Prefetch("measures", queryset=measures, to_attr="shown"))
    shown_plans = list(plans.prefetch_related(Prefetch("sections", queryset=sections)))
    if not shown_plans and not ActionPlan.objects.adopted().exists():
        raise Http404
    context = {
        "plans": shown_plans,
        "measure_count": MeasureVersion.objects.in_force(on=today).count(),
        "listed_count": listed.count(),
        # A count leaves the order of the model out.
        "departments": Department.objects.active()
        .annotate(measure_count=Count("measure_versions", filter=Q(measure_versions__in=listed)))
        .order_by("order"),
        "department": department,
        "reorganisations": public_announcements(department),
        "now": timezone.now(),
    }
    return render(request, "publicity/measure_list.html", context)


@require_safe
@public
@kept
def plan(request: HttpRequest) -> HttpResponse:
    """Show the text of each action plan."""
    valid = Q(sections__measures__versions__withdrawal=None)
    counts = {
        "section_count": Count("sections", filter=valid, distinct=True),
        "measure_count": Count("sections__measures", filter=valid, distinct=True),
    }
    plans = ActionPlan.objects.adopted().annotate(**counts).order_by("in_force_from", "pk")
    return render(request, "publicity/plan.html", {"plans": get_list_or_404(plans)})


@require_safe
@public
@kept
def site_map(request: HttpRequest) -> HttpResponse:
    """List every public page."""
    return render(request, "publicity/site_map.html")


@require_safe
@public
@kept
def accessibility(request: HttpRequest) -> HttpResponse:
    """Explain how to use the site by keyboard, enlarged, or read aloud."""
    return render(request, "publicity/accessibility.html")


@require_safe
@public
def type_size(request: HttpRequest) -> HttpResponse:
    """Remember the size of type that the reader chose, and return to the page; an outside address counts as none."""
    chosen = parameters(TypeSizeForm(request.GET))
    page = chosen["next"]
    is_inside = page.startswith("/") and url_has_allowed_host_and_scheme(page, None)
    response = HttpResponseRedirect(page if is_inside else reverse("publicity:home"))
    response.set_cookie(
        TYPE_SIZE_COOKIE,
        chosen["size"] or "",
        max_age=TYPE_SIZE_KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_safe
@public
@kept
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the site maps for search engines."""
    return sitemap_views.index(request, SITEMAPS, sitemap_url_name="publicity:sitemap")


@require_safe
@public
@kept
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """List the public pages of one kind for search engines."""
    return sitemap_views.sitemap(request, SITEMAPS, section)


@require_safe
@public
@kept
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines which pages are theirs to read (RFC 9309)."""
    desk = "".join(f"Disallow: /{prefix}/\n" for prefix in DESK_PREFIXES)
    address = request.build_absolute_uri(reverse("publicity:sitemap_index"))
    return HttpResponse(f"User-agent: *\n{desk}Sitemap: {address}\n", content_type="text/plain; charset=utf-8")


@require_safe
@public
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask for this address by themselves to the mark of the portal."""
    return redirect(static("img/mark.svg"))


@require_safe
@public
def security_contact(request: HttpRequest) -> HttpResponse:
    """Answer where weaknesses are reported (RFC 9116); 404 without a contact in the site settings."""
    contact = site_settings().security_contact
    if not contact:
        raise Http404
    expires = (timezone.now() + CONTACT_VALID).astimezone(UTC).replace(microsecond=0)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    )
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
