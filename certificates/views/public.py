"""Verifying a certificate without an account: by number, by the QR code, which has the number, or by file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.access import public
from certificates.forms import FileForm, NumberForm
from certificates.holders import answer_about, answer_about_file
from certificates.log import content_of_tile
from certificates.models import Certificate, Checkpoint
from certificates.proofs.encoding import FormatError
from certificates.proofs.statements import clean_number, shown_number
from certificates.proofs.tiles import Tile
from certificates.proofs.verification import Answer
from certificates.signing import published_keys
from certificates.statuses import status_list
from certificates.verdicts import verdict_of
from foundation.web.bodies import Body, takes

# The days whose checkpoints the page shows.
DAYS_SHOWN = 7
YEAR = 31_536_000


@takes(Body.ROWS)
@public
def verification(request: HttpRequest) -> HttpResponse:
    """Ask for a number, which leads to its own page, or for a file, and show the answer about the file."""
    number_form = NumberForm(request.GET)
    if number_form.is_valid() and (number := number_form.cleaned_data["number"]):
        return redirect("certificates:verification_detail", shown_number(number))
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    answer = answer_about_file(form.cleaned_data["file"]) if form.is_valid() else None
    return _show(request, answer, form=form, number_form=number_form)


@require_safe
@public
def verification_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show the answer about the certificate with the number; search engines leave it out."""
    certificate = Certificate.objects.with_status().numbered(clean_number(number)).first()
    if certificate is None:
        response = _show(request, None, is_unknown=True, status=404)
    else:
        response = _show(request, answer_about(certificate))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _show(
    request: HttpRequest,
    answer: Answer | None,
    *,
    form: FileForm | None = None,
    number_form: NumberForm | None = None,
    is_unknown: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "answer": answer,
        "verdict": verdict_of(answer) if answer else None,
        "is_unknown": is_unknown,
        "form": form or FileForm(),
        "number_form": number_form or NumberForm(),
        "checkpoints": Checkpoint.objects.with_cosignatures().order_by("-day")[:DAYS_SHOWN],
    }
    return render(request, "certificates/verification.html", context, status=status)


@require_safe
@public
def keys(request: HttpRequest) -> HttpResponse:
    """Answer the keys by which certificates are verified."""
    return HttpResponse(str(published_keys()), content_type="application/json")


@require_safe
@public
def current_status_list(request: HttpRequest) -> HttpResponse:
    """Answer the signed status list."""
    return HttpResponse(str(status_list()), content_type="text/plain; charset=utf-8")


@require_safe
@public
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Answer the newest checkpoint of the log with its cosignatures (c2sp.org/tlog-tiles)."""
    newest = Checkpoint.objects.with_cosignatures().last()
    if newest is None:
        raise Http404
    return HttpResponse(str(newest.cosigned_note), content_type="text/plain; charset=utf-8")


@require_safe
@public
@cache_control(public=True, max_age=YEAR, immutable=True)
def tile(request: HttpRequest, place: str) -> HttpResponse:
    """Answer a tile of the log's tree, or a bundle of its entries (c2sp.org/tlog-tiles); none of them ever changes."""
    try:
        content = content_of_tile(Tile.parse(place))
    except FormatError as error:
        raise Http404 from error
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="application/octet-stream")
