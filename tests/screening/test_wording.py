"""The wording of reasons of standings and of failures of screenings."""

import pytest

from screening.reasons import (
    AttemptsParams,
    CertifiedParams,
    ChunkParams,
    EntryParams,
    Evidence,
    Failure,
    FailureCode,
    NoParams,
    NotScreenedParams,
    ReasonCode,
    ReasonParams,
    RemovedParams,
    RestoredParams,
    RevokedParams,
    StandingReason,
    SuspendedParams,
    SuspensionLiftedParams,
    withhold,
)
from screening.wording import FAILURE_TEXTS, NO_LONGER_SHARED, REASON_TEXTS, failure_text, reason_text

ENTRY = EntryParams(
    blacklist="失信被执行人", name="某公司", document_number="1号", match_type="uscc", is_confirmed=False
)
ENTRY_TEXT = "“失信被执行人”（列入主体：某公司，文号1号），依据：统一社会信用代码相同"
TEXTS: dict[ReasonCode, tuple[ReasonParams, str]] = {
    ReasonCode.CERTIFIED: (
        CertifiedParams(office="泉城海关", certified_on="2020-03-02"),
        "泉城海关认定为高级认证企业（认证日期2020年3月2日）",
    ),
    ReasonCode.REMOVED_FROM_ROSTER: (
        RemovedParams(office="泉城海关", until="2026-07-10", reason="不再符合标准", number="2026-000002"),
        "泉城海关名单自2026年7月10日起不再列入（移出名单，名单编号2026-000002），原因：不再符合标准",
    ),
    ReasonCode.RESTORED: (
        RestoredParams(
            office="泉城海关", restored_on="2026-08-03", reason="已整改", document_number="泉关企管〔2026〕10号"
        ),
        "泉城海关自2026年8月3日起恢复资格：已整改（泉关企管〔2026〕10号）",
    ),
    ReasonCode.REVOKED: (
        RevokedParams(
            office="泉城海关",
            category="smuggling",
            reason="夹藏",
            document_number="泉关企管〔2026〕8号",
            measures=["第31项", "第33项"],
        ),
        "泉城海关取消资格（走私犯罪或者走私行为）：夹藏（泉关企管〔2026〕8号），建议停止的措施限于第31项、第33项，其余继续适用",
    ),
    ReasonCode.SUSPENDED: (
        SuspendedParams(office="泉城海关", reason="涉嫌走私", document_number="泉关企管〔2026〕7号"),
        "泉城海关暂停资格：涉嫌走私（泉关企管〔2026〕7号）",
    ),
    ReasonCode.SUSPENSION_LIFTED: (
        SuspensionLiftedParams(
            office="泉城海关", lifted_on="2026-08-03", reason="查无实据", document_number="泉关企管〔2026〕9号"
        ),
        "泉城海关自2026年8月3日起解除暂停：查无实据（泉关企管〔2026〕9号）",
    ),
    ReasonCode.BLACKLISTED: (ENTRY, f"列入{ENTRY_TEXT}"),
    ReasonCode.POSSIBLE_MATCH: (ENTRY, f"疑似命中（未核实）{ENTRY_TEXT}"),
    ReasonCode.HINT: (ENTRY, f"提示（不影响资格）：{ENTRY_TEXT}"),
    ReasonCode.SCREENED: (NoParams(), "已与各领域“黑名单”完成比对"),
    ReasonCode.NOT_SCREENED: (NotScreenedParams(blacklists=[]), "尚未完成与“黑名单”的比对"),
    ReasonCode.SCREENING_FAILED: (NoParams(), "与“黑名单”的比对失败，须重新比对"),
}


def reason(code: str, params: ReasonParams) -> StandingReason:
    return StandingReason(code=code, params=params, evidence=Evidence())


@pytest.mark.parametrize("code", ReasonCode)
def test_reason_of_every_code_has_its_sentence(code: ReasonCode) -> None:
    params, text = TEXTS[code]
    assert reason_text(reason(code, params)) == text


def test_reason_with_an_unknown_code_is_an_error() -> None:
    assert set(REASON_TEXTS) == set(ReasonCode)
    with pytest.raises(KeyError):
        reason_text(reason("moon_phase", NoParams()))


def test_entry_without_document_number_and_confirmed_by_a_person() -> None:
    params = EntryParams(
        blacklist="失信被执行人", name="某公司", document_number="", match_type="name", is_confirmed=True
    )
    text = reason_text(reason(ReasonCode.BLACKLISTED, params))
    assert text == "列入“失信被执行人”（列入主体：某公司），依据：名称相同或相近，经核实为同一主体"


def test_withheld_reason_does_not_quote_the_entry() -> None:
    assert reason_text(withhold(reason(ReasonCode.BLACKLISTED, ENTRY))) == NO_LONGER_SHARED


FAILED = "已尝试3次，每次处理程序都意外中止。请重试失败的分块，仍不成功请联系系统管理员。"


@pytest.mark.parametrize(
    ("failure", "text"),
    [
        (Failure(code=FailureCode.ATTEMPTS_EXHAUSTED, params=AttemptsParams(attempts=3)), FAILED),
        (Failure(code=FailureCode.CHUNK_FAILED, params=ChunkParams(chunk=2, attempts=3)), f"第2块{FAILED}"),
        (None, ""),
    ],
)
def test_failure_of_every_code_has_its_sentence(failure: Failure | None, text: str) -> None:
    assert failure_text(failure) == text


def test_failure_with_an_unknown_code_is_an_error() -> None:
    assert set(FAILURE_TEXTS) == set(FailureCode)
    with pytest.raises(KeyError):
        failure_text(Failure(code="moon_phase", params=AttemptsParams(attempts=3)))
