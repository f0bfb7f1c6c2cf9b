"""Words for a loss of standing, a removal, another grade and a certification in force, in titles, cells and notes.

The words for a loss are many, so a column of states or grades of a roster is read the other way round: what is no word
for a certification in force has to be confirmed.
"""

import re

from spreadsheets.headers import TRADITIONAL
from spreadsheets.row_kinds import plain
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
# Columns in which a program states by a code what happened to a row, or its state; such a code.
OF_CODES = re.compile(
    "(?:状态|标志|标识|操作|操作类型|变动类型|变更类型|status|state|flag|operation|action|^op|_op)(?:代?码|编码)?$",
    re.IGNORECASE,
)
CODE_OF_STATE = re.compile(r"\s*(?:[A-Za-z]|[0-9]{1,2}(?:\.0)?)\s*")
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
# States of an entry that is no longer in force.
ENDED = re.compile(
    "出列|屏蔽|下架|撤案|过期|到期|期满|届满|历史|归档|结案|[履执]行完毕|已履行|执行到位|已?纠正|整改(?:到位|完成)"
    "|作废|撤回|误列|误报|重复列入|红名单|守信|重点关注|archived|closed|repaired",
    re.IGNORECASE,
)
NOT_ENDED = re.compile(f"[未无不非否没尚][^，。；,;]{{0,4}}(?:{ENDED.pattern})|(?<!已)到期日", re.IGNORECASE)
# A note about what is to be done, or about a rule, and not about rows.
GENERAL_NOTE = re.compile("如[有遇需果]|若|请|应当|须|可以|办法|规定|条例|依据|根据|通知")
# A longer text is no statement of a loss and nothing else; a problem shows so much of a cell.
LONGEST_TEXT = 40


def states_other_standing(text: str) -> bool:
    """Return whether a note in a roster states an end of the certification, or another grade, of some enterprises."""
    return states_end_of_standing(text) or OTHER_GRADE.search(text) is not None


def states_end_of_standing(text: str) -> bool:
    """Return whether the text states an end of the certification or of the enterprise."""
    return states_loss(text) or any(kind.search(text) for kind in (LOST_STANDING, CERTIFICATION_GIVEN_UP))


def states_loss(text: str) -> bool:
    """Return whether the text states a loss of standing or a removal."""
    return LOSS.search(text) is not None and NEGATED.search(text) is None


def ends_listing(text: str) -> bool:
    """Return whether a cell of a column about a case states that the listing has ended."""
    return END_OF_LISTING.search(text) is not None and not (NEGATED.search(text) or GOES_ON.search(text))


def is_outright(text: str) -> bool:
    """Return whether a cell states a loss and nothing else."""
    return len(text) <= LONGEST_TEXT and OUTRIGHT.fullmatch(text) is not None


def states_grade(text: str) -> bool:
    """Return whether a state or a remark states another grade than that of certified enterprises."""
    return OTHER_GRADE_NOW.search(text) is not None and NO_OTHER_GRADE.search(text) is None


def affirms(text: str) -> bool:
    """Return whether a cell of a column about a loss states it, in whatever words or marks."""
    return YES.fullmatch(text) is not None or not (NO.fullmatch(text) or is_in_force(text))


def is_in_force(text: str) -> bool:
    """Return whether a state has words for a certification in force only."""
    words = [word for word in BETWEEN_STATES.split(plain(text).translate(TRADITIONAL).upper()) if word]
    return all(map(IN_FORCE.fullmatch, words))
