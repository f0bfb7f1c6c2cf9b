"""核验回执: what a look-up asked, its answer again, and what it is today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from foundation.web.lists import paginate
from screening.actions.receipts import MOST_FOUND
from screening.explanation.receipts import answer_again
from screening.forms.receipts import ReceiptForm

# Enterprises on one page of a receipt.
LINES_SHOWN = 100


@require_safe
@signed_in
def receipt_check(request: HttpRequest) -> HttpResponse:
    """Ask for number and check code, and show the receipt to whoever has both, also for print."""
    form = ReceiptForm(request.GET or None, request=request)
    context = {"form": form, "receipt": None}
    if form.is_valid() and form.receipt:
        page = paginate(request, form.receipt.standings, per_page=LINES_SHOWN)
        sees_screening = request.user.has_perm("screening.view_screening")
        context |= {
            "receipt": form.receipt,
            "page": page,
            "lines": answer_again(form.receipt, page.object_list, sees_screening=sees_screening),
            "most_found": MOST_FOUND,
            "checked_at": timezone.now(),
        }
    return render(request, "screening/receipt_check.html", context)
