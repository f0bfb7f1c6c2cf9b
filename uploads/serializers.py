"""The part of the answers of the API that rosters and imports of blacklists share: how the file was read."""

from typing import Any

from rest_framework import serializers

from spreadsheets.notes import FOLDED_NOTES
from spreadsheets.problems import SET_ASIDE_REASONS
from spreadsheets.wording import note_text
from uploads.models import FileSubmission


class SetAsideRowSerializer(serializers.Serializer):
    """A row that is not read as an enterprise or entry."""

    row = serializers.IntegerField(source="line", help_text="文件中的行号。")
    reason = serializers.ChoiceField(choices=[*SET_ASIDE_REASONS.items()], help_text="没有读取的原因。")
    text = serializers.CharField(help_text="该行的内容，过长的截短，不含自然人。")


class NoteSerializer(serializers.Serializer):
    """A note on how the file was read."""

    code = serializers.CharField(help_text="说明的代码。")
    params = serializers.DictField(help_text="说明中写到的值。")
    message = serializers.SerializerMethodField(help_text="说明。")
    matters = serializers.SerializerMethodField(help_text="确认之前是否应当看到，如未读取的内容、可能选错的文件。")

    def get_message(self, note: dict[str, Any]) -> str:
        return note_text(note["code"], note["params"])

    def get_matters(self, note: dict[str, Any]) -> bool:
        return note["code"] not in FOLDED_NOTES


class ReadingSerializer(serializers.Serializer):
    """How the file was read: rows_in_file = rows_read + rows_refused + rows_set_aside."""

    rows_in_file = serializers.IntegerField(help_text="读取的工作表中有内容的行数，含标题、表头。")
    rows_read = serializers.IntegerField(help_text="读出的行数。")
    rows_refused = serializers.IntegerField(help_text="有须改正的问题而不予采用的行数。")
    rows_set_aside = serializers.IntegerField(help_text="不是企业的行数，如标题、合计、签章。")
    set_aside_reasons = serializers.DictField(
        child=serializers.IntegerField(), help_text="没有读取的原因 → 行数，合计为 rows_set_aside。"
    )
    set_aside = SetAsideRowSerializer(many=True, help_text="没有读取的行，最多列出前500行。")
    notes = NoteSerializer(many=True, help_text="读取时的说明。")

    def to_representation(self, submission: FileSubmission) -> dict[str, Any] | None:  # type: ignore[override]
        """Return the report of the reading; None for a file that was not read."""
        reading = submission.reading
        return super().to_representation(reading) if "rows_in_file" in reading else None


def reading_field() -> ReadingSerializer:
    """Return the field `reading` of an answer."""
    return ReadingSerializer(source="*", read_only=True, allow_null=True)
