"""Spellings of one name that differ in glyphs: variants, characters taken apart or lost, numerals, contractions.

They are unified in the core and the branch of a name, never in its key. GB/T 2312 is the oldest character set that
programs of registers still have; a character outside it is often replaced by a similar one, by a mark, or lost.
"""

import re
from collections.abc import Sequence

from matching.numerals import ZERO_MARK, unify_numbers
from spreadsheets.private_use import map_private_use

# Variant → the character for which it stands, as far as OpenCC does not turn it into a simplified one; collected by
# hand, and the Japanese forms from OpenCC's jp2t. Some are no variants but usual replacements where a program lacks the
# character (垚 by 尧).
VARIANT_PAIRS = """
    喆=哲 嚞=哲 堃=坤 犇=奔 垚=尧 淼=渺 甦=苏 珎=珍 氷=冰 旾=春 晧=皓 皜=皓 暠=皓 煇=辉 菓=果 邨=村 仝=同 祐=佑 龢=和
    槑=梅 楳=梅 囍=喜 棊=棋 碁=棋 湧=涌 埜=野 壄=野 豊=丰 竒=奇 翶=翱 濬=浚 叡=睿 炤=照 曌=照 燄=焰 焱=焰 昺=炳 昞=炳
    栢=柏 枏=楠 柟=楠 頴=颖 逰=游 嵒=岩 喦=岩 巗=岩 峩=峨 镕=熔 钜=巨 澂=澄 渕=渊 麐=麟 猋=飙 鱻=鲜 㛃=洁 龑=䶮 勣=绩
    畧=略 弌=一 弍=二 弎=三 贠=员 珮=佩 璿=璇 琁=璇 瑠=琉 塩=盐 図=图 広=广 栄=荣 沢=泽 浜=滨 桜=樱 恵=惠 徳=德 暁=晓
    竜=龙 斉=齐 済=济 気=气 鉄=铁 駅=驿 厳=严 凈=净 浄=净 甯=宁 寗=宁 崐=昆 崑=昆 菴=庵 蘂=蕊 蕋=蕊 芲=花 犟=强 旹=时
    恆=恒 昿=旷 珤=宝 寳=宝 靁=雷 朙=明 眀=明 秌=秋 烱=炯 絃=弦 縂=总 両=两 乗=乘 亀=龟 亜=亚 仏=佛 仮=假 伝=传 価=价
    倂=并 倹=俭 児=儿 円=圆 冨=富 処=处 凮=风 剣=剑 剤=剂 労=劳 効=效 勅=敕 勧=劝 勲=勋 単=单 厛=厅 収=收 営=营 団=团
    囲=围 圏=圈 圧=压 垜=垛 堿=碱 塁=垒 墖=塔 増=增 壊=坏 壌=壤 夀=寿 売=卖 変=变 奨=奖 姪=侄 姸=妍 実=实 寕=宁 寛=宽
    対=对 専=专 尓=尔 尙=尚 尭=尧 嶋=岛 巌=岩 巣=巢 巻=卷 帯=带 帰=归 幇=帮 庁=厅 弾=弹 従=从 徴=征 応=应 悪=恶 悳=德
    愼=慎 懐=怀 戦=战 戯=戏 択=择 拡=扩 擧=举 挙=举 摂=摄 撃=击 敍=叙 斎=斋 昻=昂 晄=晃 晩=晚 暎=映 暦=历 曻=升 曽=曾
    栁=柳 桺=柳 桟=栈 棃=梨 検=检 楽=乐 槀=槁 様=样 槪=概 権=权 歓=欢 歩=步 歯=齿 歳=岁 歴=历 毎=每 毘=毗 淸=清 渉=涉
    渋=涩 渓=溪 満=满 滝=泷 澁=涩 瀬=濑 灋=法 煖=暖 熈=熙 熖=焰 猟=猎 獣=兽 玅=妙 甁=瓶 甎=砖 畄=留 畱=留 畊=耕 畳=叠
    疉=叠 畺=疆 発=发 皐=皋 臯=皋 皷=鼓 県=县 砲=炮 硏=研 稲=稻 稺=稚 穂=穗 穏=稳 穣=穰 窻=窗 竝=并 筯=箸 簷=檐 籐=藤
    粋=粹 粧=妆 糭=粽 経=经 絵=绘 継=继 続=续 総=总 緫=总 縁=缘 縄=绳 縦=纵 繊=纤 繍=绣 罇=樽 翺=翱 聴=听 臈=腊 艶=艳
    艸=草 苐=第 荅=答 荘=庄 荳=豆 萠=萌 蓡=参 蔴=麻 蔵=藏 薫=薰 薬=药 蘓=苏 蛍=萤 蝋=蜡 衞=卫 襃=褒 襍=杂 覇=霸 覚=觉
    覧=览 覩=睹 観=观 訳=译 読=读 譲=让 賛=赞 転=转 軽=轻 輭=软 辺=边 邉=边 遅=迟 郞=郎 郷=乡 鄕=乡 醤=酱 醸=酿 釈=释
    鉱=矿 鑛=矿 銭=钱 鋳=铸 錬=炼 鍳=鉴 鎻=锁 鐡=铁 関=关 闗=关 阯=址 険=险 隠=隐 隣=邻 雑=杂 霊=灵 霛=灵 靑=青 韮=韭
    頼=赖 顕=显 颕=颖 飜=翻 餠=饼 駆=驱 験=验 髙=高 髪=发 鴎=鸥 鶏=鸡 鹸=碱 鹻=碱 麺=面 黒=黑 齢=龄 壱=一 弐=二
"""
VARIANTS = dict(pair.split("=") for pair in VARIANT_PAIRS.split())
# The parts of a rare character, written one after the other, → the character.
PART_PAIRS = """
    龙天=䶮 吉吉=哲 方方土=坤 文武贝=赟 牛牛牛=奔 水水水=渺 土土土=尧 火火火=焰 金金金=鑫 王月=玥
    王争=琤 羽中=翀 火昱=煜 火华=烨 火韦=炜 女洁=洁 王韦=玮 日斤=昕 日华=晔 水吉=洁
    王炎=琰 王宛=琬
"""
PARTS = dict(pair.split("=") for pair in PART_PAIRS.split())
# Words of industries that enterprises contract: 重型汽车 and 重汽.
CONTRACTIONS = {"型汽车": "汽", "型机械": "机"}
# Radicals that copying from a PDF file puts in place of the characters; NFKC unifies the others.
RADICAL_PAIRS = """
    ⺎=兀 ⺏=尢 ⺒=巳 ⺘=手 ⺠=民 ⺡=水 ⺢=水 ⺣=火 ⺥=爪 ⺦=丬 ⺩=玉 ⺬=示 ⺭=示 ⺮=竹 ⺸=羊 ⺼=肉 ⻂=衣 ⻄=西 ⻅=见
    ⻆=角 ⻈=言 ⻉=贝 ⻋=车 ⻐=金 ⻑=长 ⻒=长 ⻓=长 ⻔=门 ⻗=雨 ⻘=青 ⻙=韦 ⻚=页 ⻛=风 ⻜=飞 ⻝=食 ⻟=食 ⻠=食 ⻡=首
    ⻢=马 ⻣=骨 ⻤=鬼 ⻥=鱼 ⻦=鸟 ⻧=卤 ⻨=麦 ⻩=黄 ⻫=齐 ⻬=齐 ⻭=齿 ⻮=齿 ⻯=龙 ⻰=龙 ⻲=龟
"""
RADICALS = str.maketrans(dict(pair.split("=") for pair in RADICAL_PAIRS.split()))
TEXTS = VARIANTS | PARTS | CONTRACTIONS
WRITTEN_OTHERWISE = re.compile("|".join(sorted(TEXTS, key=len, reverse=True)))
# Marks that programs put in place of a character they lack, and private-use characters that no table names; LOST stands
# for them in a core.
LOST = "\u1106"
LOST_MARK = re.compile(r"[?？□＊*■〓●�▢◇◆\ue000-\uf8ff]")
MARKED = re.compile(f"{LOST_MARK.pattern}|{ZERO_MARK.pattern}")


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


# Characters of GB/T 2312, and ASCII.
COMMON = "".join(filter(_in_gb2312, map(chr, range(0x4E00, 0xA000))))
RARE = re.compile(f"[^\n0-9A-Z{COMMON}]")


def unify_all(texts: Sequence[str]) -> list[str]:
    """Unify variants, parts, numerals and contractions in the texts. They are processed as one text, which is faster.

    The texts have no line breaks.
    """
    joined = WRITTEN_OTHERWISE.sub(lambda found: TEXTS[found[0]], "\n".join(texts))
    return unify_numbers(joined).split("\n") if texts else []


def replace_marks(name: str) -> str:
    """Put LOST in place of each mark for a lost character, and zeros in place of circles between numerals."""
    return LOST_MARK.sub(LOST, ZERO_MARK.sub("〇", ZERO_MARK.sub("〇", map_private_use(name))))
