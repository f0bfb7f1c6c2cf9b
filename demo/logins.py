"""The fictional users of the demo, with one password; only `load_demo` creates them."""

from typing import NamedTuple

from accounts.permissions import Role

PASSWORD = "demo-jinan-2019"
# Of the cosigning key of 莱芜海关, which lies in the portal.
COSIGNING_PASSPHRASE = "demo-cosign-2019-jinan"


class Login(NamedTuple):
    """One account; `department` is a department's code, "" for the platform's own roles."""

    username: str
    full_name: str
    role: Role
    department: str


CAST = (
    Login("quancheng", "李静", Role.CUSTOMS, "quancheng-customs"),
    Login("laiwu", "王建国", Role.CUSTOMS, "laiwu-customs"),
    Login("shuiwu", "张敏", Role.DEPARTMENT, "tax"),
    Login("xinyong", "陈立新", Role.CREDIT, "ndrc"),
    # Approves what the first credit administrator decides.
    Login("fuhe", "赵丽华", Role.CREDIT, "ndrc"),
    Login("xitong", "孙志强", Role.SYSTEM, ""),
    # Approves what the first system administrator proposes.
    Login("yunwei", "冯志刚", Role.SYSTEM, ""),
    Login("shenji", "周玉梅", Role.AUDITOR, ""),
)
OTHER_DEPARTMENTS = (
    Login("fagai", "刘海燕", Role.DEPARTMENT, "ndrc"),
    Login("renhang", "吴国庆", Role.DEPARTMENT, "pbc"),
    Login("wenming", "郑晓东", Role.DEPARTMENT, "civilization"),
    Login("caizheng", "马春生", Role.DEPARTMENT, "finance"),
    Login("ziran", "高建军", Role.DEPARTMENT, "natural-resources"),
    Login("shengtai", "林秀英", Role.DEPARTMENT, "ecology"),
    Login("shichang", "徐文斌", Role.DEPARTMENT, "market-supervision"),
    Login("jinrong", "韩立群", Role.DEPARTMENT, "local-finance"),
    Login("shenpi", "宋桂兰", Role.DEPARTMENT, "approval"),
    Login("gonghui", "郭振华", Role.DEPARTMENT, "trade-union"),
    Login("fulian", "何淑珍", Role.DEPARTMENT, "women"),
    Login("maocu", "许永平", Role.DEPARTMENT, "ccpit"),
    # Shares the work of 市税务局.
    Login("shuizheng", "李晓燕", Role.DEPARTMENT, "tax"),
)
EVERYBODY = (*CAST, *OTHER_DEPARTMENTS)

# One login a role, as the demo prints them: role, username, password.
LOGINS = [(f"{login.role.label}（{login.full_name}）", login.username, PASSWORD) for login in CAST]
