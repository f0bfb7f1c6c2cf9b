"""The Chinese sentences about what a cell means: codes, days and names with slips; wording.py renders them."""

from spreadsheets.days import DayFault
from spreadsheets.identifiers import CYRILLIC, GREEK
from spreadsheets.private_use import PRIVATE_USE

OTHER_IDENTIFIERS = "该行按其他代码或名称比对；如能查到正确的，请更正后重新上传。"
PUSHED_OTHER_IDENTIFIERS = "该条按其他代码或名称比对；如能查到正确的，请更正后重新推送。"

# Why a text is no day.
DAY_FAULTS: dict[DayFault, str] = {
    "nonexistent": "不是存在的日期",
    "ambiguous": "分不清哪个是月、哪个是日",
    "two_digit_year": "的年份只有两位",
    "no_day": "没有写明是哪一日",
    "no_year": "没有写明年份",
    "several": "写了不止一个日期",
    "more_text": "除日期外还写有其他内容",
    "inexact": "不是确定的一日",
    "republic": "是民国纪年，不是公历",
    "lunar": "是农历或干支纪年，不是公历",
    "timestamp": "是程序的时间戳，没有写成日期",
    "letters": "把数字写成了字母",
    "blank": "是空白单元格变成的，不是日期",
    "ditto": "没有写出日期",
    "term": "是一段期限，不知从哪一天算起",
    "unreadable": "看不出是哪一天",
}
# Code, message and hint.
CELL_TEXTS = (
    (
        "made_up_code",
        "{column}“{text}”是凑数的号码，不是真实的代码",
        "请对照证照填写真实的{column}。",
    ),
    (
        "certificate_day_invalid",
        "{column}“{text}”{fault}",
        "照原文保存，不影响资格；如能查到，请改为日期，如2019-07-10。",
    ),
    ("review_passed", "下次复核日期{day}已过", "请核对企业是否已经重新认证；不影响激励资格。"),
    (
        "name_broken",
        "{column}“{text}”像是没有写全，或没有写出名称",
        "请改为营业执照上的企业名称。",
    ),
    (
        "name_program",
        "{column}“{text}”像是公式或程序，没有运行，只作为文字保存",
        "请改为营业执照上的企业名称。",
    ),
    (
        "name_direction_mark",
        "{column}中有看不见的、颠倒文字先后的字符，已去掉，名称读作“{name}”",
        "请对照营业执照核对这个名称。",
    ),
    (
        "name_private_use",
        "{column}中有无法识别的字符{characters}，是自造字，只在造它的电脑上显示",
        "请对照营业执照改正这个字。",
    ),
    (
        "name_private_use_read",
        "{column}中的字符{characters}是旧字库的自造字",
        "已换为标准字符，名称读作“{name}”，请核对。",
    ),
    (
        "uscc_several",
        "一格写了{count}个统一社会信用代码：{codes}",
        "请只填写本企业的一个；另有企业的，请各占一行。",
    ),
    (
        "customs_code_look_alike",
        "海关注册编码含有不会出现的字符“{characters}”",
        "是否应为{customs_code}？请对照海关注册登记证书核对。",
    ),
    (
        "entry_uscc_several",
        "一格写了{count}个统一社会信用代码：{codes}",
        OTHER_IDENTIFIERS,
    ),
    (
        "entry_look_alike",
        "{kind}含有不会出现的字符“{characters}”",
        "校验位表明应为{text}，已按此读取；请告知来源单位更正。",
    ),
    (
        "entry_made_up_code",
        "{column}“{text}”是凑数的号码，不是真实的代码",
        OTHER_IDENTIFIERS,
    ),
)
# The hints that differ for a program.
PUSHED_CELL_HINTS = {
    "entry_uscc_several": PUSHED_OTHER_IDENTIFIERS,
    "entry_made_up_code": PUSHED_OTHER_IDENTIFIERS,
}
# Notes on how a file was read.
CELL_NOTES = {
    "moments_read": "“{column}”有{count}处是带时区的时刻，已换算为北京时间的日期，如第{line}行的“{text}”读作{day}。",
    "midnights_read": (
        "“{column}”有{count}处是零点前一分多钟的时刻，已读作次日（程序存储零点时的误差），"
        "如第{line}行的“{text}”读作{day}。"
    ),
    "periods_read": "“{column}”有{count}处是起止日期，已读取末日，如第{line}行的“{text}”读作{day}。",
    "period_starts_read": (
        "“{column}”有{count}处是起止日期，已读取首日，末日没有采用，如第{line}行的“{text}”读作{day}。"
    ),
    "ends_read": "“{column}”有{count}处只写到年底或月底，已读取最后一日，如第{line}行的“{text}”读作{day}。",
    "terms_reckoned": (
        "“{column}”有{count}处填的是期限，已自列入日期或写明的起算日推算，如第{line}行的“{text}”读作{day}。"
    ),
    "words_for_none": "“{column}”有{count}处填的是{texts}，已视为没有。",
    "no_end": "“{column}”有{count}处填的是{texts}，已视为长期，不会自行到期。",
    "codes_cleaned": "“{column}”有{count}处在代码以外另有字符（自第{line}行起），已略去。",
    "usccs_in_licence_numbers": "“工商注册号”一列有{count}处填的是统一社会信用代码，已按统一社会信用代码读取。",
    "names_without_blanks": "“{column}”有{count}处在汉字之间有空格或换行（自第{line}行起），已略去。",
    "names_without_quotes": "“{column}”有{count}处整个加了引号或书名号（自第{line}行起），已略去。",
}


def written_character(character: str) -> str:
    """Return a character for a sentence; of one that looks like a Latin letter or has no look, what it is."""
    for script, letters in (("西里尔", CYRILLIC), ("希腊", GREEK)):
        if character in letters:
            return f"{character}（{script}字母，不是拉丁字母{letters[character]}）"
    return f"U+{ord(character):04X}" if PRIVATE_USE.match(character) else character
