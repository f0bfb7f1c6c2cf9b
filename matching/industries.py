"""Words for industries in names of enterprises, collected by hand from common names; not an official list.

They stay in the core of a name, because they distinguish enterprises.
"""

import re

WORDS = """
进出口 国际贸易 贸易 商贸 经贸 外贸 工贸 国贸 实业 工业 产业 企业管理 供应链 供应链管理 管理 国际 发展 控股 投资
资产 国际物流 物流 货运 货运代理 货物运输代理 国际货运代理 运输 仓储 报关 快递 航运 机械 机械制造 机械设备 机电
设备 装备 制造 加工 重工 机床 精密铸造 铸造 锻造 模具 工具 五金 五金工具 轴承 阀门 管道 电机 电器 电气 电缆 电力
能源 新能源 环保 节能 汽车 汽车零部件 汽车配件 零部件 配件 车辆 食品 饮料 粮油 调味品 水产 水产品 农产品 农业
农业科技 畜牧 饲料 种业 蔬菜 果蔬 纺织 纺纱 服装 服饰 针织 家纺 鞋业 皮革 电子 电子科技 科技 技术 生物 生物科技
生物技术 信息 信息技术 网络 网络科技 软件 通信 智能 新材料 材料 建材 钢铁 钢结构 金属 金属制品 铝业 铜业 化工
化学 精细化工 塑料 塑料制品 橡胶 橡胶制品 玻璃 玻璃制品 陶瓷 耐火材料 医药 药业 制药 药品 医疗 医疗器械 保健品
化妆品 日化 包装 包装制品 印刷 纸业 造纸 制品 家具 木业 工艺品 文化 传媒 广告 教育 建设 建筑 建筑工程 工程 装饰
安装 园林 置业 房地产 物业 物业服务 服务 酒店 餐饮 旅游 商业 百货 超市 租赁 咨询 矿业 石油 燃气 光伏
"""
INDUSTRIES = frozenset(WORDS.split())
LONGEST = max(map(len, INDUSTRIES))
BEGINNINGS = frozenset(word[:2] for word in INDUSTRIES)
ONLY_INDUSTRIES = re.compile(f"(?:{'|'.join(sorted(INDUSTRIES, key=len, reverse=True))})+")


def names_no_enterprise(core: str) -> bool:
    """Whether the core consists of words for industries only, so that it names no enterprise."""
    return core[:2] in BEGINNINGS and ONLY_INDUSTRIES.fullmatch(core) is not None


def stem_length(core: str) -> int:
    """The number of characters before the words for industries at the end of the core."""
    end = len(core)
    while end:
        for size in range(min(LONGEST, end), 1, -1):
            if core[end - size : end] in INDUSTRIES:
                end -= size
                break
        else:
            break
    return end
