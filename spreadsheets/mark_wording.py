"""The Chinese sentences of the problems with formulas and marks of cells (mark_checks.py); wording.py renders them."""

# Code, message and hint.
MARK_TEXTS = (
    (
        "formula_without_result",
        "{column}填的是公式（{text}），文件中没有它的结果",
        "请在 Excel 或 WPS 中打开文件，保存后重新上传，或改为直接填写内容。",
    ),
    ("formula_blank", "{letter}列的公式（{text}）结果是空白，按没有填写读取", "如应有内容，请直接填写。"),
    ("struck", "{letters}列加了删除线，像是已删去的一行", "请核对；如是，请从名单中剔除本行。"),
    ("crossed", "{letters}列画了斜线或横线，像是已划去的一行", "请核对；如是，请从名单中剔除本行。"),
    ("struck_part", "{letter}列中的“{text}”加了删除线，像是已删去的内容", "请核对；如是，请改正该单元格。"),
    (
        "invisible",
        "{letters}列的文字与底色相同或相近，打开文件时看不见，已一并读取",
        "请核对；如不应在名单中，请从名单中剔除本行。",
    ),
    (
        "conditional_format",
        "文件在{ranges}设有条件格式，符合条件的单元格显示为删除线或看不见，平台不能判断是哪些行",
        "请打开文件核对；如有不应在名单中的行，请在本页或文件中剔除。",
    ),
    ("comment", "{letter}列有批注：“{text}”", "请核对批注所说的内容。"),
    (
        "comment_states_loss",
        "{letter}列的批注是“{text}”，像是已失去资格或已移出",
        "请核对；如是，请从名单中剔除本行，或填写移出日期。",
    ),
    (
        "page_states_loss",
        "打印时的页眉或页脚写有“{text}”，像是已作废、仅为样例，或已失去资格、已移出的名单",
        "请核对文件的内容；如是，请撤回。",
    ),
    ("hidden_row", "这一行在文件中是隐藏的，已一并读取", "如不应在名单中，请剔除本行。"),
    (
        "merged_code",
        "{column}“{text}”在合并的单元格中，由名称不同的几行共用，本行也按它读取",
        "一个代码只属于一家；请取消合并，分别填写各行的代码。",
    ),
    (
        "merged_name",
        "名称“{text}”在合并的单元格中，由代码不同的几行共用，本行也按它读取",
        "一个代码只属于一家；请取消合并，分别填写各行的名称。",
    ),
    (
        "merged_block",
        "{letter}列的单元格跨行跨列合并，本行也按“{text}”读取",
        "如本行不是这一内容，请取消合并后分别填写。",
    ),
)
# The messages and hints that differ for a program.
PUSHED_MARK_MESSAGES = {"formula_without_result": "{column}填的是公式（{text}），而不是它的结果"}
PUSHED_MARK_HINTS = {"formula_without_result": "请改为直接填写内容后重新推送。"}
