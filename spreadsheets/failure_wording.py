"""The Chinese sentences that state why a file could not be read, for people and for programs."""

_SAVE_AGAIN = "请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新上传。"
_SAVE_AS_UTF_8 = "请另存为 UTF-8 编码的 CSV 后重新上传。"
_CORRECT_QUOTE = "请用记事本打开文件，删去或补全该双引号后重新上传。"
_JSON_SHAPE = 'JSON 应为对象的列表，或含有一个这样的列表的对象，如 {{"entries": [{{"name": "…", "uscc": "…"}}]}}。'

FAILURE_TEXTS = {
    "no_cells": "这个文件中没有任何内容（表格若是贴入的图片，无法读取）。请在单元格中填写后重新上传。",
    "file_empty": "这个文件是空的（0 字节），请重新导出后再上传。",
    "file_too_large": "文件有{size:.1f}MB，超过{limit:.0f}MB的上限，请分次上传。",
    "not_a_table": (
        "这不是电子表格：按内容看，它既不是 Excel 工作簿，也不是文本表格（CSV）。"
        f"{_SAVE_AGAIN}在本单位电脑上能打开的，可能已被文档安全系统加密，请先解密。"
    ),
    "document_file": "这是 {kind} 文档，不是电子表格。请把其中的表格复制到 Excel 或 WPS，另存为 .xlsx 后重新上传。",
    "picture_file": "这是图片（{kind}），其中的文字无法读取。请取得原来的电子表格后重新上传。",
    "archive_file": "这是压缩文件（{kind}），不是电子表格。请先解压，再上传其中的表格。",
    "other_table_file": f"这是 {{kind}} 格式的文件，不能直接读取。{_SAVE_AGAIN}",
    "email_file": "这是一封电子邮件，不是电子表格。请打开邮件，把附件中的表格另存后上传。",
    "guarded_file": (
        "这份文件已被文档安全（防泄密）系统加密，如亿赛通、IP-guard，在没有安装该系统的电脑上无法读取。"
        "请在本单位解密（申请外发），再上传解密后的文件。"
    ),
    "owner_file": (
        "这是 Excel 打开工作簿时的临时文件（文件名以“~$”开头），里面没有表格。请先关闭工作簿，再上传工作簿本身。"
    ),
    "shortcut_file": "这是快捷方式，不是文件本身。请上传它所指的电子表格。",
    "sql_file": (
        "这是数据库的 SQL 脚本，不是表格，不能直接读取。"
        "请在数据库工具中打开其中的表，导出为 .xlsx 或 UTF-8 编码的 CSV 后重新上传。"
    ),
    "password_protected": (
        "这份工作簿设有打开密码，无法读取。请取消密码后重新上传：在 Excel 中点“文件→信息→保护工作簿→用密码进行加密”，"
        "在 WPS 中点“文件→文档加密→密码加密”，清空密码，确定后保存。"
    ),
    "row_twice": f"这份工作簿不完整：第{{line}}行出现两次，无法确定以哪一行为准。{_SAVE_AGAIN}",
    "damaged": f"这份工作簿不完整或已损坏，无法打开。{_SAVE_AGAIN}",
    "unpacked_too_large": f"这份工作簿解压后大得不合常理（{{size:.0f}}MB），为安全起见不予打开。{_SAVE_AGAIN}",
    "timeout": f"读取这份文件超过{{seconds}}秒仍未完成，已停止。{_SAVE_AGAIN}",
    "reader_aborted": (
        "打开这份工作簿时读取程序意外中止（常见于已用区域异常巨大或文件损坏）。"
        "请只选中有内容的区域复制到新工作簿，另存为 .xlsx 后重新上传。"
    ),
    "given_up": (
        "已尝试{attempts}次，每次处理程序都意外中止，不再重试。原文件完好保存；请另存为新文件后重新上传，"
        "仍不成功请联系系统管理员。"
    ),
    "too_many_rows": "表格超过{limit}行，请分次上传。",
    "too_many_cells": "各工作表有内容的单元格合计超过{limit}个，请删去无关的列和工作表，或分次上传。",
    "too_much_text": "各工作表的文字合计超过{limit}个字，请删去无关的列和工作表，或分次上传。",
    "too_many_columns": (
        "单元格{cell}填有内容，在第{count}列，超过{limit}列。如是误填，请删去该单元格的内容；列确有这样多的，请删去无关的列，再重新上传。"
    ),
    "unknown_encoding": (
        f"文本文件的编码不能识别：不是 UTF-8、UTF-16，按 GB18030、Big5 读出的也不像名单。{_SAVE_AS_UTF_8}"
    ),
    "encoded_text": f"文件中的文字经过 {{encoding}} 编码，不能直接读取，请先还原为汉字。{_SAVE_AS_UTF_8}",
    "encoded_file": (
        "文件的内容经过 {encoding} 编码（常见于从邮件、接口中取出的附件），不能直接读取。"
        "请先解码，或请来源单位以附件重新发送，再上传原来的表格。"
    ),
    "foreign_encoding": f"文本文件像是 {{encoding}} 编码，不能直接读取。{_SAVE_AS_UTF_8}",
    "mixed_encodings": (
        "文本文件的编码前后不一：多数行是 {encoding} 编码，第{line}行不是，可能拼接了不同来源的内容，"
        f"或传输中损坏。请先改正该行。{_SAVE_AS_UTF_8}"
    ),
    "garbled_text": "文本文件自第{line}行起是乱码：保存时用错了编码。请从原来的系统以 UTF-8 编码重新导出后上传。",
    "text_cut": "文本文件在第{line}行的一个字中间中断，没有收全或没有写完。请重新取得完整的文件后上传。",
    "nul_in_text": "文本文件自第{line}行起夹有空字符（NUL），可能没有写完或已损坏。请重新导出后再上传。",
    "xml_file": f"这是 XML 数据（根元素是“{{root}}”），不能直接读取。{_SAVE_AGAIN}",
    "web_page": "这是一个网页，里面没有表格（常见于登录页、报错页），请重新取得数据文件。",
    "web_page_of_frames": f"这是由框架组成的网页，表格在同时保存的其他文件中，没有一并上传。{_SAVE_AGAIN}",
    "web_archive": f"这是网页归档（MHTML，.mht）文件，没有读到其中有多行多列的表格。{_SAVE_AGAIN}",
    "quote_unclosed": f"第{{line}}行有一个双引号没有成对，其后各行会被并入一个单元格。{_CORRECT_QUOTE}",
    "text_behind_quote": f"第{{line}}行有一个单元格，双引号结束之后还有文字。{_CORRECT_QUOTE}",
    "cell_too_long": "第{line}行有一个单元格超过{limit}个字，可能有双引号没有成对。请核对后重新上传。",
    "separated_by_blanks": (
        "文本表格的各列之间只有空格，没有分隔符，第{line}行的列数与其他行不同，无法确定各列。"
        "请在 Excel 或 WPS 中用“分列”分开各列，另存为 .xlsx 后重新上传。"
    ),
    "json_malformed": "JSON 在第{line}行第{place}个字符处中断或有误，可能只收到了一半，请重新取得完整的数据。",
    "json_too_deep": f"JSON 嵌套得太深，不是名单。{_JSON_SHAPE}",
    "json_constant": "JSON 中有 {constant}，不是合法的 JSON 值。没有内容的项请写 null 或空文本，或不写这一项。",
    "json_key_twice": "JSON 的同一个对象中有两个“{key}”，值不相同，无法确定以哪一个为准。请每项只写一次。",
    "json_several_lists": f"JSON 中有{{count}}个列表（{{names}}），无法确定以哪一个为准。请只保留一个。{_JSON_SHAPE}",
    "json_several_values": "JSON 在第{line}行第{place}个字符处又开始了另一个列表或对象，无法确定是否同一份名单。"
    f"请合并为一个列表。{_JSON_SHAPE}",
    "json_text_behind": "JSON 已结束，在第{line}行第{place}个字符处还有不是 JSON 的内容，请删去后重试。",
    "json_no_list": f"JSON 中没有列表。{_JSON_SHAPE}",
    "json_empty_list": "JSON 中的列表是空的，没有任何条目。",
    "json_too_many_entries": "JSON 中有{count}条，超过{limit}条，请分次上传。",
    "json_not_an_object": f"JSON 列表的第{{number}}条不是对象。{_JSON_SHAPE}",
    "json_too_many_keys": "JSON 的对象共有超过{limit}种键，请去掉无关的。",
    "json_nested_value": "JSON 列表第{number}条的“{key}”里还有对象或列表，每项只能是文字、数字或空。",
    "columns_missing": "{sheet}{line}中找不到以下各列：{columns}。请补上后重新上传。",
    "columns_unassigned": "{sheet}{line}中找不到以下各列：{columns}。请在这份文件的页面上指定各列，或补上后重新上传。",
    "near_titles": "{sheet}{line}中的{titles}像是{columns}，但内容不像。如是，请指定各列，或改正表头后重新上传。",
    "same_titles": (
        "第{line}行的表头中有两列都是“{title}”，内容不同：{letter}列如“{text}”，{other_letter}列如“{other_text}”。"
        "请指定以哪一列为准，或删去一列后重新上传。"
    ),
    "side_by_side": (
        "第{line}行的表头并排有两张表，分别从{letter}列和{other_letter}列起，而一行只能是一家企业。"
        "请把{other_letter}列起的{count}行移到左边各行的下面，重新上传。"
    ),
    "no_rows": "第{line}行的表头之下没有任何企业，请检查是否选错了文件。",
    "transposed": (
        "{sheet}表格是横排的：{letter}列是标题（{titles}），每家企业占一列。请在 Excel 或 WPS 中复制全表，"
        "用“选择性粘贴→转置”改为每家企业一行、标题在最上面一行，再重新上传。"
    ),
    "several_tables": "{sheets}{count}张工作表都像名单，无法确定以哪一张为准。请只保留一张，或合并为一张，再重新上传。",
    "several_tables_to_choose": (
        "{sheets}{count}张工作表都像名单，无法确定以哪一张为准。请在这份文件的页面上选定一张，或只保留一张后重新上传。"
    ),
}

