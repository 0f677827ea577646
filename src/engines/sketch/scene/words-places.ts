// Words for places and occasions: the setting that they name and the props, time, season or weather that come with them.

import type { Entry } from "./lexicon.ts";

export const PLACES: readonly Entry[] = [
  [
    { setting: "sea" },
    "sea, ocean, open sea, high seas, seascape, open water, at sea, on the sea, 海, 大海, 海洋, 海面, 海上, 海景, 海天, 汪洋, 碧海, 蓝海",
  ],
  [{ setting: "sea", props: ["cliffs"] }, "coast, coastline, sea cliff, coastal cliff, 海岸, 海岸线, 海崖"],
  [{ setting: "sea", props: ["rocks"] }, "rocky coast, rocky shore, rocky coastline, 礁石海岸"],
  [{ setting: "sea", props: ["waves"] }, "stormy sea, rough sea, raging sea, 惊涛骇浪, 怒海, 波涛汹涌"],
  [{ setting: "beach" }, "beach, seaside, seashore, sandy beach, shore, sea shore, shoreline, 海滩, 沙滩, 海边, 海滨, 海岸边"],
  [
    { setting: "beach", props: ["palmTrees"] },
    "tropical beach, tropical island, tropical paradise, hawaii, maldives, 热带海滩, 热带岛屿, 夏威夷, 马尔代夫, 三亚",
  ],
  [{ setting: "lake" }, "lake, lakeside, lake shore, lakeshore, reservoir, lagoon, 湖, 湖泊, 湖边, 湖畔, 湖面, 湖水, 湖心"],
  [{ setting: "lake", props: ["mountains"] }, "mountain lake, alpine lake, 高山湖泊, 山湖, 天池"],
  [{ setting: "lake", props: ["pagoda", "willows"] }, "west lake, 西湖"],
  [{ setting: "lake", props: ["lotus"] }, "lotus pond, lotus lake, 荷塘, 荷花池, 莲池"],
  [{ setting: "lake", props: ["pond"] }, "pond, 池塘"],
  [
    { setting: "river" },
    "river, riverside, riverbank, river bank, stream, creek, brook, canal, riverfront, 河, 河流, 江, 江面, 河边, 江边, 河畔, 河岸, 江畔, 小溪, 溪流, 溪水, 溪边, 运河, 大河, 江水, 河水, 小河, 长江, 黄河",
  ],
  [{ setting: "river", props: ["houses", "bridge", "boats"] }, "water town, venice, 水乡, 江南水乡, 江南, 威尼斯, 乌镇, 周庄"],
  [
    { setting: "river", props: ["mountains"] },
    "river valley, valley, gorge, canyon river, fjord, 河谷, 山谷, 峡谷, 峡湾, 三峡, 漓江, 桂林山水, 桂林, 溪谷",
  ],
  [{ setting: "waterfall" }, "waterfall, cascade, falls, niagara falls, 瀑布, 飞瀑, 飞流"],
  [
    { setting: "mountains" },
    "mountain, mountains, mountain range, mountainside, peak, summit, alps, the alps, alpine, highlands, himalayas, mountain landscape, mountain scenery, 山, 高山, 大山, 山峰, 山脉, 群山, 山顶, 山间, 山上, 山中, 山里, 深山, 山水, 青山, 山巅, 崇山峻岭, 山区, 黄山, 泰山, 山景, 山峦, 层峦叠嶂",
  ],
  [
    { setting: "mountains", props: ["snowCaps", "snow"] },
    "snowy mountain, snow mountain, snow capped mountain, snowcapped mountain, snowy peak, mount everest, everest, 雪山, 雪峰, 珠穆朗玛峰, 玉龙雪山",
  ],
  [{ setting: "mountains", props: ["snowCaps"] }, "mount fuji, mt fuji, fuji, 富士山"],
  [{ setting: "mountains", props: ["seaOfClouds"] }, "sea of clouds, above the clouds, 云海"],
  [{ setting: "mountains", style: "inkWash" }, "shan shui, shanshui, chinese landscape painting, 山水画, 水墨山水, 中国山水画"],
  [{ setting: "mountains", props: ["wall"] }, "great wall, great wall of china, the great wall, 长城, 万里长城"],
  [{ setting: "mountains", props: ["cliffs"], faint: true }, "cliff, clifftop, cliffside, 悬崖, 悬崖边, 峭壁, 崖边"],
  [{ setting: "mountains", props: ["cliffs"] }, "canyon, grand canyon, 大峡谷"],
  [{ setting: "mountains", props: ["rocks"], modifiers: ["dark"] }, "cave, cavern, grotto, 山洞, 洞穴, 岩洞, 溶洞"],
  [{ setting: "mountains", props: ["hills", "crops"] }, "rice terrace, terraced field, tea plantation, 梯田, 茶园, 茶山"],
  [
    { setting: "forest" },
    "forest, woods, woodland, grove, clearing, jungle, rainforest, rain forest, tropical forest, enchanted forest, magical forest, 森林, 树林, 林间, 林中, 丛林, 雨林, 热带雨林, 白桦林, 桦树林, 橡树林, 梅林, 桃林, 桃花林, 林子, 密林, 山林, 林地, 魔法森林, 树丛",
  ],
  [{ setting: "forest", props: ["pineTrees"] }, "pine forest, fir forest, taiga, conifer forest, 松林, 松树林, 针叶林, 杉林"],
  [{ setting: "forest", props: ["bamboo"] }, "bamboo forest, bamboo grove, 竹林, 竹海"],
  [
    { setting: "forest", props: ["autumnLeaves"], season: "autumn" },
    "autumn forest, maple forest, 枫林, 枫叶林, 银杏林, 银杏树林, 枫树林, 红叶林, 秋林",
  ],
  [
    { setting: "forest", props: ["snow"], season: "winter" },
    "snowy forest, winter forest, snow covered forest, 雪林, 林海雪原, 雪中森林",
  ],
  [{ setting: "forest", props: ["mist"], weather: "fog" }, "misty forest, foggy forest, 雾林, 迷雾森林"],
  [
    { setting: "desert" },
    "desert, sahara, gobi, sand dune, dunes, wasteland, badlands, 沙漠, 大漠, 戈壁, 沙丘, 荒漠, 撒哈拉, 荒原",
  ],
  [{ setting: "desert", props: ["palmTrees"] }, "oasis, 绿洲"],
  [
    { setting: "meadow" },
    "meadow, grassland, prairie, pasture, grass field, grassy field, grassy hill, green hill, green field, lawn, rolling hills, hillside, hilltop, hill, countryside, steppe, savanna, savannah, 草地, 草原, 大草原, 草坪, 草甸, 牧场, 山坡, 山丘, 小山坡, 青草地, 原野, 旷野",
  ],
  [
    { setting: "meadow", props: ["flowers"] },
    "flower field, field of flowers, wildflower meadow, flower meadow, sea of flowers, field of wildflowers, 花海, 花丛中, 花丛, 野花丛",
  ],
  [
    { setting: "garden", props: ["flowers"] },
    "garden, backyard, back yard, yard, front yard, rose garden, flower garden, botanical garden, courtyard, patio, orchard, flower bed, 花园, 庭院, 院子, 后院, 小院, 园林, 植物园, 果园, 花坛, 院落, 四合院",
  ],
  [
    { setting: "garden", props: ["pond", "pagoda", "rocks"] },
    "zen garden, japanese garden, chinese garden, 日式庭院, 中式园林, 苏州园林",
  ],
  [{ setting: "garden", interior: true, props: ["plant"] }, "greenhouse, conservatory, 温室, 花房"],
  [
    { setting: "field", props: ["crops"] },
    "field, farm, farmland, wheat field, cornfield, rice field, rice paddy, field of wheat, paddy field, farmyard, barnyard, vineyard, vegetable garden, 田野, 田地, 麦田, 稻田, 农田, 田间, 农场, 玉米地, 葡萄园, 菜园, 菜地, 油菜花田",
  ],
  [{ setting: "field", props: ["flowers"] }, "flower fields, 花圃, 花田"],
  [{ setting: "field" }, "field of, fields of, 田, 田里"],
  [
    { setting: "snowfield", props: ["snow"], season: "winter" },
    "snowfield, snow field, snowy landscape, snowy field, winter landscape, winter wonderland, tundra, arctic, antarctica, antarctic, north pole, south pole, ice field, glacier, snowy plain, 雪地, 雪原, 雪景, 冰原, 冰天雪地, 南极, 北极, 冰川, 冰雪世界, 雪野, 冰面",
  ],
  [
    { setting: "street" },
    "street, city street, busy crossing, street crossing, pedestrian crossing, city crossing, shibuya crossing, tokyo crossing, busy intersection, crossroads, zebra crossing, 十字路口, 斑马线, 路口, alley, alleyway, sidewalk, pavement, avenue, boulevard, crosswalk, town square, plaza, city square, downtown, urban, urban street, old town, cobblestone street, busy street, side street, chinatown, 街道, 街头, 大街, 小巷, 巷子, 胡同, 街, 马路, 路边, 街上, 街角, 步行街, 商业街, 弄堂, 人行道, 广场, 老街, 古街, 巷, 闹市, 里弄, 城市街道, 街巷",
  ],
  [
    { setting: "street", props: ["marketStalls"] },
    "market, marketplace, street market, farmers market, bazaar, night market stall, flea market, fair, 市场, 集市, 菜市场, 市集, 庙会",
  ],
  [{ setting: "street", props: ["marketStalls", "lanterns"], time: "night" }, "night market, 夜市"],
  [{ setting: "street", props: ["bicycles"] }, "amsterdam street, 阿姆斯特丹街头"],
  [
    { setting: "shop", exterior: true },
    "storefront, shop front, shopfront, shop window, store window, facade of a shop, 店面, 门店, 店铺门口, 门面, 橱窗, 铺面, 门头, 店门, 店门口",
  ],
  [
    { setting: "library", exterior: true, props: ["window"] },
    "bookshop window, bookstore window, book shop window, book store window, window of a bookshop, window of a bookstore, 书店橱窗, 书店的橱窗",
  ],
  [
    { setting: "shop", exterior: true, props: ["window"] },
    "bakery window, toy shop window, flower shop window, florist window, 面包店橱窗, 花店橱窗, 玩具店橱窗",
  ],
  [
    { setting: "cafe", exterior: true },
    "street cafe, sidewalk cafe, outdoor cafe, cafe terrace, 露天咖啡馆, 街边咖啡馆, 露天咖啡座",
  ],
  [
    { setting: "skyline" },
    "city, skyline, cityscape, city skyline, metropolis, city lights, town, megacity, cyber city, cyberpunk city, futuristic city, rooftop, rooftops, harbor skyline, manhattan, new york, new york city, shanghai, hong kong, tokyo, london, paris, singapore, dubai, chongqing, beijing, shenzhen, chicago, san francisco, 城市, 都市, 天际线, 城市天际线, 大都市, 城市夜景, 都会, 屋顶上, 天台, 上海, 香港, 东京, 纽约, 伦敦, 巴黎, 外滩, 北京, 深圳, 重庆, 广州, 未来城市, 赛博城市, 城市风光, 城里",
  ],
  [
    { setting: "village", props: ["houses"] },
    "village, hamlet, small town, fishing village, medieval town, mountain village, settlement, hobbiton, 村庄, 村子, 小镇, 村落, 小村, 古镇, 乡村, 乡下, 山村, 渔村, 农村, 古村, 田园, 乡间, 村",
  ],
  [
    { setting: "harbour", props: ["boats"] },
    "harbour, harbor, port, marina, dock, docks, wharf, quay, pier, fishing harbour, fishing port, 港口, 码头, 海港, 港湾, 渔港, 港, 渡口, 船坞",
  ],
  [
    { setting: "park", props: ["trees", "path"] },
    "park, city park, central park, public garden, playground, 公园, 游乐场, 操场, 中央公园, 城市公园",
  ],
  [
    { setting: "park" },
    "amusement park, theme park, fairground, funfair, carnival, zoo, circus, 游乐园, 主题公园, 动物园, 马戏团, 嘉年华",
  ],
  [
    { setting: "park", props: ["flags"] },
    "stadium, sports field, football field, soccer field, golf course, race track, 体育场, 球场, 足球场, 高尔夫球场, 赛道",
  ],
  [
    { setting: "road" },
    "road, highway, country road, freeway, motorway, route 66, lane, roadside, open road, winding road, 公路, 道路, 高速公路, 乡间小路, 乡村公路, 大道, 路上, 山路",
  ],
  [
    { setting: "road", props: ["railway"] },
    "railway station, train station, railway platform, station platform, 火车站, 站台, 车站, 月台",
  ],
  [
    { setting: "cafe" },
    "cafe, coffee shop, coffee house, coffeehouse, tea house, teahouse, tearoom, bistro, diner, bakery cafe, 咖啡馆, 咖啡厅, 咖啡店, 咖啡屋, 茶馆, 茶楼, 茶室, 奶茶店",
  ],
  [
    { setting: "cafe", props: ["table", "candles"] },
    "restaurant, dining room, eatery, izakaya, pizzeria, 餐厅, 饭店, 餐馆, 饭馆, 小饭馆, 食堂, 居酒屋, 火锅店, 面馆, 饭厅",
  ],
  [{ setting: "cafe", props: ["counter"] }, "bar, pub, tavern, inn, saloon, cocktail bar, 酒吧, 酒馆, 小酒馆, 客栈, 清吧"],
  [{ setting: "kitchen" }, "kitchen, kitchen counter, kitchen table, 厨房, 灶台, 厨房里"],
  [
    { setting: "livingRoom" },
    "living room, lounge, sitting room, room, cabin interior, interior, apartment, home interior, house interior, parlor, parlour, den, at home, cosy room, cozy room, hallway, lobby, hotel lobby, 客厅, 房间, 屋子, 屋里, 室内, 起居室, 公寓, 家里, 家中, 屋内, 大厅, 走廊, 小屋里",
  ],
  [{ setting: "livingRoom", props: ["fireplace"] }, "by the fireplace, by the fire, fireside, 壁炉旁, 壁炉前, 炉火旁"],
  [
    { setting: "bedroom" },
    "bedroom, dorm, dormitory, hotel room, nursery, childs room, kids room, 卧室, 寝室, 宿舍, 睡房, 儿童房, 闺房",
  ],
  [
    { setting: "office" },
    "office, workspace, work space, home office, study, cubicle, meeting room, conference room, laboratory, lab, computer room, newsroom, control room, 办公室, 书房, 工作室, 会议室, 实验室, 机房, 办公桌前, 书桌前",
  ],
  [
    { setting: "library", props: ["bookshelf"] },
    "library, bookstore, bookshop, book store, book shop, reading room, 图书馆, 书店, 阅览室, 藏书阁, 书屋",
  ],
  [{ setting: "classroom", props: ["chalkboard"] }, "classroom, school, lecture hall, schoolroom, 教室, 课堂, 学校, 讲台, 校园"],
  [
    { setting: "shop" },
    "shop, store, boutique, supermarket, grocery store, bakery, flower shop, florist, gift shop, toy store, barber shop, pharmacy, convenience store, mall, shopping mall, candy store, ice cream shop, butcher shop, museum, gallery, art gallery, garage, workshop, barbershop, factory floor, 车间, 工厂车间, 商店, 店铺, 超市, 面包店, 花店, 便利店, 商场, 杂货店, 玩具店, 理发店, 药店, 小店, 服装店, 蛋糕店, 甜品店, 水果店, 博物馆, 画廊, 美术馆, 展厅, 车库, 作坊, 店里",
  ],
  [
    { setting: "stage", props: ["spotlight"] },
    "stage, theater, theatre, concert, concert hall, opera house, on stage, concert stage, nightclub, club, ballroom, dance floor, gig, 舞台, 剧院, 音乐会, 演唱会, 舞台上, 音乐厅, 歌剧院, 戏台, 夜店, 舞厅",
  ],
  [
    { setting: "studio" },
    "studio, photo studio, studio shot, studio background, white background, plain background, product shot, product photo, product photography, solid background, clean background, simple background, seamless background, grey background, gray background, isolated on white, isolated, transparent background, 摄影棚, 影棚, 白色背景, 纯色背景, 白底, 简单背景, 纯白背景, 产品图, 产品摄影, 静物, 干净背景, 纯背景, 透明背景",
  ],
  [{ setting: "studio" }, "still life, still life painting, 静物画"],
  [
    { setting: "space", time: "night" },
    "space, outer space, deep space, cosmos, universe, galaxy, orbit, interstellar, nebula, solar system, planet surface, lunar surface, surface of the moon, on the moon, on mars, mars surface, alien planet, among the stars, black hole, spaceship interior, space station, 太空, 宇宙, 外太空, 星际, 银河系, 太阳系, 月球, 月球表面, 火星, 火星表面, 外星球, 星云, 深空, 星球, 空间站, 黑洞, 太空中, 宇宙中",
  ],
  [
    { setting: "underwater" },
    "underwater, under the sea, under water, ocean floor, seabed, sea bed, coral reef, deep sea, aquarium, fish tank, undersea, beneath the waves, atlantis, 水下, 海底, 海底世界, 深海, 水族馆, 珊瑚礁, 鱼缸, 水底, 海里, 水中, 海洋深处, 水里",
  ],
  [
    { setting: "sky" },
    "in the sky, in the clouds, floating island, heaven, heavens, up in the air, mid air, through the clouds, cloudscape, 空中, 高空, 云端, 云中, 空中岛屿, 浮空岛, 天堂, 天空之城, 天宫, 翱翔天际",
  ],
  [{ setting: "sky", faint: true }, "sky, blue sky, clear sky, 天空, 蓝天, 天上, 天际, 碧空, 苍穹, 天边"],
  [
    { setting: "abstract" },
    "abstract, abstract art, abstract painting, geometric pattern, geometric shapes, seamless pattern, wallpaper pattern, mandala, fractal, abstract background, kaleidoscope, 抽象, 抽象画, 抽象艺术, 几何图案, 无缝图案, 几何图形, 曼陀罗, 分形",
  ],
  // Occasions
  [
    { season: "winter", props: ["christmasTree", "gifts", "stringLights"] },
    "christmas, xmas, christmas eve, christmas day, holiday season, noel, 圣诞, 圣诞节, 平安夜",
  ],
  [{ season: "autumn", time: "night", modifiers: ["spooky"] }, "halloween, 万圣节, 万圣夜"],
  [
    { season: "winter", props: ["lanterns", "couplets", "fireworks"] },
    "chinese new year, lunar new year, spring festival, new years eve dinner, 春节, 过年, 新春, 除夕, 新年, 团圆饭, 年夜饭, 农历新年",
  ],
  [{ props: ["lanterns"], time: "night" }, "lantern festival, 元宵节, 灯会, 元宵, 花灯会"],
  [
    { season: "autumn", time: "night", props: ["fullMoon", "lanterns"] },
    "mid autumn festival, mid autumn, moon festival, 中秋, 中秋节, 中秋之夜, 赏月",
  ],
  [{ season: "summer", props: ["boats"] }, "dragon boat festival, 端午, 端午节"],
  [
    { props: ["balloons", "confetti"], mood: "joyful" },
    "birthday, birthday party, party, celebration, 生日, 生日派对, 生日会, 派对, 聚会, 庆祝",
  ],
  [{ props: ["flowers", "petals"] }, "wedding, wedding ceremony, 婚礼"],
  [{ setting: "meadow", props: ["grass"] }, "picnic, camping, campsite, 野餐, 露营, 营地"],
  [
    { setting: "meadow", props: ["grass"], trait: { role: "sitting at a picnic" } },
    "having a picnic, have a picnic, enjoying a picnic, picnicking, on a picnic, 在野餐, 正在野餐",
  ],
  [{ exterior: true }, "outside, outdoors, outdoor, exterior, storefronts, 户外, 室外, 门外, 门口, 门前"],
  [{ interior: true }, "indoors, indoor, inside a house, 室内"],
  [
    { interior: true, props: ["window"] },
    "looking out of the window, looking out the window, looking out of a window, looks out of the window, looks out the window, gazing out the window, gazing out of the window, staring out the window, staring out of the window, view from the window, view through a window, seen through the window, outside the window, 望着窗外, 看着窗外, 望向窗外, 看向窗外, 窗外, 落地窗外, 窗外是, 透过窗户",
  ],
];
