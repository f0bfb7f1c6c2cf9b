"""Chinese wording of audit events: the kind of the target, and data and changes as title and text."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Model

from audit.models import AuditEvent
from audit.types import EventType
from foundation.web.dates import chinese_date

# Key of an event's data → its title. Other keys, and the keys of `changes`, have the title of the target's field.
TITLES = {
    "act": "操作",
    "added": "新增",
    "applications": "措施实施",
    "assignee": "经办人",
    "automatic": "自动确认",
    "basis": "依据",
    "category": "原因类别",
    "cause": "原因",
    "cell_edits": "改正",
    "changed": "变更",
    "chunks": "分块数",
    "column": "含义",
    "columns": "各列",
    "decision": "结论",
    "deliveries": "投递数",
    "document_number": "文号",
    "earlier_decision": "原结论",
    "earlier_reason": "原理由",
    "ended": "移出",
    "edition": "版次",
    "enterprises": "涉及企业",
    "evidence": "证明材料",
    "file": "文件",
    "filter": "筛选",
    "format": "格式",
    "found": "找到企业",
    "header_line": "表头末行",
    "heading": "表头",
    "hits": "涉及命中",
    "ignore_below": "不记录",
    "in_force_from": "施行日期",
    "lines": "行号",
    "list": "列表",
    "measures": "措施",
    "needed_numbers": "确认保留的个人信息",
    "note": "说明",
    "number": "编号",
    "part": "文件",
    "path": "访问的地址",
    "proposed_by": "提出人",
    "proposed_decision": "拟定结论",
    "reason": "理由",
    "receipt": "查询回执",
    "removed": "退出",
    "repeats": "重新比对核验",
    "review_threshold": "提请核实",
    "row_decision": "认定",
    "rows": "行数",
    "sessions": "结束的登录",
    "stand_in": "代办人",
    "system": "所用系统",
    "screening": "比对",
    "search": "查询内容",
    "sha256": "SHA-256",
    "sheet": "工作表",
    "since": "起始日期",
    "token": "授权令牌",
    "trial": "试算",
    "way": "方式",
}
# Codes that no choice field has: key → code → text.
VALUES = {
    "part": {"original": "原文件", "marked": "标注问题的表格", "set_aside": "不采用的行", "bundle": "全部材料"},
    "row_decision": {"enterprise": "是企业", "not_enterprise": "不采用", "withdrawn": "撤销认定"},
    "token": {"replaced": "已更换", "cleared": "已清除"},
    "way": {"mail": "发到本人的邮箱", "by_hand": "由系统管理员转交，须凭验证码"},
}

# Who acted in the events of people who are not signed in.
NOT_SIGNED_IN = {EventType.SIGN_IN_FAILED: "未登录", EventType.OBJECTION_FILED: "公众"}


def target_type(event: AuditEvent) -> str:
    """The kind of the target, such as 名单报送."""
    model = _model(event)
    return str(model._meta.verbose_name) if model else event.target_label


def actor_text(event: AuditEvent) -> str:
    """The name of who acted; who fails to sign in, and who files an objection, is not signed in."""
    return event.actor_name or NOT_SIGNED_IN.get(event.type, "平台")


def details(event: AuditEvent) -> list[tuple[str, str]]:
    """Return title and text of each item of the event's data, then of each changed field.

    A key without a title is its own title, so that one event cannot make the whole list fail.
    """
    items = [(_title(event, key), _text(event, key, value)) for key, value in event.data.items()]
    for field, (before, after) in event.changes.items():
        items.append((_title(event, field), f"{_text(event, field, before)} → {_text(event, field, after)}"))
    return items


def details_text(event: AuditEvent) -> str:
    """The details in one line, for a CSV file."""
    return "；".join(f"{title}：{text}" for title, text in details(event))


def _model(event: AuditEvent) -> type[Model] | None:
    """The model of the event's target; None without a target, or where the model no longer exists."""
    try:
        return apps.get_model(event.target_label) if event.target_label else None
    except LookupError:
        return None


def _field(model: type[Model] | None, name: str) -> Any:
    """The field or reverse relation of the model with that name; None where there is none."""
    return next((field for field in model._meta.get_fields() if field.name == name), None) if model else None


def _field_title(model: type[Model] | None, name: str) -> str:
    """The Chinese name of a field; "" where there is none."""
    return str(getattr(_field(model, name), "verbose_name", ""))


def _title(event: AuditEvent, key: str) -> str:
    own = _field_title(_model(event), key)
    return (own if key in event.changes else "") or TITLES.get(key) or own or key


def _text(event: AuditEvent, key: str, value: object) -> str:
    """Return a value in Chinese; for a code of VALUES or of the target's choice field, its label."""
    if key == "cell_edits" and isinstance(value, dict) and value.keys() == {"line", "field", "text"}:
        return f"第{value['line']}行{_row_title(event, value['field'])}改为“{value['text']}”"
    if isinstance(value, dict):
        return (
            "，".join(f"{_row_title(event, inner)}：{_text(event, '', text)}" for inner, text in value.items()) or "无"
        )
    if isinstance(value, list):
        return "；".join(_text(event, key, inner) for inner in value) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if value in (None, ""):
        return "无"
    text = str(value)
    return VALUES.get(key, {}).get(text) or _choice(event, key, text) or _day(text) or text


def _row_title(event: AuditEvent, field: str) -> str:
    """The title of a field of the rows of an uploaded file, which is the target; else the name of the field."""
    rows = _field(_model(event), "rows")
    return _field_title(getattr(rows, "related_model", None), field) or field


def _choice(event: AuditEvent, key: str, code: str) -> str:
    """The label of a code in a choice field of the target; "" where the field has no such code."""
    # A proposed or earlier decision has the codes of the field `decision`.
    field = _field(_model(event), "decision" if key in ("proposed_decision", "earlier_decision") else key)
    choices = dict(getattr(getattr(field, "base_field", field), "flatchoices", None) or ())
    return str(choices.get(code, ""))


def _day(text: str) -> str:
    """The day of an ISO date in Chinese, such as 2026年7月10日; "" for any other text."""
    try:
        return chinese_date(date.fromisoformat(text)) if len(text) == 10 else ""
    except ValueError:
        return ""
