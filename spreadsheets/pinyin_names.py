"""Names of natural persons in Chinese that are written in Latin letters: ZHANG San, Li Huixu, Huixu Li.

Such a name has a frequent surname and a given name of one or two syllables, in either order, and stands between
separators. Names of places, and words of tables, stay.
"""

import re
from collections.abc import Iterator

from spreadsheets.resident_ids import Span

SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|er|a|o|e|i|u|v)"
)
WRITTEN_SURNAMES = """
    wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han
    tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu lv su jiang cai jia ding wei xue ye yan pan du
    dai xia zhong tian ren fan fang shi yao tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao
    meng long wan duan qian yin chang qiao lai gong wen zhuang pang ni bi nie you ouyang situ shangguan
"""
SURNAMES = frozenset(WRITTEN_SURNAMES.split())
GIVEN = re.compile(f"{SYLLABLE}(?:-?{SYLLABLE})?")
PINYIN = re.compile(f"(?:{SYLLABLE}-?){{1,3}}")
# A word; in LiHuixu each capital letter begins one.
WORD = re.compile(r"(?:[A-Z]+(?![a-z])|[A-Z]?[a-z]+)(?:-[A-Za-z]+)?")
# What separates the two parts of a name.
BETWEEN_PARTS = re.compile(r"[ _,.]{0,2}")
MOST_WORDS = 3
# What is no name, without blanks: cities and districts, and words of tables.
WRITTEN_OTHERWISE = """
    shandong guangdong liaodong jiaodong henan hunan hubei hebei jiangsu jiangxi anhui fujian yunnan guizhou
    hangzhou suzhou changzhou zhengzhou xuzhou lanzhou dezhou binzhou yangzhou wenzhou guangzhou weifang weihai
    yantai taian linyi liaocheng heze zaozhuang dongying laiwu zhangqiu lixia licheng tianqiao changqing shizhong
    gangcheng jiyang shanghe gaoxin quancheng jiaxing tianjin chengdu wuhan xian shenzhen xiamen changsha shenyang
    dalian hongkong taiwan haikou guiyang luoyang wuxi dongfang hainan jinan qingdao rizhao jining pingyin mingdan
    gongsi haiguan qiye shixin gongshi hetong fangan fuben fujian xinxi shuju cailiao zongbiao yilan gaoji chengji
    dangan
"""
NO_NAMES = frozenset(WRITTEN_OTHERWISE.split())
# A word in the name of a file that may be surname and given name without anything between: zhangsan, lisi-0301. Its
# syllables are those that exist.
JOINED = re.compile(r"(?<![A-Za-z])(?:[A-Z]?[a-z]{3,}|[A-Z]{4,})(?![A-Za-z])")
INITIALS_AND_FINALS = """
    b:a ai an ang ao ei en eng i ian iao ie in ing o u
    p:a ai an ang ao ei en eng i ian iao ie in ing o ou u
    m:a ai an ang ao ei en eng i ian iao ie in ing iu o ou u
    f:a an ang ei en eng o ou u
    d:a ai an ang ao e ei eng i ian iao ie ing iu ong ou u uan ui un uo
    t:a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo
    n:a ai an ang ao ei en eng i ian iang iao ie in ing iu ong u uan uo v
    l:a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v
    g:a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
    k:a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo
    h:a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
    j:i ia ian iang iao ie in ing iong iu u uan ue un
    q:i ia ian iang iao ie in ing iong iu u uan ue un
    x:i ia ian iang iao ie in ing iong iu u uan ue un
    zh:a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
    ch:a ai an ang ao e en eng i ong ou u uai uan uang ui un uo
    sh:a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo
    r:an ang ao en eng i ong ou u uan ui un uo
    z:a ai an ang ao e en eng i ong ou u uan ui un uo
    c:a ai an ang ao e en eng i ong ou u uan ui un uo
    s:a ai an ang ao e en eng i ong ou u uan ui un uo
    y:a an ang ao e i in ing o ong ou u uan ue un
    w:a ai an ang ei en eng o u
"""
SYLLABLES = frozenset(
    initial + final
    for line in INITIALS_AND_FINALS.split("\n")
    if ":" in line
    for initial, finals in [line.strip().split(":")]
    for final in finals.split()
)
# Words of offices in pinyin, cities, and English words, that begin with what may be surname and given name.
WRITTEN_WORDS = """
    baidu baifen baise banana biji bijiao bike bile bite biye bizhong caibao caichan caigou caiji caiwu caiyang
    caizheng caogao caoxian caozuo changchun changde change changgui changjia changjian changqi changqing changqu
    changshang changyong chengbao chengben chengfa chengguan chengguo chengji chengli chengnuo chengshi chengwu
    chengxin chengxu chengyuan cuiban cuikuan cuishou daiban daibiao daiding daihao daikuan daili daima dengji
    denglu dingdan dingding dingji dingjia dingqi dingzhi dongguan dongping dongshi dongtai dongzuo duankou duanxin
    duban dudao dude duicheng duizhao duke dune fade fanben fangchan fangdai fangdi fangfa fangshan fangshi fangwu
    fangxiang fangzhi fankui fanli fanwei fanyi fate fengmian fengtai fengxian fuhao fuhe fukuan fuli fulu fushen
    fuwu fuyin fuyong fuze fuzhi game gaoduan gaoguan gaoji gaomi gaoqing gaosu gaotang gaoxiao gaoxin gate gone
    gongan gongbu gongchang gongcheng gongdan gonggao gonggong gonghan gonghao gonghui gongjian gongju gongkai
    gonglu gongneng gongqi gongren gongshang gongshe gongshi gongwen gongxiang gongxin gongyi gongying gongyong
    gongyuan gongzheng gongzi gongzuo guding gudong gufen guide gujia guobie guocheng guoji guojia guoku guolv
    guonei guoqi guoshui guowai guoyou gupiao guquan gutian hanshu hanyu hanzi haoma haoping hecha hedui hege heji
    heli here hero heshi hetong heyue hezhun hezuo houqi houtai houxu houxuan huangdao huangjin huangse huangshan
    huge huji hukou hulian huming huzhao jiage jiagong jiangdi jiangji jiangli jianyan jiaru jiating jiayi jiazhi
    jinchu jindu jine jinji jinjian jinkou jinnian jinqi jinrong jinxiang jinzhan jinzhi kongbai kongqi kongzhi
    laifang laihan laiyuan liancheng liandong liangshan liangshi liangyou lianhe lianxi libao licheng liebiao life
    like lilv lime line linqing linqu linshi linshu linye linzi lipin lirun lishi liucheng liushui liuzhuan live
    lixiang liyi longgang longkou lubei lujing lune luodi luohe luoji luoshi luru lute luxiang luyou luzhou lvyou
    made make male manage mane mango maoding maoli maoyi mashang mate matou mengyin monday nice nihao niming nine
    ningyang panda pandian panding panjue penglai pingdu qianfa qianfei qianjiang qiankuan qianming qianqi qianshou
    qianshu qianshui qiantai qianxin qianyue qianzi qingkuang rencai rending renkou renli renmin renshi renwu
    renyuan renzheng shenbao shencha shenfen shengao shenhe shenjie shenpi shenqing shenzhi shichang shiji shijian
    shijiazhuang shijie shili shimin shipin shishi shiti shiwu shixiang shixiao shiyan shiye shiyong shizheng songda
    songhuo songshen sucai sudu suliao sunday sunhao sunshi susong taizhang tango tangshan tianbao tianbiao tianxie
    tongguo tongji tongzhi wancheng wanda wangdian wangge wanglai wangluo wangye wangzhan wanke wanshan wanzheng
    weibo weifa weigui weihu weiji weisheng weituo weiwai weixian weixin weiyue weizhi wenben wendang wendeng
    wending wenhao wenhua wenjian wenshu wenti wenxian wenzi wuguan wuhan wujin wulian wuliu wupin wuxiao wuye wuzi
    xiafa xiaji xiajia xiajin xiaofei xiaoji xiaoqu xiaoshou xiaowei xiaoxi xiaoxue xiaozhun xiaozu xiayou xiazai
    xieding xiehui xieyi xiezhu xinyong xubao xuchang xueli xuesheng xuexi xuexiao xueyuan xuhao xuke xuni xunjian
    xuqi xuqiu xuzheng yancao yancheng yanfa yangban yangben yangbiao yanglao yangli yangshi yangtu yangzhi yanjiu
    yanqi yanshi yanshou yanzheng yanzhong yaopin yaoqiu yaowu yeji yejin yemian yewu yezhu yinchuan yingkou yinhang
    yinpin yinru yinshua yinsi yinzhang yishui youbian youhui youjian youqi youxian youxiao youyi yuanban yuangong
    yuanjian yuanliao yuanqu yuanshi yuanyin yuanze yubao yucheng yuding yujing yulan yuming yunnan yuqi yuqing
    yushen yusuan yuyan zengjia zengjian zengzhi zhangcheng zhangdan zhanghao zhanghu zhangjiakou zhangjie zhangmu
    zhangzhou zhaobiao zhaohui zhaopian zhaopin zhaoshang zhaosheng zhengce zhengchang zhengfu zhenggai zhengjian
    zhengju zhengli zhengming zhengshi zhengshu zhengwen zhengwu zhongbiao zhongcai zhongda zhongdian zhongguo
    zhongjie zhonglei zhongshan zhongxin zhongyao zhongzhi zhoubao zhoubian zhoumo zhouqi zhuangbei zhuangtai
    zhuangxiu zhuanti zhuanyong zhubao zhuce zhufang zhuguan zhuhai zhuti zhuxiao zhuyao zhuyi zhuzhou
"""
WORDS = tuple(WRITTEN_WORDS.split())


