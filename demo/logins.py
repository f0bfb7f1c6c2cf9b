"""The fictional users of the demo, with one password; only `load_demo` creates them."""

from typing import NamedTuple

from accounts.permissions import Role

PASSWORD = "demo-jinan-2019"


class Login(NamedTuple):
    """One account; `department` is a department's code, "" for the platform's own roles."""

    username: str
    full_name: str
    role: Role
    department: str


CAST = (
    Login("quancheng", "周关员", Role.CUSTOMS, "quancheng-customs"),
    Login("laiwu", "莱关员", Role.CUSTOMS, "laiwu-customs"),
    Login("shuiwu", "税小办", Role.DEPARTMENT, "tax"),
    Login("xinyong", "信专员", Role.CREDIT, "ndrc"),
    # Approves what the first credit administrator decides.
    Login("fuhe", "复核员", Role.CREDIT, "ndrc"),
    Login("xitong", "系统员", Role.SYSTEM, ""),
    Login("shenji", "审计员", Role.AUDITOR, ""),
)
OTHER_DEPARTMENTS = (
    Login("fagai", "发小办", Role.DEPARTMENT, "ndrc"),
    Login("renhang", "银小办", Role.DEPARTMENT, "pbc"),
    Login("wenming", "文小办", Role.DEPARTMENT, "civilization"),
    Login("caizheng", "财小办", Role.DEPARTMENT, "finance"),
    Login("ziran", "资小办", Role.DEPARTMENT, "natural-resources"),
    Login("shengtai", "环小办", Role.DEPARTMENT, "ecology"),
    Login("shichang", "市小办", Role.DEPARTMENT, "market-supervision"),
    Login("jinrong", "金小办", Role.DEPARTMENT, "local-finance"),
    Login("shenpi", "批小办", Role.DEPARTMENT, "approval"),
    Login("gonghui", "工小办", Role.DEPARTMENT, "trade-union"),
    Login("fulian", "妇小办", Role.DEPARTMENT, "women"),
    Login("maocu", "贸小办", Role.DEPARTMENT, "ccpit"),
)
EVERYBODY = (*CAST, *OTHER_DEPARTMENTS)

# One login a role, as the demo prints them: role, username, password.
LOGINS = [(f"{login.role.label}（{login.full_name}）", login.username, PASSWORD) for login in CAST]
