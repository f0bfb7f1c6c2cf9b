"""证明材料: download evidence of an application or a report."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import requires
from audit.recording import record_read
from audit.types import EventType
from feedback.models import Evidence


@require_safe
@requires("feedback.view_evidence")
def evidence_download(request: HttpRequest, pk: int) -> FileResponse:
    """Download one file of evidence. The browser never shows it as a page, which might run scripts."""
    visible = Evidence.objects.for_user(request.user).select_related("application", "report")
    evidence = get_object_or_404(visible, pk=pk)
    file = evidence.file.open("rb")
    record_read(EventType.EVIDENCE_DOWNLOADED, target=evidence.record, by=request.user)
    return FileResponse(file, as_attachment=True, filename=evidence.filename, content_type="application/octet-stream")
