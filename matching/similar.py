"""Characters that people take for each other: those that sound alike, and those that look alike."""

from enum import IntEnum
from functools import cache

from matching.pinyin import syllables_of

# Collected by hand from names of enterprises; each word is a group of characters that look alike.
LOOK_ALIKE_GROUPS = """
    己已巳 末未本木 土士工干千于 日曰目白自 人入八 大太犬天夫 王玉主壬 甲由申田 刀力刁 泰秦奉春 微徽徵 侯候 晴睛情清请
    拔拨 免兔 鸟乌岛 即既 辛幸 冶治 冼洗 洽恰给 折析拆 喝渴竭 栋拣炼 沐沭 汩汨 沃沥 拓柘 阳阴 明朋 旦且 贝见 风凤 今令
    乒兵 历厉 斤斥 戊戌戍戎 代伐 住往佳 徒徙 博搏傅 盆盈 蓝篮 梁粱 辨辩辫 瞻赡 暄喧 煊渲 腾滕 藤滕 裕谷俗 祥详洋 科料
    源原 渊洲 洲州 岳兵 岗冈 岚风 宝玉 宏宠 宇字 宁字 宜宣 官宫 富宣 达迭 远运 通遇 进迈 建健 庆厌 康唐 广厂 方万 东乐
    车东 云去 元无 光尤 兴共 华毕 恒垣桓 益盖 盛盈 福副 佑佐 伟仗 倍信 俊峻浚骏竣 永水冰 泉皋 海诲 润涧闰 浩皓 涌勇
    鸿鸠 鹏鹅 鹤鸥 腾膳 龙尤 隆降 顺须 颖颍 顶项 金全 鑫森淼 钢钢 铭铬 锐锋 铎译 锦绵 银根 镇慎 开井 联朕 聚娶 航舫
    般船 舟丹 英莫 莱菜 茂茅 荣菜 蒙豪 薪新 茗若 苏办 林村 杉彬 松柏 柏拍 格络 桥侨 梅海 植值 槿瑾 楠捕 玥玲 珂坷 珠殊
    琪淇棋祺 瑞端 璟憬 环坏 理埋 石右 研妍 硕颂 磊蕾 立产 精 丝纠 经径 纺访 绿禄录 维唯 美羹 群郡 翔羊 肖尚 育肓 胜性
    良艮 芝芒 虹红 西酉 言信 诚城 谊宜 贤资 赛寨 跃妖 轩杆 辉挥 迅讯 郎朗 都部 重垂 长卡
"""
LOOK_ALIKES = frozenset(
    frozenset((one, other)) for group in LOOK_ALIKE_GROUPS.split() for one in group for other in group if one != other
)


class Resemblance(IntEnum):
    """How two characters resemble each other, the closest first."""

    SOUND = 0
    LOOK = 1
    NONE = 2


@cache
def _sounds(character: str) -> frozenset[str]:
    return frozenset(syllables_of(character))


def resemblance(one: str, other: str) -> Resemblance:
    """Return how the characters resemble each other: by a common reading, whatever its tone, or by their look."""
    if _sounds(one) & _sounds(other):
        return Resemblance.SOUND
    return Resemblance.LOOK if frozenset((one, other)) in LOOK_ALIKES else Resemblance.NONE