def find_pinyin_names(text: str) -> Iterator[Span]:
    """Yield start and end of each name between words that are no pinyin; longer texts in pinyin are no names."""
    for run in _runs(text):
        if 1 < len(run) <= MOST_WORDS and _is_name([text[start:end].casefold() for start, end in run]):
            yield run[0][0], run[-1][1]


def is_pinyin_name(text: str) -> bool:
    """Return whether the text is such a name and nothing else."""
    return list(find_pinyin_names(text)) == [(0, len(text))]


def _runs(text: str) -> Iterator[list[Span]]:
    """Yield the places of neighbouring words in pinyin."""
    run: list[Span] = []
    for found in WORD.finditer(text):
        is_pinyin = PINYIN.fullmatch(found[0].casefold()) is not None
        if not (is_pinyin and run and BETWEEN_PARTS.fullmatch(text, run[-1][1], found.start())):
            yield run
            run = []
        if is_pinyin:
            run.append(found.span())
    yield run


def _is_name(words: list[str]) -> bool:
    if "".join(words) in NO_NAMES:
        return False
    first, *middle, last = words
    return (first in SURNAMES and _is_given([*middle, last])) or (last in SURNAMES and _is_given([first, *middle]))


def _is_given(words: list[str]) -> bool:
    return GIVEN.fullmatch("".join(words)) is not None


def find_joined_names(text: str) -> Iterator[Span]:
    """Yield start and end of each word that is surname and given name in pinyin, and begins no ordinary word."""
    for found in JOINED.finditer(text):
        word = found[0].casefold()
        if not word.startswith(WORDS) and word not in NO_NAMES and _is_joined_name(word):
            yield found.span()


def _is_joined_name(word: str) -> bool:
    given = (word[len(surname) :] for surname in SURNAMES if word.startswith(surname))
    return any(
        text in SYLLABLES or any(text[:end] in SYLLABLES and text[end:] in SYLLABLES for end in range(1, len(text)))
        for text in given
    )
