"""Render the codes of problems, notes and failures as Chinese sentences.

There are two channels. The channel "file" is for a person who uploaded a file, and for a feed. The channel "push" is
for a program that pushed entries as JSON; it has its own sentence for a code whose file sentence mentions cells or
uploading.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from foundation.web.dates import chinese_date
from spreadsheets.cell_wording import (
    CELL_TEXTS,
    DAY_FAULTS,
    OTHER_IDENTIFIERS,
    PUSHED_CELL_HINTS,
    PUSHED_OTHER_IDENTIFIERS,
    written_character,
)
from spreadsheets.columns import Column
from spreadsheets.failure_wording import FAILURE_TEXTS, PUSHED_FAILURE_TEXTS
from spreadsheets.failures import FAILURE_CODES
from spreadsheets.file_wording import FILE_TEXTS, PUSHED_FILE_HINTS
from spreadsheets.headers import HEADER_WITHIN
from spreadsheets.mark_wording import MARK_TEXTS, PUSHED_MARK_HINTS, PUSHED_MARK_MESSAGES
from spreadsheets.name_wording import NAME_TEXTS, PUSHED_NAME_HINTS, PUSHED_NAME_MESSAGES
from spreadsheets.note_wording import NOTE_TEXTS
from spreadsheets.notes import NOTE_CODES
from spreadsheets.problems import PROBLEM_CODES, Param, Params

# "file": a person or a feed brought a file; "push": a program pushed entries as JSON.
Channel = Literal["file", "push"]


class ProblemText(NamedTuple):
    """A sentence that states what is wrong, and one that states how to correct it."""

    message: str
    hint: str


_CHECK_LICENCE = "请对照营业执照逐位核对。"
_REAL_DAY = "请改为真实的认证日期，如2019-07-10。"
_RIGHT_YEAR = "请核对年份，改正后重新上传。"
_REAL_DAY_OR_NONE = "请改为真实的日期，如2019-07-10；不详则留空。"
_OTHER_IDENTIFIERS_ALSO = "该行另按其他代码和名称比对；如能查到正确的，请更正后重新上传。"
_TWO_NAMES = "其中一处填错了代码或名称，请对照营业执照改正。"
OTHER_NAME_OF_CODE = "如企业已更名，不必处理；如填错了代码，请告知来源单位更正。"
_ONE_ROW = "同一企业只列一行，请删去多余的一行。"

PROBLEM_TEXTS: dict[str, ProblemText] = {
    code: ProblemText(message, hint)
    for code, message, hint in (
        *FILE_TEXTS,
        *NAME_TEXTS,
        *MARK_TEXTS,
        *CELL_TEXTS,
        ("empty", "{column}没有填写", "请填写{column}。"),
        (
            "resident_id",
            "此处填写的是居民身份证号，不是企业的代码；为保护个人信息，系统没有保存它",
            "请改填企业的统一社会信用代码。",
        ),
        ("formula_error", "单元格的公式出错（{text}）", "请改为直接填写内容，或修正公式后重新上传。"),
        (
            "lost_digits",
            "{column}被表格软件当作数字，末尾的位数已经丢失（{text}）",
            "请先把这一列设为“文本”格式，再重新填写完整的代码。",
        ),
        ("too_long", "{column}有{length}个字，超过{limit}个字", "请只填写这一栏应填的内容。"),
        (
            "registration_number_check",
            "15位工商注册号“{text}”的校验位不符，其中至少有一位写错",
            _OTHER_IDENTIFIERS_ALSO,
        ),
        (
            "registration_number_length",
            "工商注册号应为13位或15位数字，现为{length}位“{text}”",
            _OTHER_IDENTIFIERS_ALSO,
        ),
        ("registration_number_shape", "工商注册号“{text}”的位数或字符不符", _OTHER_IDENTIFIERS_ALSO),
        ("uscc_known", "统一社会信用代码没有填写", "按海关注册编码，是否应为{uscc}？"),
        (
            "first_time",
            "海关注册编码{customs_code}的企业首次出现，名单中没有它的统一社会信用代码",
            "请在下方填写，或在名单中加一列“统一社会信用代码”，至少填写首次出现的企业。",
        ),
        ("uscc_length", "统一社会信用代码应为18位，现为{length}位", _CHECK_LICENCE),
        ("uscc_characters", "统一社会信用代码含有不会出现的字符“{characters}”", _CHECK_LICENCE),
        (
            "uscc_look_alike",
            "统一社会信用代码含有不会出现的字符“{characters}”",
            "是否应为{uscc}？请对照营业执照核对。",
        ),
        ("uscc_check", "统一社会信用代码的校验码不符，其中至少有一位写错", _CHECK_LICENCE),
        (
            "customs_code",
            "海关注册编码应为10位数字或大写字母，现为{length}位“{text}”",
            "请对照海关注册登记证书核对。",
        ),
        (
            "customs_office",
            "海关注册编码{customs_code}的前几位属于{office}，不属于{own_office}",
            "企业如在两关之间迁移，请核实由哪个海关认证。",
        ),
        ("uscc_twice", "统一社会信用代码与第{line}行重复", _ONE_ROW),
        (
            "uscc_two_names",
            "统一社会信用代码与第{line}行重复，企业名称却不同（“{name}”与“{other_name}”）",
            _TWO_NAMES,
        ),
        ("customs_code_twice", "海关注册编码与第{line}行重复", _ONE_ROW),
        (
            "customs_code_two_names",
            "海关注册编码与第{line}行重复，企业名称却不同（“{name}”与“{other_name}”）",
            _TWO_NAMES,
        ),
        ("certified_on_invalid", "认证日期“{text}”{fault}", _REAL_DAY),
        ("certified_on_future", "认证日期{day}晚于今天", _REAL_DAY),
        ("certified_on_too_early", "认证日期{day}早于海关开始实施高级认证的{earliest}", _REAL_DAY),
        ("certified_on_after_roster", "认证日期{day}晚于名单的截至日期{as_of}", _REAL_DAY),
        ("name_too_long", "企业名称有{length}个字，过长", "请只填写企业全称。"),
        ("name_implausible", "“{text}”不像企业名称", "请填写营业执照上的企业全称，检查是否填错了列。"),
        (
            "name_changed",
            "该代码此前登记的企业名称是“{name}”",
            "企业如已更名，确认后原名称保留为曾用名；如填错了代码或名称，请改正。",
        ),
        (
            "name_respelt",
            "企业名称的写法与此前登记的“{name}”不同，只差在全角半角、空格或大小写",
            "以营业执照为准；确认后改为本次的写法。",
        ),
        (
            "customs_code_changed",
            "该企业此前的海关注册编码是{customs_code}",
            "企业跨关区迁移会换发编码，确认后原编码保留在历史中。",
        ),
        (
            "other_office",
            "该企业在{office}的现行名单上",
            "核实无误的，确认名单时即请{office}移交，在其同意之前不列入本关名单；如填错了代码，请改正。",
        ),
        (
            "natural_person",
            "这一行像是自然人；自然人不入库，系统没有保存这一行的任何内容",
            "如实为企业，请补上统一社会信用代码后重新上传。",
        ),
        (
            "may_be_person",
            "从这一行看不出是企业还是自然人；核实之前，这一行不入库",
            "请查看您的文件：是企业的，请在本页认定“这些行是企业”，或补上统一社会信用代码后重新上传；是自然人的，请认定“这些行不是企业”。",
        ),
        (
            "unclear_subject",
            "没有代码，名称也没有写明组织形式，请核实是不是企业",
            "是企业的无需改动；是自然人的，请认定“这些行不是企业”。",
        ),
        (
            "personal_data_cut",
            "“{title}”中写有自然人的证件号码、手机号码、银行卡号或姓名；为保护个人信息，已经删去",
            "其余内容照常读取，无需改动。",
        ),
        (
            "no_subject",
            "既没有主体名称，也没有可用的代码，不知道说的是谁",
            "请填写主体名称，或统一社会信用代码。",
        ),
        (
            "no_name",
            "主体名称没有填写",
            "该行按代码导入、比对，名称记为“未载名称”；如能查到名称，请补上后重新上传。",
        ),
        ("entry_uscc_length", "统一社会信用代码应为18位，现为{length}位", OTHER_IDENTIFIERS),
        ("entry_uscc_characters", "统一社会信用代码含有不会出现的字符“{characters}”", OTHER_IDENTIFIERS),
        ("entry_uscc_check", "统一社会信用代码的校验码不符，其中至少有一位写错", OTHER_IDENTIFIERS),
        ("entry_org_code", "组织机构代码“{text}”的位数或校验码不符（GB 11714）", OTHER_IDENTIFIERS),
        ("entry_tax_number", "纳税人识别号“{text}”的位数或字符不符", OTHER_IDENTIFIERS),
        ("entry_customs_code", "海关注册编码“{text}”的位数或字符不符", OTHER_IDENTIFIERS),
        ("moved", "{column}一栏填的是{kind}{text}", "已作为{kind}读取，无需改动；请告知来源单位更正。"),
        (
            "org_code_in_tax_number",
            "15位纳税人识别号的后九位是组织机构代码{org_code}",
            "已据此读取组织机构代码，无需改动。",
        ),
        (
            "two_codes",
            "{column}一栏另有{kind}{text}，与本行的{kind}{own_text}不同",
            "以{kind}一栏为准；如有误，请更正后重新上传。",
        ),
        (
            "uscc_for_name",
            "主体名称一栏填的是统一社会信用代码{uscc}，与本行的统一社会信用代码{own_uscc}不同",
            "以统一社会信用代码一栏为准；如有误，请更正后重新上传。",
        ),
        (
            "column_chosen",
            "{letter}列“{title}”和{other_letter}列“{other_title}”同义，读的是前者；两列有{count}行不同，本行后者填的是“{text}”",
            "请核对；如应以{other_letter}列为准，请重新指定各列。",
        ),
        (
            "column_preferred",
            "{letter}列“{title}”和{other_letter}列“{other_title}”含义相近，读的是前者；两列有{count}行不同，本行后者填的是“{text}”",
            "如应以{other_letter}列为准，请重新指定各列。",
        ),
        (
            "section_states_loss",
            "本行在“{section}”之下，像是已移出、已失去资格，或尚未取得资格、尚未列入",
            "请核对；如是，请从名单中剔除本行，或填写移出日期。",
        ),
        (
            "note_states_loss",
            "第{line}行写有“{text}”，所说的是哪些行，平台不能判断",
            "请对照核对；如有已失去资格或已移出的，请从名单中剔除，或填写移出日期。",
        ),
        (
            "row_states_loss",
            "“{title}”一栏填的是“{text}”，像是已失去资格或已移出",
            "请核对；如是，请从名单中剔除本行，或填写移出日期。",
        ),
        (
            "state_unclear",
            "“{title}”一栏填的是“{text}”（第{lines}行），看不出现在是否为高级认证企业",
            "请核对；如已不是或尚未成为，请从名单中剔除这些行。",
        ),
        (
            "other_grade",
            "“{title}”一栏填的是“{text}”，不是高级认证企业",
            "请剔除本行，或更正该栏。",
        ),
        (
            "other_stated_office",
            "“{title}”一栏填的是“{text}”，报送的是{office}",
            "请核对该企业应由哪个海关报送。",
        ),
        (
            "entry_state_unclear",
            "“{title}”一栏填的是代码“{text}”（第{lines}行），看不出是否仍在名单上",
            "请核对来源单位的说明；如已移出，请从名单中剔除这些行，或填写移出日期。",
        ),
        (
            "stated_office_unclear",
            "“{title}”一栏填的是“{text}”（第{lines}行），看不出是哪个海关，报送的是{office}",
            "请核对；如是其他海关，请从名单中剔除这些行。",
        ),
        ("surplus_cells", "{letter}列没有表头，填的是“{text}”，没有读取", "请核对本行各列是否错位。"),
        ("listed_on_invalid", "列入日期“{text}”{fault}", _REAL_DAY_OR_NONE),
        ("listed_on_implausible", "列入日期{day}不在{earliest}至{latest}之间", _RIGHT_YEAR),
        ("listed_on_future", "列入日期{day}晚于今天，到那一天才生效", "如填错了年份，请改正后重新导入。"),
        ("expires_on_invalid", "有效期止“{text}”{fault}", _REAL_DAY_OR_NONE),
        (
            "expires_on_unclear",
            "“{title}”一栏有{count}处只写了一个日期，如“{text}”，看不出是起始日还是截止日",
            "已作为有效期止读取，请核对；如是起始日，请改为截止日期或删去。",
        ),
        ("expires_on_too_early", "有效期止{day}早于列入日期{listed_on}", "请核对两个日期。"),
        ("removed_on_invalid", "移出日期“{text}”{fault}", _REAL_DAY_OR_NONE),
        ("removed_on_implausible", "移出日期{day}不在{earliest}至{latest}之间", _RIGHT_YEAR),
        ("removed_on_too_early", "移出日期{day}早于列入日期{listed_on}", "请核对两个日期。"),
        ("source_id_twice", "来源编号在文件中重复", "以后一行为准。"),
        ("entry_twice", "同一主体、同一文号在文件中重复", "以后一行为准。"),
        (
            "entry_uscc_two_names",
            "统一社会信用代码与第{line}行相同，名称却不同（“{other_name}”与“{name}”）",
            OTHER_NAME_OF_CODE,
        ),
        (
            "superseded",
            "这一条已有更新的数据，本文件不改变它",
            "如应以本文件为准，请在确认前撤回，再以不早于该数据的截至日期重新上传（同日亦可）。",
        ),
        (
            "erased",
            "这一条将清除或改写已知的{fields}",
            "空白单元格即为清除；如不应改变，请补上内容，或删去整列后重新上传。",
        ),
        (
            "unknown_record",
            "来源编号{source_id}不在这一“黑名单”中，这一行没有移出任何条目",
            "请核对来源编号；如有主体名称或代码，请一并填写。",
        ),
    )
}

_PUSHED_OTHER_IDENTIFIERS_ALSO = "该条另按其他代码和名称比对；如能查到正确的，请更正后重新推送。"

# The sentences that differ for a program: the message, the hint or both.
PUSHED_MESSAGES = {
    **PUSHED_NAME_MESSAGES,
    **PUSHED_MARK_MESSAGES,
    "formula_error": "该字段的公式出错（{text}）",
    "natural_person": "这一条像是自然人；自然人不入库，系统没有保存这一条的任何内容",
    "may_be_person": "从这一条看不出是企业还是自然人，没有入库",
    "moved": "{column}字段填的是{kind}{text}",
    "two_codes": "{column}字段另有{kind}{text}，与本条的{kind}{own_text}不同",
    "uscc_for_name": "主体名称字段填的是统一社会信用代码{uscc}，与本条的统一社会信用代码{own_uscc}不同",
    "source_id_twice": "来源编号在所推送的条目中重复",
    "entry_twice": "同一主体、同一文号在所推送的条目中重复",
    "entry_uscc_two_names": "统一社会信用代码与另一条相同，名称却不同（“{other_name}”与“{name}”）",
    "superseded": "这一条已有更新的数据，本批数据不改变它",
    "unknown_record": "来源编号{source_id}不在这一“黑名单”中，这一条没有移出任何条目",
}
PUSHED_HINTS = {
    **PUSHED_FILE_HINTS,
    **PUSHED_NAME_HINTS,
    **PUSHED_MARK_HINTS,
    **PUSHED_CELL_HINTS,
    "formula_error": "请改为直接填写内容，或修正公式后重新推送。",
    "lost_digits": "请改用文本而不是数字，重新给出完整的代码。",
    "too_long": "请只填写该字段应填的内容。",
    "registration_number_check": _PUSHED_OTHER_IDENTIFIERS_ALSO,
    "registration_number_length": _PUSHED_OTHER_IDENTIFIERS_ALSO,
    "registration_number_shape": _PUSHED_OTHER_IDENTIFIERS_ALSO,
    "natural_person": "如实为企业，请补上统一社会信用代码后重新推送。",
    "may_be_person": "是企业的，请补上统一社会信用代码后重新推送；自然人请不要推送。",
    "unclear_subject": "是企业的无需改动；自然人请不要推送。",
    "no_name": "该条按代码导入、比对，名称记为“未载名称”；如能查到名称，请补上后重新推送。",
    "entry_uscc_length": PUSHED_OTHER_IDENTIFIERS,
    "entry_uscc_characters": PUSHED_OTHER_IDENTIFIERS,
    "entry_uscc_check": PUSHED_OTHER_IDENTIFIERS,
    "entry_org_code": PUSHED_OTHER_IDENTIFIERS,
    "entry_tax_number": PUSHED_OTHER_IDENTIFIERS,
    "entry_customs_code": PUSHED_OTHER_IDENTIFIERS,
    "two_codes": "以{kind}字段为准；如有误，请更正后重新推送。",
    "uscc_for_name": "以统一社会信用代码字段为准；如有误，请更正后重新推送。",
    "listed_on_implausible": "请核对年份，改正后重新推送。",
    "listed_on_future": "如填错了年份，请改正后重新推送。",
    "removed_on_implausible": "请核对年份，改正后重新推送。",
    "source_id_twice": "以后一条为准。",
    "entry_twice": "以后一条为准。",
    "superseded": "如应以本批数据为准，请以不早于该数据的截至日期重新推送（同日亦可）。",
    "erased": "空文本和 null 即为清除；如不应改变，请补上内容，或不写该字段后重新推送。",
}

# Kind of parameter → function that renders its value for a sentence; values of other kinds stay as they are.
_AS_WRITTEN: dict[Param, Callable[[Any], Any]] = {
    Param.DAY: lambda day: chinese_date(date.fromisoformat(day)),
    Param.DAY_FAULT: DAY_FAULTS.__getitem__,
    Param.CHARACTERS: lambda characters: "、".join(map(written_character, characters)),
    Param.SHEETS: "、".join,
    Param.NAMES: lambda names: "、".join(f"“{name}”" for name in names),
    Param.SHEET: lambda name: f"工作表“{name}”" if name else "",
    Param.HEADER_LINE: lambda line: f"第{line}行的表头" if line else f"前{HEADER_WITHIN}行",
    Param.BYTES: lambda size: size / 1024 / 1024,
}


def problem_text(code: str, params: Params, *, columns: Sequence[Column], channel: Channel = "file") -> ProblemText:
    """The message and hint of a problem in a table with these columns. Raises KeyError for an unknown code."""
    values = _values(params, PROBLEM_CODES[code].params, columns)
    message, hint = PROBLEM_TEXTS[code]
    if channel == "push":
        message, hint = PUSHED_MESSAGES.get(code, message), PUSHED_HINTS.get(code, hint)
    return ProblemText(message.format_map(values), hint.format_map(values))


def note_text(code: str, params: Params) -> str:
    """The sentence of a note on how a file was read. Raises KeyError for an unknown code."""
    return NOTE_TEXTS[code].format_map(_values(params, NOTE_CODES[code], ()))


def failure_text(code: str, params: Params, *, columns: Sequence[Column], channel: Channel = "file") -> str:
    """The sentence that states why a file with these columns could not be read. Raises KeyError for an unknown code."""
    values = _values(params, FAILURE_CODES[code], columns)
    text = FAILURE_TEXTS[code]
    if channel == "push":
        text = PUSHED_FAILURE_TEXTS.get(code, text)
    return text.format_map(values)


def _values(params: Params, kinds: Mapping[str, Param], columns: Sequence[Column]) -> dict[str, Any]:
    """Return name → the parameter in the form for a sentence."""
    return {name: _as_written(params[name], kind, columns) for name, kind in kinds.items()}


def _as_written(value: Any, kind: Param, columns: Sequence[Column]) -> Any:
    if kind is Param.COLUMN:
        return next(column.title for column in columns if column.key == value)
    if kind is Param.FIELDS:
        return "、".join(column.title for column in columns if column.key in value)
    if kind is Param.COLUMNS:
        return "；".join(_with_aliases(column) for column in columns if column.key in value)
    return _AS_WRITTEN[kind](value) if kind in _AS_WRITTEN else value


def _with_aliases(column: Column) -> str:
    return f"“{column.title}”（也可写作{'、'.join(column.aliases[:4])}）"
