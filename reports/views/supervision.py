"""督办清单: what is overdue in the departments."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from foundation.web.forms import parameters
from foundation.web.lists import refuses_unknown
from reports.documents.supervision import supervision_document
from reports.forms import FileFormat, SupervisionFileForm, SupervisionForm
from reports.views.files import send_document


@require_safe
@requires("reports.view_supervision")
@refuses_unknown("督办清单", filter_form=SupervisionForm)
def supervision_list(request: HttpRequest) -> HttpResponse:
    """Show what is overdue now, of all departments or of one, as a document."""
    form = SupervisionForm(request.GET)
    document = supervision_document(parameters(form)["department"])
    context = {"document": document, "form": form, "formats": FileFormat}
    return render(request, "reports/supervision_list.html", context)


@require_safe
@requires("reports.view_supervision")
@refuses_unknown("督办清单", filter_form=SupervisionFileForm)
def supervision_file(request: HttpRequest) -> FileResponse:
    """Send the same as a file."""
    chosen = parameters(SupervisionFileForm(request.GET))
    document = supervision_document(chosen["department"])
    format = FileFormat(chosen["format"] or FileFormat.DOCX)
    return send_document(request, document, format, name=f"督办清单{timezone.localdate():%Y%m%d}")
