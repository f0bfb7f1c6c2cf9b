"""The columns of rosters and blacklists, with the other names that offices give them (from files of several cities)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column that a file may have: key, title shown, other names, and whether a file must have it.

    `of_subject` are titles that may follow a word of SUBJECTS: 名称 in 被执行人名称. A file that has all columns of
    `unless` need not have it.
    `longest` is the limit of characters that check_lengths applies; None for a column with no limit or another rule.
    """

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    needed: bool = False
    unless: tuple[str, ...] = ()
    longest: int | None = None
    of_subject: tuple[str, ...] = ()


CODES = frozenset({"uscc", "customs_code", "org_code", "registration_number", "tax_number"})
DAYS = frozenset(
    {
        *("certified_on", "listed_on", "expires_on", "removed_on"),
        *("first_certified_on", "recertified_on", "review_due_on"),
    }
)
# What an export of the customs states about a certification beside its day; kept and shown as the file states it.
DETAILS = ("grade", "certificate_number", "first_certified_on", "recertified_on", "review_due_on", "stated_office")
LONGEST_DETAIL = 100
LONGEST_NAME = 200


def _titles(chinese: str, english: str = "") -> tuple[str, ...]:
    """Return the titles of two texts: Chinese ones separated by blanks, English ones and field names by |."""
    return (*chinese.split(), *filter(None, map(str.strip, english.split("|"))))


# Words for the person or body that a title may name: 失信企业名称, 企业统一社会信用代码.
SUBJECTS = _titles(
    """
    企业 公司 单位 主体 商事主体 市场主体 信用主体 社会信用主体 失信主体 责任主体 违法主体 拖欠主体 失信企业 违法企业
    违法失信企业 严重失信企业 严重违法失信企业 失信单位 违法单位 被执行人 失信被执行人 纳税人 失信纳税人 行政相对人
    相对人 用人单位 生产经营单位 当事人 案件当事人 失信当事人 违法当事人 行政处罚当事人 被处罚人 被处罚单位 被处罚企业
    被处罚对象 处罚对象 列入企业 列入单位 列入主体 列入对象 被列入企业 法人或其他组织 法人和其他组织 法人及其他组织
    机构 组织 经营者 供应商 申请人 认证企业 高级认证企业 AEO企业 注册企业 报关单位 收发货人 进出口企业 经营单位
    外贸企业 自然人或企业 企业或个人 个人或企业 企业/个人 个人/企业 单位或个人
    """
)
# Titles of columns that no field has; a row of such titles begins another table.
COMMON_TITLES = frozenset(
    _titles(
        """
        序号 编号 区县 区域 县区 地区 所属地区 所属区县 数量 户数 家数 个数 企业数 企业数量 金额 占比 比例 备注 类别
        类型 企业类型 状态 等级 信用等级 主管海关 所属海关 关区 联系人 电话 联系电话 法定代表人 注册资本 行业 指标 项目
        内容 说明 时间 日期
        """
    )
)
OF_NAME = _titles("名称 姓名/名称 名称/姓名 姓名或名称 名称或姓名 姓名或者名称 姓名及名称 全称 名")
OF_USCC = ("统一社会信用代码", "社会信用代码", "社会统一信用代码", "统一信用代码", "信用代码")
OF_CUSTOMS_CODE = ("海关注册编码", "海关备案编码", "海关编码", "海关代码")


