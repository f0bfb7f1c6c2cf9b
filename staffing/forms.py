"""Forms of the changes of accounts and of absences, and the choice of a colleague."""

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone

from accounts.forms import UserChangeForm
from accounts.models import User
from accounts.policies import check_administration_kept
from foundation.denials import denial_of
from foundation.web.forms import day_input
from staffing.models import absence_text
from staffing.policies import check_may_propose, fields_to_propose


class AccountChangeForm(UserChangeForm):
    """The fields of an account; what a second person has to approve stays in the account as it is, and in `change`."""

    # The administrator who changes the account.
    by: User
    change: dict[str, Any]

    def _post_clean(self) -> None:
        super()._post_clean()
        stored = User.objects.select_related("department").get(pk=self.instance.pk)
        fields = fields_to_propose(stored, self.instance, self.changed_data)
        self.change = {field: _plain(getattr(self.instance, field)) for field in fields}
        if self.errors:
            return
        denial = denial_of(partial(check_administration_kept, stored, self.instance, by=self.by))
        if self.change and not denial:
            denial = denial_of(partial(check_may_propose, stored, self.change, by=self.by))
        if denial:
            self.add_error(None, denial)
        for field in fields:
            setattr(self.instance, field, getattr(stored, field))


def _plain(value: Any) -> Any:
    """Return the value as a proposal stores it: a department by its code, a day as in ISO 8601."""
    return value.isoformat() if isinstance(value, date) else getattr(value, "code", value)


class ClerkField(forms.ModelChoiceField):
    """A choice of users, with their user names, because two may have the same name, and whether they are absent."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid_choice": "所选的不是本单位在用的账号，请重新选择。"} | kwargs.pop("error_messages", {})
        super().__init__(queryset=User.objects.none(), error_messages=messages, **kwargs)

    def offer(self, user: User) -> None:
        """Offer the colleagues of the user, and the user."""
        self.queryset = User.objects.clerks_of(user.department).prefetch_related("absences__stand_in")

    def label_from_instance(self, user: User) -> str:
        return f"{user}（{user.username}）{absence_text(user)}"


class AbsenceForm(forms.Form):
    """Who is absent from when until when, and who stands in."""

    user = ClerkField(label="外出人", empty_label="请选择", error_messages={"required": "请选择外出的人。"})
    since = forms.DateField(
        label="开始日期",
        widget=day_input(),
        initial=timezone.localdate,
        error_messages={"required": "请填写开始日期。", "invalid": "请填写日期，如2026-07-10。"},
    )
    until = forms.DateField(
        label="结束日期",
        widget=day_input(),
        help_text="含当日；次日自动恢复。",
        error_messages={"required": "请填写结束日期。", "invalid": "请填写日期，如2026-07-10。"},
    )
    stand_in = ClerkField(
        label="代办人",
        required=False,
        empty_label="不指定",
        help_text="外出期间，交由外出人办理的事项列在代办人的工作台首位；不指定的，由本单位其他人员办理。",
    )

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("user", "stand_in"):
            self.fields[name].offer(reader)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and since < timezone.localdate():
            self.add_error("since", "开始日期早于今天；已经过去的外出无须登记。")
        elif since and until and until < since:
            self.add_error("until", "结束日期早于开始日期。")
        if data.get("user") and data["user"] == data.get("stand_in"):
            self.add_error("stand_in", "代办人不能是外出的人本人。")
        return data
