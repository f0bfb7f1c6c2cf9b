"""The forms of Django admin for the calendar and the site settings."""

import hashlib
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from foundation.denials import ActionDenied, denial_of
from foundation.web.forms import FilledFromFile, PastDayField, check_scanned, day_input, fill
from free_text.forms import FreeTextarea, FreeTextField, FreeTextInput
from spreadsheets.file_reading import read_chunks
from spreadsheets.sheets import SheetError
from spreadsheets.wording import failure_text
from workdays.models import CalendarException, CalendarYear, SiteSettings
from workdays.policies import check_may_add_exception, check_may_change_settings, check_may_load
from workdays.site_settings import site_settings
from workdays.year_days import Notice, differences, read_days, text_of_rows
from workdays.years import read_calendar

# A year has some forty lines.
MAX_BYTES = 1_000_000
LINE = "2027-01-01 放假 元旦"
SITE_TEXTS = ("organizer", "operator", "phone", "address", "site_code", "icp", "police", "security_contact")
REMINDERS = (
    *("advice_reminder_before", "advice_reminder_after"),
    *("blacklist_update_days", "report_again_days", "screening_alarm_minutes"),
    *("idle_account_days", "ending_account_days"),
)
TERMS = (
    *("stop_advice_term", "notice_read_term", "report_decision_term"),
    *("month_confirmation_term", "objection_term"),
)
PUBLICATION = ("publication_approval", "publish_returned")
SETTINGS = (*SITE_TEXTS, *TERMS, *REMINDERS, *PUBLICATION)


class CalendarYearForm(FilledFromFile, forms.ModelForm):
    """A year with its notice; the days come from a file, or are typed.

    The first time the form is sent, it shows what would change (`preview`). It is valid when it is sent with the
    `version` of that preview, so that nothing is loaded that nobody has seen.
    """

    issued_on = PastDayField(label="印发日期")
    file = forms.FileField(
        label="文件",
        required=False,
        help_text=(
            "Excel、WPS 工作簿、CSV 或 JSON，三列：日期、安排（放假或上班）、节日。"
            "文件中的日子会填入下面一栏，取代其中原有的内容。"
        ),
    )
    days = FreeTextField(
        label="放假与上班的日子",
        required=False,
        widget=FreeTextarea(attrs={"rows": 12}),
        help_text=f"每行一天，如“{LINE}”“2027-02-06 上班”。只列放假的日子和调休上班的周末。",
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    preview: list[str] = []

    class Meta:
        model = CalendarYear
        fields = ("year", "document_number", "issued_on", "file", "days", "version", "filled_from")
        field_classes = {"document_number": FreeTextField}
        widgets = {"document_number": FreeTextInput}

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload:
            check_scanned(upload)
            self.fill_once(upload, lambda: {"days": _text_of(upload)})
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and (message := denial_of(lambda: self._check_previewed(data))):
            self.add_error(None, message)
        return data

    def _check_previewed(self, data: dict[str, Any]) -> None:
        """Require that the person has seen what changes. Raises ActionDenied."""
        notice = Notice(data["document_number"], data["issued_on"])
        days = read_days(data["days"], year=data["year"], notices=[notice])
        check_may_load(data["year"], days)
        before = read_calendar().years.get(data["year"])
        known = "、".join(each.document_number for each in before.notices) if before else "尚无"
        changes = [f"文号：{known} → {notice.document_number}", *differences(before, days)]
        version = hashlib.sha256("\n".join([str(data["year"]), *changes]).encode()).hexdigest()
        if data["version"] != version:
            self.preview = changes
            fill(self, version=version)
            raise ActionDenied("请核对将要发生的变化。确认无误的，再次点击“保存”即载入。")


def _text_of(upload: UploadedFile) -> str:
    """Return the lines of the file's first sheet. Raises ValidationError where it is no table."""
    try:
        sheets = read_chunks(upload.chunks(), name=str(upload.name), max_bytes=MAX_BYTES)
    except SheetError as error:
        raise ValidationError(failure_text(error.code, error.params, columns=())) from error
    return text_of_rows(sheets[0].rows) if sheets else ""


class CalendarExceptionForm(forms.ModelForm):
    """One day that is worked or not, otherwise than its year's notice says."""

    class Meta:
        model = CalendarException
        fields = ("day", "is_working", "document_number", "reason")
        field_classes = dict.fromkeys(("document_number", "reason"), FreeTextField)
        widgets = {
            "day": day_input(),
            "document_number": FreeTextInput,
            "reason": FreeTextInput,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        check = partial(check_may_add_exception, data.get("day"), is_working=data.get("is_working"))
        if not self.errors and (message := denial_of(check)):
            self.add_error("day", message)
        return data


class SiteSettingsForm(forms.ModelForm):
    """All site settings, filled with those in force.

    Where another administrator has changed them meanwhile, the form comes back with what was typed and names the
    differences. Sent again, it is valid.
    """

    expected_version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = SiteSettings
        fields = SETTINGS
        field_classes = dict.fromkeys(SITE_TEXTS, FreeTextField)
        widgets = dict.fromkeys(SITE_TEXTS, FreeTextInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site = site_settings()
        self.initial = {field: getattr(site, field) for field in SETTINGS} | {"expected_version": site.version}

    @property
    def values(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in SETTINGS}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_may_change_settings(data["expected_version"], self.values)
            except ActionDenied as denied:
                self.add_error(None, [denied.message, *self._differences()])
                fill(self, expected_version=str(site_settings().version))
        return data

    def _differences(self) -> list[str]:
        """Return one sentence for each field whose value in force is not the one that was typed."""
        site = site_settings()
        return [
            f"{self.fields[field].label}：现为“{_shown(getattr(site, field))}”，您填写的是“{_shown(typed)}”"
            for field, typed in self.values.items()
            if getattr(site, field) != typed
        ]


def _shown(value: object) -> object:
    """Return the value of a field as a sentence has it."""
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value
