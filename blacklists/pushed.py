"""What the sentences about a file say to a program that pushed entries as JSON: fields, entries, pushing again."""

import re

REWORDED = tuple(
    (re.compile(said), meant)
    for said, meant in (
        (r"(第\d+行的表头|前\d+行)中找不到以下各列", "各条中找不到以下字段"),
        (r"第\d+行的表头之下没有任何企业，请检查是否选错了文件", "没有任何可读的条目，请检查所推送的数据"),
        ("请先把这一列设为“文本”格式，再重新填写", "请改用文本而不是数字，重新给出"),
        ("原文件完好保存；请另存为新文件后", "所推送的数据完好保存；请检查后"),
        ("在文件中", "在所推送的条目中"),
        ("这一栏|单元格", "该字段"),
        ("一栏", "字段"),
        ("(本|该|这一|后一)行", r"\1条"),
        ("重新(上传|导入)", "重新推送"),
        ("本文件", "本批数据"),
        ("在确认前撤回，再", ""),
        ("分次上传", "分批推送"),
    )
)


def as_pushed(message: str) -> str:
    """The sentence in the words of a program that pushed JSON."""
    for said, meant in REWORDED:
        message = said.sub(meant, message)
    return message
