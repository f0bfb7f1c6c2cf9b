"""The sentences of the problems of a file as a whole (other_lists.py, roster_age.py); wording.py renders them."""

_ANOTHER_FILE = "请确认是否选错文件。"
_AS_OF = "截至日期填错的，请在本页改正；选错文件的，请撤回。"

# Code, message and hint.
FILE_TEXTS = (
    ("called_other_list", "{kind}是“{title}”，您选的是“{own}”", _ANOTHER_FILE),
    ("called_blacklist", "{kind}是“{title}”，像是“黑名单”，您报送的是高级认证企业名单", _ANOTHER_FILE),
    ("called_other_office", "{kind}是“{title}”，您是{own}", _ANOTHER_FILE),
    (
        "called_removed",
        "{kind}是“{title}”，像是已移出、已失去资格，或尚未取得资格、尚未列入的名单",
        "请核对文件的内容；如是，请撤回。",
    ),
    (
        "called_void",
        "{kind}是“{title}”，像是已作废、仅为样例，或尚未定稿的文件",
        "请核对文件的内容；如是，请撤回。",
    ),
    ("columns_of_roster", "文件中有{titles}，像是海关高级认证企业名单，您选的是“{own}”", _ANOTHER_FILE),
    (
        "columns_swapped",
        "有{count}行的企业名称一栏（{letter}列）填的是代码，{column}一栏（{other_letter}列）填的是名称，像是两列对调了",
        "请重新指定各列，或更正表头后重新上传。",
    ),
    ("columns_of_blacklist", "文件中有{titles}，像是“黑名单”，您报送的是高级认证企业名单", _ANOTHER_FILE),
    ("all_of_other_office", "这{count}家都在{office}的名单上，您是{own}", _ANOTHER_FILE),
    ("most_of_other_office", "这{total}家中有{count}家在{office}的名单上，您是{own}", _ANOTHER_FILE),
    ("older_than_roster", "截至日期{as_of}早于本关已确认名单的截至日期{newest}", _AS_OF),
    ("stated_as_of", "{kind}写明“{text}”，您填的截至日期是{as_of}", _AS_OF),
    (
        "old_for_office",
        "名单截至{as_of}，已过去{age}天；本关近几次名单约{interval}天一次，最近一次截至{newest}",
        f"请核实是否另有更新的名单。{_AS_OF}",
    ),
    (
        "older_than_list",
        "全量名单截至{as_of}，早于现有数据的{newest}",
        f"请核实是否另有更新的名单。{_AS_OF}",
    ),
)
PUSHED_FILE_HINTS = {
    **dict.fromkeys(("called_other_list", "columns_of_roster"), "请确认是否推送到了别的领域。"),
    "older_than_list": "请核实是否另有更新的数据；截至日期填错的，请改正后重新推送。",
}