# The failures of pushed JSON whose sentence differs for a program.
PUSHED_FAILURE_TEXTS = {
    "file_too_large": "文件有{size:.1f}MB，超过{limit:.0f}MB的上限，请分批推送。",
    "timeout": "读取这份文件超过{seconds}秒仍未完成，已停止。请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新推送。",
    "reader_aborted": (
        "打开这份工作簿时读取程序意外中止（常见于已用区域异常巨大或文件损坏）。"
        "请只选中有内容的区域复制到新工作簿，另存为 .xlsx 后重新推送。"
    ),
    "given_up": (
        "已尝试{attempts}次，每次处理程序都意外中止，不再重试。所推送的数据完好保存；请检查后重新推送，"
        "仍不成功请联系系统管理员。"
    ),
    "too_many_rows": "表格超过{limit}行，请分批推送。",
    "too_many_cells": "各条有内容的项合计超过{limit}项，请去掉无关的项，或分批推送。",
    "too_much_text": "各条的文字合计超过{limit}个字，请去掉无关的项，或分批推送。",
    "json_too_many_entries": "JSON 中有{count}条，超过{limit}条，请分批推送。",
    "columns_missing": "各条中找不到以下字段：{columns}。请补上后重新推送。",
    "no_rows": "没有任何可读的条目，请检查所推送的数据。",
}
