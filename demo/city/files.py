"""Every file of the city, with the owner, the mode and the date of its upload."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from demo.city.blacklists import COURT_DEFAULTERS, SECTORS, entries, without, write_list
from demo.city.enterprises import CAST, LAIWU, LAIWU_ROSTER, QUANCHENG, QUANCHENG_ROSTER, CityEnterprise
from demo.city.evidence import write_pdf
from demo.city.rosters import (
    QUANCHENG_ROSTER_LATER,
    write_laiwu,
    write_mistaken,
    write_quancheng,
    write_quancheng_changes,
)
from demo.city.sheets import chinese_day

FULL = "full"
CHANGES = "changes"


@dataclass(frozen=True)
class CityFile:
    """One file to upload. The owner is the code of a customs office's department, or of a blacklist."""

    path: Path
    owner: str
    mode: str
    as_of: date


@dataclass(frozen=True)
class CityFiles:
    """The files that write_files wrote, in the order of the story."""

    quancheng_roster: CityFile
    laiwu_roster: CityFile
    blacklists: tuple[CityFile, ...]
    mistaken_roster: CityFile
    quancheng_changes: CityFile
    court_defaulters_later: CityFile
    """The whole list without CAST.blocked_by_uscc."""
    quancheng_roster_later: CityFile
    """With the changes, without CAST.dropped_later."""
    application_evidence: Path
    breach_evidence: Path


def _write_blacklists(folder: Path, *, today: date, as_of: date) -> tuple[CityFile, ...]:
    written = []
    for sector in SECTORS:
        path = folder / sector.filename
        write_list(path, sector, entries(sector, today=today), as_of=as_of)
        written.append(CityFile(path, sector.code, FULL, as_of))
    return tuple(written)


def _write_court_defaulters_later(path: Path, *, today: date) -> None:
    listed = without(entries(COURT_DEFAULTERS, today=today), CAST.blocked_by_uscc)
    write_list(path, COURT_DEFAULTERS, listed, as_of=today)


def write_files(folder: Path, *, today: date, joined: Sequence[CityEnterprise] = ()) -> CityFiles:
    """Write all files into a folder, which is created if missing; the same arguments give the same bytes.

    `joined` are enterprises beside those of the rosters. The newest certification of the others is of 2026-02-12; today
    should be some two months later or more.
    """
    folder.mkdir(parents=True, exist_ok=True)
    first, changed = today - timedelta(days=45), today - timedelta(days=14)
    joined_of = {office: [one for one in joined if one.office_code == office] for office in (QUANCHENG, LAIWU)}
    files = CityFiles(
        quancheng_roster=CityFile(folder / "泉城海关高级认证企业名单.xlsx", QUANCHENG, FULL, first),
        laiwu_roster=CityFile(folder / "莱芜海关高级认证企业一览表.csv", LAIWU, FULL, first),
        blacklists=_write_blacklists(folder, today=today, as_of=today - timedelta(days=1)),
        mistaken_roster=CityFile(folder / "泉城海关变动情况（待核对）.xlsx", QUANCHENG, CHANGES, changed),
        quancheng_changes=CityFile(folder / "泉城海关变动情况.csv", QUANCHENG, CHANGES, changed),
        court_defaulters_later=CityFile(folder / "失信被执行人名单（更新）.xlsx", COURT_DEFAULTERS.code, FULL, today),
        quancheng_roster_later=CityFile(folder / "泉城海关高级认证企业名单（更新）.xlsx", QUANCHENG, FULL, today),
        application_evidence=folder / "措施实施情况说明.pdf",
        breach_evidence=folder / "失信线索材料.pdf",
    )
    write_quancheng(files.quancheng_roster.path, [*QUANCHENG_ROSTER, *joined_of[QUANCHENG]], as_of=first)
    write_laiwu(files.laiwu_roster.path, [*LAIWU_ROSTER, *joined_of[LAIWU]], as_of=first)
    write_mistaken(files.mistaken_roster.path)
    write_quancheng_changes(files.quancheng_changes.path, as_of=changed)
    _write_court_defaulters_later(files.court_defaulters_later.path, today=today)
    later = [*QUANCHENG_ROSTER_LATER, *joined_of[QUANCHENG]]
    write_quancheng(files.quancheng_roster_later.path, later, as_of=today)
    write_pdf(
        files.application_evidence,
        ["措施实施情况说明（样例）", CAST.case_hero.name, f"日期：{chinese_day(changed)}"],
    )
    write_pdf(files.breach_evidence, ["失信线索材料（样例）", CAST.reported.name, f"日期：{chinese_day(today)}"])
    return files
