"""The form of a mailbox."""

from functools import partial

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Department
from foundation.denials import denial_of
from free_text.forms import FreeTextField, FreeTextInput
from mailing.models import Mailbox
from mailing.policies import check_address_of_office


class MailboxForm(forms.ModelForm):
    """A mailbox of a department: its address, and how often it gets mails."""

    class Meta:
        model = Mailbox
        fields = ("department", "address", "frequency")
        field_classes = {"address": FreeTextField}
        widgets = {"address": FreeTextInput}
        error_messages = {"address": {"invalid": "请填写完整的邮箱地址。", "unique": "该邮箱已经登记。"}}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.active()
        # The mails so far were about the notices of this department.
        self.fields["department"].disabled = bool(self.instance.pk)

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].lower()
        if message := denial_of(partial(check_address_of_office, address)):
            raise ValidationError(message)
        return address