# Titles that both tables have. Of several titles in a file the first one here is read. Titles are compared as title_key
# gives them: without blanks, bracketed text and numbers before them, in simplified characters and small letters.
NAME_TITLES = _titles(
    "公司全称 现用名",
    "company name|enterprise name|company|enterprise|name of enterprise|name of company|entity name|organization name"
    "|comp_name|ent_name|corp_name|org_name|iname|qymc|dwmc|gsmc|mc",
)
USCC_TITLES = _titles(
    """
    统一代码 社会统一信用代码 统一社会信用代码号 统一社会信用代码证号 统一社会信用代码证 统一社会信用编码
    统一社会信用码 统一社会代码 社会信用统一代码 信用代码证号 三证合一码 统一社会信用代码/身份证号
    统一社会信用代码/身份证号码 统一社会信用代码/身份证 统一社会信用代码/组织机构代码 统一社会信用代码或组织机构代码
    统一社会信用代码/注册号 统一社会信用代码/工商注册号 统一社会信用代码/纳税人识别号
    """,
    "unified social credit code|uniform social credit code|social credit code|credit code|usci|usc|uniscid|tyshxydm"
    "|shxydm|xydm",
)
CUSTOMS_CODE_TITLES = _titles(
    """
    海关备案编码 海关编码 注册编码 10位编码 十位编码 海关注册登记编码 海关十位编码 海关代码 海关注册代码 海关备案代码
    海关企业代码 海关企业编码 海关注册号 海关备案号 海关注册登记号 海关登记编码 海关10位编码 海关10位代码 海关编号
    备案编码 经营单位代码 经营单位编码 报关单位代码 报关单位编码 报关单位备案编码 收发货人代码 收发货人编码
    海关注册备案编码 海关注册登记代码 AEO编码 AEO代码 AEO企业编码 AEO认证编码 AEO号码
    """,
    "customs registration code|customs registration number|customs registration no|customs code|customs number"
    "|hgzcbm|hgbm|hgdm",
)
REGISTRATION_NUMBER_TITLES = _titles(
    """
    注册号 营业执照注册号 工商登记号 工商登记码 企业注册号 营业执照号 工商登记注册号 营业执照号码 营业执照编号
    工商注册号码 工商注册码 工商执照号 行政相对人代码2
    """,
    "business registration number|registration number|regno|gszch",
)

