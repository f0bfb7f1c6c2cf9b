"""The forms of endpoints, and of deliveries that are sent again."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import Department
from foundation.outbound import RequestError, check_typed_address
from foundation.outbound_wording import request_text
from foundation.web.forms import PastDayField
from free_text.forms import FreeTextField, FreeTextInput
from webhooks.models import Endpoint
from webhooks.policies import REPLAY_DAYS
from webhooks.states import EVENT_GROUPS


class EndpointForm(forms.ModelForm):
    """The settings of an endpoint: whose system, its address, and which events it wants."""

    kinds = forms.MultipleChoiceField(
        label="推送的事件",
        choices=[(group, [(kind.value, kind.label) for kind in kinds]) for group, kinds in EVENT_GROUPS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一类事件。"},
    )

    class Meta:
        model = Endpoint
        fields = ("department", "name", "address", "kinds", "enabled")
        field_classes = {"name": FreeTextField, "address": FreeTextField}
        widgets = {"name": FreeTextInput, "address": FreeTextInput}
        help_texts = {"address": "接收推送的 http 或 https 地址，由成员单位书面提供。"}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        department = self.fields["department"]
        department.queryset = Department.objects.active()
        # Another department would see the deliveries so far, and the system of the former one would keep the key.
        if self.instance.pk:
            department.disabled = True
            department.help_text = "不能改为其他单位；其他单位的系统，请另行新增。"

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        try:
            check_typed_address(address, networks=settings.WEBHOOK_ALLOWED_NETWORKS)
        except RequestError as error:
            raise ValidationError(f"{request_text(error.reason, party='对方')}。") from error
        return address


class DeadLetterForm(forms.Form):
    """The dead letter that is sent again; without one, all are."""

    delivery = forms.IntegerField(required=False)


class SinceForm(forms.Form):
    """The day from which on every event is sent again."""

    since = PastDayField(label="起始日期", help_text=f"最早为{REPLAY_DAYS.days}天前。重新投递的编号不变。")
