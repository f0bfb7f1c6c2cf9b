"""The fields of the data sets: the dictionary of each file, and the JSON Schema of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# The number in the addresses of the schemas; a field that goes or changes its meaning makes a new one.
SCHEMA_VERSION = "1"
TYPES = {"string": "文本", "date": "日期", "integer": "整数"}


@dataclass(frozen=True)
class Field:
    """One column: its key in JSON, its heading in CSV and Excel, its type (a key of TYPES), and what it means."""

    key: str
    label: str
    type: str
    description: str
    may_be_null: bool = False
    choices: tuple[str, ...] = ()

    @property
    def type_label(self) -> str:
        return TYPES[self.type]

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the value."""
        kind = "integer" if self.type == "integer" else "string"
        schema: dict[str, Any] = {"title": self.label, "description": self.description}
        schema["type"] = [kind, "null"] if self.may_be_null else kind
        if self.type == "date":
            schema["format"] = "date"
        if self.choices:
            schema["enum"] = list(self.choices)
        return schema


NUMBER = Field("number", "公布编号", "string", "企业这一次公布的编号。重新公布的，编号不同。")
# What is open of a published enterprise.
ENTERPRISE_FIELDS = (
    NUMBER,
    Field("name", "企业名称", "string", "现在的名称。"),
    Field("uscc", "统一社会信用代码", "string", "18位（GB 32100-2015）。"),
    Field("customs_code", "海关注册编码", "string", "10位；没有的为空。"),
    Field("aeo_code", "AEO编码", "string", "AEOCN加海关注册编码；没有海关注册编码的为空。"),
    Field("office", "主管海关", "string", "现在的主管海关。"),
    Field("certified_on", "认证日期", "date", "海关高级认证的日期。"),
    Field("since", "确定日期", "date", "自该日起连续是联合激励对象。"),
    Field("published_on", "公布日期", "date", "向社会公布的日期。"),
    Field("batch", "公布批次", "string", "名单公布的编号，如2026年第3号。"),
)
JOINED, CHANGED, LEFT = "joined", "changed", "left"
CHANGE_FIELDS = (
    Field("day", "日期", "date", "变动的日期。"),
    Field(
        *("change", "变动", "string", "joined：新增；changed：变更信息；left：移出，只有日期和公布编号，其余为空。"),
        choices=(JOINED, CHANGED, LEFT),
    ),
    NUMBER,
    *(
        Field(field.key, field.label, field.type, field.description, may_be_null=True)
        for field in ENTERPRISE_FIELDS
        if field is not NUMBER
    ),
)
CASE_FIELDS = (
    Field("case", "案例编号", "integer", "案例的编号，其网页是/cases/编号/。"),
    Field("title", "标题", "string", "案例的标题。"),
    Field("body", "内容", "string", "案例的正文。"),
    Field("enterprise", "企业名称", "string", "案例所述的企业。"),
    Field("uscc", "统一社会信用代码", "string", "该企业的代码。"),
    Field("department", "实施单位", "string", "实施措施的单位，当时的名称。"),
    Field("measure", "激励措施", "string", "措施的简称。"),
    Field("published_on", "公布日期", "date", "案例公布的日期。"),
)
MEASURE_FIELDS = (
    Field("plan", "行动计划", "string", "行动计划的文号。"),
    Field("measure", "序号", "integer", "在行动计划中的序号。"),
    Field("section", "类别", "string", "措施的类别。"),
    Field("title", "简称", "string", "措施的简称。"),
    Field("wording", "措施文本", "string", "现行的文本。"),
    Field("condition", "适用条件", "string", "没有条件的为空。"),
    Field("kinds", "性质", "string", "如持续适用或按次办理。"),
    Field("departments", "责任单位", "string", "有几个的以顿号分隔。"),
    Field("legal_basis", "依据", "string", "现行文本的依据。"),
    Field("in_force_from", "施行日期", "date", "现行文本自该日起施行。"),
)
STATISTIC_FIELDS = (
    Field("indicator", "指标", "string", "指标的名称。"),
    Field("group", "分组", "string", "主管海关、公布批次或者措施；不分组的为“全部”。"),
    Field("value", "数值", "integer", "指标的数值。"),
    Field("unit", "单位", "string", "数值的单位。"),
)


def row_schema(fields: Sequence[Field]) -> dict[str, Any]:
    """Return the JSON Schema of a row."""
    return {
        "type": "object",
        "properties": {field.key: field.schema for field in fields},
        "required": [field.key for field in fields],
        "additionalProperties": False,
    }
