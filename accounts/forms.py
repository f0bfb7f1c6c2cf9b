"""Forms of the account pages and of the admin."""

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, AuthenticationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.core.exceptions import ValidationError

from accounts.models import Department, User
from accounts.networks import network_fault
from free_text.forms import FreeTextField, FreeTextInput

NAMES = ("username", "full_name")


def _name_input() -> FreeTextInput:
    """Return an input in the style of Django admin."""
    return FreeTextInput(attrs={"class": "vTextField"})


class SignInForm(AuthenticationForm):
    """Name and password, and for a system account the network that it is used from."""

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if fault := network_fault(self.request, user):
            raise ValidationError(fault)


class DepartmentForm(forms.ModelForm):
    """The fields of a department that the system administrator may change."""

    class Meta:
        model = Department
        fields = ("name", "customs_code_prefixes")
        field_classes = {"name": FreeTextField}
        widgets = {"name": _name_input()}


class UserCreationForm(AdminUserCreationForm):
    """Form for a new account. The password is required, because there is no other way to sign in."""

    usable_password = None

    class Meta:
        model = User
        fields = ("username", "full_name", "role", "department")
        field_classes = dict.fromkeys(NAMES, FreeTextField)
        widgets = {"username": _name_input(), "full_name": _name_input()}


class UserChangeForm(DjangoUserChangeForm):
    """Form with the fields of an account that the system administrator may change."""

    class Meta:
        model = User
        fields = ("username", "full_name", "role", "department", "is_active", "password")
        field_classes = dict.fromkeys(NAMES, FreeTextField)
        widgets = {"department": forms.Select(), "username": _name_input(), "full_name": _name_input()}
