"""The form of a feed's settings."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from blacklists.actions.feeds import SETTINGS
from blacklists.models import Blacklist, BlacklistFeed
from blacklists.wording import fetch_text
from foundation.outbound import RequestError, check_typed_address
from free_text.forms import FreeTextField
from uploads.models import Mode


def minutes_field(label: str, **kwargs: Any) -> forms.IntegerField:
    """Return a field of minutes, from one minute to thirty days."""
    messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), "请填写1到43200（30天）之间的整数。")
    return forms.IntegerField(label=label, min_value=1, max_value=30 * 24 * 60, error_messages=messages, **kwargs)


class FeedForm(forms.Form):
    """The settings of a feed: its address, its interval, and the age at which it raises an alert."""

    blacklist = forms.ModelChoiceField(
        label="领域",
        queryset=Blacklist.objects.all(),
        empty_label="请选择",
        error_messages={"required": "请选择领域。"},
    )
    address = FreeTextField(
        label="地址",
        max_length=500,
        help_text="给出 JSON 或 CSV 的 http、https 地址；工作簿也可以，按内容识别。",
        error_messages={"required": "请填写地址。"},
    )
    mode = forms.ChoiceField(
        label="方式",
        choices=[
            (Mode.FULL, "全量：每次给出全部名单，未列的即移出"),
            (Mode.CHANGES, "增量：每次只给出新增和变更的"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择全量或增量。"},
    )
    every_minutes = minutes_field("每隔多少分钟拉取", initial=60, help_text="失败后按1、2、4…分钟重试。")
    stale_after_minutes = minutes_field("多少分钟没有成功即告警", initial=24 * 60)
    token = forms.CharField(
        label="授权令牌",
        required=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="原样作为 Authorization 头发送，如“Bearer ……”；保存后不再显示。上游不要求的，不填。",
    )
    forget_token = forms.BooleanField(label="清除已保存的令牌", required=False)
    cursor_parameter = FreeTextField(
        label="游标参数",
        required=False,
        max_length=50,
        help_text="增量接口从哪里接着取，由地址中的哪个参数表示，如 since。没有的不填。",
    )
    cursor_field = FreeTextField(
        label="新游标所在",
        required=False,
        max_length=50,
        help_text="下一次的游标在哪个应答头（如 X-Cursor）或 JSON 的哪一项（如 cursor）。与游标参数一并填写。",
    )
    cursor = FreeTextField(
        label="游标", required=False, max_length=500, help_text="已取到哪里；清空即从头取，重复的条目不会重复导入。"
    )

    def __init__(self, feed: BlacklistFeed, data: Mapping[str, str] | None) -> None:
        self.feed = feed
        is_new = feed.pk is None
        super().__init__(data, initial=None if is_new else {name: getattr(feed, name) for name in SETTINGS})
        if is_new:
            del self.fields["forget_token"], self.fields["cursor"]
            return
        self.fields["blacklist"].disabled = True
        if feed.sealed_token:
            self.fields["token"].help_text += " 已保存一个令牌，留空即不变；地址换到另一主机的，须重新填写。"
        else:
            del self.fields["forget_token"]

    def clean_address(self) -> str:
        address = self.cleaned_data["address"]
        try:
            check_typed_address(address, networks=settings.FEED_ALLOWED_NETWORKS)
        except RequestError as error:
            raise ValidationError(f"{fetch_text(error.reason)}。") from error
        return address

    def clean_token(self) -> str:
        token = self.cleaned_data["token"]
        if not (token.isascii() and token.isprintable()):
            raise ValidationError("令牌只能含英文字母、数字和英文符号，不含换行。")
        return token

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("cursor_parameter")) != bool(data.get("cursor_field")):
            raise ValidationError("游标参数与新游标所在须一并填写，或都不填。")
        if data.get("stale_after_minutes", 0) < data.get("every_minutes", 0):
            raise ValidationError("告警的分钟数不能小于拉取的间隔，否则刚拉取过就会告警。")
        return data

    def settings(self) -> dict[str, Any]:
        """The settings to save: all of a new feed; of an existing feed, those that differ from what the page showed."""
        named = self.fields if self.feed.pk is None else self.changed_data
        changed = {name: self.cleaned_data[name] for name in SETTINGS if name in named}
        if self.cleaned_data["token"] or self.cleaned_data.get("forget_token"):
            changed["token"] = self.cleaned_data["token"]
        return changed


class FeedSwitchForm(forms.Form):
    """Whether a feed is to be enabled."""

    enabled = forms.BooleanField(required=False)
