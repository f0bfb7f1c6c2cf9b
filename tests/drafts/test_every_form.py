"""Every form of every app, those of Django admin included, gives back what was typed, and acts once.

The forms are those of the pages, found in their HTML; what is typed is what the test of every POST posts. A form that
no page of the table shows fails here, and so does an address that takes a POST and of which no form is known. Of Django
admin, the forms to add and to change are walked; its lists have a form for actions, of which the portal has none.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.routes import routes
from audit.models import AuditEvent
from blacklists.models import BlacklistHeading
from drafts.filling import STATED, STATED_NAMES, TICKED, PageForm
from drafts.models import Draft
from drafts.store import PERSONAL, SECRET, TECHNICAL
from foundation.web.work_items import list_url
from tests.audit.city import City
from tests.audit.test_every_post import NOT_RECORDED, READS, acts
from tests.depth import DAY, FULL
from tests.drafts.forms import content_of, read
from tests.drafts.test_drafts import browser, end_session, sign_in
from tests.free_text.test_every_text import guarded_names, resident_id
from tests.fuzz.targets import rewound
from tests.roles import as_owner

# Address that a form posts to → the page that shows it, which has the same arguments; the others show it themselves.
PAGES = {
    "feedback:lookup_choose": "feedback:lookup_detail",
    **dict.fromkeys(
        ["admin:incentives_measure_approve", "admin:incentives_measure_reject"], "admin:incentives_measure_change"
    ),
    **dict.fromkeys(
        [f"admin:reorganisations_reorganisation_{act}" for act in ("approve", "reject")],
        "admin:reorganisations_reorganisation_change",
    ),
    **dict.fromkeys(
        ["admin:incentives_actionplan_approve", "admin:incentives_actionplan_reject"],
        "admin:incentives_actionplan_change",
    ),
    **dict.fromkeys(
        [f"roster:submission_{act}" for act in ("confirm", "withdraw", "layout", "correct", "decide_rows", "as_of")],
        "roster:submission_detail",
    ),
    "roster:rules_withdraw": "roster:rules_detail",
    **dict.fromkeys([f"roster:transfer_{act}" for act in ("agree", "decline", "withdraw")], "roster:transfer_detail"),
    **dict.fromkeys(
        [
            f"blacklists:import_{act}"
            for act in ("confirm", "approve", "reject", "withdraw", "layout", "correct", "decide_rows", "as_of")
        ],
        "blacklists:import_detail",
    ),
    **dict.fromkeys([f"blacklists:feed_{act}" for act in ("pull", "switch")], "blacklists:feed_detail"),
    **dict.fromkeys(
        [f"webhooks:{act}" for act in ("endpoint_test", "deliveries_again", "deliveries_since", "key_exchange")],
        "webhooks:endpoint_detail",
    ),
    **dict.fromkeys(
        [f"blacklists:blacklist_{act}" for act in ("declare_unused", "withdraw_declaration")],
        "blacklists:blacklist_detail",
    ),
    **dict.fromkeys([f"screening:hit_{act}" for act in ("reject", "reopen")], "screening:hit_detail"),
    **dict.fromkeys([f"screening:screening_{act}" for act in ("repeat", "retry")], "screening:screening_detail"),
    **dict.fromkeys(
        [f"screening:blacklist_switch_{act}" for act in ("approve", "reject")], "screening:blacklist_switch"
    ),
    **dict.fromkeys([f"screening:restoration_{act}" for act in ("approve", "reject")], "screening:revocation_restore"),
    **dict.fromkeys([f"screening:lifting_{act}" for act in ("approve", "reject")], "screening:suspension_lift"),
    **dict.fromkeys([f"screening:match_policy_{act}" for act in ("approve", "reject")], "screening:match_policy"),
    **dict.fromkeys(["feedback:application_acknowledge", "feedback:application_undo"], "feedback:application_detail"),
    **dict.fromkeys(
        ["certificates:checkpoint_upload", "certificates:checkpoint_cosign"], "certificates:checkpoint_detail"
    ),
    **dict.fromkeys(["publicity:bulletin_approve", "publicity:bulletin_close"], "publicity:bulletin_detail"),
    **dict.fromkeys(["publicity:objection_mark", "publicity:objection_unmark"], "publicity:objection_detail"),
    "feedback:answer_undo": "feedback:advice_detail",
    "feedback:enterprise_follow": "feedback:enterprise_detail",
    "feedback:enterprise_unfollow": "feedback:enterprise_detail",
    **dict.fromkeys(["feedback:notice_read", "feedback:notice_acknowledge"], "feedback:notice_detail"),
    "feedback:month_confirm": "feedback:month_detail",
    **dict.fromkeys(["feedback:application_receive", "feedback:typical_withdraw"], "feedback:application_detail"),
    "feedback:inquiry_read": "feedback:inquiry_detail",
    "feedback:report_receive": "feedback:report_detail",
}
# Pages without arguments that show a form for each of several things.
LISTS = {
    "roster:heading_forget": "roster:heading_list",
    **dict.fromkeys(["feedback:notices_read", "feedback:notices_acknowledge"], "feedback:notice_list"),
    "feedback:receipts_receive": "feedback:receipt_list",
    "feedback:search_delete": "feedback:search_list",
    "staffing:absence_end": "staffing:absence_list",
    "publicity:removal_submit": "publicity:removal_list",
    "accounts:logout": "workbench:home",
    **dict.fromkeys(["staffing:proposal_approve", "staffing:proposal_reject"], "staffing:proposal_list"),
    **dict.fromkeys(["accounts:sessions_end", "accounts:session_end"], "accounts:session_list"),
}
# Fields that the address of a page has: what was chosen in a list before.
CHOSEN = {
    **dict.fromkeys(["screening:hits_decide", "screening:hits_approve"], ("hit",)),
    "publicity:publication_hold": ("enterprises",),
    "feedback:advice_answer": ("advice",),
    **{f"feedback:{kind}_assign_several": (kind,) for kind in ("advice", "inquiry", "report")},
    "feedback:opportunity_apply": ("enterprise",),
    "feedback:application_create": ("measure",),
    "feedback:search_create": ("query",),
}
# Forms that change what they show.
SHOWS_WHAT_IS_IN_FORCE = {
    *(
        "publicity:case_edit",
        "feedback:application_correct",
        "feedback:answer_correct",
        "screening:blacklist_edit",
        "screening:match_policy",
    ),
    "blacklists:feed_edit",
}
# Forms with the layout of a file as it was recognised, which they correct.
SHOWS_LAYOUT = {
    f"{page}_{act}"
    for page in ("roster:submission", "blacklists:import")
    for act in ("layout", "correct", "decide_rows", "as_of")
}
# What is ticked beforehand: what the same person ticked in the list before.
PRESELECTED = {
    ("screening:hits_decide", "hit"),
    ("screening:hits_approve", "hit"),
    ("feedback:advice_answer", "advice"),
    *((f"feedback:{kind}_assign_several", kind) for kind in ("advice", "inquiry", "report")),
    ("feedback:opportunity_apply", "enterprise"),
}
# Nobody is signed in who signs in or chooses a password by a link, so the form has no key.
# A code of the second factor is never kept.
WITHOUT_KEY = {"accounts:login", "accounts:factor_check", "accounts:factor", "accounts:password_link"}


class TypingCity(City):
    """A city whose users lose their session, their token and the server before each form is accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.guarded = guarded_names(self.system)
        self.forms: dict[str, PageForm] = {}
        self.wrong: list[tuple[str, str, object]] = []

    def post(self, user: User, name: str, data: dict[str, Any], *arguments: object) -> Any:
        url, page = reverse(name, args=arguments), page_address(name, data, arguments)
        client = browser(user)
        response = client.get(page)
        form = read(response.content.decode(), page.partition("?")[0]).form_of(url, shown(data))
        if form is None:
            self.wrong.append((name, "no form on", page))
            return super().post(user, name, data, *arguments)
        self.forms[name] = form
        content = {**content_of(form), **data}
        if name == "accounts:logout":
            return client.post(url, content)
        for lose in self.some_losses():
            with undone():
                lose(name, browser_with(client), user, page, url, content)
        return self.act_twice(name, client, url, content)

    def some_losses(self) -> list[Callable[..., None]]:
        """What goes wrong before the form is accepted: all, or in the short run one for each second form."""
        losses = [self.lose_session, self.lose_token, self.fail, self.plant]
        turn = DAY + len(self.forms)
        return losses if FULL else losses[turn // 2 % len(losses) :][: turn % 2]

    def lose_session(self, name: str, client: Client, user: User, page: str, url: str, content: dict[str, Any]) -> None:
        end_session(client)
        address = client.post(url, rewound(content))["Location"]
        answer = sign_in(client, user, address)
        if answer.redirect_chain[-1][0] != page:
            self.wrong.append((name, "leads to", answer.redirect_chain))
        self.compare(name, "after the session", client, page, url, content)

    def lose_token(self, name: str, client: Client, user: User, page: str, url: str, content: dict[str, Any]) -> None:
        answer = client.post(url, {**rewound(content), "csrfmiddlewaretoken": "a" * 64})
        if (answer.status_code, answer.get("Location")) != (302, page):
            self.wrong.append((name, "old token", (answer.status_code, answer.get("Location"))))
        self.compare(name, "after the token", client, page, url, content)

    def fail(self, name: str, client: Client, user: User, page: str, url: str, content: dict[str, Any]) -> None:
        client.raise_request_exception = False
        with no_more_events():
            answer = client.post(url, rewound(content))
        if answer.status_code != 500 or "已为您保留所填内容24小时" not in answer.content.decode():
            self.wrong.append((name, "error", answer.status_code))
        self.compare(name, "after an error", client, page, url, content)

    def plant(self, name: str, client: Client, user: User, page: str, url: str, content: dict[str, Any]) -> None:
        """Type an ID number into one text: it is not kept, and the other fields are."""
        if not (guarded := sorted(self.guarded & typed_fields(self.forms[name], content).keys())):
            return
        number = resident_id(len(self.forms))
        end_session(client)
        client.post(url, {**rewound(content), guarded[0]: number})
        draft = Draft.objects.get(user=user)
        if guarded[0] not in draft.left_out or number in str(draft.fields):
            self.wrong.append((name, "kept", guarded[0]))
        rest = {field: texts for field, texts in typed_fields(self.forms[name], content).items() if field != guarded[0]}
        if not rest.items() <= dict(draft.fields).items():
            self.wrong.append((name, "lost beside a number", (rest, draft.fields)))

    def compare(self, name: str, when: str, client: Client, page: str, url: str, content: dict[str, Any]) -> None:
        """Compare what the form has now with what was typed, and the files that it shows."""
        html = client.get(page).content.decode()
        form = read(html, page.partition("?")[0]).form_of(url, shown(content))
        found = content_of(form) if form else {}
        for field, texts in typed_fields(self.forms[name], content).items():
            if sorted(text.replace("\r\n", "\n") for text in found.get(field, [])) != sorted(texts):
                self.wrong.append((name, when, (field, texts, found.get(field))))
        for field, value in content.items():
            if hasattr(value, "seek") and f"已收到：{value.name}" not in html:
                self.wrong.append((name, when, (field, value.name)))

    def act_twice(self, name: str, client: Client, url: str, content: dict[str, Any]) -> Any:
        """Post the form twice: it acts once, and both answers are the same."""
        first = client.post(url, rewound(content))
        events = AuditEvent.objects.count()
        second = client.post(url, rewound(content))
        answers = [(answer.status_code, answer.get("Location")) for answer in (first, second)]
        if answers[0] != answers[1] or AuditEvent.objects.count() != events:
            self.wrong.append((name, "acts twice", answers))
        return first


def page_address(name: str, data: dict[str, Any], arguments: tuple[object, ...]) -> str:
    """Return the address of the page that shows the form."""
    if name == "blacklists:heading_forget":
        blacklist = BlacklistHeading.objects.get(pk=arguments[0]).blacklist
        return reverse("blacklists:blacklist_detail", args=[blacklist.code])
    if name == "publicity:hold_lift":
        return list_url("publicity:publication_list", shown="held")
    if name in LISTS:
        return reverse(LISTS[name])
    chosen = urlencode({field: data.get(field, ()) for field in CHOSEN.get(name, ())}, doseq=True)
    return reverse(PAGES.get(name, name), args=arguments) + (f"?{chosen}" if chosen else "")


def shown(content: dict[str, Any]) -> dict[str, list[str]]:
    """Return the posted texts by name."""
    lists = {name: value if isinstance(value, list) else [value] for name, value in content.items()}
    return {name: list(map(str, texts)) for name, texts in lists.items()}


def typed_fields(form: PageForm, content: dict[str, Any]) -> dict[str, list[str]]:
    """Return what a person types or chooses in the form and the portal may keep."""
    typed = {control.name for control in form.controls if control.type not in (*STATED, "file")}
    return {
        name: texts
        for name, texts in shown(content).items()
        if name in typed and not SECRET.search(name) and not PERSONAL.match(name)
    }


def browser_with(client: Client) -> Client:
    """Return another window of the same browser."""
    window = Client(enforce_csrf_checks=True)
    window.cookies = client.cookies.copy()
    return window


def preselected(forms: dict[str, PageForm]) -> set[tuple[str, str]]:
    """Return what is ticked or chosen before anybody has chosen it: form and field."""
    return {
        (name, control.name)
        for name, form in forms.items()
        if name not in SHOWS_WHAT_IS_IN_FORCE and not name.startswith("admin:")
        for control in form.controls
        if (control.type in TICKED and "checked" in control.attributes)
        or (name not in SHOWS_LAYOUT and control.tag == "option" and "selected" in control.attributes and control.value)
    }


@contextmanager
def undone() -> Iterator[None]:
    """Undo what the requests of the block stored."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def no_more_events() -> Iterator[None]:
    """Let the database refuse each audit event, without which no act is done."""
    change: Callable[[str], str] = "ALTER TABLE audit_auditevent {} CONSTRAINT no_more_events".format
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(change("ADD") + " CHECK (false) NOT VALID")
    yield
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(change("DROP"))


@pytest.mark.django_db
def test_every_form_gives_back_what_was_typed_and_acts_once() -> None:
    city, failed = TypingCity(), []
    for name, act in acts(city):
        response = act()
        if response.status_code not in (200, 201, 202, 302):
            failed.append((name, response.status_code))
    assert failed == []
    assert city.wrong == [], "\n".join(map(str, city.wrong))
    named = {route.name for route in routes() if not route.path.startswith("/admin/") and "_api:" not in route.name}
    assert named - READS - NOT_RECORDED - WITHOUT_KEY - set(city.forms) == set()
    assert len([name for name in city.forms if name.startswith("admin:")]) >= 6
    assert preselected(city.forms) == PRESELECTED
    controls = [control for form in city.forms.values() for control in form.controls]
    # Django admin states in select_across whether an act is meant for every page of a list.
    stated = {control.name for control in controls if control.type == "hidden"} - TECHNICAL - {"select_across"}
    assert {name for name in stated if not STATED_NAMES.fullmatch(name)} == set()
    assert {
        control.name for control in controls if control.type == "password" and not SECRET.search(control.name)
    } == set()
