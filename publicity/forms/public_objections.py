"""The forms of the public for filing an objection, and for asking for its state."""

import hashlib
import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from feedback.forms.fields import EvidenceField
from foundation.web.forms import NOT_TYPED, fill
from free_text.forms import FreeTextarea, FreeTextField
from publicity.challenges import Challenge, new_challenge, read_challenge
from publicity.forms.objections import ObjectorField
from publicity.models import IncentiveCase, UsedChallenge
from publicity.states import ABOUT_ENTERPRISE, ObjectorKind, Subject
from roster.models import Enterprise
from uploads.models import clean_filename

SUBJECTS = (
    (Subject.PUBLICATION, "名单中企业的名称、代码等有误"),
    (Subject.CERTIFICATION, "认证日期、主管海关等认证信息有误"),
    (Subject.MISSING, "名单中没有应当列入的企业"),
    (Subject.CASE, "联合激励案例有误"),
    (Subject.MEASURE, "激励措施的文字有误"),
    (Subject.OTHER, "其他公开内容有误"),
)
# Fewer files than a department attaches, because each is read and scanned.
MOST_FILES = 3
PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{5,24}")
EXPIRED = "验证码已失效：超过2小时、已经用过，或者不是在这个浏览器中打开的。请按新的验证码作答，其余内容已保留。"
WRONG = "验证码不正确，请按新的验证码作答，其余内容已保留。"
NUMBER = re.compile(r"[0-9]{4}-[0-9]{1,10}")
CODE = re.compile(r"[0-9a-f]{16}")


