"""Forms of certificates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.models import Department
from certificates.models import CosigningKey
from certificates.policies import check_passphrase, check_public_key
from certificates.proofs.files import LARGEST
from certificates.proofs.statements import clean_number
from certificates.sealing import SHORTEST
from foundation.denials import denial_of
from foundation.web.forms import PastDayField

PDF = b"%PDF"
AUDITOR = "auditor"


class CertificateForm(forms.Form):
    """The day of a certificate."""

    day = PastDayField(label="证明哪一天的资格", error_messages={"required": "请填写日期，如2026-07-10。"})


class NumberForm(forms.Form):
    """The number of a certificate, in any spelling."""

    number = forms.CharField(label="证明编号", required=False, help_text="20位数字和字母，不分大小写，横线可以省略。")

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        number = clean_number(typed)
        if typed and not number:
            raise ValidationError("编号应为20位数字和字母，请核对后重新填写。")
        return number


class FileForm(forms.Form):
    """The file of a certificate: its content."""

    file = forms.FileField(
        label="证明文件",
        help_text="随PDF一起交给企业的文件，文件名以.json结尾。",
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"required": "请选择证明文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self) -> bytes:
        content = _content(self.cleaned_data["file"], too_large="文件过大，不是资格证明的文件。")
        if content.startswith(PDF):
            raise ValidationError("这是PDF，请扫描其中的二维码，或按编号核验；这里核验的是证明文件（.json）。")
        return content


class CosignedNoteForm(forms.Form):
    """The signed note that `python -m certificates.cosign` has written: its content."""

    file = forms.FileField(
        label="会签后的文件",
        help_text="文件名以.cosigned结尾。",
        error_messages={"required": "请选择会签后的文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self) -> bytes:
        return _content(self.cleaned_data["file"], too_large="文件过大，不是会签后的文件（.cosigned）。")


class PassphraseForm(forms.Form):
    """The passphrase of the office's key. It is used once and not kept."""

    key_password = forms.CharField(
        label="会签口令",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请输入会签口令。"},
    )


class NewKeyForm(forms.Form):
    """The passphrase of a new key, twice."""

    key_password = forms.CharField(
        label="会签口令",
        max_length=200,
        strip=False,
        help_text=f"至少{SHORTEST}个字，只由会签的人掌握。平台不保存口令，忘记的须重新生成密钥。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请输入会签口令。"},
    )
    key_password_again = forms.CharField(
        label="再输入一次",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请再输入一次口令。"},
    )

    def clean_key_password(self) -> str:
        passphrase: str = self.cleaned_data["key_password"]
        if message := denial_of(lambda: check_passphrase(passphrase)):
            raise ValidationError(message)
        return passphrase

    def clean_key_password_again(self) -> str:
        again: str = self.cleaned_data["key_password_again"]
        if "key_password" in self.cleaned_data and again != self.cleaned_data["key_password"]:
            raise ValidationError("两次输入的口令不同。")
        return again


class CosigningKeyForm(forms.ModelForm):
    """The public key of a customs office, or of the auditor, that keeps its own key."""

    department = forms.ChoiceField(label="会签单位", error_messages={"required": "请选择会签单位。"})

    class Meta:
        model = CosigningKey
        fields = ("department", "public_key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page of a registered key has no fields.
        if department := self.fields.get("department"):
            offices = Department.objects.active().filter(is_customs=True).values_list("pk", "name")
            department.choices = [("", "请选择"), *offices, (AUDITOR, "审计")]

    def clean_department(self) -> Department | None:
        chosen: str = self.cleaned_data["department"]
        return None if chosen == AUDITOR else Department.objects.get(pk=chosen)

    def clean_public_key(self) -> str:
        key: str = self.cleaned_data["public_key"]
        if message := denial_of(lambda: check_public_key(key)):
            raise ValidationError(message)
        return key


def _content(upload: UploadedFile, *, too_large: str) -> bytes:
    """Return the content of the upload. Raises ValidationError with the sentence where it is too large."""
    if (upload.size or 0) > LARGEST:
        raise ValidationError(too_large)
    content: bytes = upload.read()
    return content
