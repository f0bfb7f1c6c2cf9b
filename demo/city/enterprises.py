"""The enterprises of the city: who is on the customs offices' rosters, who never was, and the cast of the story."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from demo.city.codes import DIGITS_SERIALS, SERIALS, company_uscc, digits_uscc
from demo.city.invented_names import enterprise_name, stems

QUANCHENG = "quancheng-customs"
LAIWU = "laiwu-customs"
PROVINCE = "370000"
DISTRICTS = {
    QUANCHENG: {
        "370102": "历下区",
        "370103": "市中区",
        "370104": "槐荫区",
        "370105": "天桥区",
        "370112": "历城区",
        "370113": "长清区",
        "370114": "章丘区",
        "370115": "济阳区",
        PROVINCE: "历下区",
    },
    # Enterprises registered before 2019 keep the code of the former city of Laiwu.
    LAIWU: {"370116": "莱芜区", "370117": "钢城区", "371202": "莱芜区", PROVINCE: "莱芜区"},
}
PLACES = {QUANCHENG: ("济南", "济南", "济南", "山东"), LAIWU: ("莱芜", "莱芜", "济南", "山东")}
# Customs region (4) and economic zone (1), the beginning of a customs code.
CUSTOMS_ZONES = {QUANCHENG: "37016", LAIWU: "37036"}
ROADS = ("望荷路", "听泉大街", "柳絮路", "藕香街", "白鹭大道", "晚晴路")
FIRST_DAY = date(2019, 1, 7)
LAST_DAY = date(2026, 1, 30)


@dataclass(frozen=True)
class Subject:
    """The subject of an entry; the USCC is "" if the blacklist gives none."""

    uscc: str
    name: str

    @property
    def org_code(self) -> str:
        """组织机构代码: characters 9–17 of the USCC."""
        return self.uscc[8:17]


@dataclass(frozen=True)
class CityEnterprise(Subject):
    """One enterprise as a customs office lists it; office_code is the code of the office's department."""

    customs_code: str
    certified_on: date
    address: str
    office_code: str


@dataclass(frozen=True)
class Cast:
    """The enterprises of the story; they belong to 泉城海关, those with laiwu in their name to 莱芜海关.

    On the blacklists: `blocked_by_uscc` (court-defaulters), `blocked_by_org_code` (wage-arrears),
    `blocked_in_laiwu` (tax-violations, by USCC), `possible_match` (production-safety, its name in traditional
    characters), `doubted`, `doubted_long` and `namesake_in_laiwu` (production-safety, their names alone), `hinted`
    (abnormal-operation) and `near_miss` (tax-violations: its name with the USCC of another enterprise). `cleared` was
    on court-defaulters for half a year.
    On none: `joining` and `renamed` (as `renamed_after`) come with the changes, `dropped_later` is missing
    from the later roster; `case_hero`, `reported` and `revoked` become so in the story.
    """

    blocked_by_uscc: CityEnterprise
    blocked_by_org_code: CityEnterprise
    possible_match: CityEnterprise
    doubted: CityEnterprise
    doubted_long: CityEnterprise
    hinted: CityEnterprise
    near_miss: CityEnterprise
    case_hero: CityEnterprise
    reported: CityEnterprise
    cleared: CityEnterprise
    revoked: CityEnterprise
    dropped_later: CityEnterprise
    renamed: CityEnterprise
    renamed_after: CityEnterprise
    added: tuple[CityEnterprise, ...]
    blocked_in_laiwu: CityEnterprise
    namesake_in_laiwu: CityEnterprise


