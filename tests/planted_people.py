"""Fictional people as lists write them, and their numbers, to prove that the portal keeps none of them."""

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from stdnum import luhn

from tests.cases.resident_ids import resident_id
from tests.spreadsheet_files import uscc_of

SURNAMES = "李张庄尤佟秦蒋许沈韩冯朱魏陶姜戚喻严高厍"
GIVEN = "溆栩漪澈沅湜昕岑蘅琤玥霂渌翊澍芷蓼珑汐堇葭"
# Characters that names of enterprises have as well.
LIKE_ENTERPRISES = "会社行院馆所部店厂庄坊局"
# Written by the sound, as names of minorities are.
LONG_NAMES = ("买买提艾力", "阿拉坦其其格", "古丽努尔", "巴特尔苏和", "扎西卓玛")
FOREIGN_NAMES = ("Smithson", "Ferreira", "Nakamura", "Kowalski", "Lindqvist")


class Person(NamedTuple):
    """A person in a list: the text in the column of names, other cells by title, and what must be kept nowhere."""

    name: str
    cells: dict[str, str]
    traces: tuple[str, ...]


def _plain(number: int, length: int = 3) -> str:
    """Return the name of two or three characters with this number; no two numbers below 1,000 have the same one."""
    first, second = GIVEN[number % 21], GIVEN[number // 21 % 21]
    return SURNAMES[number // 441 % 20] + first + (second if length == 3 else "")


def _named(write: Callable[[str, int], str]) -> Callable[[int], Person]:
    def make(number: int) -> Person:
        name = _plain(number)
        return Person(write(name, number), {}, (name,))

    return make


def _hidden(write: Callable[[str], str]) -> Callable[[int], Person]:
    def make(number: int) -> Person:
        text = write(_plain(number))
        return Person(text, {}, (text,))

    return make


def _whole(write: Callable[[int], str]) -> Callable[[int], Person]:
    def make(number: int) -> Person:
        return Person(write(number), {}, (write(number),))

    return make


def _with_cell(title: str, write: Callable[[str], str]) -> Callable[[int], Person]:
    def make(number: int) -> Person:
        name, identity = _plain(number), resident_id(number % 1000)
        text = write(identity)
        return Person(name, {title: text}, (name, identity, text))

    return make


def _of_kind(stated: str) -> Callable[[int], Person]:
    """People with a valid USCC, of whom a column states what they are."""

    def make(number: int) -> Person:
        name, uscc = _plain(number), uscc_of(5_000 + number)
        return Person(name, {"统一社会信用代码": uscc, "主体类型": stated}, (name, uscc))

    return make


def _wide(text: str) -> str:
    return text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789X"})


def _apart(text: str) -> str:
    return f"{text[:6]} {text[6:14]} {text[14:]}"


KINDS: tuple[Callable[[int], Person], ...] = (
    _named(lambda name, number: name),
    _whole(
        lambda number: (
            _plain(number)[0]
            + LIKE_ENTERPRISES[number % 12]
            + GIVEN[number // 12 % 21]
            + ("" if number % 2 else GIVEN[number % 7])
        )
    ),
    _whole(lambda number: f"欧阳{GIVEN[number % 21]}{GIVEN[number // 21 % 21]}"),
    _whole(lambda number: f"司馬{GIVEN[number % 21]}{GIVEN[number // 21 % 21]}"),
    _named(lambda name, number: f"{name[0]}　{name[1:]}"),
    _named(lambda name, number: " ".join(name)),
    _named(lambda name, number: f" {name}\u200b "),
    _named(lambda name, number: f"{name}等{2 + number % 7}人"),
    _named(lambda name, number: f"{name}等"),
    _named(lambda name, number: f"{name}、{_plain(number + 1)}"),
    _named(lambda name, number: f"{name},{_plain(number + 2)}"),
    _named(lambda name, number: f"{name}\n{_plain(number + 3)}"),
    _named(lambda name, number: f"{name}先生"),
    _named(lambda name, number: f"{name}（女）"),
    _named(lambda name, number: f"法定代表人：{name}"),
    _named(lambda name, number: f"经营者{name}"),
    _named(lambda name, number: f"被执行人：{name}"),
    _named(lambda name, number: f"{number % 900 + 1}.{name}"),
    _named(lambda name, number: f"{name}（曾用名{_plain(number + 5)}）"),
    _named(lambda name, number: f"{name}（身份证已核）"),
    _named(lambda name, number: f"{name}，男，汉族，1900年1月1日出生，住虚构区"),
    _named(lambda name, number: f"{name}（济南某某有限公司法定代表人）"),
    _hidden(lambda name: f"{name[0]}*{name[2]}{name[1]}"),
    _hidden(lambda name: f"{name[0]}{name[1]}某某"),
    _hidden(lambda name: f"{name[0]}{name[1]}X"),
    _hidden(lambda name: f"{name[0]}○{name[1]}"),
    _whole(lambda number: f"{LONG_NAMES[number % 5]}·{GIVEN[number % 21]}{GIVEN[number // 21 % 21]}"),
    _whole(lambda number: f"{LONG_NAMES[number % 5]}•{GIVEN[number % 21]}木江{GIVEN[number // 21 % 21]}"),
    _whole(lambda number: LONG_NAMES[number % 5] + "阿艾买提江"[number // 5 % 5] + "依古丽尔汗"[number // 25 % 5]),
    _whole(lambda number: f"JOHN {FOREIGN_NAMES[number % 5].upper()}{'ABCDEFGHIJ'[number // 5 % 10]}"),
    _whole(lambda number: f"Maria {'ABCDEFGHIJ'[number % 10]}. {FOREIGN_NAMES[number // 10 % 5]}"),
    _whole(
        lambda number: f"ZHANG {['YUAN', 'XUAN', 'LIAN', 'QIAN', 'TIAN'][number % 5]}{'ABCDEFGHIJ'[number // 5 % 10]}"
    ),
    _whole(lambda number: f"김{'가나다라마바사아자차'[number % 10]}{'하타파카차자아사바마'[number // 10 % 10]}"),
    _whole(
        lambda number: (
            f"Иван {['Петров', 'Сидоров', 'Козлов', 'Орлов', 'Волков'][number % 5]}{'абвгдежзик'[number // 5 % 10]}"
        )
    ),
    _with_cell("统一社会信用代码", lambda identity: identity),
    _with_cell("组织机构代码", _apart),
    _with_cell("案号", lambda identity: f"字第{identity}号"),
    _with_cell("备注", lambda identity: f"身份证号：{_wide(identity)}"),
    _with_cell("备注", lambda identity: f"护照E{identity[-8:].replace('X', '0')}"),
    _with_cell("备注", lambda identity: f"证件{identity[:6]}********{identity[-4:]}"),
    *(_of_kind(stated) for stated in ("自然人", "个人", "居民", "境内自然人")),
)


def planted_people(count: int) -> list[Person]:
    """Return that many people, of each kind in turn."""
    return [KINDS[number % len(KINDS)](number * 7) for number in range(count)]


# Sentences about enterprises in which a person is named.
MENTIONS = (
    *(
        "{}欠付工资3万元",
        "被执行人{}拒不履行",
        "原告:{}",
        "法定代表人{}",
        "经办人：{} 电话0531-12345678",
        "{}拖欠材料款，经催告未付",
    ),
    *(
        "法定代表人{}下落不明",
        "实际控制人为{}，已失联",
        "负责人{}因涉嫌犯罪被羁押",
        "经营者{}擅自改变用途",
        "股东{}、{}抽逃出资",
    ),
    *(
        "业主{}投诉",
        "职工{}等12人被欠薪",
        "拖欠{}等5名农民工工资",
        "未支付{}经济补偿金",
        "与{}签订劳动合同后未缴社保",
        "向{}借款50万元逾期未还",
    ),
    *(
        "{}诉济南泺岬有限公司劳动争议一案",
        "申请人：{}；被申请人：济南泺岬有限公司",
        "被告一{}，被告二{}，均未到庭",
        "原告（{}）撤诉",
    ),
    *(
        "{}先生反映未开票",
        "经{}女士举报查实",
        "{}，男，汉族，隐匿财产",
        "因经营不善，{}拒不支付租金",
        "2026年5月{}伪造单证",
        "制表人{}",
    ),
    *(
        "联系人 {}",
        "被执行人济南泺岬商贸有限公司、{}未履行",
        "{}（女）冒用公司名义",
        "经查，{}虚开发票",
        "劳动者{}工伤未认定",
        "保证人{}负连带责任",
    ),
    *(
        "第三人{}名下房产已查封",
        "驾驶员{}超载",
        "一、被告{}于判决生效后五日内偿还原告借款",
        "{}来电核实",
        "填报：{}",
        "案外人{}提出异议",
        "總經理{}違規擔保",
    ),
)
# How the name of a person is written in a sentence.
WRITTEN: tuple[Callable[[int], str], ...] = (
    _plain,
    lambda number: _plain(number, 2),
    lambda number: f"欧阳{_plain(number, 2)[1:]}{GIVEN[number // 21 % 21]}",
    lambda number: f"尉迟{GIVEN[number % 21]}{GIVEN[number // 21 % 21]}",
    lambda number: " ".join(_plain(number)),
    lambda number: "\u200b".join(_plain(number)),
    lambda number: f"{_plain(number, 2)[0]}{LIKE_ENTERPRISES[number % 12]}{GIVEN[number // 12 % 21]}",
)


def planted_mentions(count: int) -> list[Person]:
    """Return that many sentences, each with the people whom it names; each is to stand beside an enterprise."""
    mentions = []
    for number in range(count):
        sentence = MENTIONS[number % len(MENTIONS)]
        write = WRITTEN[number // len(MENTIONS) % len(WRITTEN)]
        names = [write(number * 3), write(number * 3 + 1)][: sentence.count("{}")]
        mentions.append(Person("", {"事由": sentence.format(*names)}, tuple(names)))
    return mentions


class Number(NamedTuple):
    """A number of a person: as it is written, and its digits, neither of which may be kept."""

    written: str
    digits: str

    def is_in(self, text: str) -> bool:
        return self.written in text or self.digits in text


def _old_id(number: int) -> str:
    identity = resident_id(number)
    return f"{identity[:6]}{identity[8:17]}"


def _phone(number: int) -> str:
    return f"138{number:04d}{9000 - number:04d}"


def _card(number: int) -> str:
    digits = f"622202{number:012d}"
    return digits + luhn.calc_check_digit(digits)


# How numbers of persons are written: the number with this serial → written.
FORMS: dict[str, Callable[[int], str]] = {
    "18 digits": resident_id,
    "15 digits": lambda number: f"身份证{_old_id(number)}",
    "zero-width": lambda number: "\u200b".join(resident_id(number)),
    "joiners": lambda number: resident_id(number)[:9] + "\u2060\ufeff\u200d\u200c\u00ad" + resident_id(number)[9:],
    "hyphens": lambda number: _apart(resident_id(number)).replace(" ", "-"),
    "en dashes": lambda number: _apart(resident_id(number)).replace(" ", "–"),
    "full width": lambda number: _wide(resident_id(number)),
    "phone": _phone,
    "zero-width phone": lambda number: "\u200b".join(_phone(number)),
    "card": _card,
    "card in groups": lambda number: " ".join(_card(number)[at : at + 4] for at in range(0, 19, 4)),
    "passport": lambda number: f"护照E{10_000_000 + number * 7919}",
}


def planted_number(form: str, serial: int) -> Number:
    """Return the number with this serial (below 1,000), written in a form of FORMS."""
    written = FORMS[form](serial)
    return Number(written, "".join(c for c in written if c.isascii() and c.isalnum()) or resident_id(serial))


# Where a workbook has texts beside the cells of its table: (workbook, sheet, text) → the text is there.
PLACES: dict[str, Callable[[Any, Any, str], object]] = {
    "title": lambda book, sheet, text: book.set_properties({"title": text}),
    "author": lambda book, sheet, text: book.set_properties({"author": text}),
    "keywords": lambda book, sheet, text: book.set_properties({"keywords": text}),
    "remarks": lambda book, sheet, text: book.set_properties({"comments": text}),
    "company": lambda book, sheet, text: book.set_properties({"company": text}),
    "own property": lambda book, sheet, text: book.set_custom_property("备注", text),
    "comment": lambda book, sheet, text: sheet.write_comment("A2", text),
    "author of a comment": lambda book, sheet, text: sheet.write_comment("A2", "已核", {"author": text}),
    "header": lambda book, sheet, text: sheet.set_header(f"&L{text}&R第&P页"),
    "footer": lambda book, sheet, text: sheet.set_footer(f'&C&"宋体,常规"{text}'),
    "defined name": lambda book, sheet, text: book.define_name("经办", f'="{text}"'),
    "sheet name": lambda book, sheet, text: book.add_worksheet(text.replace(":", "")[:31]),
    "hint of a cell": lambda book, sheet, text: sheet.data_validation(
        "A2", {"validate": "any", "input_title": "说明", "input_message": text}
    ),
    "list of a cell": lambda book, sheet, text: sheet.data_validation("A2", {"validate": "list", "source": [text]}),
    "hint of a link": lambda book, sheet, text: sheet.write_url("H2", "http://example.com", None, "网站", text),
    "link": lambda book, sheet, text: sheet.write_url("H2", f"http://example.com/?{text}", None, "网站"),
    "text box": lambda book, sheet, text: sheet.insert_textbox("H4", text),
    "description of a text box": lambda book, sheet, text: sheet.insert_textbox("H4", "说明", {"description": text}),
    "other sheet": lambda book, sheet, text: book.add_worksheet("附").write_string("C9", text),
    "beside the table": lambda book, sheet, text: sheet.write_string("K5", text),
}


def with_custom_xml(workbook: bytes, text: str) -> bytes:
    """Return the workbook with a part of custom XML that has the text."""
    stream = io.BytesIO(workbook)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("customXml/item1.xml", f"<表单><经办人>{text}</经办人></表单>")
    return stream.getvalue()


def planted_numbers(form: str) -> Iterator[tuple[str, Number]]:
    """Yield each place of a workbook with a number of its own, written in that form."""
    for serial, place in enumerate([*PLACES, "custom XML"]):
        yield place, planted_number(form, 100 + serial)
