"""Places in the names of enterprises: the country, provinces, cities, and the districts and counties of Shandong.

A place has its bare name (济南 for 济南市) and the places that contain it: 历下 → 济南 → 山东 → 中国.

The administrative divisions are those of GB/T 2260 with the changes that the Ministry of Civil Affairs published later,
as they stood after 蓬莱 became a district in 2020. The edition they were copied from is not recorded. Former names of
districts (章丘市, 济阳县) stay, because enterprises keep them in their names.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

COUNTRY = "中国"
# Province → its cities, and counties of other provinces that many enterprises are named after.
CITIES = {
    "北京": "",
    "天津": "",
    "上海": "",
    "重庆": "",
    "香港": "",
    "澳门": "",
    "台湾": "",
    "河北": "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水",
    "山西": "太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁",
    "内蒙古": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布",
    "辽宁": "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛",
    "吉林": "吉林市 长春 四平 辽源 通化 白山 松原 白城 延边",
    "黑龙江": "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化",
    "江苏": "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 常熟 张家港 太仓 宜兴",
    "浙江": "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 余姚",
    "安徽": "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城",
    "福建": "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 石狮",
    "江西": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶",
    "山东": "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽",
    "河南": "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源",
    "湖北": "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门",
    "湖南": "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西",
    "广东": "广州 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 韶关",
    "广西": "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左",
    "海南": "海口 三亚 三沙 儋州",
    "四川": "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳",
    "贵州": "贵阳 六盘水 遵义 安顺 毕节 铜仁",
    "云南": "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理",
    "西藏": "拉萨 日喀则 昌都 林芝 山南 那曲",
    "陕西": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛",
    "甘肃": "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南",
    "青海": "西宁 海东",
    "宁夏": "银川 石嘴山 吴忠 固原 中卫",
    "新疆": "乌鲁木齐 克拉玛依 吐鲁番 哈密 喀什 伊犁 阿克苏 石河子",
}
# City of Shandong → its districts and counties, former ones included. 莱芜 was a city of its own until 2019.
COUNTIES = {
    "济南": "历下区 槐荫区 天桥区 历城区 长清区 章丘区 章丘市 济阳区 济阳县 莱芜区 莱芜市 莱城区 钢城区 平阴县 商河县"
    " 长清县 章丘县 历城县",
    "青岛": "市南区 市北区 黄岛区 崂山区 李沧区 城阳区 即墨区 即墨市 胶州市 胶南市 平度市 莱西市",
    "淄博": "淄川区 张店区 博山区 临淄区 周村区 桓台县 高青县 沂源县",
    "枣庄": "薛城区 峄城区 台儿庄区 山亭区 滕州市",
    "东营": "东营区 河口区 垦利区 利津县 广饶县",
    "烟台": "芝罘区 福山区 牟平区 莱山区 蓬莱区 蓬莱市 龙口市 莱阳市 莱州市 招远市 栖霞市 海阳市",
    "潍坊": "潍城区 寒亭区 坊子区 奎文区 临朐县 昌乐县 青州市 诸城市 寿光市 安丘市 高密市 昌邑市",
    "济宁": "任城区 兖州区 兖州市 微山县 鱼台县 金乡县 嘉祥县 汶上县 泗水县 梁山县 曲阜市 邹城市",
    "泰安": "泰山区 岱岳区 宁阳县 东平县 新泰市 肥城市",
    "威海": "环翠区 文登区 文登市 荣成市 乳山市",
    "日照": "岚山区 五莲县 莒县",
    "临沂": "兰山区 罗庄区 沂南县 郯城县 沂水县 兰陵县 费县 平邑县 莒南县 蒙阴县 临沭县",
    "德州": "德城区 陵城区 宁津县 庆云县 临邑县 齐河县 平原县 夏津县 武城县 乐陵市 禹城市",
    "聊城": "东昌府区 茌平区 阳谷县 莘县 东阿县 冠县 高唐县 临清市",
    "滨州": "滨城区 沾化区 惠民县 阳信县 无棣县 博兴县 邹平市 邹平县",
    "菏泽": "牡丹区 定陶区 曹县 单县 成武县 巨野县 郓城县 鄄城县 东明县",
}
AUTONOMOUS = {"内蒙古": "", "广西": "壮族", "西藏": "", "宁夏": "回族", "新疆": "维吾尔"}
DIRECT = ("北京", "天津", "上海", "重庆")
# Districts that many cities have, and zones: they contradict no other place.
ANYWHERE = (
    *("市中区", "高新区", "高新技术产业开发区", "高新技术开发区", "高新技术产业园区", "经济技术开发区", "经济开发区"),
    *("经开区", "开发区", "综合保税区", "综保区", "保税区", "出口加工区", "自贸区", "自贸试验区", "自由贸易试验区"),
    *("自贸区济南片区", "自贸试验区济南片区", "自由贸易试验区济南片区", "济南片区", "青岛片区", "烟台片区", "起步区"),
    *("新旧动能转换起步区", "新旧动能转换先行区", "先行区", "临空经济区", "临空经济示范区", "中央商务区", "南部山区"),
)
# Character of a place near here → similar ones that optical recognition reads in its place.
CONFUSED = {"南": "甫喃", "济": "齐挤剂", "莱": "菜", "芜": "无", "章": "童", "历": "厉", "钢": "刚"}
# Places that are also ordinary words in names: recognised only with 市, 区 or 县.
ALSO_WORDS = "安康 长治 大同 吉安 朝阳 白银 黄山 天水 泰山 平原 牡丹 利津 东平 庆云 天桥 海阳 德城"


def _written() -> dict[str, str]:
    """Return spelling → place."""
    words = ALSO_WORDS.split()
    spellings = {"中华人民共和国": COUNTRY, COUNTRY: COUNTRY} | {place: place for place in ANYWHERE}
    for province, cities in CITIES.items():
        spellings |= {province: province, f"{province}{'市' if province in DIRECT else '省'}": province}
        for city in cities.split():
            spellings[f"{city}市"] = city
            if city not in words:
                spellings[city] = city
    spellings |= {f"{province}{people}自治区": province for province, people in AUTONOMOUS.items()}
    spellings |= {"香港特别行政区": "香港", "澳门特别行政区": "澳门"}
    for counties in COUNTIES.values():
        for county in counties.split():
            bare = county[:-1]
            spellings[county] = bare if len(bare) > 1 else county
            if len(bare) > 1 and bare not in words:
                spellings.setdefault(bare, bare)
    return {**_misread(spellings), **spellings}


def _misread(spellings: Mapping[str, str]) -> dict[str, str]:
    """Return spelling with one character of CONFUSED → place, for 济南 and its districts."""
    near = {"济南", *(spellings[county] for county in COUNTIES["济南"].split())}
    return {
        spelling.replace(meant, read): place
        for spelling, place in spellings.items()
        for meant, others in CONFUSED.items()
        for read in others
        if place in near and meant in spelling
    }


def _above() -> dict[str, tuple[str, ...]]:
    """Return place → the places that contain it, the smallest first."""
    above: dict[str, tuple[str, ...]] = {}
    for province, cities in CITIES.items():
        above[province] = (COUNTRY,)
        above |= dict.fromkeys(cities.split(), (province, COUNTRY))
    for city, counties in COUNTIES.items():
        for county in counties.split():
            bare = WRITTEN[county]
            above.setdefault(bare, (city, *above[city]))
    # The only district of 莱芜 that had another name before 2019.
    above["莱城"] = ("莱芜", *above["莱芜"])
    return above


def _by_beginning(spellings: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return two characters → the spellings of places that begin with them and their places, the longest first."""
    found = defaultdict(list)
    for spelling in sorted(spellings, key=len, reverse=True):
        found[spelling[:2]].append((spelling, spellings[spelling]))
    return dict(found)


