"""What a person does with the pages of the portal, in one of two browser windows."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from demo.city.enterprises import CityEnterprise
from demo.city.files import CityFile
from demo.logins import PASSWORD
from screening.models import Screening, Standing
from tests.workers import wait_until

PATIENCE_MS = 30_000
BLACKLIST_NAMES = {
    "court-defaulters": "失信被执行人",
    "tax-violations": "重大税收违法失信主体",
    "wage-arrears": "拖欠农民工工资失信联合惩戒对象",
    "production-safety": "安全生产严重失信主体",
    "abnormal-operation": "经营异常名录",
}


def has_work() -> bool:
    """Whether a worker has still to screen, or to tell the departments of a change."""
    return Screening.objects.unfinished().exists() or Standing.objects.filter(processed__isnull=True).exists()


class Day:
    """A browser with a window that runs JavaScript and one that does not; `page` is the one in use."""

    def __init__(self, with_scripts: Page, without_scripts: Page, address: str) -> None:
        self.windows = {True: with_scripts, False: without_scripts}
        self.page = with_scripts
        self.address = address
        for page in self.windows.values():
            page.set_default_timeout(PATIENCE_MS)

    def use_window(self, *, scripts: bool) -> None:
        self.page = self.windows[scripts]

    def sign_in(self, username: str) -> None:
        """Sign in as the user, to the home page."""
        self.give_password(username)
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(re.compile("待办|您好"))

    def give_password(self, username: str) -> None:
        """Type name and password; whoever is signed in is signed out first, on a page that has loaded."""
        self.page.goto(f"{self.address}/accounts/login/")
        if self.page.get_by_role("button", name="退出登录").is_visible():
            self.sign_out()
            self.page.goto(f"{self.address}/accounts/login/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录", exact=True).click()

    def give_code(self, code: str) -> None:
        """Type the second factor after the password."""
        self.is_on("第二重验证")
        self.fill("验证码", code)
        self.page.get_by_role("button", name="登录", exact=True).click()

    def is_on(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def sign_out(self) -> None:
        """Press the button and wait for the page that follows; a page opened before would end the request."""
        button = self.page.get_by_role("button", name="退出登录")
        button.click()
        expect(button).to_have_count(0)

    def open(self, column: str, page: str = "") -> None:
        """Open the column of the bar, whose link may have a number, and in it the page."""
        self._follow("工作栏目", column)
        if page:
            self._follow(column, page)

    def _follow(self, navigation: str, link: str) -> None:
        links = self.page.get_by_role("navigation", name=navigation, exact=True)
        links.get_by_role("link", name=re.compile(rf"^{link}\s*\d*$")).click()

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE_MS)

    def does_not_see(self, text: str) -> None:
        expect(self.page.locator("main")).not_to_contain_text(text)

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def upload(self, file: CityFile) -> None:
        """Choose the file, its mode and its day, and send it."""
        self.page.get_by_label("文件", exact=True).set_input_files(file.path)
        self.page.get_by_label("全量" if file.mode == "full" else "增量").check()
        self.fill("截至日期", file.as_of.isoformat())
        self.press("上传")

    def wait_until_read(self) -> None:
        """The page follows the worker by itself."""
        read = self.page.get_by_text(re.compile("^待(确认|改正)")).first
        expect(read).to_be_visible(timeout=PATIENCE_MS)

    def choose_roster(self, file: CityFile) -> None:
        self.open("名单报送")
        self.page.get_by_role("link", name="上传名单").click()
        self.upload(file)

    def send_roster(self, file: CityFile) -> None:
        self.choose_roster(file)
        self.wait_until_read()

    def import_blacklist(self, file: CityFile) -> None:
        self.open("“黑名单”与比对")
        self.page.get_by_role("link", name="导入“黑名单”文件").click()
        self.page.get_by_label("领域").select_option(label=BLACKLIST_NAMES[file.owner])
        self.upload(file)
        self.wait_until_read()
        self.press("确认导入")
        self.wait_for_screening()

    def wait_for_screening(self) -> None:
        """Reload the page, which compares with the blacklists, when the screening is done; it says so."""
        self.sees("交叉比对")
        self.reload_after_workers()
        expect(self.page.locator("main .badge-done")).to_be_visible()

    def reload_after_workers(self) -> None:
        """Reload the page when the workers have done all that waits for them."""
        wait_until(lambda: not has_work(), "the workers have nothing to do")
        self.page.reload()

    def look_up(self, text: str, enterprise: CityEnterprise) -> None:
        search = self.page.get_by_role("search", name="查企业")
        search.get_by_role("searchbox").fill(text)
        search.get_by_role("button").click()
        # A whole code, and what only one enterprise has, lead to the page at once.
        if "?q=" in self.page.url:
            self.page.get_by_role("link", name=enterprise.name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(enterprise.name)

    def enterprise_is(self, enterprise: CityEnterprise, state: str) -> None:
        self.look_up(enterprise.uscc, enterprise)
        expect(self.page.get_by_role("region", name="今天的激励资格")).to_contain_text(state)

    def log(self, number: int, done: str, evidence: Path | None = None, sub_item: str = "") -> None:
        self.page.get_by_role("link", name=f"第{number}项　").click()
        if sub_item:
            self.page.get_by_label("分项").select_option(value=sub_item)
        self.page.get_by_label("已核实企业符合适用条件").check()
        self.fill("实施情况", done)
        if evidence:
            self.page.get_by_label("证明材料").set_input_files(evidence)
        self.press("登记")

    def public_list_has(self, enterprise: CityEnterprise, *, listed: bool) -> None:
        self.page.goto(f"{self.address}/enterprises/?q={enterprise.name}")
        expect(self.page.get_by_role("link", name=enterprise.name)).to_have_count(1 if listed else 0)
        response = self.page.goto(f"{self.address}/enterprises/{enterprise.uscc}/")
        assert response is not None
        assert response.status == (200 if listed else 404)