class Registry:
    """Source of names, codes, days and addresses: each name and code once, the same ones in every run."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.stems = iter(stems(rng))
        # The upper half is reserved for other enterprises, so that their codes never equal those of the city.
        self.serials = iter(rng.sample(range(SERIALS // 2), 400))
        self.digits_serials = iter(rng.sample(range(0, DIGITS_SERIALS, 1000), 400))
        self.customs_serials = iter(rng.sample(range(1000, 10000), 400))

    def enterprise(self, office: str, name: str = "", certified_on: date | None = None) -> CityEnterprise:
        """Return an enterprise of an office; values that are not given are invented."""
        district = self.rng.choice(list(DISTRICTS[office]))
        kind = self.rng.choice("1349")
        door = f"{self.rng.choice(ROADS)}{self.rng.randint(1, 999)}号"
        return CityEnterprise(
            uscc=self.uscc(district),
            name=name or enterprise_name(next(self.stems), PLACES[office], self.rng),
            customs_code=f"{CUSTOMS_ZONES[office]}{kind}{next(self.customs_serials)}",
            certified_on=certified_on or self.working_day(),
            address=f"济南市{DISTRICTS[office][district]}{door}",
            office_code=office,
        )

    def uscc(self, district: str) -> str:
        """Return a code; four in ten have digits only."""
        if self.rng.random() < 0.4:
            return digits_uscc(district, next(self.digits_serials))
        return company_uscc(district, next(self.serials))

    def working_day(self) -> date:
        """Return a day from FIRST_DAY, a Monday, to LAST_DAY; the Friday before for a weekend."""
        day = FIRST_DAY + timedelta(days=self.rng.randint(0, (LAST_DAY - FIRST_DAY).days))
        return day - timedelta(days=max(0, day.isoweekday() - 5))


def _cast(registry: Registry) -> Cast:
    def quancheng(name: str, certified_on: date | None = None) -> CityEnterprise:
        return registry.enterprise(QUANCHENG, name, certified_on)

    renamed = quancheng("济南织云绣锦纺织有限公司")
    return Cast(
        blocked_by_uscc=quancheng("济南霜叶飞舟进出口有限公司", date(2020, 6, 18)),
        blocked_by_org_code=quancheng("山东铁砚磨锋机械制造有限公司", date(2021, 9, 14)),
        possible_match=quancheng("云岭千帆(济南)国际贸易有限公司", date(2023, 4, 20)),
        doubted=quancheng("济南梨园听雨农产品有限公司", date(2021, 6, 9)),
        doubted_long=quancheng("山东雁塔题名五金工具有限公司", date(2020, 4, 22)),
        hinted=quancheng("济南麦浪飘香食品有限公司", date(2021, 3, 25)),
        near_miss=quancheng("济南灯火星桥电子科技有限公司"),
        case_hero=quancheng("济南明湖云帆进出口有限公司", date(2019, 7, 10)),
        reported=quancheng("山东骏影长风汽车零部件有限公司", date(2020, 11, 26)),
        cleared=quancheng("济南晓风扬羽包装有限公司", date(2022, 10, 13)),
        revoked=quancheng("济南杏林晓月医疗器械有限公司", date(2022, 5, 12)),
        dropped_later=quancheng("济南驿路寻梅国际物流有限公司", date(2022, 8, 17)),
        renamed=renamed,
        renamed_after=replace(renamed, name="济南织云绣锦新材料有限公司", address="济南市历城区白鹭大道18号"),
        added=(
            quancheng("济南飞轮转月轴承有限公司", date(2026, 2, 9)),
            quancheng("山东药圃清源生物科技有限公司", date(2026, 2, 11)),
            quancheng("济南渡口流云供应链管理有限公司", date(2026, 2, 12)),
        ),
        blocked_in_laiwu=registry.enterprise(LAIWU, "莱芜炉火映山精密铸造有限公司", date(2021, 12, 8)),
        namesake_in_laiwu=registry.enterprise(LAIWU, "山东姜田晚照农产品有限公司", date(2023, 2, 22)),
    )


def _roster(
    registry: Registry, office: str, count: int, cast: tuple[CityEnterprise, ...]
) -> tuple[CityEnterprise, ...]:
    """Return a whole roster in the order of certification, the cast among the others."""
    others = [registry.enterprise(office) for _ in range(count - len(cast))]
    return tuple(sorted([*cast, *others], key=lambda enterprise: (enterprise.certified_on, enterprise.uscc)))


_registry = Registry(Random("信用济南"))

CAST = _cast(_registry)
QUANCHENG_ROSTER = _roster(
    _registry,
    QUANCHENG,
    100,
    (
        CAST.blocked_by_uscc,
        CAST.blocked_by_org_code,
        CAST.possible_match,
        CAST.doubted,
        CAST.doubted_long,
        CAST.hinted,
        CAST.near_miss,
        CAST.case_hero,
        CAST.reported,
        CAST.cleared,
        CAST.revoked,
        CAST.dropped_later,
        CAST.renamed,
    ),
)
LAIWU_ROSTER = _roster(_registry, LAIWU, 40, (CAST.blocked_in_laiwu, CAST.namesake_in_laiwu))
# Enterprises on no roster, for the blacklists.
STRANGERS: tuple[Subject, ...] = tuple(_registry.enterprise(office) for office in (QUANCHENG, LAIWU) for _ in range(80))
# On the roster of 泉城海关 in the first months of the demo's year only.
DEPARTED = _registry.enterprise(QUANCHENG)
_NEWCOMERS = tuple(_registry.enterprise(office) for office in (QUANCHENG, QUANCHENG, LAIWU) * 4)


def newcomers(office: str, *, today: date) -> tuple[CityEnterprise, ...]:
    """Return the enterprises of the office that are certified in the year before today, one of both offices a month."""
    days = [today - timedelta(days=355 - 30 * number) for number in range(len(_NEWCOMERS))]
    certified = [
        replace(enterprise, certified_on=day - timedelta(days=max(0, day.isoweekday() - 5)))
        for enterprise, day in zip(_NEWCOMERS, days, strict=True)
    ]
    return tuple(enterprise for enterprise in certified if enterprise.office_code == office)
