"""Find the names of natural persons inside running text: 被执行人李会栩拒不履行.

A name is recognised by what stands beside it: the word for a role, a verb of owing, refusing or breaking a rule, a form
of address, a number of people, or a mark in place of some of its characters. Where nothing shows its end, it has three
characters. Names of enterprises, and ordinary words that begin with a surname, stay.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from spreadsheets.joined_lines import BETWEEN, JoinedLines
from spreadsheets.ordinary_words import SECONDS, begins_with_word
from spreadsheets.person_names import (
    COMPOUND_SURNAMES,
    ENGLISH_WORDS,
    FREQUENT_SURNAMES,
    HAN,
    LATIN,
    NAME_MASK,
    PLACE,
    SURNAMES,
    TRANSLITERATION,
    WORDS,
)
from spreadsheets.resident_ids import UNPRINTED_CHARACTER, Span, cut_spans, find_printed, joined_spans

# The characters of words that the patterns below contain, in their simplified form; places in the text stay.
SIMPLIFIED = str.maketrans(
    "執當訴請聯係負責經營業東職勞動員資償貸違規實際債務權擔處罰還應與為從將給聲稱隱轉騙繳納賠報書證會計師監護繼買賣農電話號間長審覈複發簽過對個體戶開虛構無現於後簡單時",
    "执当诉请联系负责经营业东职劳动员资偿贷违规实际债务权担处罚还应与为从将给声称隐转骗缴纳赔报书证会计师监护继买卖农电话号间长审核复发签过对个体户开虚构无现于后简单时",
)
ONE_SURNAME = f"[{''.join(sorted(SURNAMES))}]"
SURNAME = f"(?:{COMPOUND_SURNAMES.pattern}|{ONE_SURNAME})"
NUMBER_OF_PEOPLE = "等[ ]?[0-9一二两三四五六七八九十几数多]+[余多]?[人名位]"
NUMBERING = r"(?:[1-9][0-9]?[.、．)）]|[（(][一二三四五六七八九十0-9]{1,2}[）)]|[①-⑳])?\s*"
# Words for the roles of persons.
ROLES = (
    "执行人|案外人|原告人?|被告人?|上诉人|申请(?:保全)?人|第三人|欠款人|[收付]款人|开户人|持卡人|人员|债[务权]人|[抵质]押权人|担保人|保证人|借款人|出借人|当事人|相对人|处罚人|行为人|责任人|嫌疑人"
    "|罪犯|[受被]害人|死者|伤者|患者|证人|举报人|投诉人|买受人|出[卖租]人|承租人|权利人|具状人|纳税人|法定代表人?|法人代表|代表人|法人|负责人|控制人|经营人|股东"
    "|合伙人|投资人|出资人|经营者|业主|店主|老板|经理|董事长?|监事|厂长|校长|院长|主任|书记员?|会计|出纳|微信名|户名|审判员|检察员|联系人|经办人|承办人|代理人|报关员|业务员|驾驶员|司机"
    "|制表人?|填[表报]人?|审核人?|复核人|校对人?|签发人|打印人|报送人|监护人|继承人|挂靠人|[承发分转]包人|包工头|房东|房主|职工|劳动者|员工|农民工|工人|雇员|雇主"
    "|消费者|村民|居民|市民|自然人|个体户|姓名|丈夫|妻子|配偶|父亲|母亲|儿子|女儿|民警|法官|律师|经办人?|之[父母妻夫子女]"
)
ROLE = re.compile(
    rf"(?:{ROLES}|[{HAN}]{{1,2}}[人员](?=\s*[:：]))(?:姓名)?(?:[一二三四五甲乙丙]|[1-9](?![0-9]))?"
    rf"(?P<link>\s*[】\])）]?\s*[为是即系]?\s*[:：]\s*|\s*[（(](?![一二三四五六七八九十0-9]{{1,2}}[）)])\s*(?:姓名)?[:：]?|\s*[】\]）)]\s*|\s+[为是即系]?|[为是即系]?){NUMBERING}"
)
# What persons do, or what happens to them, in texts of blacklists.
DEBTS = (
    "拖欠|欠|克扣|抽逃|挪用|拒[不绝付收]|未(?:[履支按能依在向经到如及缴还付报申全取办签提清偿执返给尽])|不(?:履行|支付|配合|服|予|还|偿|到|认可|同意|给)|逃[避废匿]|规避|隐[匿瞒]|转移"
    "|伪造|变造|虚[开构报假]|骗|诈骗|冒[充用]|违[反法规约]|失[信联]|涉嫌|伙同|驾驶|醉酒|酒后|无证|擅自|私自|非法|恶意|多次|逾期|迟延|至今|下落不明|负有"
    "|有(?:履行|能力|义务)|无(?:正当|力|证|可|法)|应(?:支付|偿还|履行|给付|返还|承担)|起诉|投诉|举报|借款|犯[^罪]{1,12}罪"
    "|诉(?:称|至|请|求|讼|[^讼求请]{1,20}(?:公司|一案|纠纷))|被(?:[列纳判处法执诉限查告申欠拘辞解罚追移吊责])|与[^，。；]{2,30}(?:纠纷|争议|一案|签订|和解)|向[^，。；]{2,30}借款"
    rf"|{NUMBER_OF_PEOPLE}|[（(，, ]\s?[男女](?=[^生士性]|$)|因[公工欠违涉病]"
    "|生前|之[父母妻夫子女间]|夫[妇妻]|兄弟|父子|母[子女]|一家|挂靠|已于|已|还[款清]|死亡|去世|伤残|受伤|坠亡|合伙(?!企业|人)|[个本]人|代[收签付]"
    r"|案(?=$|[，。；、（(])|[^，。；]{2,8}纠纷|[0-9][0-9.,]*[万千百]?元|申请执行|[（(](?:已故|占|持|身份|系|下称|简称|以下|另案|在逃|曾用|时任|现任|原|[0-9.]+%)"
    "|来[电函访信]|反映|确认|核[实对准]|签[收字批]|经办|办理|填[报写]|审核|汇报|告知|负责|提[供交]|报送|表示|答复|整理|编制|同意|知悉|跟进|担保|收(?=$|[^一-鿿])"
)
OF_DEBTORS = re.compile(rf"[”\"』】」]?(?:{DEBTS})")
# What stands behind the name of a person, besides, where the word for a role stands before it.
ACTS = re.compile(
    rf"{DEBTS}|$|[^{HAN}·•・‧（(]|的|提[起出]|[出到当]庭|到场|经(?:[合传本法依查催多我])|名下|进行|将(?!军)|负[连责全主次]|超[载速]|于(?=判决|法定|次日)|肇事|逃逸|从业|加倍|立即|连带|出生|现[住在]|住[所址在]|户籍|辩称|述称|认[为可]|同意|自愿|承[诺担]"
    "|偿还|支付|履行|返还|给付|赔偿|归还|清偿|缴纳|殴打|盗窃|贩卖|受伤|死亡|之[父母妻夫子女间]|参加|[在入离]职|要求|主张|已|曾|以[^上下内外]|因|系[^统列]"
    "|等(?:[人名共，。；]|$)|身份|[男女](?=[^生士性]|$)|应[向于当在按自]|签[订收署]"
)
# The same, where the name of an enterprise may go on so.
ACTS_OR_TRADES = re.compile(
    "[（(]|长期|申请|反映|承包|经营(?!部)|担保|借贷|贷款|出具|持有|所有|报告|高消费|共同|工资|货款|劳务|报酬|医疗|经济补偿|借条|欠条|从事|销售|生产|利用|使用"
    "|工伤|处罚|罚款|电话|手机|[出转典租][租让当借]|住"
)
# Behind the name of a person whom others owe, or with whom they have a contract.
OF_CREDITORS = re.compile(
    "的?(?:工资|货款|借款|欠款|劳务|报酬|经济|赔偿|补偿|工程款|材料款|租金|房租|押金|本金|货物|款项|人民币|现金|医疗|工伤)|签订|借[款贷钱]|支付|偿还|归还|返还"
    rf"|之间|发生|存在|达成|出资|提供|担保|反映|个人|本人|账户|名下|[^，。；]{{2,8}}纠纷|一案|案(?=$|[，。；、])|[（(](?:占|持|出资|股|[0-9.]+%)|[0-9][0-9.,]*[万千百]?元|承担|{NUMBER_OF_PEOPLE}"
)
# The first words of a further party or clause.
PARTY = f"(?:原告|被告|申请|被申|债[务权]人|其|该|本|某|我|他|她|{PLACE.pattern}|[0-9A-Z《]|法院|公司|单位|银行)"
FURTHER = re.compile(
    rf"(?:[与和及向对在于从将把由给为同跟至自]|以及|及其|通过)(?={PARTY})|(?:[与和及]|以及)(?={SURNAME})|[未不拒欠被]"
)
# No given name contains these.
NO_GIVEN = frozenset("未不拒欠已被的没与及了着过给")
# The name of an enterprise does not contain these between its first characters and its last word.
IN_ENTERPRISE = re.compile(
    rf"(?:(?![的拖欠拒未不因系被诉与向于在对从将把由给违逃骗伪虚签借驾])[{HAN}A-Za-z0-9（）()]){{0,24}}?"
    rf"(?:{WORDS.pattern}|[厂店社馆坊铺厅]|经营部|加工点|小区|广场|市场|工地|工程|项目)|[{HAN}]{{0,2}}(?:街道|[路村镇县区庄])"
)
ENTERPRISE = re.compile(
    rf"[{HAN}A-Za-z0-9（）()]{{2,40}}?(?:{WORDS.pattern}|[厂店社])(?:[（(][^（）()]{{1,20}}[）)])?(?=\s*[、,，;；和与及]|\s+[{HAN}])"
)
LATIN_NAME = re.compile(rf"[{LATIN}][{LATIN}.'’-]*(?: [{LATIN}][{LATIN}.'’-]*){{1,3}}(?![{LATIN}])")
FOREIGN = re.compile(rf"[{HAN}]{{1,8}}(?:[·•・‧][{HAN}]{{1,8}}){{1,4}}")
SOUND = f"[{''.join(sorted(TRANSLITERATION - {'的'}))}]"
HIDING = "*＊×xXＸ○〇□●_"
HIDDEN = re.compile(
    rf"{SURNAME}(?:某{{1,3}}(?:[甲乙丙丁戊]|[0-9](?![0-9]))?|[{HIDING}]{{2,3}}|[{HIDING}][{HAN}]?|[{HAN}][{HIDING}]{{1,2}})"
)
# Behind a hidden name, that of no person: 于某日, 高某公司.
NO_PERSON = re.compile(rf"[日月年时地处市区县镇乡村街路号项种个些类次天企单事平商工小物产原部机厂店大]|{WORDS.pattern}")
# Texts that stand behind a colon in place of a name.
NO_NAME = re.compile(
    "不详|未知|失联|同上|见附|暂[无缺]|空缺|待[定补]|未|变更|本人|自然人|无|其他|不明|签|盖章|系统|企业|单位|个人|姓名|日期|电话|男|女|详见|已|是|否"
)
STATED_NAME = re.compile(rf"[{HAN}]{{2,4}}?(?=[^{HAN}·•]|$|身份|电话|手机|联系|于|系|因|等|已|的|{DEBTS})")
SEPARATOR = re.compile(
    rf"(?:[（(][^（）()]{{1,20}}[）)])?\s*(?:[、;；/]|[,，](?=\s*{SURNAME}[{HAN}]{{1,2}}(?:[、，,；;。]|等|$))|\s+(?={SURNAME}[{HAN}]{{1,2}}(?:[、，,；;。\s]|$))|[（(][一二三四五六七八九十]{{1,2}}[）)]|以及|及|和|与)\s*{NUMBERING}"
    r"(?:其?(?:妻子|丈夫|配偶|父亲|母亲|儿子|女儿)|其[妻夫父母子女])?(?=\S)"
)
# Where a clause begins, and what stands before the subject of a clause.
CLAUSE = re.compile(
    rf"(?:(?<![{HAN}A-Za-z0-9·•・‧])|(?<=[0-9][年月日号元])|(?<=[因但且后而故现称由将])|(?<=[^联关]系)|(?<=经查)|(?<=查明)|(?<=责令)|(?<=由于))"
    rf"(?={SURNAME}|[{LATIN}]+[. ]|[{HAN}]{{1,8}}[·•・‧])"
)
OBJECT = re.compile(
    r"(?:拖欠|克扣|支付|给付|欠付|欠|(?<![相联关])[向与和给对由跟为系将见诉]|转入|汇入|打入|殴打|雇佣|招用|偿还|返还|赔偿|归还|辞退|应付|付给|冒用)"
)
# A name at the end of a clause, behind a word for what is given, or who somebody is.
NAMED = re.compile(
    "名叫|叫做?|名为|实为|实际为|实系|(?<!关)联系(?!人)|(?<!申)请[找问让]|找|[转分发]包给|[转交借付汇租卖]给|转入|汇入|打入|转[交告呈]"
)
END_OF_NAME = re.compile(rf"(?=$|[^{HAN}·•])|所有|施工|承包|账户|名下|的|{DEBTS}|{OF_CREDITORS.pattern}")
ADDRESSED = re.compile(
    rf"(?P<name>{SURNAME}[{HAN}]{{0,2}})(?:先生|女士|小姐|太太|同志|(?:老师|师傅|大夫|律师|法官|警官|经理|主任|会计|书记)(?![{HAN}])|(?P<number>{NUMBER_OF_PEOPLE}))"
)
# Surnames that are prepositions, too.
BEFORE_NAME = frozenset("向和于从由时经")
# No name that begins a clause ends with these: 开发商拖欠, 租赁费未付.
ENDS_OF_WORDS = frozenset("人者员户商位司厂店部局院委办所站队科处室款费额税证期物品车案件量")
HIDING_MARKS = re.compile("[*＊○〇●□]|[×xXＸ]{2}")
SOUNDS = re.compile(rf"{SOUND}{{2,8}}(?:[·•・‧]{SOUND}{{2,8}}){{1,4}}")
GIVEN = re.compile(f"[{HAN}]+")
APART = re.compile(rf"(?<=[{HAN}])[ \u3000\t\r\n]+(?=[{HAN}])")
# A part between separators, and what such parts and separators have not.
PART = re.compile(f"[{HAN}]+")
NO_NAMES = re.compile(rf"[{HAN}、，,；;/。.:：\s]+")
LONGEST_LIST = 60
# The word for a role in a cell of its own.
LABEL = re.compile(
    rf"\s*(?:企业|单位|公司|现场|财务|主要|直接)?(?:{ROLES}|签字|签名|汇总|整理|经手|联系|负责)(?:姓名|签字|签名|人员?)?\s*[:：]?\s*"
)
LONGEST_LABEL = 12
# The name of a file or sheet.
LABEL_PART = re.compile(f"[{HAN}]+(?:[·•・‧][{HAN}]+)*")
LABEL_WORDS = (
    "失信|名单|名册|材料|情况|说明|证明|身份|个人|欠|案|报告|记录|清单|信息|执行|被执行|处罚|合同|工资|简历|文件|资料|扫描|附件|判决|裁定|借条|申请|投诉|举报|照片"
    "|复印|表|一览|明细|花名册|档案|备份|修改|最新|终稿|版|发|报|提供|整理|汇总|上传|制作|签字|确认|先生|女士|同志|改|编制"
)
NO_END_OF_NAME = "(?<![镇街村区县市乡堡屯局委办队所院厂店站表])"
ALONE = re.compile(
    rf"(?P<name>(?:{COMPOUND_SURNAMES.pattern})[{HAN}]{{1,2}}|{ONE_SURNAME}[{HAN}]{{1,2}}{NO_END_OF_NAME})"
)
AT_BEGINNING = re.compile(
    rf"(?:关于|对|由|给)?(?P<name>(?:(?:{COMPOUND_SURNAMES.pattern})|{ONE_SURNAME})[{HAN}]{{1,2}}?){NO_END_OF_NAME}(?=的|之|{LABEL_WORDS})"
)
AT_END = re.compile(rf"(?:关于|人|者|{LABEL_WORDS})(?P<name>{ONE_SURNAME}[{HAN}]{{1,2}}){NO_END_OF_NAME}$")
LONGEST_KEPT = 2_000
ANY_DIGIT = str.maketrans("023456789", "1" * 9)
# A text without any of these words names no person: a quick test of a whole table.
SIGN_CHARACTERS = "人欠拒未不逃隐虚骗冒违应被诉罪借因款等元已叫案%某*＊×○〇●□·•・‧"
SIGN_WORDS = """
原告 被告 劳动者 经营者 消费者 死者 伤者 患者 股东 业主 店主 老板 经理 董事 监事 厂长 校长 院长 主任
书记 会计 出纳 报关员 业务员 驾驶 司机 员工 职工 雇员 雇主 村民 居民 市民 个体户 姓名 丈夫 妻子 配偶
父亲 母亲 儿子 女儿 民警 法官 律师 制表 填表 填报 审核 校对 法定代表 房东 房主 包工头 罪犯 克扣 规避
转移 伪造 变造 失信 失联 涉嫌 伙同 醉酒 酒后 无证 无力 无正当 无可 无法 擅自 私自 非法 恶意 多次 逾期
迟延 至今 下落 负有 有履行 有能力 有义务 举报 纠纷 抽逃 挪用 来电 来函 来访 来信 反映 确认 核实 签收
签字 经办 办理 填写 汇报 告知 负责 提供 提交 报送 表示 答复 支付 工资 劳务 报酬 补偿 赔偿 租金 房租
押金 本金 货物 人民币 现金 医疗 工伤 签订 偿还 归还 返还 之间 发生 存在 达成 承担 经济 先生 女士 小姐
太太 同志 老师 师傅 大夫 XX xx 之父 之母 之妻 之夫 之子 之女
出资 争议 挂靠 申请执行 微信名 户名 联系 包给 转给 交给 借给 付给 汇给 租给 卖给 转入 汇入 打入 实为 名为 实系
实际为 生前 夫妇 夫妻 兄弟 父子 母子 母女 一家 还款 还清 死亡 去世 伤残 受伤 坠亡 合伙 个人 本人 代签 代收 代付
账户 名下 签发 签名 汇总 整理 经手 同意 知悉 跟进 编制 担保 请 找 转 收 法官 警官
员： 员: 身份 下称 简称 以下 在逃 曾用 时任 现任 （占 （持 （系 （原 (占 (持 (系 (原
（男 （女 (男 (女 ，男 ，女 ,男 ,女
"""
# A cell, line or clause that begins with what may be a name.
# A search for a pattern that begins with one known character is much faster than for one with a choice of them; what
# cannot begin a name is left out before the pattern branches.
BEFORE_LONE = frozenset(f"{BETWEEN}\n。；;:：")
FIRST_OF_SURNAMES = "".join(sorted(SURNAMES | {name[0] for name in COMPOUND_SURNAMES.pattern.split("|")}))
LONE = rf"(?=[\s{FIRST_OF_SURNAMES}])\s*{SURNAME}(?:\s*[{HAN}]){{1,2}}(?=[{BETWEEN}\s、，,；;/。:：]|\Z)"
SIGNS = {*SIGN_CHARACTERS, *SIGN_WORDS.split(), " 男", " 女"}
TRADITIONAL = {simplified: traditional for traditional, simplified in SIMPLIFIED.items()}
ALL_SIGNS = SIGNS | {sign.translate(TRADITIONAL) for sign in SIGNS}


def find_names(text: str) -> list[Span]:
    """Return start and end of each name of a natural person in a running text, in its order."""
    # Texts that differ in an amount or a day only are searched once.
    return list(_kept(text.translate(ANY_DIGIT))) if len(text) <= LONGEST_KEPT else _find(text, _find_in)


def cut_names(text: str) -> str:
    """Return the text with NAME_MASK in place of each name of a natural person."""
    return cut_spans(text, find_names(text), NAME_MASK)


def cut_lone_names(text: str) -> str:
    """Return the text of a remark with NAME_MASK in place of each part between separators that is only a name."""
    if are_names(text):
        return NAME_MASK
    return cut_spans(text, _find(text, _find_lone), NAME_MASK)


def _find_lone(text: str) -> Iterator[Span]:
    return (part.span() for part in PART.finditer(text) if len(part[0]) > 2 and _is_name_alone(part[0]))


def are_names(text: str) -> bool:
    """Return whether the text is a name of at least three characters, or several names, and nothing else."""
    if len(text) > LONGEST_LIST:
        return False
    text = UNPRINTED_CHARACTER.sub("", text)
    names = PART.findall(text)
    if APART.search(text) and max(map(len, names)) == 1:
        # 李 会 栩
        names = ["".join(names)]
    is_longer = len(names) > 1 or len("".join(names)) > 2
    return is_longer and NO_NAMES.sub("", text) == "" and all(map(_is_name_alone, names))


def _is_name_alone(text: str) -> bool:
    found = ALONE.fullmatch(text)
    is_known = found and (text[0] in FREQUENT_SURNAMES or COMPOUND_SURNAMES.match(text))
    return bool(is_known) and text[-1] not in ENDS_OF_WORDS and not (begins_with_word(text) or PLACE.match(text))


def cut_label(text: str) -> str:
    """Return the name of a file or sheet with NAME_MASK in place of each name of a natural person.

    A name stands between separators, before a word such as 名单, or behind one.
    """
    return cut_spans(text, joined_spans([*find_names(text), *_find(text, _find_in_label)]), NAME_MASK)


def _find_in_label(text: str) -> Iterator[Span]:
    for part in LABEL_PART.finditer(text):
        for found in (ALONE.fullmatch(part[0]), AT_BEGINNING.match(part[0]), AT_END.search(part[0])):
            if found and not (begins_with_word(found["name"]) or PLACE.match(found["name"])):
                yield part.start() + found.start("name"), part.start() + found.end("name")
                break


def lines_with_names(lines: JoinedLines) -> set[int]:
    """Return the indexes of the lines in which a person is named."""
    text, characters = lines.text, set(lines.alphabet)
    starts = [
        start
        for before in BEFORE_LONE & characters
        for start, cell in _cells_with(before + LONE, text)
        if cut_lone_names(cell) != cell
    ]
    signs = [re.escape(sign) for sign in ALL_SIGNS if characters.issuperset(sign) and sign in text]
    if signs:
        found = _cells_with("|".join(signs), text)
        starts += [start for start, cell in found if find_names(cell) or is_label(cell)]
    return lines.indexes_at(starts)


def is_label(text: str) -> bool:
    """Return whether the text is nothing but the word for a role, beside which a name may stand in the next cell."""
    return len(text) <= LONGEST_LABEL and LABEL.fullmatch(text) is not None


def _cells_with(pattern: str, joined: str) -> Iterator[tuple[int, str]]:
    """Yield start and text of each cell in which the pattern is found."""
    end = -1
    for found in re.finditer(pattern, joined):
        if found.end() > end + 1:
            start = joined.rfind(BETWEEN, 0, found.end() - 1) + 1
            end = joined.find(BETWEEN, start)
            end = len(joined) if end < 0 else end
            yield start, joined[start:end]


@lru_cache(maxsize=16_384)
def _kept(text: str) -> tuple[Span, ...]:
    return tuple(_find(text, _find_in))


def _find(text: str, find: Callable[[str], Iterable[Span]]) -> list[Span]:
    """Return the places that `find` finds in the text in simplified characters, as it is and without inner blanks."""
    return find_printed(text, lambda printed: _find_apart(printed.translate(SIMPLIFIED), find))


def _find_apart(text: str, find: Callable[[str], Iterable[Span]]) -> list[Span]:
    spans = list(find(text))
    blanks = {place for found in APART.finditer(text) for place in range(*found.span())}
    if blanks:
        places = [place for place in range(len(text)) if place not in blanks]
        found = find("".join(text[place] for place in places))
        spans += [(places[start], places[end - 1] + 1) for start, end in found]
    return joined_spans(spans)


def _find_in(text: str) -> list[Span]:
    """Return the places of the names in a text without blanks inside of names; a name once found is found again."""
    spans = [
        *_behind_roles(text),
        *_before(text, CLAUSE, OF_DEBTORS),
        *_before(text, OBJECT, OF_CREDITORS),
        *_before(text, NAMED, END_OF_NAME),
        *_addressed(text),
        *_hidden(text),
        *_foreign(text),
    ]
    again = (span for name in {text[start:end] for start, end in spans} for span in _places_of(name, text))
    return [*spans, *(span for span in again if not IN_ENTERPRISE.match(text, span[1]))]


def _places_of(name: str, text: str) -> Iterator[Span]:
    """Yield start and end of each occurrence of the name in the text."""
    start = text.find(name)
    while start >= 0:
        yield start, start + len(name)
        start = text.find(name, start + len(name))


def _behind_roles(text: str) -> Iterator[Span]:
    """Yield the names behind words for a role, also those behind the name of an enterprise."""
    start = 0
    for found in ROLE.finditer(text):
        if found.end() < start:
            continue
        start, is_stated = found.end(), ":" in found["link"] or "：" in found["link"]
        while start < len(text):
            end = _name_end(text, start, _end_behind_role) or (is_stated and _stated_end(text, start))
            is_stated = False
            if end:
                yield start, end
            elif enterprise := ENTERPRISE.match(text, start):
                end = enterprise.end()
            separator = SEPARATOR.match(text, end) if end else None
            if not separator:
                break
            start = separator.end()


def _end_behind_role(text: str, start: int, ends: list[int]) -> int:
    """Return which of the possible ends is that of the name; 0 for the name of an enterprise."""
    if end := _likeliest({end: _reach(text, end) for end in ends}):
        return end
    is_enterprise = any(IN_ENTERPRISE.match(text, end) for end in ends)
    is_frequent = text[start] in FREQUENT_SURNAMES or text[start] not in SECONDS
    return ends[0] if is_frequent and not is_enterprise else 0


def _likeliest(reach: dict[int, int | None]) -> int:
    """Return the first end that words follow, or a nearer one whose words go beyond it (王五 in 王五拖欠, not 王五拖).

    `reach` is possible end of the name → end of the words that follow it, None where none do. Returns 0 for none.
    """
    first = next((end for end, words in reach.items() if words is not None), 0)
    return next((end for end, words in reach.items() if words and words > end + 1 and end < first <= words), first)


def _reach(text: str, end: int) -> int | None:
    """Return the end of what stands behind a name that ends here; None where it belongs to the same name or word."""
    found = ACTS.match(text, end)
    if not found and not IN_ENTERPRISE.match(text, end):
        found = ACTS_OR_TRADES.match(text, end) or FURTHER.match(text, end)
    return found.end() if found else None


def _before(text: str, places: re.Pattern[str], acts: re.Pattern[str]) -> Iterator[Span]:
    """Yield the names behind these places, if one of these acts stands behind the last one of a list."""

    def choose(text: str, start: int, ends: list[int]) -> int:
        found = {end: acts.match(text, end) or SEPARATOR.match(text, end) for end in ends}
        end = _likeliest({end: words.end() if words else None for end, words in found.items()})
        return 0 if text[end - 1] in ENDS_OF_WORDS else end

    start = 0
    for place in places.finditer(text):
        if place.end() < start:
            continue
        start, spans = place.end(), []
        while end := _name_end(text, start, choose):
            spans.append((start, end))
            if acts.match(text, end):
                yield from spans
                spans = []
            separator = SEPARATOR.match(text, end)
            if not separator:
                break
            start = separator.end()


def _name_end(text: str, start: int, choose: Callable[[str, int, list[int]], int]) -> int:
    """Return the end of the name that begins here, 0 where none does; `choose` chooses among the possible ends."""
    found = HIDDEN.match(text, start)
    if found and not NO_PERSON.match(text, found.end()):
        return choose(text, start, [found.end()])
    found = FOREIGN.match(text, start)
    if found and not ROLE.search(found[0]):
        first = found.start() + max(map(found[0].rfind, "·•・‧")) + 2
        return choose(text, start, list(range(first, found.end() + 1)))
    found = LATIN_NAME.match(text, start)
    if found:
        return 0 if ENGLISH_WORDS.search(found[0]) else choose(text, start, [found.end()])
    surname = COMPOUND_SURNAMES.match(text, start)
    if not surname and (text[start : start + 1] not in SURNAMES or begins_with_word(text[start : start + 3])):
        return 0
    first = surname.end() if surname else start + 1
    is_double = not surname and text[first : first + 1] in FREQUENT_SURNAMES and not IN_ENTERPRISE.match(text, first)
    lengths = (3, 2, 1) if is_double else (2, 1)
    ends = [first + length for length in lengths if _is_given(text[first : first + length], length)]
    return choose(text, start, ends) if ends else 0


def _is_given(text: str, length: int) -> bool:
    """Return whether the text may be a given name: Chinese characters, and no kind of enterprise (商行)."""
    is_han = len(text) == length and GIVEN.fullmatch(text) is not None
    return is_han and NO_GIVEN.isdisjoint(text) and not WORDS.fullmatch(text)


def _stated_end(text: str, start: int) -> int:
    """Return the end of a short text behind a colon that has not the form of a name, 0 for none."""
    found = STATED_NAME.match(text, start)
    is_name = found and not NO_NAME.match(text, start) and not IN_ENTERPRISE.match(text, start + 1)
    return found.end() if found and is_name else 0


def _addressed(text: str) -> Iterator[Span]:
    """Yield the names before a form of address or a number of people."""
    for found in ADDRESSED.finditer(text):
        start, end = found.span("name")
        if text[start] in BEFORE_NAME and text[start + 1] in SURNAMES:
            start += 1
        is_name = end - start > 1 or not found["number"]
        if is_name and not begins_with_word(text[start : start + 3]) and text[end - 1] not in ENDS_OF_WORDS:
            yield start, end


def _hidden(text: str) -> Iterator[Span]:
    """Yield the names of which a part is hidden."""
    for found in HIDDEN.finditer(text):
        is_name = text[found.start()] in FREQUENT_SURNAMES and ("某" in found[0] or HIDING_MARKS.search(found[0]))
        end = found.end()
        if is_name and (ACTS.match(text, end) or not (NO_PERSON.match(text, end) or IN_ENTERPRISE.match(text, end))):
            yield found.span()


def _foreign(text: str) -> Iterator[Span]:
    """Yield the names of minorities, written by their sound, with a point between their parts."""
    for found in SOUNDS.finditer(text):
        if not IN_ENTERPRISE.match(text, found.end()):
            yield found.span()
