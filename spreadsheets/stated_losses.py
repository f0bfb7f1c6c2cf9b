"""Columns that no field has, and what their cells state against a row: a loss, a removal, another grade or office.

The words for a loss are many, so a column of states or grades of a roster is read the other way round: what is no word
for a certification in force has to be confirmed.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from spreadsheets.columns import index_of, letter_of
from spreadsheets.days import read_day
from spreadsheets.headers import BRACKETED, TRADITIONAL
from spreadsheets.identifiers import CUSTOMS_CODE
from spreadsheets.joined_lines import BETWEEN
from spreadsheets.problems import PROBLEM_CODES, Params, Problem, problem_of_file
from spreadsheets.row_kinds import CONTENT, NOTE, plain
from spreadsheets.rows import Table
from spreadsheets.set_aside import shown_text
from spreadsheets.table_checks import REMOVED

# Words of programs for a loss or a removal, and for what is in force.
ENGLISH_LOSS = "delet|remov|cancel|revok|inactiv|invalid|disabled|withdr|terminat|suspend|expired"
ENGLISH_FORCE = r"(?<!in)valid|(?<!in)active|enabled|in_?force"
STATE_TITLE = re.compile(
    "状态|状况|标志|标识|标记|变动|变更|类型|类别|等级|级别|备注|说明|情况|结果|结论|意见|是否|grade|status|state$|remark|flag|operation|action|^op$"
    f"|{ENGLISH_LOSS}|{ENGLISH_FORCE}|{REMOVED}|enable|^sf[a-z]{{2}}$|有效$|^(?:仍|现)?(?:有效|在册|在列|保留)|有效性|合规|合格|^已?生效(?:否|标志|情况)?$",
    re.IGNORECASE,
)
# Columns about the sanction or the case, in which such words state nothing about the listing.
OTHER_MATTER = re.compile("处罚|处理|履行|案件|违法|法律|判决|执行")
# In them, only such words state that the listing has ended; a cell under 处理结果 may also state nothing else.
END_OF_LISTING = re.compile(
    "移出|移除|屏蔽|下架|撤下|信用修复|(?:终止|停止|不再|取消|撤销|结束)(?:公示|公布|公开|发布|惩戒|列入)"
    "|(?:退出|删除|剔除|撤出|解除).{0,4}(?:名单|名录|公示|惩戒|限制)"
)
GOES_ON = re.compile(f"[未无非否没尚][^，。；,;]{{0,4}}(?:{END_OF_LISTING.pattern})")
RESULT = re.compile("处理(?:结果|情况|状态|意见|进展|结论)")
# The last words are the first letters of 是否注销, 是否取消, 是否移出 and others, below of 是否有效 and 是否在册.
TITLE_OF_LOSS = re.compile(
    f"^(?!.*(?:有效期|期限|失效日|失效时)).*(?:{REMOVED}|{ENGLISH_LOSS}|del_?flag)|^sf(?:zx|qx|yc|cx|xf|sc)$",
    re.IGNORECASE,
)
TITLE_OF_FORCE = re.compile(
    f"是否.{{0,4}}(?:有效|生效|在列|在册)|^是否(?:对外|仍)?(?:公示|公布|公开)$|^(?:仍|现)?(?:有效|在册|在列|保留|已?生效)(?:性|否|标志|标识|情况)?$|有效性$|{ENGLISH_FORCE}|enable|^sf(?:yx|zc)$",
    re.IGNORECASE,
)
GRADE_TITLE = re.compile("^(?!.*(?:(?<![当目])前|原|曾)).*(?:等级|级别|类别|类型|grade)", re.IGNORECASE)
# Grades of other matters than the customs' own.
OTHER_GRADES = re.compile("税|环|质量|安全|资质|风险|评价|银行|信贷|资信|能耗|卫生|消防|劳动|保密|行业|客户")
# Columns of a roster whose cells are states or grades and nothing else.
ONLY_STATES = re.compile(
    "(?:状态|等级|级别|(?:信用|认证|资格|认定)(?:状况|结论|结果)|grade|status|state)(?:代?码|编码)?$", re.IGNORECASE
)
# Columns in which a cell may stand for the blank ones below it, as if they were merged.
FOR_ROWS_BELOW = re.compile("(?:变动|变更|增减|企业|名单)?(?:类别|类型|分类)")
OPERATION = re.compile("操作")
# Columns in which a program states by a code what happened to a row, or its state; such a code.
OF_CODES = re.compile(
    "(?:状态|标志|标识|操作|操作类型|变动类型|变更类型|status|state|flag|operation|action|^op|_op)(?:代?码|编码)?$",
    re.IGNORECASE,
)
CODE_OF_STATE = re.compile(r"\s*(?:[A-Za-z]|[0-9]{1,2}(?:\.0)?)\s*")
OFFICE_TITLE = re.compile("海关|关区")
CUSTOMS = "海关"
# Columns whose cells are offices and nothing else, and words for the own office.
ONLY_OFFICES = re.compile(
    "(?:主管|所属|注册地?|备案地?|认证|申报|属地|所在地?|隶属|直属|管辖)*(?:海关|关区)(?:代码|编码|代号|名称|编号)?"
)
OWN_OFFICE = re.compile("[本我]关|[本我]海关|[—/无-]+")
LOSS = re.compile(rf"{REMOVED}|降级|降为|下调|暂停|\b(?:{ENGLISH_LOSS})", re.IGNORECASE)
NEGATED = re.compile(
    rf"[未无不非否没][^，。；,;]{{0,4}}(?:{REMOVED}|降级|降为|下调|暂停)|\b(?:not|never|no)\b[^,;.]{{0,9}}\b(?:{ENGLISH_LOSS})",
    re.IGNORECASE,
)
OTHER_GRADE = re.compile(
    r"一般认证|一般信用|失信|注册登记|备案企业|常规管理|^[ABCD]类|^\s*(?:[ABCD]|一般|常规|[Gg]eneral)\s*$"
)
# States of an enterprise that lost its standing; of an entry on a blacklist they state nothing.
LOST_STANDING = re.compile(
    "(?<![未无非没])(?<![未无非没]被)(?:中止|冻结|吊销|破产|清算|迁出|停业|停产|歇业|关停|倒闭|解散|除名|失联|并入|被合并|合并[至到]|失去|丧失|过期"
    "|作废|[出离]册|(?<!重新)(?<!复核)认证中|待认证|未认证|未能认证|(?:资格|认证|证书)已?到期(?!日|时间|[:：于]|[0-9])"
    "|[搬转]?迁(?:往|至|到)|转(?:往|至|出)|(?:调整|变更|转|降|改)[为至到成](?:[BCD]类|一般|普通|常规|失信))"
    "|不通过|未通过|不合格|不达标|不符合|不享受|不予?(?:认[证定]|保留|通过|同意)|不同意|不适用|未续|未复核"
)
# What is taken back, given up or no longer used: the certification, its certificate or the application for it.
GIVEN_UP = "(?:收回|停用|放弃|撤回|退回|被撤(?!诉))"
OF_CERTIFICATION = "(?:申请|认证|资格|证书|高级|AEO)"
CERTIFICATION_GIVEN_UP = re.compile(
    rf"(?<![未无非没]){OF_CERTIFICATION}(?:(?![未无没不])[^，。；,;]){{0,8}}{GIVEN_UP}|(?<![未无非没]){GIVEN_UP}.{{0,4}}{OF_CERTIFICATION}"
    rf"|^\W*(?:已经?|主动|自愿|企业|公司|被)*{GIVEN_UP}(?:重[审报核])?\W*$"
)
# Another grade in a state or a remark, which is not the one before.
OTHER_GRADE_NOW = re.compile(
    "(?<![由从原曾前非])(?<![原曾非]为)(?<!曾是)(?:一般认证|一般信用|失信企业|注册登记企业|注册登记(?:和|、)?备案|备案企业|常规管理"
    "|(?:普通|一般)企业)(?!.{0,20}(?:升|晋|[转改]为高级|(?:调整|变更)为高级|[→>至到成]高级))"
)
NO_OTHER_GRADE = re.compile(f"[未无不非否没][^，。；,;]{{0,6}}(?:{OTHER_GRADE_NOW.pattern})")
# Nothing but a mark or word by which a row is crossed out, in a column of remarks or marks.
CROSSED_OUT = re.compile(r"\W*(?:[×✗✘✕Xx]|[删撤废停剔退])\W*")
MARK_TITLE = re.compile("备注|说明|标志|标识|标记|状态|状况|remark|flag|status", re.IGNORECASE)
# The row of a pair that another one replaces.
EARLIER_OF_PAIR = re.compile(
    r"\W*(?:(?:变更|更正|更改|调整|修改|修订|更名|变动)(?:之|以)?前|原|旧|原(?:名称|信息|记录|数据))\W*"
)
# In a column about a case, only these words state such an end.
END_OF_CERTIFICATION = re.compile(
    "(?:取消|撤销|丧失|失去|终止|暂停|退出).{0,6}(?:资格|认证|AEO|高级)|(?:资格|认证).{0,4}(?:取消|撤销|终止|暂停)"
)
# Columns that are read and state something as well.
STATING = frozenset({"grade", "stated_office"})
STATING_VALIDITY = frozenset({"review_due_on"})
TITLE_OF_STANDING = re.compile(
    "是否.{0,4}(?:有效|正常|高级|认证|合格|通过|保留|继续)|^(?:企业|认证)?(?:合规|合格)(?:性|情况|与否|否)?$"
)
# Titles of the last day of a certification.
VALIDITY_TITLE = re.compile(
    "^(?:AEO|海关|高级|认证|证书|资格)*(?:有效(?:期|日|至|截止)|到期|失效[日时]).*", re.IGNORECASE
)
# Titles of columns about the end of the standing of an enterprise, beside those of TITLE_OF_LOSS.
TITLE_OF_LOST_STANDING = re.compile(
    "^(?!.*(?:有效期|期限|原因|次数)).*(?:暂停|中止|冻结|吊销|降级|失去|丧失|迁出|停用)"
)
YES = re.compile(r"\s*(?:是(?!否).*|有|已.*|[Yy](?:es|ES)?|1|[Tt]rue|TRUE|[√✓✔☑]|(?:19|20)\d{2}(?:\D.*|\d{2,4}.*)?)\s*")
NO = re.compile(
    r"\s*(?:否|非|不(?!明|详).{0,6}|无|没有|无效|已?[出离]册|未.{0,6}|[Nn](?:o|O)?|0(?:\.0)?|[Ff]alse|FALSE|[-—×✗✘☒/]+)\s*"
)
# Words for a certification, or an enterprise, in force; a state is one or several of them.
IN_FORCE = re.compile(
    "正常(?:经营|营业|运营|生产|状态|使用|适用)?|有效|存续|在营|在业|开业|营业中?|在册|在用|启用|激活|已?生效"
    "|已?(?:通过|取得|获得)?(?:海关)?(?:AEO)?(?:高级)?(?:认证|认定|信用)?(?:企业)?(?:通过|有效)?|(?:审核|复核|考核)?(?:合格|通过)|达标|符合(?:标准)?|良好"
    "|(?:重新|首次|初次)(?:认证|认定)|AEO|高级|AA类?(?:企业|管理)?|新增|续期|续证|延续|延期|保留|保持|维持|不变|无变[化更]|变更|更名|[转迁]入"
    "|已?(?:报送|提交|上报|审核|审批|核准|核实|核对|复核|公布|发布|办结|确认)|确立|成立|是|Y|YES|1|√|✓|✔|TRUE|OK|ACTIVE|VALID|NORMAL|ENABLED"
    "|EFFECTIVE|CERTIFIED|IN_?FORCE|REGISTERED|ADVANCED(?:CERTIFIED)?(?:ENTERPRISE)?|[0-9]{4}[-./年0-9月日]*(?:起|年度)?(?:.{0,4}(?:认证|认定|复核))?"
)
BETWEEN_STATES = re.compile(r"[、,;/|()\[\]【】]+")
# A cell that states nothing but a loss, whatever the title of its column.
LOSS_AT_ALL = re.compile(f"{REMOVED}|降级|暂停")
OUTRIGHT = re.compile(
    rf"\W*(?:已经?|现已?|现|拟|被|予以|申请|正在|企业|单位|公司|\d{{4}}年?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?)*(?:{LOSS_AT_ALL.pattern})"
    r"(?:了|其|的|高级|海关|AEO|认证|资格|企业|适用|登记|名单|名录|列入|公示|信用|完成|完毕|中|手续|\d{4}年?(?:\d{1,2}月)?(?:\d{1,2}日)?)*\W*"
)
# Columns in which such a word is about something else.
NO_STATEMENT = re.compile("联系|电话|地址|范围|行业|案由|义务|依据|内容|事项|操作|名称|人$|文号|编号")
# States of an entry that is no longer in force.
ENDED = re.compile(
    "出列|屏蔽|下架|撤案|过期|到期|期满|届满|历史|归档|结案|[履执]行完毕|已履行|执行到位|已?纠正|整改(?:到位|完成)"
    "|作废|撤回|误列|误报|重复列入|红名单|守信|重点关注|archived|closed|repaired",
    re.IGNORECASE,
)
NOT_ENDED = re.compile(f"[未无不非否没尚][^，。；,;]{{0,4}}(?:{ENDED.pattern})|(?<!已)到期日", re.IGNORECASE)
# A note about what is to be done, or about a rule, and not about rows.
GENERAL_NOTE = re.compile("如[有遇需果]|若|请|应当|须|可以|办法|规定|条例|依据|根据|通知")
LONGEST_TEXT = 40
LINES_SHOWN = 20


def check_stated_losses(table: Table, context: Any) -> Iterator[Problem]:
    """Report the cells beside a row that state a loss of standing or a removal; of rosters and blacklists.

    In a column about a loss (注销标志, 取消日期), whatever does not deny it states it.
    """
    for letter, title, texts in _other_columns(table, STATE_TITLE):
        name = BRACKETED.sub("", plain(title))
        is_of_loss = TITLE_OF_LOSS.search(name) is not None
        is_of_force = TITLE_OF_FORCE.search(name) is not None
        stated = {
            text
            for text in set(texts)
            if states_loss(text)
            or (is_of_loss and not is_of_force and _affirms(text))
            or (is_of_force and NO.fullmatch(text))
        }
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})
    for letter, title, texts in _columns_titled(table, OTHER_MATTER):
        is_result = RESULT.search(title) is not None
        stated = {text for text in set(texts) if _ends_listing(text) or (is_result and _is_outright(text))}
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})
    for letter, title, texts in _unknown_columns(table):
        if LOSS_AT_ALL.search(BETWEEN.join(texts)):
            stated = {text for text in set(texts) if _is_outright(text)}
            yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})


def _ends_listing(text: str) -> bool:
    """Return whether a cell of a column about a case states that the listing has ended."""
    return END_OF_LISTING.search(text) is not None and not (NEGATED.search(text) or GOES_ON.search(text))


def _is_outright(text: str) -> bool:
    return len(text) <= LONGEST_TEXT and OUTRIGHT.fullmatch(text) is not None


def check_notes(is_loss: Callable[[str], bool]) -> Callable[[Table, Any], Iterator[Problem]]:
    """Return the check that reports the notes on the rows which state a loss; which rows, only a person can see."""

    def check(table: Table, context: Any) -> Iterator[Problem]:
        for row in table.set_aside:
            text = shown_text(row)
            is_note = row.reason in ("note", "signature") or (row.reason == "title" and NOTE.fullmatch(plain(text)))
            if is_note and is_loss(text) and not GENERAL_NOTE.search(text):
                yield problem_of_file("note_states_loss", {"line": row.line, "text": text})

    return check


def check_ended_entries(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a blacklist whose state is that of an entry which is no longer in force."""
    for letter, title, texts in _other_columns(table, STATE_TITLE):
        is_marked = MARK_TITLE.search(title) is not None
        ended = {
            text
            for text in set(texts)
            if (ENDED.search(text) and not NOT_ENDED.search(text))
            or _ends_listing(text)
            or EARLIER_OF_PAIR.fullmatch(text)
            or (is_marked and CROSSED_OUT.fullmatch(text))
        }
        stated = {text for text in ended if not states_loss(text)}
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})