ROSTER_COLUMNS = (
    Column(
        "name",
        "企业名称",
        (
            *_titles("企业注册名称 单位名称 经营单位 经营单位名称 名称 企业中文名称 注册名称 企业全称 单位全称"),
            "公司名称",
            *NAME_TITLES,
            *_titles("认证企业 高级认证企业 AEO企业 申请企业"),
        ),
        needed=True,
        of_subject=OF_NAME,
    ),
    # Some customs systems have the customs code only; USCCs of known enterprises are then filled in by it.
    Column(
        "uscc",
        "统一社会信用代码",
        (*_titles("社会信用代码 信用代码 税号 统一信用代码"), *USCC_TITLES, "纳税人识别号"),
        of_subject=OF_USCC,
    ),
    Column("customs_code", "海关注册编码", CUSTOMS_CODE_TITLES, needed=True, of_subject=OF_CUSTOMS_CODE),
    Column(
        "certified_on",
        "认证日期",
        _titles(
            """
            认定时间 认证时间 认定日期 证书日期 等级认定时间 适用信用等级时间 移入名录时间 高级认证日期 高级认证时间
            AEO认证日期 AEO认证时间 海关认证日期 海关认证时间 通过认证日期 通过认证时间 认证通过日期 认证通过时间
            认证生效日期 认证生效时间 取得认证日期 取得认证时间 获得认证日期 获得认证时间 取得高级认证日期
            取得高级认证时间 获得高级认证日期 获得高级认证时间 通过高级认证日期 通过高级认证时间 成为高级认证企业日期
            成为高级认证企业时间 等级认定日期 信用等级认定日期 信用等级认定时间 适用信用等级日期 适用日期 适用时间
            证书签发日期 发证日期 发证时间 颁证日期 颁证时间 认证证书日期 认证年月日 认证年月 认证日 评定日期 评定时间
            """,
            "certification date|date of certification|certified date|date certified|aeo certification date|aeo date"
            "|certificate date|date of issue|issue date|rzrq|rzsj|rdrq|rdsj",
        ),
        needed=True,
    ),
    Column(
        "address",
        "地址",
        _titles(
            """
            注册地址 企业地址 住所 单位地址 工商注册地址 企业注册地址 公司地址 公司注册地址 登记地址 工商登记地址
            注册住所 住所地 企业住所 经营地址 生产经营地址 经营场所 通讯地址 通信地址 办公地址 详细地址 联系地址
            """,
            "registered address|company address|business address|dz|zcdz|qydz",
        ),
        longest=300,
    ),
    Column("registration_number", "工商注册号", REGISTRATION_NUMBER_TITLES, longest=30),
    Column(
        "grade",
        "认证等级",
        _titles("信用等级 企业信用等级 信用管理等级 认证级别 信用级别 适用信用等级 适用等级 企业等级 AEO等级"),
        longest=LONGEST_DETAIL,
    ),
    Column(
        "certificate_number",
        "证书或决定书文号",
        _titles(
            """
            证书编号 证书号 证书文号 证书号码 认证证书编号 认证证书号 AEO证书编号 AEO证书号 决定书文号 认定文号
            决定书编号 认证文号 证书或者决定书文号 证书/决定书文号 认证决定书文号
            """
        ),
        longest=LONGEST_DETAIL,
    ),
    Column(
        "first_certified_on",
        "初次认证日期",
        _titles("初次认证时间 首次认证日期 首次认证时间 首次认定日期 首次认定时间 初次认定日期 初次认定时间"),
        longest=LONGEST_DETAIL,
    ),
    Column(
        "recertified_on",
        "重新认证日期",
        _titles("重新认证时间 最近重新认证日期 最近重新认证时间 复核通过日期 最近复核日期 上次复核日期"),
        longest=LONGEST_DETAIL,
    ),
    Column(
        "review_due_on",
        "下次复核日期",
        _titles(
            """
            下次复核时间 下次重新认证日期 下次重新认证时间 下次认证日期 下次认证时间 复核到期日 复核到期日期
            应复核日期 应复核时间 下一次复核日期 下一次复核时间 证书有效期 证书有效期至 证书到期日期
            认证有效期 认证有效期至
            """
        ),
        longest=LONGEST_DETAIL,
    ),
    Column(
        "stated_office",
        "所属海关",
        _titles("主管海关 注册海关 备案海关 所在地海关 所在地主管海关 注册地海关 认证海关 所属关区 主管关区"),
        longest=LONGEST_DETAIL,
    ),
)
BLACKLIST_COLUMNS = (
    Column(
        "name",
        "主体名称",
        (
            *_titles(
                """
                企业名称 单位名称 失信主体名称 被执行人名称 名称 失信主体 公司名称 被执行人 被执行人姓名 失信被执行人
                失信被执行人姓名 行政相对人 纳税人 用人单位 当事人 当事人姓名 被处罚人 被处罚单位 被处罚企业
                被处罚对象 违法主体 违法单位 违法企业 失信企业 失信单位 列入对象 列入主体 列入企业 责任主体 信用主体
                市场主体 姓名/名称 名称/姓名 姓名或名称 名称或姓名 企业全称 单位全称 企业注册名称 法人名称
                违法失信主体 失信当事人
                """
            ),
            *NAME_TITLES,
            *_titles("", "party name|debtor|xdrmc|ztmc|nsrmc|bzxr"),
        ),
        needed=True,
        # A removal names the record by the number of its source.
        unless=("source_id", "removed_on"),
        longest=LONGEST_NAME,
        of_subject=OF_NAME,
    ),
    Column(
        "other_names",
        "曾用名",
        ("曾用名称", "企业曾用名", "原名称", "原企业名称", "更名前名称", "变更前名称", "其他名称"),
        longest=500,
    ),
    Column(
        "uscc",
        "统一社会信用代码",
        (
            *_titles("社会信用代码 信用代码 统一信用代码"),
            *USCC_TITLES,
            *_titles("行政相对人代码1 行政相对人代码 主体代码 失信主体代码 失信企业代码 被执行人代码"),
            *_titles("当事人代码 企业代码"),
        ),
        of_subject=OF_USCC,
    ),
    Column(
        "org_code",
        "组织机构代码",
        _titles(
            """
            机构代码 组织代码 组织机构代码证号 组织机构代码号 组织机构代码证 组织机构码 身份证号码/组织机构代码
            身份证号/组织机构代码 身份证/组织机构代码 组织机构代码/身份证号 组织机构代码/身份证号码
            身份证号码或组织机构代码 身份证号或组织机构代码 身份证号码及组织机构代码 企业组织机构代码 单位组织机构代码
            被执行人组织机构代码 行政相对人代码3
            """,
            "organization code|organisation code|zzjgdm|cardnum|card number",
        ),
    ),
    Column("registration_number", "工商注册号", REGISTRATION_NUMBER_TITLES),
    Column(
        "tax_number",
        "纳税人识别号",
        _titles(
            "税号 纳税人识别码 纳税人编码 税务登记号 税务登记证号 税务登记代码 纳税识别号 纳税人税号 行政相对人代码4",
            "taxpayer number|taxpayer identification number|nsrsbh",
        ),
    ),
    Column("customs_code", "海关注册编码", CUSTOMS_CODE_TITLES, of_subject=OF_CUSTOMS_CODE),
    Column("source_id", "来源编号", ("记录编号", "数据编号", "信息编号", "唯一标识", "来源记录编号"), longest=100),
    Column(
        "document_number",
        "文号或案号",
        _titles(
            """
            案号 文号 认定文号 决定书文号 处罚决定书文号 执行案号 行政处罚决定书文号 行政决定书文号 行政处罚决定文书号
            决定文书号 决定文号 决定书编号 处罚决定书编号 处罚文号 处罚决定文号 处罚文书号 列入决定书文号 列入决定文号
            列入文号 列入文书号 认定文书号 文书号 文书编号 文书文号 法律文书号 案件编号
            """,
            "case number|case no|case code|wh|ah|jdswh",
        ),
        longest=200,
    ),
    Column(
        "authority",
        "认定部门",
        _titles(
            """
            执行法院 认定单位 认定机关 列入决定机关 作出决定机关 列入机关 处罚机关 处罚部门 处罚单位 行政处罚机关
            作出处罚决定机关 作出列入决定机关 列入部门 决定机关 作出决定的部门 作出认定部门 认定部门名称 认定机关名称
            认定单位名称 处罚机关名称 执法机关 执法部门 实施机关 查处机关 检查机关 主管税务机关 税务机关 移送部门
            公布机关 公布部门 发布机关 发布部门 发布单位 公示部门 公示机关 法院 法院名称
            """,
            "court name|court|issuing authority",
        ),
        longest=200,
    ),
    Column(
        "basis",
        "事由",
        _titles(
            """
            认定依据 列入事由 失信行为 主要违法事实 列入原因 失信情形 失信被执行人行为具体情形 失信被执行人具体情形
            失信行为具体情形 行为具体情形 违法事实 违法失信行为 违法行为 违法行为类型 违法类型 失信类型 失信事实
            主要失信事实 失信事由 失信原因 列入理由 列入情形 列入依据 列入经营异常名录原因 列入严重违法失信名单原因
            列入严重违法失信企业名单原因 认定事由 认定原因 处罚事由 处罚原因 案件性质 违法情形
            """,
            "reason|cause",
        ),
    ),
    Column(
        "listed_on",
        "列入日期",
        _titles(
            """
            发布日期 认定日期 发布时间 列入时间 公布日期 公布时间 认定时间 列入决定日期 列入决定时间 列入名单日期
            列入名单时间 列入经营异常名录日期 列入经营异常名录时间 列入严重违法失信名单日期 列入严重违法失信名单时间
            列入严重违法失信企业名单日期 列入年月日 列入年月 作出列入决定日期 作出决定日期 决定日期 决定时间
            处罚决定日期 处罚决定时间 处罚日期 处罚时间 失信认定日期 失信认定时间 生效日期 生效时间 公示日期 公示时间
            公示开始日期 公示起始日期 公示起始时间 公示开始时间 有效期起 有效期自 列入日 发布日
            """,
            "publish date|listing date|date of listing|listed date|date listed|lrrq|lrsj|fbrq|fbsj|gbrq",
        ),
    ),
    Column(
        "expires_on",
        "有效期止",
        _titles(
            """
            有效期至 到期日期 截止日期 有效期截止日期 有效期截止时间 有效期截止 有效期截至 有效期截至日期 有效截止日期
            有效期终止日期 有效期结束日期 有效期到期日期 公示截止期 公示截止日期 公示截止时间 公示结束日期
            公示结束时间 公示期截止日期 公示期至 公示期止 公示到期日期 到期时间 到期日 截止时间 届满日期 期限届满日期
            列入期限届满日期 失效日期 失效时间 终止日期 终止时间 结束日期 结束时间 惩戒截止日期 惩戒期限至
            惩戒到期日期 管理期限至 列入期限至 有效期 有效日期 有效期限 处罚有效期 公示期 公示期限 公示有效期 公示时限
            公示期间 公示起止日期 公示起止时间 公布期 公布期限 惩戒期 惩戒期限 联合惩戒期限 列入期 列入期限 管理期限
            有效起止日期 起止日期
            """,
            "expiry date|expiration date|date of expiry|valid until|valid to|expire date|end date|yxqz|yxqjz|jzrq",
        ),
    ),
    Column(
        "removed_on",
        "移出日期",
        _titles(
            """
            移出时间 退出日期 删除日期 移除日期 移除时间 退出时间 删除时间 修复日期 修复时间 信用修复日期 信用修复时间
            完成修复日期 撤销日期 撤销时间 撤下日期 撤下时间 解除日期 解除时间 屏蔽日期 屏蔽时间 下架日期 下架时间
            移出决定日期 移出决定时间 移出名单日期 移出名单时间 移出经营异常名录日期 移出经营异常名录时间
            移出严重违法失信名单日期 移出严重违法失信名单时间 移出严重违法失信企业名单日期 移出年月日 移出年月
            终止公示日期 停止公示日期 移出日 修复日
            """,
            "removal date|date of removal|removed date|date removed|ycrq|ycsj",
        ),
    ),
)
# What an enterprise is looked up by: its name or its code.
LOOKUP_COLUMNS = (
    Column(
        "name",
        "企业名称",
        (*ROSTER_COLUMNS[0].aliases, *_titles("投标人 投标人名称 投标单位 投标单位名称 供应商 企业 公司 单位")),
        needed=True,
        unless=("uscc",),
        of_subject=OF_NAME,
    ),
    Column(
        "uscc",
        "统一社会信用代码",
        (*ROSTER_COLUMNS[1].aliases, *CUSTOMS_CODE_TITLES, *_titles("企业代码 机构代码 组织机构代码 代码")),
        of_subject=OF_USCC,
    ),
)
ROSTER_TITLES = {column.key: column.title for column in ROSTER_COLUMNS}
BLACKLIST_TITLES = {column.key: column.title for column in BLACKLIST_COLUMNS}


# xlsxwriter.utility has the same two functions, but importing xlsxwriter would delay the start of the reader process.
def letter_of(index: int) -> str:
    """Return the letters of the column with this index: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def index_of(letters: str) -> int:
    """Return the index of the column with these letters: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def place_of(reference: str) -> tuple[int, int]:
    """Return row and column, from 0, of the cell with a reference such as B2 or $B$2."""
    plain = reference.replace("$", "")
    letters = plain.rstrip("0123456789")
    return int(plain.removeprefix(letters) or 1) - 1, index_of(letters)
