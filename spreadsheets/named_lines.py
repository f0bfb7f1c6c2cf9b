"""The lines of a table in which a person is named, found by a quick test of the whole table."""

import re
from collections.abc import Iterator

from spreadsheets.familiar_names import FAMILIAR
from spreadsheets.joined_lines import BETWEEN, JoinedLines
from spreadsheets.lone_names import DOES, PASSED_ON, cut_lone_names, is_label
from spreadsheets.name_patterns import SIMPLIFIED, SURNAME
from spreadsheets.named_persons import find_names
from spreadsheets.person_names import COMPOUND_SURNAMES, HAN, SURNAMES

# A text without any of these words names no person: a quick test of a whole table.
SIGN_CHARACTERS = "人欠拒未不逃隐虚骗冒违应被诉罪借因款等元已叫案%某*＊×○〇●□·•・‧"
SIGN_WORDS = """
原告 被告 劳动者 经营者 消费者 死者 伤者 患者 股东 业主 店主 老板 经理 董事 监事 厂长 校长 院长 主任
书记 会计 出纳 报关员 业务员 驾驶 司机 员工 职工 雇员 雇主 村民 居民 市民 个体户 姓名 丈夫 妻子 配偶
父亲 母亲 儿子 女儿 民警 法官 律师 制表 填表 填报 审核 校对 法定代表 房东 房主 包工头 罪犯 克扣 规避
转移 伪造 变造 失信 失联 涉嫌 伙同 醉酒 酒后 无证 无力 无正当 无可 无法 擅自 私自 非法 恶意 多次 逾期
迟延 至今 下落 负有 有履行 有能力 有义务 举报 纠纷 抽逃 挪用 来电 来函 来访 来信 反映 确认 核实 签收
签字 经办 办理 填写 汇报 通知 约谈 致电 催告 告知 负责 提供 提交 报送 表示 答复 支付 工资 劳务 报酬 补偿 赔偿 租金 房租
押金 本金 货物 人民币 现金 医疗 工伤 签订 偿还 归还 返还 之间 发生 存在 达成 承担 经济 先生 女士 小姐
太太 同志 老师 师傅 大夫 XX xx 之父 之母 之妻 之夫 之子 之女
出资 争议 挂靠 申请执行 微信名 户名 联系 包给 转给 交给 借给 付给 汇给 租给 卖给 转入 汇入 打入 实为 名为 实系
实际为 生前 夫妇 夫妻 兄弟 父子 母子 母女 一家 还款 还清 死亡 去世 伤残 受伤 坠亡 合伙 个人 本人 代签 代收 代付
账户 名下 签发 签名 汇总 整理 经手 同意 知悉 跟进 编制 担保 请 找 转 收 法官 警官
员： 员: 身份 下称 简称 以下 在逃 曾用 时任 现任 （占 （持 （系 （原 (占 (持 (系 (原
（男 （女 (男 (女 ，男 ，女 ,男 ,女
"""
# A cell, line or clause that begins with what may be a name, or with a word before one.
# A search for a pattern that begins with one known character is much faster than for one with a choice of them; what
# cannot begin a name is left out before the pattern branches.
# Of a run of blanks only the last is searched for: a pattern for the whole run would take the square of its length.
BEFORE_LONE = frozenset(f"{BETWEEN}\n\r\t \u3000\xa0@。；;:：，,")
FIRST_OF_SURNAMES = "".join(sorted(SURNAMES | {name[0] for name in COMPOUND_SURNAMES.pattern.split("|")}))
FIRST_OF_PASSED_ON = "小老告致电已待拟请再先应改均现转交由给呈找催派让问归报送抄退委移分发通咨询联同跟和与见经"
LONE = (
    rf"(?=[{FIRST_OF_SURNAMES}{FIRST_OF_PASSED_ON}])(?:{PASSED_ON.pattern})?(?:{SURNAME}(?:\s*[{HAN}]){{1,2}}?"
    rf"(?:{DOES})?(?=[{BETWEEN}\s、，,；;/。:：0-9(（]|\Z)|{FAMILIAR})"
)
# Two words in Latin letters; the blank, which is rare, is searched for first.
LATIN_WORDS = " (?<=[A-Za-z,] )(?=[A-Za-z])"
SIGNS = {*SIGN_CHARACTERS, *SIGN_WORDS.split(), " 男", " 女"}
TRADITIONAL = {simplified: traditional for traditional, simplified in SIMPLIFIED.items()}
ALL_SIGNS = SIGNS | {sign.translate(TRADITIONAL) for sign in SIGNS}


def lines_with_names(lines: JoinedLines) -> set[int]:
    """Return the indexes of the lines in which a person is named."""
    text, characters = lines.text, set(lines.alphabet)
    starts = [
        start
        for before in BEFORE_LONE & characters
        for start, cell in _cells_with(before + LONE, text)
        if cut_lone_names(cell) != cell
    ]
    starts += [start for start, cell in _cells_with(LATIN_WORDS, text) if cut_lone_names(cell) != cell]
    signs = [re.escape(sign) for sign in ALL_SIGNS if characters.issuperset(sign) and sign in text]
    if signs:
        found = _cells_with("|".join(signs), text)
        starts += [start for start, cell in found if find_names(cell) or is_label(cell)]
    return lines.indexes_at(starts)


def _cells_with(pattern: str, joined: str) -> Iterator[tuple[int, str]]:
    """Yield start and text of each cell in which the pattern is found."""
    end = -1
    for found in re.finditer(pattern, joined):
        if found.end() > end + 1:
            start = joined.rfind(BETWEEN, 0, found.end() - 1) + 1
            end = joined.find(BETWEEN, start)
            end = len(joined) if end < 0 else end
            yield start, joined[start:end]
