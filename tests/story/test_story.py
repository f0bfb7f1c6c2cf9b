"""One day in the fictional city, through the pages, with real workers, with and without JavaScript.

1. The customs officers of 泉城海关 and 莱芜海关 upload their rosters as offices keep them: a workbook with a title row
   and notes under the table, and a csv in GB18030. A worker reads each while the officer watches; the officer sees the
   difference to the roster in force and confirms. A roster with mistakes shows them cell by cell and cannot be
   confirmed.
2. The credit administrator imports the blacklists of five sectors. An enterprise listed under its USCC or its
   organisation code is blocked. An enterprise that shares only its name with an entry is a possible match until the
   administrator has decided. 经营异常名录 is a hint.
3. The tax bureau's clerk finds an enterprise by a part of its name and logs two measures with evidence. A measure for a
   blocked enterprise is refused. 市发展改革委 sees the applications as feedback.
4. The credit administrator publishes the eligible enterprises and one case; a citizen finds them without signing in.
5. The clerk reports a breach; 泉城海关 revokes with reason and document number. Every department gets a notice, the tax
   bureau gets advice to stop its running measure and answers it, and the enterprise leaves the public list. Customs
   restores it. A later roster removes another enterprise, with the same notices.
6. The system administrator amends a measure; the application logged before keeps the wording it was made under.
7. The second factor becomes required. The system administrator is led to set it up before Django admin opens, signs in
   with a code of the app, and with a recovery code, which is refused the second time.

By default the chapters alternate between a window with JavaScript and one without, the other way round on the next
day. `make test FULL=1` plays the whole day in either window.
"""

import re
from base64 import b32decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import F
from django.test import override_settings
from django.utils import timezone
from django_otp.oath import totp
from playwright.sync_api import Browser, expect

from accounts.models import Department, SecondFactor, User
from accounts.permissions import Role
from demo.city.enterprises import CAST, LAIWU_ROSTER, QUANCHENG_ROSTER, CityEnterprise
from demo.city.files import CityFiles, write_files
from demo.logins import CAST as PEOPLE
from demo.logins import PASSWORD
from tests.depth import DAY, FULL
from tests.factories import load_blacklists, load_reference
from tests.story.day import Day
from tests.workers import running, start_beat, start_worker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
# Whether the odd and the even chapters run in the window with JavaScript.
WINDOWS = [(True, True), (False, False)] if FULL else [(True, False), (False, True)][DAY % 2 :][:1]


@pytest.fixture
def city(tmp_path: Path) -> CityFiles:
    """The city's files, its departments, its people, and nothing else."""
    load_reference()
    load_blacklists()
    for login in PEOPLE:
        department = Department.objects.get(code=login.department) if login.department else None
        User.objects.create_user(
            login.username, PASSWORD, full_name=login.full_name, role=login.role, department=department
        )
    return write_files(tmp_path / "city", today=timezone.localdate())


@pytest.fixture
def workers(transactional_db: None) -> Iterator[None]:
    with running(start_worker(), start_beat()):
        yield


@pytest.fixture
def day(browser: Browser, live_server, city: CityFiles, workers: None) -> Iterator[Day]:
    contexts = [browser.new_context(java_script_enabled=scripts, locale="zh-CN") for scripts in (True, False)]
    yield Day(*(context.new_page() for context in contexts), live_server.url)
    for context in contexts:
        context.close()


@pytest.mark.parametrize("windows", WINDOWS)
def test_the_whole_day(day: Day, city: CityFiles, windows: tuple[bool, bool]) -> None:
    chapters = (rosters, blacklists, desk, publication, loss, amendment, second_factor)
    for number, play in enumerate(chapters):
        day.use_window(scripts=windows[number % 2])
        play(day, city)


