"""What a reader is told about the lines of a look-up of many: on the page, and in the file."""

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from accounts.models import User
from exports.tables import Columns
from feedback.asked_lines import AskedLine
from feedback.models import LookupBatch, LookupLine
from feedback.states import LookupResult
from feedback.verdicts import sees_all_reasons, split_reasons
from foundation.web.dates import chinese_date
from foundation.web.verdicts import Verdict
from incentives.models import MeasureKind, MeasureVersion
from roster.models import Enterprise
from screening.models.standings import with_current_standing
from screening.wording import reasons_text


class LineAnswer(NamedTuple):
    """What the page says about a line."""

    result: str
    reason: str
    applicable: str
    applied: str
    note: str


class LookupAnswers:
    """The answers of a look-up for one reader.

    The lines come from `LookupLine.objects.with_result().with_answers(department)`.
    """

    def __init__(self, batch: LookupBatch, user: User) -> None:
        self.batch, self.user, self.department = batch, user, user.department
        self.sees_screening = user.has_perm("screening.view_screening")

    @cached_property
    def measures(self) -> list[MeasureVersion]:
        """The measures of the reader's department that were in force on the day."""
        versions = MeasureVersion.objects.in_force(on=self.batch.day).filter(departments=self.department)
        return list(versions.select_related("measure").order_by("measure"))

    @cached_property
    def eligible_count(self) -> int:
        """How many enterprises were eligible on the day."""
        return self.batch.lines.filter(standing__state="eligible").values("enterprise").distinct().count()

    @cached_property
    def candidates(self) -> dict[int, Enterprise]:
        """The enterprises among which a person may choose, by key."""
        return candidates_of(self.batch.lines.to_choose())

    def columns(self) -> Columns:
        """The columns of the file."""
        return {
            "行": attrgetter("number"),
            "查询内容": attrgetter("text"),
            "结论": lambda line: LookupResult(line.result).label,
            "匹配依据": lambda line: line.get_match_display(),
            "企业": _of_enterprise("name"),
            "统一社会信用代码": _of_enterprise("uscc"),
            "海关注册编码": _of_enterprise("customs_code"),
            "当日资格": lambda line: line.standing.get_state_display() if line.standing else "",
            "依据": self.reason,
            "可适用的本单位措施": self.applicable,
            "本单位已实施": self.applied,
            "说明": self.note,
            "相近的企业": self.near,
        }

    def answer_to(self, line: LookupLine) -> LineAnswer:
        """Return what the page says about the line."""
        return LineAnswer(
            result=LookupResult(line.result).label,
            reason=self.reason(line),
            applicable=self.applicable(line),
            applied=self.applied(line),
            note=self.note(line),
        )

    def reason(self, line: LookupLine) -> str:
        """Why the enterprise has the standing, as the reader may see it; what is missing where it has none."""
        if line.standing is None:
            return self._no_record(line) if line.enterprise else ""
        line.standing.enterprise = line.enterprise
        certifications = list(line.enterprise.certifications.all())
        is_competent = sees_all_reasons(self.department, certifications)
        reasons = line.standing.reasons_for(sees_screening=self.sees_screening, is_competent=is_competent)
        grounds, remarks = split_reasons(line.standing, reasons)
        return reasons_text([*grounds, *remarks])

    def _no_record(self, line: LookupLine) -> str:
        first = line.first_day
        return f"当日无记录（平台自{chinese_date(first)}起收录）" if first else "当日无记录"

    def applicable(self, line: LookupLine) -> str:
        """The measures of the department that may be applied to the enterprise, without those that run already."""
        return "、".join(str(each.measure) for each in self.measures if self.may_have(line, each))

    def may_have(self, line: LookupLine, version: MeasureVersion) -> bool:
        """Whether the measure may be applied to the enterprise, and does not run already."""
        if line.result != LookupResult.ELIGIBLE:
            return False
        running = {each.measure_id for each in line.enterprise.own_applications if each.is_running}
        return version.measure_id not in running or version.kinds != [MeasureKind.STANDING]

    def enterprises_for(self, version: MeasureVersion) -> list[Enterprise]:
        """The enterprises of the look-up to which the measure may be applied, in the order of the lines."""
        lines = self.batch.lines.with_result().with_answers(self.department).filter(result=LookupResult.ELIGIBLE)
        found = (line.enterprise for line in lines if self.may_have(line, version))
        return list(dict.fromkeys(found))

    def applied(self, line: LookupLine) -> str:
        """The measures that the department has applied to the enterprise, and which of them still run."""
        if line.enterprise is None:
            return ""
        kept: dict[str, bool] = {}
        for application in line.enterprise.own_applications:
            label = str(application.version.measure)
            kept[label] = kept.get(label, False) or application.is_running
        return "、".join(f"{label}（持续中）" if runs else label for label, runs in kept.items())

    def note(self, line: LookupLine) -> str:
        """What has to be known about the line beside the answer."""
        notes = []
        if line.is_named_differently:
            notes.append(f"名称与代码不一致，按{line.get_match_display()}查询，请核实")
        if line.first_line is not None and line.first_line < line.number:
            notes.append(f"与第{line.first_line}行是同一家企业")
        return "；".join(notes)

    def near(self, line: LookupLine) -> str:
        """The enterprises of which one may be meant."""
        offered = (self.candidates[pk] for pk in line.candidates)
        return "；".join(f"{each}（{each.uscc}）" for each in offered)

    def verdict(self, counts: Mapping[str, int]) -> Verdict:
        """Return the answer on top of the page; `counts` are the lines of each result."""
        day = chinese_date(self.batch.day)
        sentence = f"{self.batch.line_count}行中，{self.eligible_count}家企业在{day}是联合激励对象"
        if not self.eligible_count:
            sentence = f"{self.batch.line_count}行中，没有企业在{day}是联合激励对象"
        others = [f"{counts[result]}行{text}" for result, text in REST.items() if counts.get(result)]
        return Verdict("yes" if self.eligible_count else "past", sentence, "，".join(others) + "。" if others else "")


REST = {
    LookupResult.NOT_ELIGIBLE: "暂缓或不能适用",
    LookupResult.NO_RECORD: "当日无记录",
    LookupResult.CHOOSE: "须您选定是哪一家",
    LookupResult.NOT_FOUND: "没有找到",
    LookupResult.NOT_READ: "没有查询",
}


def _of_enterprise(field: str) -> Callable[[LookupLine], str]:
    return lambda line: getattr(line.enterprise, field) if line.enterprise else ""


def typed_lines(batch: LookupBatch) -> list[str]:
    """Return what was typed, without the lines of which nothing is kept."""
    asked = [AskedLine(*line).text for line in batch.asked] or batch.lines.values_list("text", flat=True)
    return list(filter(None, asked))


def candidates_of(lines: Collection[LookupLine]) -> dict[int, Enterprise]:
    """Return the candidates of the lines by key, each with its current standing."""
    keys = {pk for line in lines for pk in line.candidates}
    return {each.pk: each for each in with_current_standing(Enterprise.objects.filter(pk__any_of=keys))}
