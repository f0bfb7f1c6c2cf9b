"""Forms of look-ups of many (批量查询)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from feedback.asked_lines import MOST_LINES, AskedLine, lines_of_sheets, lines_of_text
from feedback.models import LookupLine
from feedback.states import LookupMatch
from foundation.web.forms import PastDayField
from free_text.forms import FreeTextField
from roster.models import Enterprise
from spreadsheets.columns import LOOKUP_COLUMNS
from spreadsheets.file_reading import read_chunks
from spreadsheets.sheets import SheetError
from spreadsheets.wording import failure_text
from uploads.forms import FILE_ACCEPT, check_table

NOTHING_ASKED = {
    LookupMatch.PERSON: "每一行都像是自然人的姓名或证件号码。平台只查询企业，不查询、不保存自然人的信息。",
    LookupMatch.UNREADABLE: "没有可以查询的企业名称或代码。",
}


class LookupForm(forms.Form):
    """What is looked up: a pasted text or a file, and the day of the standing."""

    names = forms.CharField(
        label="企业名称或代码",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "wrap": "off"}),
        help_text=(
            "每行一家，名称、统一社会信用代码、海关注册编码、AEO编码均可，可以直接从表格粘贴。"
            "行首的序号不必删除；自然人的姓名、证件号码不查询，也不保存。"
        ),
    )
    file = forms.FileField(
        label="或上传文件",
        required=False,
        help_text="Excel、WPS工作簿，或CSV、TXT文本；须有企业名称或统一社会信用代码一列。",
        widget=forms.FileInput(attrs={"accept": FILE_ACCEPT}),
        error_messages={"empty": "这个文件是空的（0字节），请重新导出后再上传。"},
    )
    day = PastDayField(label="查询哪一天的资格")
    title = FreeTextField(
        label="查询事由",
        required=False,
        max_length=100,
        help_text="可不填，便于日后查找，如“济税采〔2026〕18号项目投标人”。",
    )
    lines: Sequence[AskedLine] = ()

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload:
            check_table(upload)
            try:
                limit = settings.UPLOAD_MAX_BYTES
                self.lines = lines_of_sheets(read_chunks(upload.chunks(), name=str(upload.name), max_bytes=limit))
            except SheetError as error:
                raise ValidationError(failure_text(error.code, error.params, columns=LOOKUP_COLUMNS)) from error
            check_lines(self.lines)
        return upload

    def clean(self) -> None:
        """Require either the text or the file, and a line that can be looked up."""
        names, upload = self.cleaned_data.get("names", ""), self.cleaned_data.get("file")
        if "file" in self.errors:
            return
        if upload and names.strip():
            self.add_error("names", "已选择文件，请清空此处，或不选择文件。")
        elif not upload:
            try:
                self.lines = lines_of_text(names)
                check_lines(self.lines)
            except ValidationError as error:
                self.add_error("names", error)


def check_lines(lines: Sequence[AskedLine]) -> None:
    """Require at least one line that can be looked up, and no more than MOST_LINES. Raises ValidationError."""
    if not lines:
        raise ValidationError("请粘贴企业名称或代码，每行一家，或选择文件。")
    if len(lines) > MOST_LINES:
        raise ValidationError(f"共{len(lines)}行，一次最多查询{MOST_LINES}行，请分几次查询。")
    if all(line.match != LookupMatch.NONE for line in lines):
        only_persons = all(line.match == LookupMatch.PERSON for line in lines)
        raise ValidationError(NOTHING_ASKED[LookupMatch.PERSON if only_persons else LookupMatch.UNREADABLE])


class AskAgainForm(forms.Form):
    """The earlier look-up that an address names, to ask the same again."""

    again = forms.IntegerField(required=False)


class ChoiceForm(forms.Form):
    """For each of these lines, which of its candidates is meant; nothing is chosen beforehand."""

    def __init__(self, lines: Sequence[LookupLine], candidates: Mapping[int, Enterprise], data: Any) -> None:
        super().__init__(data)
        for line in lines:
            offered = [candidates[pk] for pk in line.candidates if pk in candidates]
            self.fields[f"line-{line.pk}"] = forms.TypedChoiceField(
                label=f"第{line.number}行：“{line.text}”",
                required=False,
                coerce=int,
                empty_value=None,
                choices=[*((each.pk, _offer(each)) for each in offered), (0, "都不是")],
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "没有列出所选的企业，请重新选定。"},
            )

    def chosen(self) -> dict[int, int | None]:
        """Return the key of each answered line → that of the chosen enterprise, None for none of them."""
        answers = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return {int(name.removeprefix("line-")): value or None for name, value in answers.items()}


def _offer(enterprise: Enterprise) -> str:
    state = enterprise.standing.get_state_display() if enterprise.standing else "不在名单上"
    return f"{enterprise}（{enterprise.uscc}，{state}）"