def rosters(day: Day, city: CityFiles) -> None:
    day.sign_in("quancheng")
    day.send_roster(city.quancheng_roster)
    day.sees(f"新增{len(QUANCHENG_ROSTER)}家")
    address = day.page.url
    day.press("确认名单")
    day.sees("名单已确认生效")
    day.choose_roster(city.quancheng_roster)
    day.sees("内容完全相同")
    assert day.page.url == address
    day.send_roster(city.mistaken_roster)
    day.sees("校验码不符")
    day.sees("不是存在的日期")
    expect(day.page.get_by_role("button", name="确认名单")).to_have_count(0)
    day.press("撤回这份文件")
    day.sees("已撤回")
    day.sign_in("laiwu")
    day.send_roster(city.laiwu_roster)
    day.sees(f"新增{len(LAIWU_ROSTER)}家")
    day.press("确认名单")
    day.wait_for_screening()


def blacklists(day: Day, city: CityFiles) -> None:
    day.sign_in("xinyong")
    for file in city.blacklists:
        day.import_blacklist(file)
    day.enterprise_is(CAST.blocked_by_uscc, "暂不纳入")
    day.sees("统一社会信用代码相同")
    day.enterprise_is(CAST.blocked_by_org_code, "暂不纳入")
    day.sees("组织机构代码相同")
    day.enterprise_is(CAST.blocked_in_laiwu, "暂不纳入")
    day.enterprise_is(CAST.near_miss, "联合激励对象")
    day.enterprise_is(CAST.hinted, "联合激励对象")
    day.sees("提示（不影响资格）")
    day.enterprise_is(CAST.possible_match, "联合激励对象")
    day.sees("疑似命中（未核实）")
    decide(day, CAST.possible_match, "核实为不同主体", "地址与经营范围均不同")
    day.enterprise_is(CAST.possible_match, "联合激励对象")
    day.does_not_see("期内资格不变")
    day.sees("后核实为不同主体")
    decide(day, CAST.namesake_in_laiwu, "核实为同一主体", "文书所载地址一致")
    day.enterprise_is(CAST.namesake_in_laiwu, "暂不纳入")


def decide(day: Day, enterprise: CityEnterprise, decision: str, reason: str) -> None:
    day.open("“黑名单”与比对", "比对命中")
    day.page.get_by_role("row", name=enterprise.name).get_by_role("link", name="查看").click()
    day.page.get_by_label(decision).check()
    day.fill("理由", reason)
    day.press("提交结论")
    day.sees("已核实")


def desk(day: Day, city: CityFiles) -> None:
    day.sign_in("shuiwu")
    day.look_up(CAST.case_hero.name[2:6], CAST.case_hero)
    day.page.get_by_role("link", name="登记措施实施").click()
    day.log(32, "评为出口企业管理一类企业，优先办理退税。", city.application_evidence, sub_item="2")
    day.sees("已登记，并反馈至市发展改革委")
    day.sees(city.application_evidence.name)
    day.look_up(CAST.revoked.uscc, CAST.revoked)
    day.page.get_by_role("link", name="登记措施实施").click()
    day.log(31, "单次领取3个月的增值税发票用量。")
    day.look_up(CAST.dropped_later.uscc, CAST.dropped_later)
    day.page.get_by_role("link", name="登记措施实施").click()
    day.log(31, "单次领取3个月的增值税发票用量。")
    day.page.goto(f"{day.address}/desk/enterprises/{CAST.blocked_by_uscc.uscc}/apply/")
    day.log(31, "单次领取3个月的增值税发票用量。")
    day.sees("为“暂不纳入”，不是联合激励对象，不能登记措施")
    day.sign_in("xinyong")
    day.open("措施实施")
    day.sees(CAST.case_hero.name)
    day.sees("市税务局")


def publish_list(day: Day) -> None:
    """Publish what changed since the last publication, on the page of 名单公布."""
    day.page.get_by_role("link", name="核对并公布").click()
    day.sees("列入公布名单")
    day.page.get_by_role("button", name=re.compile("^公布新增[0-9]+家$")).click()
    day.sees("已公布")


