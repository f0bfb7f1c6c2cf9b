"""What the departments apply in the year: measure, choices and what the clerk writes."""

from decimal import Decimal
from typing import NamedTuple

from feedback.policies import NO_DETAILS, ApplicationChoices, ApplicationDetails

CHECKED = ApplicationChoices(condition_met=True)
ONE_OFF = ApplicationChoices(kind="one_off")
STANDING = ApplicationChoices(kind="standing")
REFUNDS_FIRST = ApplicationChoices(condition_met=True, sub_item=2)
OWN_SERVICE = ApplicationChoices(condition_met=True, sub_item=3)
UNCHOSEN = ApplicationChoices()


class Applied(NamedTuple):
    """A measure as a clerk logs it: user, number of the measure, choices, what was done, and its details."""

    username: str
    number: int
    choices: ApplicationChoices
    description: str
    details: ApplicationDetails = NO_DETAILS


def _in(competition: str) -> ApplicationDetails:
    return ApplicationDetails(competition=competition)


INVOICES = Applied("shuiwu", 31, CHECKED, "核定单次领取3个月的增值税发票用量，调整用量即时办结。")
REFUNDS = Applied("shuiwu", 32, REFUNDS_FIRST, "评为出口企业管理一类企业，出口退税优先办理，指定专人联系。")
INSPECTIONS = Applied(
    "shengtai", 25, UNCHOSEN, "无举报情况下，年度例行检查由两次减为一次。", ApplicationDetails(inspections_avoided=1)
)
SAMPLING = Applied("shichang", 26, UNCHOSEN, "“双随机”抽查比例降至一般企业的一半。")
LOW_RATE = Applied("quancheng", 1, UNCHOSEN, "平均查验率降至一般信用企业的20%以下。")
LOW_RATE_IN_LAIWU = Applied("laiwu", 1, UNCHOSEN, "进出口货物平均查验率按高级认证企业标准执行。")
PORT_RATE = Applied("quancheng", 24, UNCHOSEN, "口岸查验率按较低档执行。")
LANE = Applied("shenpi", 22, ONE_OFF, "对外贸易经营者变更事项走绿色通道，当日办结。", ApplicationDetails(days_saved=4))
EXHIBITION = Applied("maocu", 28, UNCHOSEN, "优先安排境外建材展展位一个。")
FUND = Applied("caizheng", 20, UNCHOSEN, "外贸稳增长专项资金评审，同等条件下优先。", _in("外贸稳增长专项资金评审"))
# In turn, over the year; the more frequent ones stand here more than once.
ROUTINE = (
    INVOICES,
    LOW_RATE,
    LANE,
    INSPECTIONS,
    Applied("renhang", 18, ONE_OFF, "将海关高级认证信息推送三家银行，作为授信审批的参考条件。"),
    REFUNDS,
    SAMPLING,
    EXHIBITION,
    Applied("fagai", 14, UNCHOSEN, "技术改造专项资金项目筛选，同等条件下优先推荐。", _in("技术改造专项资金项目筛选")),
    LOW_RATE_IN_LAIWU,
    Applied("quancheng", 4, UNCHOSEN, "设立企业协调员，每月上门服务一次。"),
    FUND,
    INVOICES,
    Applied("jinrong", 19, ONE_OFF, "融资担保业务申请优先受理，三个工作日内办结。"),
    Applied("shichang", 27, UNCHOSEN, "为合同纠纷提供法律咨询，并受理调解。"),
    Applied("ziran", 21, UNCHOSEN, "工业用地使用权出让，同等条件下优先考虑。", _in("工业用地使用权出让")),
    Applied("quancheng", 9, UNCHOSEN, "适用汇总征税，按月集中缴纳税款。", ApplicationDetails(amount=Decimal(860_000))),
    Applied("gonghui", 36, UNCHOSEN, "五一劳动奖状评选，列为优先考虑对象。"),
    LANE,
    Applied("shuiwu", 32, OWN_SERVICE, "开通绿色办税通道，指定专人每季度联系企业。"),
    INSPECTIONS,
    Applied("maocu", 29, UNCHOSEN, "商事证明书当日出具，免费提供商事调解咨询。"),
    Applied("laiwu", 23, UNCHOSEN, "本年度稽查、核查频次由两次减为一次。"),
    Applied("wenming", 35, UNCHOSEN, "济南好人评选，同等条件下优先考虑该企业推荐的人选。", _in("“济南好人”评选")),
    PORT_RATE,
    Applied("shuiwu", 34, UNCHOSEN, "提供优先预约和24小时自助办税服务。"),
    Applied("fulian", 37, UNCHOSEN, "三八红旗手评选，优先考虑该企业推荐的人选。"),
    Applied("fagai", 17, UNCHOSEN, "政府投资项目投标，免于提交进出口证明原件。"),
    Applied("maocu", 30, UNCHOSEN, "优先办理境外商标注册咨询两件。"),
    Applied("shenpi", 38, UNCHOSEN, "“免申即享”政策试点，优先选择该企业。"),
)
