"""名单管理办法: both offices upload theirs on the first day, and 泉城海关 a new version that begins next month."""

from datetime import date, timedelta
from functools import partial

from demo.city.enterprises import LAIWU, QUANCHENG
from demo.city.evidence import write_pdf
from demo.year.city_year import CityYear, upload_of
from demo.year.customs import OFFICERS
from foundation.web.dates import chinese_date
from roster.actions.list_rules import upload_rules

NAMES = {QUANCHENG: "泉城海关", LAIWU: "莱芜海关"}
SHORT = {QUANCHENG: "泉关", LAIWU: "莱关"}
NOTICE = timedelta(days=30)


def plan_rules(year: CityYear) -> None:
    """Plan the uploads: the rules of 2019 of both offices, and a revision of those of 泉城海关."""
    first = year.days.of_month(0)
    for office, day in ((QUANCHENG, date(2019, 8, 1)), (LAIWU, date(2019, 9, 1))):
        year.plan(first, partial(_upload, year, office, "试行", day, day - NOTICE))
    issued = year.days.before_today(10)
    year.plan(issued, partial(_upload, year, QUANCHENG, "修订", issued + 2 * NOTICE, issued))


def _upload(year: CityYear, office: str, edition: str, in_force_from: date, issued_on: date) -> None:
    title = f"{NAMES[office]}高级认证企业联合激励对象名单管理办法（{edition}）"
    number = f"（演示）{SHORT[office]}企管〔{issued_on.year}〕12号"
    path = year.folder / f"{title}.pdf"
    lines = [
        *("演示文件，内容为虚构", f"{title}", number),
        "一、名单每月更新一次，企业信息变化的随时更新。",
        "二、不再符合高级认证企业标准的，取消联合激励资格。",
        "三、取消资格由两名以上经办人员核实，书面告知企业。",
        f"四、本办法自{chinese_date(in_force_from)}起施行。",
    ]
    write_pdf(path, lines)
    upload_rules(
        title=title,
        document_number=number,
        issued_on=issued_on,
        in_force_from=in_force_from,
        file=upload_of(path),
        by=year.people[OFFICERS[office]],
    )
