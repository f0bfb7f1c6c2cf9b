"""Forms of reports, and the parameters of the dashboard."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils import timezone

from accounts.models import Department
from foundation.web.forms import day_input
from free_text.forms import FreeTextarea, FreeTextField
from reports.periods import Days, Period
from reports.policies import periods_to_make
from reports.spans import ChosenSpan, Span


class Theme(TextChoices):
    """The colours of the big screen."""

    DARK = "dark", "深色"
    LIGHT = "light", "浅色"


def _day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=day_input(), error_messages={"invalid": "请填写日期，如2026-07-10。"}
    )


class SpanForm(forms.Form):
    """The span that the dashboard is read for, or the first and the last day of it; by default the present year."""

    period = forms.ChoiceField(
        label="时段",
        choices=Span.choices,
        required=False,
        error_messages={"invalid_choice": "没有这个时段。可选的有：本月、上月、今年、近12个月。"},
    )

    since = _day_field("开始日期")
    until = _day_field("结束日期")

    def clean(self) -> dict[str, Any]:
        """Require both days or none, in their order, not in the future, and no given span beside them."""
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if not self.errors and (since or until):
            if since is None:
                self.add_error("since", "请填写开始日期。")
            elif until is None:
                self.add_error("until", "请填写结束日期。")
            elif since > until:
                self.add_error("since", "开始日期晚于结束日期，请核对。")
            elif until > timezone.localdate():
                self.add_error("until", "结束日期不能晚于今天。")
            elif data["period"]:
                self.add_error("period", "已填写起止日期，请不再选择时段。")
        return data

    @property
    def span(self) -> ChosenSpan:
        """What is chosen, of a valid form."""
        data = self.cleaned_data
        if data["since"]:
            return ChosenSpan(own_days=Days(data["since"], data["until"]))
        return ChosenSpan(Span(data["period"] or Span.THIS_YEAR))


class BigScreenForm(SpanForm):
    """The span of the big screen, and its colours; dark by default."""

    theme = forms.ChoiceField(
        label="配色",
        choices=Theme.choices,
        required=False,
        error_messages={"invalid_choice": "没有这种配色。可选的有：深色、浅色。"},
    )

    @property
    def other_theme(self) -> Theme:
        return Theme.DARK if self.cleaned_data["theme"] == Theme.LIGHT else Theme.LIGHT


class PeriodForm(forms.Form):
    """The period of a new report: one that is over and has none."""

    period = forms.ChoiceField(
        label="期间",
        error_messages={
            "required": "请选择期间。",
            "invalid_choice": "这一期间不能生成：期间须已结束，有平台收录的数据，且尚未生成报告。请另选。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = {f"{period.kind}-{period.first}": period for period in periods_to_make()}
        labels = [(key, f"{period}{period.kind.label}") for key, period in self.periods.items()]
        self.fields["period"].choices = [("", "请选择"), *labels]

    def clean_period(self) -> Period:
        return self.periods[self.cleaned_data["period"]]


class CorrectionForm(forms.Form):
    """Why a report is corrected."""

    reason = FreeTextField(
        label="更正理由",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=500,
        help_text="写明哪些登记后来有补登、更正或撤销。新版载明这一理由，各单位都能看到。",
        error_messages={"required": "请写明更正理由。"},
    )


class FileFormat(TextChoices):
    """The format of a document as a file; its value is also the end of the file's name."""

    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"


class FileForm(forms.Form):
    """In which format a document is asked for; a document of a word processor without one."""

    format = forms.ChoiceField(
        label="下载格式",
        choices=FileFormat.choices,
        required=False,
        error_messages={"invalid_choice": "没有这种格式，可以下载为Word或Excel。"},
    )


class SupervisionForm(forms.Form):
    """Whose overdue work is shown."""

    department = forms.ModelChoiceField(
        label="承办单位", queryset=Department.objects.all(), required=False, empty_label="全部"
    )


class SupervisionFileForm(SupervisionForm, FileForm):
    """Whose overdue work is asked for, and in which format."""