def publication(day: Day, city: CityFiles) -> None:
    day.sign_in("xinyong")
    day.open("公布与名单")
    publish_list(day)
    day.open("公布与名单", "案例管理")
    day.page.get_by_role("link", name="编写案例").click()
    day.page.get_by_label("措施实施", exact=True).select_option(index=3)
    day.fill("标题", "退税快了，底气足了")
    day.fill("内容", "市税务局为企业优先办理出口退税。")
    day.press("保存")
    day.page.get_by_role("link", name="公布退税快了").click()
    day.press("公布案例")
    day.sees("案例已公布")
    day.sign_out()
    day.public_list_has(CAST.case_hero, listed=True)
    day.public_list_has(CAST.blocked_by_uscc, listed=False)
    day.public_list_has(CAST.revoked, listed=True)
    for link, text in (("联合激励案例", "退税快了，底气足了"), ("激励措施", "39."), ("行动计划", "三、名单管理")):
        day.page.get_by_label("公开栏目").get_by_role("link", name=link).click()
        day.sees(text)


def loss(day: Day, city: CityFiles) -> None:
    day.sign_in("shuiwu")
    day.look_up(CAST.revoked.uscc, CAST.revoked)
    day.page.get_by_role("link", name="报送失信线索").click()
    day.fill("违法失信情况", "虚开增值税专用发票，已立案检查。")
    day.press("报送")
    day.sees("已报送至市发展改革委、泉城海关和莱芜海关")
    day.sign_in("laiwu")
    day.open("线索与异议")
    day.page.get_by_role("row", name=CAST.revoked.name).get_by_role("link", name="查看").click()
    expect(day.page.get_by_role("heading", level=1)).to_contain_text("失信线索：")
    expect(day.page.get_by_role("link", name="处理", exact=True)).to_have_count(0)
    day.sign_in("quancheng")
    day.open("消息")
    day.sees("虚开增值税专用发票")
    day.page.get_by_role("link", name="查看线索").click()
    day.page.get_by_role("link", name="处理", exact=True).click()
    day.page.get_by_role("radio", name="取消资格").check()
    day.page.get_by_label("原因类别").select_option(label="其他领域的违法失信行为")
    day.fill("处理意见", "虚开增值税专用发票")
    day.fill("决定文号", "泉关企管〔2026〕8号")
    day.press("下一步：核对")
    day.sees("正在适用的全部措施")
    day.press("取消资格，提交")
    day.sees("已取消资格")
    day.public_list_has(CAST.revoked, listed=False)
    answer_advice(day, CAST.revoked)
    for other in ("xinyong", "laiwu"):
        day.sign_in(other)
        see_notice(day, CAST.revoked, "您单位没有正在适用的措施，知悉即可")
    day.sign_in("quancheng")
    day.look_up(CAST.revoked.uscc, CAST.revoked)
    day.page.get_by_role("link", name="恢复资格").click()
    day.fill("恢复原因", "复议撤销原决定")
    day.fill("恢复文号", "泉关企管〔2026〕9号")
    day.press("恢复资格")
    day.sees("已恢复")
    day.public_list_has(CAST.revoked, listed=False)
    day.sign_in("xinyong")
    day.open("公布与名单")
    publish_list(day)
    day.public_list_has(CAST.revoked, listed=True)
    day.sign_in("quancheng")
    day.send_roster(city.quancheng_roster_later)
    day.sees("退出1家")
    day.sees(CAST.dropped_later.name)
    day.press("确认名单")
    day.sees("有1处须核实的问题")
    day.page.get_by_label("我已逐处核实无误").check()
    day.press("确认名单")
    day.sees("有1家企业将退出名单")
    day.page.get_by_label("我已逐处核实无误").check()
    day.fill(f"{CAST.dropped_later.name}的退出原因", "不再符合高级认证企业标准")
    day.press("确认名单")
    day.sees("名单已确认生效")
    day.public_list_has(CAST.dropped_later, listed=False)
    answer_advice(day, CAST.dropped_later)