class ContactField(ObjectorField):
    """A phone number or an address of mail."""

    def clean(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", super().clean(value))
        if not PHONE.fullmatch(text):
            EmailValidator("请填写电话号码（如0531-66600000）或电子邮箱。")(text)
        return text


class ObjectionFilingForm(forms.Form):
    """An objection as somebody who is not signed in files it, with a challenge (验证码).

    Files are read only where the challenge was answered. A right answer stays in the form until the objection is filed;
    after a wrong one the form has a new challenge, and `wrong` is the old one. With a `denial`, nothing is checked.
    `visitor` is the request, by which a challenge is for one browser.
    """

    subject = forms.ChoiceField(
        label="反映事项",
        widget=forms.RadioSelect,
        choices=SUBJECTS,
        error_messages={"required": "请选择反映事项。"},
    )
    enterprise_name = FreeTextField(
        label="反映的企业",
        required=False,
        max_length=100,
        help_text="统一社会信用代码或全称；反映案例、措施和其他内容的，可以不填。",
    )
    case = forms.ModelChoiceField(
        label="所涉案例",
        queryset=IncentiveCase.objects.visible(),
        required=False,
        empty_label="不涉及案例",
        help_text="只在反映联合激励案例时选择。",
    )
    body = FreeTextField(
        label="异议内容",
        widget=FreeTextarea(attrs={"rows": 6}),
        max_length=2000,
        help_text="哪一项有误、应当是什么、有何依据，2000字以内。请不要写身份证号和他人的姓名、电话。",
        error_messages={"required": "请写明异议内容。"},
    )
    evidence = EvidenceField(most=MOST_FILES)
    objector_kind = forms.ChoiceField(
        label="您是",
        widget=forms.RadioSelect,
        choices=[
            (ObjectorKind.ENTERPRISE, "企业（名单所列企业或其他企业）"),
            (ObjectorKind.CITIZEN, "公民"),
        ],
        error_messages={"required": "请选择您代表企业还是公民本人。"},
    )
    objector_name = ObjectorField(
        label="姓名或单位名称",
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "请填写姓名或单位名称。"},
    )
    objector_contact = ContactField(
        label="联系电话或电子邮箱",
        max_length=100,
        help_text="核实情况、告知结果时使用。",
        error_messages={"required": "请填写联系电话或电子邮箱。"},
    )
    challenge = forms.CharField(required=False, widget=forms.HiddenInput)
    characters = forms.CharField(
        label="图片中的字符",
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    answer = forms.CharField(
        label="文字题的答案", required=False, max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(
        self,
        sent: QueryDict | None,
        files: MultiValueDict | None,
        *,
        visitor: HttpRequest,
        initial: dict[str, Any],
        denial: str = "",
    ) -> None:
        self.visitor, self.denial, self.fault = visitor, denial, denial
        self.chosen: MultiValueDict = files or MultiValueDict()
        self.shown: Challenge = new_challenge(visitor)
        self.wrong: Challenge | None = None
        if sent is not None and not denial:
            self._check_challenge(sent)
        super().__init__(sent, None if self.fault else files, initial=initial)
        self.fields["answer"].label = f"或者回答：{self.shown.question}"
        self.initial["challenge"] = self.shown.token
        if self.fault and sent is not None:
            fill(self, challenge=self.shown.token, characters="", answer="")

    def _check_challenge(self, sent: QueryDict) -> None:
        """Show the challenge that was answered, or note what is wrong with it; a replay is told when it is filed."""
        challenge = read_challenge(self.visitor, sent.get("challenge", ""))
        if challenge is None or UsedChallenge.objects.filter(key=challenge.key, objection=None).exists():
            self.fault = EXPIRED
        elif not challenge.is_answered(sent.get("characters", "")[:50], sent.get("answer", "")[:50]):
            self.fault, self.wrong = WRONG, challenge
        else:
            self.shown = challenge

    def clean_enterprise_name(self) -> str:
        """Find the one enterprise that the text names; what is not known is not told."""
        text: str = self.cleaned_data["enterprise_name"]
        found = list(Enterprise.objects.called(text)[:2]) if text else []
        self.found = found[0] if len(found) == 1 else None
        return text

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        subject = data.get("subject")
        if subject in ABOUT_ENTERPRISE and data.get("enterprise_name") == "":
            self.add_error("enterprise_name", "请填写所反映企业的统一社会信用代码或全称。")
        if subject == Subject.CASE and data.get("case") is None and "case" not in self.errors:
            self.add_error("case", "请选择所反映的案例。")
        if self.fault:
            self.add_error(None if self.denial else "characters", self.fault)
        self._name_lost_files()
        return data

    def _name_lost_files(self) -> None:
        """Say that the chosen files have to be chosen again, where the form comes back."""
        names = [clean_filename(file.name or "") for file in self.chosen.getlist("evidence")]
        if self.errors and names:
            self.add_error("evidence", f"您选择的文件没有保存，请重新选择：{'、'.join(names)}。")

    def refuse(self, message: str) -> None:
        """Show why it was not filed, with a new challenge, in place of the used one."""
        self.shown = new_challenge(self.visitor)
        fill(self, challenge=self.shown.token, characters="", answer="")
        self.fields["answer"].label = f"或者回答：{self.shown.question}"
        self.add_error(None, message)
        self._name_lost_files()

    @property
    def digest(self) -> str:
        """The hash of what was sent, by which the same request is recognised."""
        sent: Any = self.data
        texts = sorted((name, values) for name, values in sent.lists() if name != NOT_TYPED)
        files = [(file.name, file.size) for file in self.chosen.getlist("evidence")]
        return hashlib.sha256(repr((texts, files)).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def content(self) -> dict[str, Any]:
        """What a valid form states."""
        data = {name: self.cleaned_data[name] for name in ("subject", "enterprise_name", "case", "body", "evidence")}
        objector = {name: self.cleaned_data[name] for name in ("objector_kind", "objector_name", "objector_contact")}
        return {**data, **objector, "enterprise": self.found}


class ReceiptForm(forms.Form):
    """The challenge with which an objection was filed, as the address of the page with its code has it."""

    receipt = forms.CharField(required=False, widget=forms.HiddenInput)


class ObjectionStatusForm(forms.Form):
    """The number and the code of an objection, in any spelling."""

    number = forms.CharField(
        label="异议编号",
        max_length=50,
        help_text="如2026-000123。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请填写异议编号。"},
    )
    code = forms.CharField(
        label="查询码",
        max_length=50,
        help_text="提交异议时给出的16位数字和字母，不分大小写，横线可以省略。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写查询码。"},
    )

    def clean_number(self) -> str:
        number = _compact(self.cleaned_data["number"])
        if not NUMBER.fullmatch(number):
            raise ValidationError("异议编号应如2026-000123，请核对后重新填写。")
        return number

    def clean_code(self) -> str:
        code = _compact(self.cleaned_data["code"]).replace("-", "").lower()
        if not CODE.fullmatch(code):
            raise ValidationError("查询码应为16位数字和字母a至f，请核对后重新填写。")
        return code


def _compact(text: str) -> str:
    """Return the text in half width without blanks, with one kind of hyphen."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return re.sub("[‐‑‒–—―−]", "-", plain)
