"""The number and the check code of a receipt."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.lock_out import Party, count_failure, locked_until, wait_text
from audit.recording import record, record_read
from audit.types import EventType
from screening.actions.receipts import find_receipt
from screening.models import LookUpReceipt

WRONG = "编号或校验码不正确，请与回执核对后再填。"


class ReceiptForm(forms.Form):
    """Finds a receipt; wrong entries of a person are counted, and after several of them the person has to wait."""

    number = forms.CharField(label="编号", max_length=40, help_text="如2026-000123。")
    code = forms.CharField(label="校验码", max_length=40, help_text="16位数字和字母，如3F2A-91BC-0D7E-55A1。")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.receipt: LookUpReceipt | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            self.receipt = self._find(data["number"], data["code"])
        return data

    def _find(self, number: str, code: str) -> LookUpReceipt:
        """Return the receipt; raise ValidationError, which tells not which of the two is wrong."""
        user = self.request.user
        party = Party.of(self.request, f"receipts of {user.pk}")
        if until := locked_until(party):
            raise ValidationError(f"填错的次数过多，请于{wait_text(until)}以后再试。")
        receipt = find_receipt(number, code)
        if receipt is None:
            count_failure(party)
            record(EventType.RECEIPT_REFUSED, target=None, by=user)
            raise ValidationError(WRONG)
        record_read(EventType.RECEIPT_CHECKED, target=receipt, by=user)
        return receipt
