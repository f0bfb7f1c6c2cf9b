"""Forms of the account pages and of the admin."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    SetPasswordForm,
)
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.factors import has_factor
from accounts.links import is_code_of
from accounts.lock_out import Party, count_failure, forget_failures, lock_out_message, locked_until
from accounts.models import ApiToken, Department, PasswordLink, User
from accounts.names import similar_accounts
from accounts.networks import network_fault
from accounts.permissions import API_PERMISSIONS, GRANTS
from accounts.purposes import LONGEST_PURPOSE, PURPOSE_MISSING, PURPOSES
from free_text.forms import FreeTextField, FreeTextInput

NAMES = ("username", "full_name")
LONGEST_TOKEN = timedelta(days=366)


class SignInForm(AuthenticationForm):
    """Name and password, the last day of the account, and for a system account the network that it is used from."""

    locked_until: datetime | None = None

    def get_invalid_login_error(self) -> ValidationError:
        """Return the error of a wrong name or password, or from when on signing in is possible again."""
        self.locked_until = locked_until(Party.of(self.request, self.cleaned_data["username"]))
        if self.locked_until:
            return ValidationError(lock_out_message(self.locked_until))
        return super().get_invalid_login_error()

    def confirm_login_allowed(self, user: User) -> None:
        if fault := user.end_fault or network_fault(self.request, user):
            raise ValidationError(fault)
        super().confirm_login_allowed(user)


def own_password_fault(request: HttpRequest, user: User, password: str, *, wrong: str) -> str:
    """Return why the password is not the user's, `wrong` or to wait; a wrong one counts like one at signing in."""
    party = Party.of(request, user.username)
    if authenticate(request, username=user.username, password=password):
        # Wrong codes of a second factor go on counting: the password alone is no proof of its owner.
        if not has_factor(user):
            forget_failures(party)
        return ""
    until = locked_until(party)
    return lock_out_message(until) if until else wrong


