"""Verifying a certificate without an account: by number, by the QR code, which has the number, or by file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import public
from certificates.forms import FileForm, NumberForm
from certificates.holders import answer_about, answer_about_file
from certificates.models import Certificate, Checkpoint
from certificates.proofs.statements import clean_number, shown_number
from certificates.proofs.verification import Answer
from certificates.signing import published_keys
from certificates.statuses import status_list
from certificates.verdicts import verdict_of
from foundation.web.bodies import Body, takes


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
    """Answer the newest signed checkpoint of the log (c2sp.org/tlog-tiles)."""
    newest = Checkpoint.objects.last()
    if newest is None:
        raise Http404
    return HttpResponse(newest.note, content_type="text/plain; charset=utf-8")
