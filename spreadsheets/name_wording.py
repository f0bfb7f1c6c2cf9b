"""The Chinese sentences of the problems that name_parts.py reports; wording.py renders them."""

# Code, message and hint.
NAME_TEXTS = (
    ("name_with_remark", "名称中写有{texts}，不是名称的一部分", "已略去，名称读作“{name}”，无需改动。"),
    (
        "name_states_loss",
        "名称中写有{texts}，像是已失去或尚未取得资格，或已移出",
        "名称读作“{name}”；请核对，如是，请从名单中剔除本行，或填写移出日期。",
    ),
    (
        "name_with_others",
        "名称后写有“{text}”，其余的没有写出名称",
        "只读取了“{name}”；请向来源单位查明其余的名称，各占一行补上。",
    ),
    ("name_with_code", "名称中写有{kind}{text}", "已作为{kind}读取，名称读作“{name}”，无需改动。"),
    ("name_with_other", "名称中另写有名称{names}", "名称读作“{name}”；比对时各个名称都用，无需改动。"),
    (
        "name_with_person",
        "名称中写有{role}的姓名；为保护个人信息，系统没有保存它",
        "名称读作“{name}”，无需改动。",
    ),
    ("several_names", "一格写了{count}个名称：{names}", "请各占一行，分别填写各自的代码后重新上传。"),
    (
        "names_separated",
        "一格写了{count}个名称：{names}",
        "已各作一条读取；如其实是一个名称，请改正后重新上传。",
    ),
    (
        "names_in_record",
        "一格写了{count}个名称，来源编号只有一个：{names}",
        "作为一条保存，各个名称都参加比对；请告知来源单位各占一行。",
    ),
)
# The messages and hints that differ for a program.
PUSHED_NAME_MESSAGES = {
    "several_names": "一条写了{count}个名称：{names}",
    "names_separated": "一条写了{count}个名称：{names}",
    "names_in_record": "一条写了{count}个名称，来源编号只有一个：{names}",
}
PUSHED_NAME_HINTS = {
    "name_with_others": "只读取了“{name}”；请查明其余的名称，各推送一条。",
    "several_names": "请各推送一条，分别给出各自的代码。",
    "names_separated": "已各作一条读取；如其实是一个名称，请改正后重新推送。",
    "names_in_record": "作为一条保存，各个名称都参加比对；请各推送一条。",
}
