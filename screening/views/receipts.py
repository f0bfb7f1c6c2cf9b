"""核验回执: what a look-up asked, its answer again, and what it is today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from screening.actions.receipts import MOST_FOUND
from screening.explanation.receipts import answer_again
from screening.forms.receipts import ReceiptForm


@require_safe
@signed_in
def receipt_check(request: HttpRequest) -> HttpResponse:
    """Ask for number and check code, and show the receipt to whoever has both, also for print."""
    form = ReceiptForm(request.GET or None, request=request)
    context = {"form": form, "receipt": None}
    if form.is_valid() and form.receipt:
        context |= {
            "receipt": form.receipt,
            "lines": answer_again(form.receipt, sees_screening=request.user.has_perm("screening.view_screening")),
            "most_found": MOST_FOUND,
            "checked_at": timezone.now(),
        }
    return render(request, "screening/receipt_check.html", context)
