"""Chinese sentences of the roster: by what an enterprise was found."""

from collections.abc import Iterable, Mapping
from datetime import date

from foundation.web.dates import chinese_date
from matching.look_up import FoundBy, Slip, SlipKind
from matching.names import normalise
from roster.look_up import Hit

SENTENCES = {
    FoundBy.CODE: "因统一社会信用代码匹配",
    FoundBy.CODE_PART: "因代码的开头匹配：{text}",
    FoundBy.NAME: "因名称匹配",
    FoundBy.FORMER_NAME: "因曾用名匹配",
    FoundBy.PARTS: "因名称的各部分匹配",
    FoundBy.CHARACTER: "因名称中的一个字匹配",
    FoundBy.PINYIN: "因拼音匹配",
}
IDENTIFIER_SENTENCES = {
    "org_code": "因组织机构代码匹配：{text}",
    "customs_code": "因海关注册编码匹配：{text}",
    "former_customs_code": "因曾用海关注册编码匹配：{text}",
    "registration_number": "因工商注册号匹配：{text}",
}
SLIP_SENTENCES = {
    SlipKind.SOUNDS_ALIKE: "名称相近：输入的是“{typed}”，名称中是同音的“{meant}”",
    SlipKind.LOOKS_ALIKE: "名称相近：输入的是“{typed}”，名称中是形近的“{meant}”",
    SlipKind.SWAPPED: "名称相近：输入的是“{typed}”，名称中是“{meant}”",
    SlipKind.MISSING: "名称相近：输入中少“{meant}”字",
    SlipKind.TOO_MANY: "名称相近：输入中多“{typed}”字",
    SlipKind.WRONG: "名称相近：输入的是“{typed}”，名称中是“{meant}”",
}


def hit_text(hit: Hit, former_names: Iterable[Mapping[str, str]]) -> str:
    """Say by what the enterprise was found; a former name, of the enterprise's annotation, with its last day."""
    former = next((each for each in former_names if normalise(each["name"]) == hit.text), None)
    name = f"{former['name']}（至{chinese_date(date.fromisoformat(former['until']))}）" if former else ""
    if hit.found_by == FoundBy.FORMER_NAME:
        return f"{SENTENCES[hit.found_by]}：{name}"
    sentence = _slip_text(hit.slip) if hit.slip else _sentence(hit)
    return f"{sentence}，曾用名{name}" if name else sentence


def _sentence(hit: Hit) -> str:
    sentence = IDENTIFIER_SENTENCES[hit.field] if hit.field else SENTENCES[hit.found_by]
    return sentence.format(text=hit.text)


def _slip_text(slip: Slip) -> str:
    return SLIP_SENTENCES[slip.kind].format(typed=slip.typed, meant=slip.meant)
