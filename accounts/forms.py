"""Forms of the account pages and of the admin."""

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm

from accounts.models import User


class UserCreationForm(AdminUserCreationForm):
    """Form for a new account. The password is required, because there is no other way to sign in."""

    usable_password = None

    class Meta:
        model = User
        fields = ("username", "full_name", "role", "department")


class UserChangeForm(DjangoUserChangeForm):
    """Form with the fields of an account that the system administrator may change."""

    class Meta:
        model = User
        fields = ("username", "full_name", "role", "department", "is_active", "password")
        widgets = {"department": forms.Select()}