WRITTEN = _written()
ABOVE = _above()
BEGINNINGS = _by_beginning(WRITTEN)
# Also looked for inside a name that has no other place: 泺岬济南进出口.
NEAR_HERE = {"山东", *CITIES["山东"].split(), *(WRITTEN[county] for county in COUNTIES["济南"].split())}
NEAR_HERE -= set(ALSO_WORDS.split())


def split_places(text: str, keep: int) -> tuple[tuple[str, ...], str]:
    """Split off the places at the beginning, each inside the one before it; leave at least `keep` characters."""
    places: tuple[str, ...] = ()
    while spellings := BEGINNINGS.get(text[:2]):
        for found in spellings:
            if text.startswith(found[0]):
                break
        else:
            break
        spelling, place = found
        if len(text) - len(spelling) < keep or (places and not lies_in(place, places[-1])):
            break
        places += (place,)
        text = text[len(spelling) :]
    return places, text


def lies_in(place: str, other: str) -> bool:
    """Whether the place is inside the other one, or may be."""
    return place in ANYWHERE or other in ANYWHERE or other in ABOVE.get(place, ())


@lru_cache(maxsize=4096)
def distinguishing_places(places: tuple[str, ...]) -> list[str]:
    """Return the places that distinguish a name: without those that contain another one, and without the country."""
    known = [place for place in places if place in ABOVE]
    if len(known) < 2:
        return known
    wider = {above for place in known for above in ABOVE[place]}
    return [place for place in dict.fromkeys(known) if place not in wider]