class ConfirmForm(forms.Form):
    """The password once more."""

    password = forms.CharField(
        label="密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if fault := own_password_fault(self.request, self.user, password, wrong="密码不正确。"):
            raise ValidationError(fault)
        return password


@transaction.atomic
def _try_code(user_id: int, party: Party, *, check: Callable[[], str], count: Callable[[], None]) -> str:
    """Check a code unless the party has to wait; return why it is refused, and `count` a wrong one.

    Of several requests about the account at the same time, each waits for the one before it.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    if until := locked_until(party):
        return lock_out_message(until)
    if fault := check():
        count()
        return fault
    return ""


class FactorForm(forms.Form):
    """A code of the second factor, which `check` tries; a wrong one counts like a wrong password at signing in."""

    otp_code = forms.CharField(
        label="验证码",
        max_length=20,
        help_text="手机应用上显示的6位数字，或者一个备用码。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )

    def __init__(
        self, *args: Any, request: HttpRequest, user: User, check: Callable[[str], str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user, self.check = request, user, check

    def clean_otp_code(self) -> str:
        code: str = self.cleaned_data["otp_code"]
        party = Party.of(self.request, self.user.username)
        if fault := _try_code(self.user.pk, party, check=partial(self.check, code), count=self._count_failure):
            raise ValidationError(fault)
        forget_failures(party)
        return code

    def _count_failure(self) -> None:
        user_login_failed.send(__name__, credentials={"username": self.user.username}, request=self.request)


class OwnPasswordForm(PasswordChangeForm):
    """The old password, of which a wrong one counts like one at signing in, and twice the new one."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        if fault := own_password_fault(self.request, self.user, password, wrong="原密码不正确。"):
            raise ValidationError(fault)
        return password


class PurposeForm(forms.Form):
    """The purpose of the look-ups that follow."""

    purpose = FreeTextField(
        label="查询用途",
        max_length=LONGEST_PURPOSE,
        help_text=f"如{'、'.join(PURPOSES)}，也可以自行填写。",
        widget=FreeTextInput(attrs={"list": "purposes", "autocomplete": "off", "autofocus": True}),
        error_messages={"required": PURPOSE_MISSING},
    )


class LinkForm(forms.Form):
    """The token of a link, in its address."""

    token = forms.CharField(required=False, max_length=100)


class LinkPasswordForm(SetPasswordForm):
    """Twice the password that the owner of a link chooses, and the code where the link was handed over."""

    otp_code = forms.CharField(
        label="验证码", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"})
    )
    field_order = ("otp_code", "new_password1", "new_password2")

    def __init__(self, *args: Any, request: HttpRequest, link: PasswordLink, **kwargs: Any) -> None:
        super().__init__(link.user, *args, **kwargs)
        self.request, self.link = request, link
        if not link.needs_code:
            del self.fields["otp_code"]

    def clean_otp_code(self) -> str:
        code: str = self.cleaned_data["otp_code"]
        party = Party.of(self.request, self.link.sha256)
        wrong = "" if is_code_of(self.link, code) else "验证码不正确，请向告知您验证码的人核对。"
        if fault := _try_code(self.link.user_id, party, check=lambda: wrong, count=partial(count_failure, party)):
            raise ValidationError(fault)
        return code


class SimilarNamesMixin(forms.ModelForm):
    """Names the accounts whose name looks like the typed one, and saves after these were looked at."""

    names_checked = forms.BooleanField(
        label="已核对姓名", required=False, help_text="有姓名相同或相近的账号时，核对不会混淆后勾选。"
    )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if "full_name" not in self.changed_data or self.cleaned_data.get("names_checked"):
            return
        if similar := "、".join(map(_account_text, similar_accounts(self.instance))):
            self.add_error("names_checked", f"已有姓名相同或相近的账号：{similar}。请核对，不会混淆的，勾选后再保存。")


def _account_text(user: User) -> str:
    """Return name, user name, department and whether the account is off, in one text."""
    parts = [user.username, str(user.department or user.get_role_display()), "" if user.is_active else "已停用"]
    return f"{user}（{'，'.join(filter(None, parts))}）"


class OwnDepartmentMixin(forms.ModelForm):
    """Offers the departments that are not closed, and the one that the account has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Department.objects.filter(pk=self.instance.department_id)
        self.fields["department"].queryset = Department.objects.active() | own


class UserCreationForm(OwnDepartmentMixin, SimilarNamesMixin):
    """Form for a new account, without a password: its owner chooses one by a link."""

    class Meta:
        model = User
        fields = ("username", "full_name", "role", "department", "email", "ends_on")
        field_classes = dict.fromkeys(NAMES, FreeTextField)
        widgets = dict.fromkeys(NAMES, FreeTextInput)

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        user: User = super().save(commit)
        return user


class HiddenHashWidget(ReadOnlyPasswordHashWidget):
    """States that there is a password, and shows nothing of its hash."""

    def get_context(self, *args: Any) -> dict[str, Any]:
        _name, value, *_ = args
        stated = "已设置密码" if value and is_password_usable(value) else "没有密码，本人凭链接设置"
        return {**super().get_context(*args), "summary": [{"label": stated}], "button_label": "重设密码"}


class UserChangeForm(OwnDepartmentMixin, SimilarNamesMixin, DjangoUserChangeForm):
    """Form with the fields of an account that the system administrator may change."""

    password = ReadOnlyPasswordHashField(label="密码", widget=HiddenHashWidget)

    class Meta:
        model = User
        fields = ("username", "full_name", "role", "department", "email", "is_active", "ends_on", "password")
        field_classes = dict.fromkeys(NAMES, FreeTextField)
        widgets = {"department": forms.Select, **dict.fromkeys(NAMES, FreeTextInput)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django's text for an account without a password; HiddenHashWidget says how it is set here.
        self.fields["password"].help_text = ""


class ApiTokenForm(forms.ModelForm):
    """A new token: for which system, which account, which of its permissions, until when."""

    permissions = forms.MultipleChoiceField(
        label="权限",
        choices=[(permission, GRANTS[permission].label) for permission in API_PERMISSIONS],
        widget=forms.CheckboxSelectMultiple,
        help_text="只勾选这个系统需要的，且须是账号的角色有的。",
    )

    class Meta:
        model = ApiToken
        fields = ("name", "user", "permissions", "expires_on")
        field_classes = {"name": FreeTextField}
        widgets = {"name": FreeTextInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(is_active=True)

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if not today <= day <= today + LONGEST_TOKEN:
            raise ValidationError("有效期须在今天至一年以内。")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if user := data.get("user"):
            lacking = [GRANTS[each].label for each in data.get("permissions", ()) if not user.has_perm(each)]
            if lacking:
                self.add_error("permissions", f"账号的角色没有这些权限：{'、'.join(lacking)}。")
        return data