def see_notice(day: Day, enterprise: CityEnterprise, follows: str) -> None:
    """See the notice of the loss of the enterprise, and what follows from it for the department."""
    day.open("消息")
    expect(day.page.get_by_role("heading", level=1)).to_contain_text("的消息")
    day.reload_after_workers()
    notice = day.page.locator("article").filter(has_text=enterprise.name).filter(has_text=follows)
    expect(notice.first).to_be_visible()


def answer_advice(day: Day, enterprise: CityEnterprise) -> None:
    day.sign_in("shuiwu")
    see_notice(day, enterprise, "您单位有1项须答复")
    day.open("停用建议")
    day.page.get_by_role("row", name=enterprise.name).get_by_role("link", name="查看").click()
    day.page.get_by_label("已停止").check()
    day.fill("停止日期", timezone.localdate().isoformat())
    day.press("提交答复")
    day.sees("已答复")


def amendment(day: Day, city: CityFiles) -> None:
    day.sign_in("xitong")
    day.open("计划与措施", "激励措施")
    day.page.get_by_role("link", name="第32项　出口企业管理一类企业便利", exact=True).click()
    day.page.get_by_role("link", name="调整", exact=True).click()
    day.page.get_by_label("措施文本").fill("海关高级认证企业评为出口企业管理一类企业，退税即时办理。")
    day.page.get_by_label("依据").fill("国家税务总局公告2026年第9号")
    day.page.get_by_label("自哪天起").fill(timezone.localdate().isoformat())
    day.page.get_by_role("button", name="预览").click()
    day.sees("市税务局正在适用")
    day.page.get_by_role("button", name="提交复核").click()
    day.sees("须由另一名系统管理员复核同意")
    address = day.page.url
    day.sign_in("yunwei")
    day.page.goto(address)
    day.page.get_by_role("button", name="同意").click()
    day.sees("各有关单位已收到消息")
    day.page.goto(f"{day.address}/measures/")
    day.sees("退税即时办理")
    day.page.goto(f"{day.address}/accounts/login/")
    day.sign_in("shuiwu")
    day.look_up(CAST.case_hero.uscc, CAST.case_hero)
    day.page.get_by_role("link", name=re.compile("^第32项.*，")).first.click()
    day.sees("符合条件的海关高级认证企业可评为出口企业管理一类企业")
    day.does_not_see("退税即时办理")


def second_factor(day: Day, city: CityFiles) -> None:
    with override_settings(SECOND_FACTOR_ROLES=[Role.SYSTEM]):
        day.give_password("xitong")
        day.is_on("设置第二重验证")
        day.page.goto(f"{day.address}/admin/")
        day.is_on("设置第二重验证")
        key = b32decode(day.page.locator("p.code").inner_text().replace(" ", ""))
        day.fill("验证码", f"{totp(key):06d}")
        day.press("启用")
        day.is_on("备用码")
        recovery_code = day.page.get_by_role("listitem").filter(has_text=re.compile("^[0-9a-f]{5}-[0-9a-f]{5}$")).first
        typed = recovery_code.inner_text()
        open_admin(day)
        # As two minutes later: the app shows another code than that of the setting up.
        SecondFactor.objects.update(last_step=F("last_step") - 4)
        for code in (f"{totp(key):06d}", typed):
            day.give_password("xitong")
            day.give_code(code)
            day.page.get_by_role("button", name="退出登录").wait_for()
            open_admin(day)
        day.give_password("xitong")
        day.give_code(typed)
        day.sees("备用码不正确或已经用过")
        day.page.goto(f"{day.address}/admin/")
        day.is_on("工作人员登录")


def open_admin(day: Day) -> None:
    day.page.goto(f"{day.address}/admin/accounts/user/")
    expect(day.page.get_by_role("heading", level=1)).to_contain_text("账号")
