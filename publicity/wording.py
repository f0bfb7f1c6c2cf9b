"""Chinese sentences for what a bulletin names."""

from collections.abc import Mapping, Sequence

from foundation.web.dates import shown_text
from publicity.models.publications import PUBLIC_FIELDS


def change_texts(changes: Mapping[str, Sequence[str]]) -> list[str]:
    """Return one sentence for each changed public field: key of PUBLIC_FIELDS → text before and after."""
    return [
        f"{label}：{_text(changes[key][0])}→{_text(changes[key][1])}"
        for key, label in PUBLIC_FIELDS.items()
        if key in changes
    ]


def _text(value: str) -> str:
    return shown_text(value) if value else "无"
