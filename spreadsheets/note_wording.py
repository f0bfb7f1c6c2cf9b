"""The sentences of notes: how a file was read, for the person who brought it."""

from spreadsheets.cell_wording import CELL_NOTES

NOTE_TEXTS = {
    **CELL_NOTES,
    "fewer_than_total": "文件写明共{total}条，只有{count}条，像是不完整，请取得全部后再报送。",
    "serial_gaps": "序号不连续，缺{count}个：{missing}，可能缺了行，请核对。",
    "serial_repeats": "序号有{count}处重复，如第{line}行与第{other_line}行都是{number}，请核对有无重复或缺漏的行。",
    "page_texts": "打印时的页眉、页脚写有：{texts}。",
    "pictures": "工作表中有{count}张图片，其中的文字（如印章、水印）没有读取，请核对。",
    "one_of_pages": "文件写明还有其他页，像是只取得了其中一页，请取得全部后再报送。",
    "hidden_rows": "有{count}个隐藏行，已一并读取。",
    "hidden_columns": "有{count}个隐藏列，已一并读取。",
    "macros": "工作簿含有宏，没有运行，只读取单元格。",
    "other_workbooks": "有公式引用其他工作簿，读取的是本文件最后一次保存的结果，可能不是最新的，请核对。",
    "merged_cells": "有{count}处上下合并的单元格，视为每一行都填了同样的内容。",
    "web_page_table": "这是另存为 .xls 的网页，已按其中的表格读取。",
    "web_archive_table": "这是网页归档（MHTML）文件，已按其中的表格读取。",
    "page_not_closed": "网页中的表格没有结尾，文件可能不完整，请核对最后几行。",
    "records_of_lines": "文件是逐项书写的（“名称：…”），已将{count}组各读作一行，编为第{line}行起。",
    "big5": "文本文件是 Big5（繁体中文）编码，已按此读取。",
    "nul_padding": "自第{line}行起有填充用的空字符（NUL），已略去；请核对最后几行是否完整。",
    "lost_characters": "自第{line}行起有{count}处字符已经丢失（显示为“\ufffd”或“锟斤拷”），无法还原，请核对。",
    "last_line_short": (
        "最后一行（第{line}行）只有{count}列，其他行有{usual}列，末尾也没有换行，文件可能不完整，请核对。"
    ),
    "quotes_in_cells": "自第{line}行起有{count}行的单元格中有不成对的双引号，已照原文读取，请核对。",
    "hidden_sheet": "名单在隐藏的工作表“{sheet}”中。",
    "other_sheets": "名单在工作表“{sheet}”中，未读取：{others}。",
    "side_by_side": "表头右边另有并排的表，{letter}列起的{count}行接在左边各行之后读取，编为第{first}行至第{last}行。",
    "continued_sheet": "工作表“{sheet}”是名单的续表，它的{count}行接在最后读取，编为第{first}行至第{last}行。",
    "rows_above_header": "第{header_line}行的表头以上，自第{line}行起有{count}行像是企业，没有读取。",
    "other_table": "第{line}行起的{count}行是另一张表，与第{header_line}行的表头不同，没有读取；如应读取，请分开上传。",
    "unread_rows": "工作表“{other}”有{count}行像是企业，没有读取；如应读取，请移到“{sheet}”各行的下面，重新上传。",
    "near_title": "“{title}”一列已按“{column}”读取。",
    "near_titles_unread": (
        "{titles}像是“{column}”，但内容不像，没有读取；如是，请指定该列，或把表头改为“{column}”后重新上传。"
    ),
    "older_column": "“{column}”读的是“{title}”一列，文件中没有较新的一列。",
    "side_table": "{letter}列起另有一张表（{titles}），没有读取。",
    "ignored_columns": "以下各列没有读取：{titles}。",
    "untitled_columns": "{letters}列有内容而没有表头，没有读取。",
    "comments_elsewhere": "企业各行以外有{count}处批注，首处在第{line}行{letter}列：“{text}”。",
    "formulas_unread": "没有读取的{letter}列“{title}”有{count}处公式出错或没有结果，首处在第{line}行（{text}）。",
    "joined_by_customs_code": "没有读到统一社会信用代码一列，已按海关注册编码与已知企业对应{count}家。",
    "cells_edited": "经办人在页面上改正了{count}个单元格。",
    "personal_data_cut": "文件中有自然人的证件号码、手机号码、姓名等个人信息，已从{count}处删去，系统没有保存。",
}