def check_coded_states(table: Table, context: Any) -> Iterator[Problem]:
    """Report each code in a column of states or changes of a blacklist once, with its rows."""
    for letter, title, texts in _other_columns(table, OF_CODES):
        name = BRACKETED.sub("", plain(title))
        if not (TITLE_OF_LOSS.search(name) or TITLE_OF_FORCE.search(name)):
            for text in filter(CODE_OF_STATE.fullmatch, dict.fromkeys(texts)):
                yield _problem_of_rows(table, letter, title, texts, text, "entry_state_unclear", {})


def check_unclear_states(table: Table, context: Any) -> Iterator[Problem]:
    """Report each state or grade in a roster that is no word for a certification in force, once, with its rows."""
    for letter, title, texts in _other_columns(table, STATE_TITLE):
        name = BRACKETED.sub("", plain(title))
        if OTHER_GRADES.search(name):
            continue
        if ONLY_STATES.search(name):
            is_grade = GRADE_TITLE.search(name) is not None
            unclear = [text for text in dict.fromkeys(filter(CONTENT.search, texts)) if not _is_clear(text, is_grade)]
        elif OF_CODES.search(name) and not (TITLE_OF_LOSS.search(name) or TITLE_OF_FORCE.search(name)):
            unclear = [text for text in filter(CODE_OF_STATE.fullmatch, dict.fromkeys(texts)) if not _is_in_force(text)]
        else:
            continue
        for text in unclear:
            yield _problem_of_rows(table, letter, title, texts, text, "state_unclear", {})


