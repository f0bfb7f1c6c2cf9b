"""Forms for taking down and answering an objection."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Department
from foundation.web.forms import PastDayField
from free_text.forms import FreeTextarea, FreeTextField
from free_text.guard import PersonalNumberFound, check_no_document_number
from publicity.models import IncentiveCase
from publicity.states import Channel, ObjectionState, ObjectorKind, Subject
from roster.models import Enterprise


class ObjectorField(forms.CharField):
    """Personal data of an objector, which are kept encrypted. A number of an identity document is refused."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            check_no_document_number(text, label=str(self.label))
        except PersonalNumberFound as found:
            raise ValidationError(found.message, code=found.code) from found
        return text


class ObjectionSubjectForm(forms.Form):
    """What a new objection is about, as the address names it."""

    subject = forms.ChoiceField(choices=Subject.choices, required=False)
    enterprise = forms.CharField(max_length=100, required=False)
    case = forms.ModelChoiceField(queryset=IncentiveCase.objects.visible(), required=False)


class ObjectionForm(forms.Form):
    """An objection as the credit desk takes it down."""

    channel = forms.ChoiceField(
        label="渠道",
        widget=forms.RadioSelect,
        choices=[choice for choice in Channel.choices if choice[0] != Channel.ONLINE],
        error_messages={"required": "请选择异议是如何收到的。"},
    )
    received_on = PastDayField(label="收到日期", help_text="答复期限自次日起算。")
    subject = forms.ChoiceField(
        label="反映事项",
        widget=forms.RadioSelect,
        choices=Subject.choices,
        help_text="反映海关高级认证的，转交主管海关核实；其余由市发展改革委核实，涉及企业的听取主管海关的意见。",
        error_messages={"required": "请选择反映事项。"},
    )
    enterprise_name = FreeTextField(
        label="反映的企业",
        required=False,
        max_length=100,
        help_text="统一社会信用代码或全称；平台没有的企业也请填写，不涉及企业的不填。",
    )
    office = forms.ModelChoiceField(
        label="由哪个海关核实",
        queryset=Department.objects.active().filter(is_customs=True),
        required=False,
        empty_label="该企业的主管海关",
        help_text="只在反映海关高级认证、平台没有该企业认证记录时选择。",
    )
    case = forms.ModelChoiceField(
        label="所涉案例",
        queryset=IncentiveCase.objects.filter(published_at__isnull=False),
        required=False,
        empty_label="不涉及案例",
        help_text="反映联合激励案例的，请选择。",
    )
    body = FreeTextField(
        label="异议内容",
        widget=FreeTextarea(attrs={"rows": 5}),
        max_length=2000,
        help_text="哪一项公开内容有误，应当是什么，有何依据。不写异议人的姓名和电话。",
        error_messages={"required": "请写明异议内容。"},
    )
    objector_kind = forms.ChoiceField(
        label="异议人类别",
        widget=forms.RadioSelect,
        choices=ObjectorKind.choices,
        error_messages={"required": "请选择异议人是企业还是公民。"},
    )
    objector_name = ObjectorField(
        label="异议人",
        max_length=50,
        help_text="姓名或单位名称。加密保存，只有信用管理和承办海关可以查看。",
        error_messages={"required": "请填写异议人。"},
    )
    objector_contact = ObjectorField(
        label="联系方式",
        max_length=100,
        help_text="电话或通信地址，答复时使用。加密保存，答复后到期删除。",
        error_messages={"required": "请填写联系方式。"},
    )

    def clean_enterprise_name(self) -> str:
        """Require that the text names one enterprise at most."""
        text: str = self.cleaned_data["enterprise_name"]
        self.found = list(Enterprise.objects.called(text)[:2]) if text else []
        if len(self.found) > 1:
            raise ValidationError("有几家企业用这个名称，请填写统一社会信用代码。")
        return text

    @property
    def content(self) -> dict[str, Any]:
        """What a valid form states."""
        found = self.found[0] if self.found else None
        name = found.name if found else self.cleaned_data["enterprise_name"]
        return {**self.cleaned_data, "enterprise": found, "enterprise_name": name}


class ObjectionAnswerForm(forms.Form):
    """The answer to an objection, and by which document."""

    state = forms.ChoiceField(
        label="核实结论",
        widget=forms.RadioSelect,
        choices=[(ObjectionState.CORRECTED, "更正"), (ObjectionState.KEPT, "不予更正")],
        error_messages={"required": "请选择核实结论。"},
    )
    answer = FreeTextField(
        label="答复",
        widget=FreeTextarea(attrs={"rows": 5}),
        max_length=2000,
        help_text="答复异议人的内容：核实的情况和结论；更正的，写明已更正什么。",
        error_messages={"required": "请写明答复。"},
    )
    document_number = FreeTextField(
        label="依据文件", required=False, max_length=100, help_text="答复函或更正所依据文件的文号，没有的不填。"
    )


class ObjectionOpinionForm(forms.Form):
    """The opinion of the customs office whose enterprise an objection is about."""

    opinion = FreeTextField(
        label="意见",
        widget=FreeTextarea(attrs={"rows": 5}),
        max_length=2000,
        help_text="核实的情况，以及是否应当更正。市发展改革委据此答复，公众看不到。",
        error_messages={"required": "请写明意见。"},
    )
