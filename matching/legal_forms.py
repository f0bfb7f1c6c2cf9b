"""Legal forms and branches at the end of names of enterprises (公司法; 企业名称登记管理规定)."""

import re

from matching.places import WRITTEN

LIMITED, BY_SHARES, GROUP = "有限公司", "股份有限公司", "集团"
# Forms that are recognised with one character wrong or missing: 有眼公司, 有限责公司.
FULL = ("有限责任公司", BY_SHARES, LIMITED)
OTHERS = """
公司 总公司 集团 厂 总厂 合作社 专业合作社 农民专业合作社 联合社 合伙企业 有限合伙 普通合伙 特殊普通合伙 个人独资
个体工商户 株式会社 有限会社 经营部 营业部 门市部 销售部 经销处 商行 商店 工作室 事务所 中心
"""
FORMS = {
    "有限责任公司": LIMITED,
    LIMITED: LIMITED,
    "有限": LIMITED,
    "责任有限公司": LIMITED,
    "有限责任": LIMITED,
    BY_SHARES: BY_SHARES,
    "股份公司": BY_SHARES,
    "股份": BY_SHARES,
    **{form: form for form in OTHERS.split()},
}
# Legal forms that another one may follow: 集团股份有限公司, 合伙企业（有限合伙）.
BEFORE = (GROUP, "合伙企业", "中心", "事务所")
# Endings that are not misspelt forms: 有色 is an industry, and 国有公司 ends in 有公司.
NOT_MISSPELT = frozenset(["有色公司", "有公司"])
BRANCHES = ("分公司", "分厂", "分店", "分社", "分行", "支行", "分部", "分所", "分中心")
# Endings of a branch that follow the legal form of the parent. Elsewhere they are a legal form or part of the name.
OFFICES = ("办事处", "代表处", "营业部", "经营部", "门市部", "项目部", "营业所", "服务部", "销售部", "门店", "专卖店")
# Endings of departments and premises. They count only after 公司 and a further name: 公司历下项目部.
DEPARTMENTS = ("部", "处", "所", "店", "站", "厂", "院", "中心", "车间", "库", "队", "网点")
BRANCH_ENDS = (*BRANCHES, *OFFICES, *DEPARTMENTS)
# The ordinal at the end of the name of a branch: 第一营业部 without its ending.
ORDINAL = re.compile("第[0-9一二三四五六七八九十]+$")
# Latin legal forms without blanks and points: CO., LTD. and COMPANY LIMITED are one.
LATIN_FORM = re.compile("(?:(?:COMPANY|CO)?(?:LIMITED|LTD)|INCORPORATED|INC|CORPORATION|CORP|COMPANY|LLC|GMBH)$")
LATIN_LIMITED = ("LIMITED", "LTD")
PARENT_ENDS = ("公司", GROUP, "厂", "合作社", "银行", "事务所")


def _written() -> dict[str, str]:
    """Return spelling → form, with spellings that lack one character."""
    spellings = dict(FORMS)
    for form in FULL:
        for missing in range(len(form)):
            short = form[:missing] + form[missing + 1 :]
            if short not in NOT_MISSPELT:
                spellings.setdefault(short, FORMS[form])
    return spellings


SPELLINGS = _written()
BEFORE_ENDS = frozenset(before[-1] for before in BEFORE)
LENGTHS = sorted({len(spelling) for spelling in SPELLINGS}, reverse=True)


def split_end(text: str) -> tuple[str, str, str]:
    """Split a name into the rest, the legal form in its usual spelling, and the branch (青岛分公司); "" for none."""
    branch = ""
    # Most names end in 有限责任公司, 股份有限公司 or 有限公司; test these first.
    if form := FORMS.get(text[-6:], ""):
        rest = text[:-6]
    elif text.endswith(LIMITED) and text[-5:-4] not in "股份" and text[-6:-5] != "股":
        rest, form = text[:-4], LIMITED
    else:
        text, branch = split_branch(text)
        rest, form = _split_form(text)
    if form and rest[-1:] in BEFORE_ENDS:
        for before in BEFORE:
            if rest.endswith(before):
                return rest[: -len(before)], before + form, branch
    return rest, form, branch


def _split_form(text: str) -> tuple[str, str]:
    if text.isascii():
        found = LATIN_FORM.search(text)
        if not found:
            return text, ""
        return text[: found.start()], LIMITED if found[0].endswith(LATIN_LIMITED) else "公司"
    spelling, form = _spelling_of(text)
    if _may_be_misspelt(text, spelling) and (misspelt := _misspelt(text)):
        spelling, form = misspelt
    return text[: len(text) - len(spelling)], form


def _spelling_of(text: str) -> tuple[str, str]:
    """Return the longest spelling of a form at the end, and the form; "" for none."""
    if text.endswith(LIMITED) and text[-5:-4] not in ("股", "份"):
        # No spelling of more characters has this end.
        return LIMITED, LIMITED
    for size in LENGTHS:
        if form := SPELLINGS.get(text[-size:], ""):
            return text[-size:], form
    return "", ""


def _may_be_misspelt(text: str, spelling: str) -> bool:
    """Whether a longer form may be meant, misspelt: 有眼公司, 股分有限公司."""
    return spelling in ("", "公司") or (spelling == LIMITED and (text[-6:-5] == "股" or text[-5:-4] == "份"))


def _misspelt(text: str) -> tuple[str, str] | None:
    """Return the spelling of a form with one wrong character, an error of optical recognition, and the form, if any."""
    for form in FULL:
        end = text[-len(form) :]
        wrong = [read for read, meant in zip(end, form, strict=False) if read != meant]
        if len(end) == len(form) and len(wrong) == 1 and end not in NOT_MISSPELT:
            return end, FORMS[form]
    return None


def split_branch(text: str) -> tuple[str, str]:
    """Split a name into the rest and the branch (青岛分公司); "" for none."""
    if not text.endswith(BRANCH_ENDS):
        return text, ""
    kind = next(kind for kind in BRANCH_ENDS if text.endswith(kind))
    head = text[: -len(kind)]
    if not head:
        return "", kind
    if kind in DEPARTMENTS and not ("公司" in head and head[-2:] != "公司"):
        return text, ""
    end = max(head.rfind(parent) + len(parent) if parent in head else 0 for parent in PARENT_ENDS)
    if end:
        return head[:end], _place(head[end:]) + kind
    if (ordinal := ORDINAL.search(head)) and ordinal.start():
        return head[: ordinal.start()], ordinal[0] + kind
    for size in (4, 3, 2):
        if len(head) > size and head[-size:] in WRITTEN:
            return head[:-size], _place(head[-size:]) + kind
    return (text, "") if kind in OFFICES else (head, kind)


def _place(text: str) -> str:
    """Return the bare name of a place: 青岛 for 青岛市."""
    return WRITTEN.get(text, text)
