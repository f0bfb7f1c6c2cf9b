"""The parameters of the dashboard."""

from django import forms
from django.db.models import TextChoices

from reports.spans import Span


class Theme(TextChoices):
    """The colours of the big screen."""

    DARK = "dark", "深色"
    LIGHT = "light", "浅色"


class SpanForm(forms.Form):
    """The span that the dashboard is read for; by default the present year."""

    period = forms.ChoiceField(
        label="时段",
        choices=Span.choices,
        required=False,
        error_messages={"invalid_choice": "没有这个时段。可选的有：本月、上月、今年、近12个月。"},
    )

    @property
    def span(self) -> Span:
        return Span(self.cleaned_data["period"] or Span.THIS_YEAR)


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
