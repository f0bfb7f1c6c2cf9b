"""Legal forms and branches at the end of enterprises' names (公司法; 企业名称登记管理规定)."""

from matching.places import WRITTEN

LIMITED, BY_SHARES, GROUP = "有限公司", "股份有限公司", "集团"
# Spelt in full and searched for with one character wrong or missing as well: 有眼公司, 有限责公司.
FULL = ("有限责任公司", BY_SHARES, LIMITED)
OTHERS = """
公司 总公司 集团 厂 总厂 合作社 专业合作社 农民专业合作社 联合社 合伙企业 有限合伙 普通合伙 特殊普通合伙 个人独资
个体工商户 经营部 营业部 门市部 销售部 经销处 商行 商店 工作室 事务所 中心
"""
FORMS = {
    "有限责任公司": LIMITED,
    LIMITED: LIMITED,
    "有限": LIMITED,
    BY_SHARES: BY_SHARES,
    "股份公司": BY_SHARES,
    "股份": BY_SHARES,
    **{form: form for form in OTHERS.split()},
}
# Forms that stand in front of another one: 集团股份有限公司, 合伙企业（有限合伙）.
BEFORE = (GROUP, "合伙企业", "中心", "事务所")
# 有色 is a trade, 国有公司 no slip.
NO_MISTAKE = frozenset(["有色公司", "有公司"])
BRANCHES = ("分公司", "分厂", "分店", "分社", "分行", "支行", "分部", "分所", "分中心")
# Branches only behind the legal form of whom they belong to; by themselves they are forms or something else.
OFFICES = ("办事处", "代表处", "营业部", "经营部", "门市部", "项目部", "营业所", "服务部", "销售部", "门店", "专卖店")
BRANCH_ENDS = (*BRANCHES, *OFFICES)
PARENT_ENDS = ("公司", GROUP, "厂", "合作社", "银行", "事务所")


def _written() -> dict[str, str]:
    """Every way to write a form, one character missing included, and the form."""
    ways = dict(FORMS)
    for form in FULL:
        for missing in range(len(form)):
            short = form[:missing] + form[missing + 1 :]
            if short not in NO_MISTAKE:
                ways.setdefault(short, FORMS[form])
    return ways


WAYS = _written()
BEFORE_ENDS = frozenset(before[-1] for before in BEFORE)
LENGTHS = sorted({len(way) for way in WAYS}, reverse=True)


def split_end(text: str) -> tuple[str, str, str]:
    """The text without its legal form and its branch, the form as everybody would write it, and what names the branch
    (青岛分公司); "" for none."""
    branch = ""
    # Most names by far end in one of the first three, and in nothing longer.
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
    way, form = _way_of(text)
    if _may_be_mistaken(text, way) and (mistaken := _mistaken(text)):
        way, form = mistaken
    return text[: len(text) - len(way)], form


def _way_of(text: str) -> tuple[str, str]:
    """The longest way to write a form at the end, and the form; "" for none."""
    if text.endswith(LIMITED) and text[-5:-4] not in ("股", "份"):
        # Nothing longer ends like this.
        return LIMITED, LIMITED
    for size in LENGTHS:
        if form := WAYS.get(text[-size:], ""):
            return text[-size:], form
    return "", ""


def _may_be_mistaken(text: str, way: str) -> bool:
    """Whether more than the form that was found may be meant: 有眼公司, 股分有限公司."""
    return way in ("", "公司") or (way == LIMITED and (text[-6:-5] == "股" or text[-5:-4] == "份"))


def _mistaken(text: str) -> tuple[str, str] | None:
    """A form with one wrong character, as optical recognition reads it, and the form that is meant."""
    for form in FULL:
        end = text[-len(form) :]
        wrong = [read for read, meant in zip(end, form, strict=False) if read != meant]
        if len(end) == len(form) and len(wrong) == 1 and end not in NO_MISTAKE:
            return end, FORMS[form]
    return None


def split_branch(text: str) -> tuple[str, str]:
    """The text without its branch, and what names the branch (青岛分公司), "" for none."""
    if not text.endswith(BRANCH_ENDS):
        return text, ""
    kind = next(kind for kind in BRANCH_ENDS if text.endswith(kind))
    head = text[: -len(kind)]
    if not head:
        return "", kind
    end = max(head.rfind(parent) + len(parent) if parent in head else 0 for parent in PARENT_ENDS)
    if end:
        return head[:end], _place(head[end:]) + kind
    if kind in OFFICES:
        return text, ""
    for size in (4, 3, 2):
        if len(head) > size and head[-size:] in WRITTEN:
            return head[:-size], _place(head[-size:]) + kind
    return head, kind


def _place(said: str) -> str:
    """青岛市 and 青岛 are one place."""
    return WRITTEN.get(said, said)
