"""Forms of saved searches."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from feedback.models import SavedSearch
from free_text.forms import FreeTextField


class ConditionsForm(forms.Form):
    """The parameters of the list of enterprises, as its address has them."""

    query = forms.CharField(required=False, widget=forms.HiddenInput)


class SearchNameForm(forms.Form):
    """The name of a saved search; each of one user has its own."""

    name = FreeTextField(label="名称", max_length=40, help_text="如“泉城海关，2026年认证的”。")

    def __init__(self, *args: Any, user: User, search: SavedSearch | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = user.saved_searches.exclude(pk=search.pk if search else None)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.others.filter(name=name).exists():
            raise ValidationError(f"您已有名称为“{name}”的查询，请换一个名称。")
        return name


class SavedSearchForm(SearchNameForm, ConditionsForm):
    """A search to be saved: its name, and the conditions."""
