"""Documents as files."""

from collections.abc import Iterable
from io import BytesIO

from django.db import transaction
from django.http import FileResponse, HttpRequest

from audit.recording import record_read
from audit.types import EventType
from reports.documents.content import DocumentTable, OfficialDocument
from reports.documents.docx_file import write_docx
from reports.documents.xlsx_file import write_xlsx
from reports.forms import FileFormat


@transaction.atomic
def send_document(
    request: HttpRequest,
    document: OfficialDocument,
    format: FileFormat,
    *,
    name: str,
    annexes: Iterable[DocumentTable] = (),
) -> FileResponse:
    """Send the document as a file, and record who took it. `annexes` are further sheets of a workbook."""
    file = BytesIO()
    if format == FileFormat.XLSX:
        write_xlsx(document, file, annexes)
    else:
        write_docx(document, file)
    file.seek(0)
    data = {"list": document.title, "format": format.label}
    record_read(EventType.LIST_DOWNLOADED, target=request.user, data=data, by=request.user)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{format}")
