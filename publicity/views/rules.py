"""名单管理办法 on the public site."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from publicity.kept_pages import kept
from roster.downloads import send_rules
from roster.models import ListRules


@require_safe
@public
@kept
def rules_list(request: HttpRequest) -> HttpResponse:
    """Show the rules of each customs office: those in force, those to come, and the former ones."""
    rules = ListRules.objects.valid().with_status(on=timezone.localdate()).select_related("office")
    rules = rules.order_by("office__order", "office_id", "-in_force_from")
    return render(request, "publicity/rules_list.html", {"rules": rules, "today": timezone.localdate()})


@require_safe
@public
def rules_file(request: HttpRequest, pk: int) -> FileResponse:
    """Download a document of rules that was not withdrawn."""
    return send_rules(get_object_or_404(ListRules.objects.valid(), pk=pk))
