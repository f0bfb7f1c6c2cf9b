"""The patterns by which names of natural persons are recognised inside running text (named_persons.py)."""

import re

from spreadsheets.person_names import COMPOUND_SURNAMES, HAN, LATIN, PLACE, SURNAMES, TRANSLITERATION, WORDS

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
    rf"(?:{ROLES}|[{HAN}]{{1,2}}[人员](?=\s*[:：]))(?:姓名)?(?:(?:[及和与]|、|/)?(?:联系)?(?:电话|方式|手机)(?=[:：]))?(?:[一二三四五甲乙丙]|[1-9](?![0-9]))?"
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
    "通知(?!书)|告知(?!书)|约谈|致电|催告|名叫|叫做?|名为|实为|实际为|实系|(?<!关)联系(?!人)|(?<!申)请[找问让]|找|[转分发]包给|[转交借付汇租卖]给|转入|汇入|打入|转[交告呈]"
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
