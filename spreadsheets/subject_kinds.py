"""Words with which a file states the kind of its subjects: natural persons, or self-employed persons (个体工商户)."""

import re
import unicodedata
from enum import Enum


class Kind(Enum):
    """The kinds of subjects that may be named like a person. A self-employed person is an enterprise.

    `DETAILED` are those with a sex or an identity document, which may be those of the representative of an enterprise.
    """

    NATURAL = "natural"
    DETAILED = "detailed"
    SELF_EMPLOYED = "self_employed"


# Titles of columns for the kind of the subject; not those for the kind of its shareholders or investment.
TITLE = re.compile(
    "(?:(?:案件|失信|违法|被?处罚|行政)?(?:主体|当事人|相对人|被?执行人|失信人|违法人|处罚人|对象|纳税人|缴费人|用人单位|企业|单位|人员|信用|市场|经营者?|法律|登记|申请人|债务人|责任人)+)?"
    "(?:类型|类别|性质|属性|种类|身份|分类)(?:名称|说明)?|备注|说明"
    "|(?:subject|party|entity|debtor|person|customer|org|owner)*(?:type|category|kind|class)(?:name|desc)?|ztlx|xdrlb|xdrlx|dsrlx|zzlx"
)
# Titles of columns for details that persons have; where the subject is an enterprise, they are its representative's.
DETAILS = re.compile(
    "性别|sexy?|gender|xb|(?:主体|当事人|相对人|被?执行人)?证[件照](?:类型|种类|类别|名称)|(?:id|card|certificate)type"
)
NATURAL = re.compile(
    "(?:境[内外]|外国|中国|港澳台|失信|城镇|农村|本[市地]|外地)*(?:自然人|个人|公民|居民|村民|市民|农民|农户|natural(?:person)?|individuals?|persons?)"
    "(?:主体|当事人|被执行人|身份|类)?(?:\\(.*\\)|[-/:、].{1,8})?"
)
SELF_EMPLOYED = re.compile(
    "个体(?:工商户|户|经营者?|经济|工商)?|自然人\\(?个体(?:工商户)?\\)?|(?:self-?employed|individualbusiness)(?:person)?|soleproprietor(?:ship)?"
)
OF_PERSONS = re.compile(
    "[男女]性?|(?:fe)?male|[fm]|(?:居民)?身份证|(?:外国|中国)?护照|passport|军官证|港澳.{0,6}通行证|台胞证"
)
# The title of a section, or the name of a sheet, that has natural persons only.
SECTION = re.compile("(?<!法)(?:自然人|个人)(?!独资|投资|控股)")
OF_ENTERPRISES = re.compile("企业|法人|单位|公司|组织|机构|主体名单")


# Longer texts state no kind.
LONGEST = 40


def is_title_of_kinds(title: str) -> bool:
    """Return whether a column with this title states the kind of the subjects."""
    return len(title) <= LONGEST and TITLE.fullmatch(_plain(title)) is not None


def is_title_of_details(title: str) -> bool:
    """Return whether a column with this title states details of the subjects, or of their representatives."""
    return len(title) <= LONGEST and DETAILS.fullmatch(_plain(title)) is not None


def kind_of(text: str) -> Kind | None:
    """Return the kind that a cell of a column of kinds states, None for enterprises and other bodies."""
    plain = _plain(text) if len(text) <= LONGEST else ""
    if NATURAL.fullmatch(plain):
        return Kind.NATURAL
    return Kind.SELF_EMPLOYED if SELF_EMPLOYED.fullmatch(plain) else None


def is_detail(text: str) -> bool:
    """Return whether a cell states the sex of a person, or the kind of an identity document."""
    return len(text) <= LONGEST and OF_PERSONS.fullmatch(_plain(text)) is not None


def is_of_persons(title: str) -> bool:
    """Return whether the title of a section, or the name of a sheet, is that of natural persons only."""
    return SECTION.search(title) is not None and not OF_ENTERPRISES.search(title)


def _plain(text: str) -> str:
    """Return a text in half width and small letters, without blanks and underscores."""
    return re.sub(r"[\s_]", "", unicodedata.normalize("NFKC", text).lower())