def _is_clear(text: str, is_grade: bool) -> bool:
    """Return whether a state, or a grade, is that of a certification in force, or one that another check reports."""
    is_other_grade = OTHER_GRADE.search(text) is not None and "高级" not in text if is_grade else _states_grade(text)
    return is_other_grade or _is_in_force(text) or states_end_of_standing(text)


def _states_grade(text: str) -> bool:
    """Return whether a state or a remark states another grade than that of certified enterprises."""
    return OTHER_GRADE_NOW.search(text) is not None and NO_OTHER_GRADE.search(text) is None


def _affirms(text: str) -> bool:
    """Return whether a cell of a column about a loss states it, in whatever words or marks."""
    return YES.fullmatch(text) is not None or not (NO.fullmatch(text) or _is_in_force(text))


def _is_in_force(text: str) -> bool:
    words = [word for word in BETWEEN_STATES.split(plain(text).translate(TRADITIONAL).upper()) if word]
    return all(map(IN_FORCE.fullmatch, words))


def check_stated_standing(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a roster that state an end of the certification or of the enterprise."""
    for letter, title, texts in _other_columns(table, STATE_TITLE):
        is_asked = TITLE_OF_STANDING.search(title) is not None and TITLE_OF_FORCE.search(title) is None
        is_marked, is_grade = (kind.search(title) is not None for kind in (MARK_TITLE, GRADE_TITLE))
        lost = {
            text
            for text in set(texts)
            if LOST_STANDING.search(text)
            or CERTIFICATION_GIVEN_UP.search(text)
            or EARLIER_OF_PAIR.fullmatch(text)
            or (is_asked and NO.fullmatch(text))
            or (is_marked and CROSSED_OUT.fullmatch(text))
            or ((not is_grade or "高级" in text) and _states_grade(text))
        }
        is_of_force = TITLE_OF_FORCE.search(BRACKETED.sub("", plain(title))) is not None
        stated = {text for text in lost if not (states_loss(text) or (is_of_force and NO.fullmatch(text)))}
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})
    for letter, title, texts in _other_columns(table, TITLE_OF_LOST_STANDING):
        stated = {
            text for text in set(texts) if CONTENT.search(text) and _affirms(text) and not states_end_of_standing(text)
        }
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})
    for letter, title, texts in _columns_titled(table, OTHER_MATTER):
        stated = {text for text in set(texts) if END_OF_CERTIFICATION.search(text) and states_loss(text)}
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})


def check_validity(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a roster that state a last day of the certification which has passed."""
    for letter, title, texts in _columns_titled(table, VALIDITY_TITLE, STATING_VALIDITY):
        ended = {text for text in set(texts) if (day := read_day(text, is_last=True).day) and day < context.today}
        yield from _problems(table, letter, title, texts, ended.__contains__, "row_states_loss", {})


def check_stated_grades(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a roster that state another grade than that of certified enterprises."""
    for letter, title, texts in _other_columns(table, GRADE_TITLE):
        if OTHER_GRADES.search(title) or OPERATION.search(title):
            continue
        stated = {text for text in set(texts) if OTHER_GRADE.search(text) and "高级" not in text}
        yield from _problems(table, letter, title, texts, stated.__contains__, "other_grade", {})


def check_stated_offices(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a roster that state another customs office than the one that reports them.

    A code, or another text from which the office is not clear, is reported once with its rows.
    """
    office = context.office
    own = office.removesuffix(CUSTOMS)
    others = {name.removesuffix(CUSTOMS) for name in context.offices.values()} - {own}
    for letter, title, texts in _other_columns(table, OFFICE_TITLE) if office else ():
        foreign = {
            text
            for text in set(texts)
            if own not in text and (CUSTOMS in text or any(other in text for other in others))
        }
        yield from _problems(
            table, letter, title, texts, foreign.__contains__, "other_stated_office", {"office": office}
        )
        if not ONLY_OFFICES.fullmatch(BRACKETED.sub("", plain(title))):
            continue
        for text in dict.fromkeys(filter(CONTENT.search, texts)):
            is_known = own in text or text in foreign or OWN_OFFICE.fullmatch(plain(text))
            if not is_known and not CUSTOMS_CODE.fullmatch(plain(text)):
                yield _problem_of_rows(table, letter, title, texts, text, "stated_office_unclear", {"office": office})


def states_other_standing(text: str) -> bool:
    """Return whether a note in a roster states an end of the certification, or another grade, of some enterprises."""
    return states_end_of_standing(text) or OTHER_GRADE.search(text) is not None


def states_end_of_standing(text: str) -> bool:
    """Return whether the text states an end of the certification or of the enterprise."""
    return states_loss(text) or any(kind.search(text) for kind in (LOST_STANDING, CERTIFICATION_GIVEN_UP))


def _other_columns(table: Table, pattern: re.Pattern[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the columns of _columns_titled that are not about a sanction or a case, groups of rows filled down."""
    for letter, title, texts in _columns_titled(table, pattern):
        if not OTHER_MATTER.search(title):
            yield letter, title, _filled_down(texts) if FOR_ROWS_BELOW.fullmatch(plain(title)) else texts


def _filled_down(texts: list[str]) -> list[str]:
    """Return the texts with the last one above in place of blank ones, where they seem to be groups of rows."""
    if not texts[0] or "" not in texts or len(set(texts)) < 3:
        return texts
    filled: list[str] = []
    for text in texts:
        filled.append(text or filled[-1])
    return filled


def _columns_titled(
    table: Table, pattern: re.Pattern[str], stating: frozenset[str] = STATING
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield letter, title and cells of each column with such a title that no field other than the stating ones has."""
    read = {letter for key, letter in table.columns.items() if key not in stating}
    for letter, title in table.titles.items():
        if letter not in read and pattern.search(title.strip()):
            place = index_of(letter)
            texts = [cells[place] if place < len(cells) else "" for cells in table.raw]
            yield letter, title.strip(), texts


def _unknown_columns(table: Table) -> Iterator[tuple[str, str, list[str]]]:
    """Yield letter, title or letter, and cells of the columns whose title says nothing about what they state."""
    read = set(table.columns.values())
    for place in range(max(map(len, table.raw), default=0)):
        letter = letter_of(place)
        title = table.titles.get(letter, "").strip()
        is_known = STATE_TITLE.search(title) or OTHER_MATTER.search(title) or NO_STATEMENT.search(title)
        if letter not in read and not is_known:
            yield letter, title or f"{letter}列", [cells[place] if place < len(cells) else "" for cells in table.raw]


def states_loss(text: str) -> bool:
    """Return whether the text states a loss of standing or a removal."""
    return LOSS.search(text) is not None and NEGATED.search(text) is None


def _problems(
    table: Table, letter: str, title: str, texts: list[str], is_stated: Callable[[str], bool], code: str, more: Params
) -> Iterator[Problem]:
    """Yield a problem for each row whose cell in the column makes the statement, and which states no day of removal."""
    removed = table.column("removed_on")
    for index, text in enumerate(texts):
        if text and is_stated(text) and not removed[index]:
            params: Params = {"title": title, "text": text.strip()[:LONGEST_TEXT], **more}
            yield _problem(table, index, letter, code, params, text)


def _problem_of_rows(
    table: Table, letter: str, title: str, texts: list[str], text: str, code: str, more: Params
) -> Problem:
    """Return one problem of all rows whose cell in the column is the text."""
    lines = [str(line) for line, own in zip(table.lines, texts, strict=True) if own == text]
    shown = "、".join(lines[:LINES_SHOWN]) + ("等" if len(lines) > LINES_SHOWN else "")
    params: Params = {"title": title, "text": text.strip()[:LONGEST_TEXT], "lines": shown, **more}
    return _problem(table, texts.index(text), letter, code, params, text)


def _problem(table: Table, index: int, letter: str, code: str, params: Params, cell: str) -> Problem:
    severity = PROBLEM_CODES[code].severity
    return Problem(table.lines[index], letter, "name", code, params, severity, cell)
