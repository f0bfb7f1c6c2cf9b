"""Write the state diagrams of docs/flow.md from the tables of states."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from approvals.states import APPROVAL_TRANSITIONS, ApprovalState
from roster.states import TRANSFER_TRANSITIONS, TransferState
from screening.states import (
    DECISION_TRANSITIONS,
    SCREENING_TRANSITIONS,
    Decision,
    ScreeningState,
)
from uploads.states import SUBMISSION_TRANSITIONS, SubmissionState

START = "<!-- diagrams: made by `manage.py generate_flow_doc` from states.py of each app -->"
END = "<!-- end of diagrams -->"
DIAGRAMS = (
    ("名单报送、“黑名单”导入", SubmissionState, SUBMISSION_TRANSITIONS, (SubmissionState.RECEIVED,)),
    ("企业移交 Transfer", TransferState, TRANSFER_TRANSITIONS, (TransferState.WAITING,)),
    ("交叉比对 Screening", ScreeningState, SCREENING_TRANSITIONS, (ScreeningState.WAITING,)),
    ("比对命中 ScreeningHit", Decision, DECISION_TRANSITIONS, (Decision.UNDECIDED,)),
    ("双人复核 Approval", ApprovalState, APPROVAL_TRANSITIONS, (ApprovalState.PENDING,)),
)


def diagrams() -> str:
    """Return the generated part of docs/flow.md with its marks."""
    lines = [START]
    for title, states, transitions, first in DIAGRAMS:
        lines += ["", f"### {title}", "", "```mermaid", "stateDiagram-v2"]
        lines += [f'    state "{label} {state}" as {state}' for state, label in states.choices]
        lines += [f"    [*] --> {state}" for state in first]
        lines += [f"    {old} --> {new}" for old, news in transitions.items() for new in news]
        lines += ["```"]
    return "\n".join([*lines, "", END])


class Command(BaseCommand):
    help = "按状态表更新 docs/flow.md 中的状态图"

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR, "docs", "flow.md")
        text = path.read_text(encoding="utf-8")
        before, _, rest = text.partition(START)
        _, _, after = rest.partition(END)
        path.write_text(before + diagrams() + after, encoding="utf-8")
