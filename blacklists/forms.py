"""Forms of the blacklist pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from blacklists.models import Blacklist
from blacklists.policies import TERM_NEEDS_REASON
from free_text.forms import FreeSlugField, FreeTextarea, FreeTextField
from uploads.forms import FileForm


class ImportForm(FileForm):
    """The upload of a blacklist file."""

    blacklist = forms.ModelChoiceField(
        label="领域",
        queryset=Blacklist.objects.all(),
        empty_label="请选择",
        error_messages={"required": "请选择领域。"},
    )
    field_order = ("blacklist", "file", "mode", "as_of")


class ReasonField(FreeTextField):
    """The reason of an act, in one to a few lines."""

    def __init__(self, **kwargs: Any) -> None:
        errors = {"required": "请写明缘由。", "max_length": "缘由不超过1000字。"}
        widget = FreeTextarea(attrs={"rows": 2})
        super().__init__(**{"label": "缘由", "max_length": 1000, "widget": widget, "error_messages": errors} | kwargs)


class ConfirmImportForm(forms.Form):
    """The confirmation of an import: that the problems to confirm were verified, and the number of entries that it
    removes, typed once more where that is required.

    The reason is for the second user who has to approve.
    """

    problems_verified = forms.BooleanField(required=False)

    ended_count = forms.IntegerField(
        label="移出的条数，请再填一次",
        required=False,
        min_value=0,
        error_messages={"invalid": "移出的条数请填写数字。", "min_value": "移出的条数请填写数字。"},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    reason = ReasonField(
        required=False,
        help_text="比对规则要求全部结论都须第二人复核的，请写明缘由，由另一名信用管理人员复核同意后生效；不要求的，可不填。",
    )


class BlacklistsShownForm(forms.Form):
    """Which blacklists are listed: all, those whose data is overdue, or those with a switch to approve."""

    stale = forms.BooleanField(required=False)
    proposed = forms.BooleanField(required=False)


class BlacklistForm(forms.ModelForm):
    """The settings of a blacklist; the code cannot be changed later."""

    # First parts of URLs of the pages and the API.
    RESERVED = frozenset({"new", "entries", "feeds", "headings", "imports"})

    update_days = forms.IntegerField(
        label="更新周期（天）",
        required=False,
        min_value=1,
        max_value=3650,
        help_text="超过这些天没有新数据即提示过期；留空为没有约定。",
    )
    entry_months = forms.IntegerField(
        label="条目有效期（月）",
        required=False,
        min_value=1,
        max_value=600,
        help_text="条目自己没有载明有效期的，列入满这些月即到期；留空为一直有效，直到移出。",
    )

    reason = ReasonField(
        label="缩短条目有效期的缘由",
        required=False,
        help_text="缩短条目有效期的，须由另一名信用管理人员复核同意后生效；不缩短的，不必填写。",
    )

    class Meta:
        model = Blacklist
        fields = ("code", "name", "authority", "legal_basis", "update_days", "entry_months")
        field_classes = {
            "code": FreeSlugField,
            **dict.fromkeys(("name", "authority", "legal_basis"), FreeTextField),
        }
        error_messages = {
            "code": {"unique": "已有这个代码的领域。", "invalid": "代码只能用字母、数字、短横线和下划线。"},
            "name": {"unique": "已有这个名称的领域。"},
        }
        help_texts = {
            "code": "用于网址和接口，如 court-defaulters；确定后不能改。",
            "legal_basis": "设列名单所依据的法律、法规或规章。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code" if self.instance.pk else "reason"]

    def clean(self) -> dict[str, Any]:
        """Require a reason for a term that a second user has to approve."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        shortened = self.instance.pk and self.instance.is_shortened_by(data.get("entry_months"))
        if shortened and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", TERM_NEEDS_REASON)
        return data

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code in self.RESERVED:
            raise ValidationError(f"“{code}”另有用途，请换一个代码。")
        return code


class DeclarationForm(forms.Form):
    """Why a blacklist is declared not yet in use, or the declaration is withdrawn."""

    reason = ReasonField()


class RejectionForm(forms.Form):
    """Why a proposed confirmation of an import is rejected or withdrawn."""

    reason = ReasonField()


class EffectForm(forms.Form):
    """The effect to propose for a blacklist, as a hidden field: whether it excludes."""

    excludes = forms.BooleanField(required=False, widget=forms.HiddenInput)


class SwitchForm(forms.Form):
    """The proposal to switch the effect of a blacklist; to exclude, it needs a legal basis of its own."""

    document = FreeTextField(
        label="依据的文件",
        max_length=300,
        help_text="规定对该名单主体予以限制、惩戒的法律、法规、规章或者党中央、国务院文件，写明名称和文号。",
        error_messages={"required": "请写明依据的文件。"},
    )
    paragraph = FreeTextField(
        label="条款", max_length=100, help_text="如第八条第一款。", error_messages={"required": "请写明条款。"}
    )
    reason = ReasonField(help_text="如会议纪要、来源单位的函。")

    def __init__(self, *args: Any, excludes: bool, **kwargs: Any) -> None:
        """`excludes`: the effect to propose."""
        super().__init__(*args, **kwargs)
        if not excludes:
            del self.fields["document"], self.fields["paragraph"]
