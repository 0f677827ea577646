// The pieces of a setting that a prompt can ask for or forbid, each with what it shows and the words that name it.
// Every name in `Scene.props` is one of these; `Scene.without` holds these, the features below and `#rrggbb` colours.

interface Prop {
  /** The name in `Scene.props`. */
  readonly name: string;
  /** What the painter should show. */
  readonly shows: string;
  /** Words that name it, in English (singular; plurals follow) and Chinese. */
  readonly words: string;
}

export const PROPS: readonly Prop[] = [
  // Walls and furniture
  {
    name: "chalkboard",
    shows: "a framed slate on a wall or easel",
    words: "chalkboard, blackboard, chalk board, slate board, menu board, chalkboard menu, 黑板, 粉笔板, 小黑板, 菜单板",
  },
  { name: "whiteboard", shows: "a white board on a wall", words: "whiteboard, white board, 白板" },
  {
    name: "woodenTable",
    shows: "a table with wood grain",
    words:
      "wooden table, wood table, oak table, rustic table, wooden desk, wooden tabletop, wooden surface, 木桌, 木桌子, 木制桌子, 木质桌子, 木桌面, 木质桌面, 木头桌子, 实木桌",
  },
  {
    name: "table",
    shows: "a table of any make",
    words:
      "table, tabletop, dining table, coffee table, round table, kitchen table, side table, 桌子, 桌面, 餐桌, 茶几, 圆桌, 桌, 台面",
  },
  {
    name: "desk",
    shows: "a writing desk",
    words: "desk, writing desk, office desk, workbench, 书桌, 办公桌, 写字台, 课桌, 工作台",
  },
  { name: "chair", shows: "a chair", words: "chair, stool, wooden chair, 椅子, 凳子, 木椅, 椅" },
  {
    name: "armchair",
    shows: "an upholstered armchair",
    words: "armchair, arm chair, easy chair, recliner, 扶手椅, 单人沙发, 安乐椅",
  },
  { name: "sofa", shows: "a sofa", words: "sofa, couch, settee, loveseat, 沙发" },
  { name: "bed", shows: "a bed with a blanket", words: "bed, double bed, bunk bed, 床, 床铺" },
  { name: "bench", shows: "a park bench", words: "bench, park bench, wooden bench, 长椅, 长凳, 公园长椅" },
  {
    name: "counter",
    shows: "a shop or kitchen counter",
    words: "counter, countertop, kitchen counter, bar counter, worktop, 柜台, 吧台, 灶台, 料理台",
  },
  {
    name: "woodenFurniture",
    shows: "furniture and panels of warm wood",
    words: "wooden furniture, wood furniture, wooden furnishings, 木质家具, 木制家具, 木家具, 实木家具, 原木家具",
  },
  {
    name: "bookshelf",
    shows: "shelves filled with books",
    words:
      "bookshelf, bookcase, bookshelves, shelf of books, shelves of books, shelf full of books, wall of books, 书架, 书柜, 书橱",
  },
  {
    name: "shelf",
    shows: "a wall shelf with things on it",
    words: "shelf, shelves, cabinet, cupboard, wardrobe, 架子, 柜子, 橱柜, 货架, 衣柜",
  },
  {
    name: "window",
    shows: "a window in the wall, the outside seen through it",
    words:
      "window, windowpane, outside the window, out of the window, out the window, large window, floor to ceiling window, bay window, windowsill, window sill, window ledge, 窗户, 窗子, 窗台, 窗口, 窗, 落地窗, 飘窗, 窗边, 窗前, 窗外",
  },
  { name: "door", shows: "a door", words: "door, doorway, gate, entrance, 门, 大门, 房门, 门口" },
  { name: "curtains", shows: "curtains at the window", words: "curtain, drape, 窗帘, 帘子" },
  { name: "rug", shows: "a patterned rug on the floor", words: "rug, carpet, 地毯, 毯子" },
  { name: "fireplace", shows: "a fireplace with a fire", words: "fireplace, hearth, 壁炉" },
  { name: "mirror", shows: "a mirror on the wall", words: "mirror, 镜子" },
  {
    name: "pictureFrames",
    shows: "framed pictures on the wall",
    words: "picture frame, framed picture, framed painting, painting on the wall, wall art, 画框, 相框, 挂画, 装饰画",
  },
  { name: "clock", shows: "a clock on the wall", words: "wall clock, 挂钟" },
  { name: "brickWall", shows: "a wall of bricks", words: "brick wall, exposed brick, 砖墙, 红砖墙" },
  {
    name: "coffeeMachine",
    shows: "an espresso machine on a counter",
    words: "coffee machine, espresso machine, coffee maker, 咖啡机",
  },
  { name: "stove", shows: "a kitchen stove", words: "stove, oven, cooker, 炉灶, 炉子, 烤箱" },
  {
    name: "plant",
    shows: "potted plants",
    words: "potted plant, houseplant, house plant, indoor plant, plant, plants, pot plant, 盆栽, 绿植, 植物, 盆景",
  },
  { name: "vase", shows: "a vase with flowers", words: "vase of flowers, flower vase, vase with flowers, 花瓶, 插花" },
  { name: "stairs", shows: "stairs", words: "stair, stairs, staircase, stairway, steps, 楼梯, 台阶, 阶梯, 石阶" },
  { name: "columns", shows: "columns or pillars", words: "column, pillar, 柱子, 石柱" },
  // Light
  {
    name: "pendantLamp",
    shows: "lamps that hang from the ceiling",
    words: "pendant lamp, pendant light, hanging lamp, hanging light, chandelier, ceiling lamp, edison bulb, 吊灯, 枝形吊灯",
  },
  {
    name: "lamp",
    shows: "a standing or table lamp",
    words: "lamp, floor lamp, table lamp, desk lamp, bedside lamp, 台灯, 落地灯, 灯",
  },
  {
    name: "streetLamp",
    shows: "street lamps",
    words: "street lamp, streetlamp, street light, streetlight, lamppost, lamp post, 路灯, 街灯",
  },
  {
    name: "stringLights",
    shows: "strings of small lights",
    words: "string light, fairy light, string of lights, christmas light, bulb lights, 灯串, 串灯, 彩灯, 小彩灯",
  },
  { name: "candles", shows: "burning candles", words: "candle, candlelight, candlelit, 蜡烛, 烛光" },
  {
    name: "lanterns",
    shows: "paper lanterns that glow",
    words: "lantern, paper lantern, red lantern, chinese lantern, 灯笼, 红灯笼, 花灯, 纸灯笼",
  },
  {
    name: "skyLanterns",
    shows: "lanterns that rise into the sky",
    words: "sky lantern, floating lantern, kongming lantern, 孔明灯, 天灯",
  },
  {
    name: "neonSigns",
    shows: "glowing neon signs and tubes",
    words: "neon sign, neon light, neon lights, neon glow, neon lit, glowing sign, 霓虹, 霓虹灯, 霓虹灯光, 霓虹闪烁",
  },
  { name: "spotlight", shows: "a cone of stage light", words: "spotlight, stage light, 聚光灯, 舞台灯光, 追光" },
  { name: "campfire", shows: "a fire on the ground", words: "campfire, camp fire, bonfire, 篝火, 营火" },
  {
    name: "sunbeams",
    shows: "rays of light that fall through air",
    words:
      "sunbeam, light ray, ray of light, god ray, sunray, sun ray, light beam, shaft of light, rays of sunlight, sunlight streaming, dappled light, 光束, 光线穿过, 丁达尔, 阳光洒, 阳光透过, 阳光穿过, 一缕阳光, 光柱",
  },
  { name: "lightning", shows: "a bolt of lightning", words: "lightning, lightning bolt, thunderbolt, 闪电, 雷电" },
  { name: "fireflies", shows: "small glowing dots near the ground", words: "firefly, fireflies, glow worm, 萤火虫, 流萤" },
  { name: "fireworks", shows: "fireworks in the sky", words: "firework, 烟花, 烟火, 焰火" },
  // Sky
  {
    name: "sun",
    shows: "the disc of the sun",
    words: "sun, sunshine, sunlight, bright sun, 太阳, 阳光, 红日, 烈日, 骄阳, 朝阳, 旭日",
  },
  { name: "moon", shows: "the moon, in any phase", words: "moon, moonlight, moonlit, 月亮, 月光, 明月, 月色, 月下, 月夜, 月" },
  {
    name: "fullMoon",
    shows: "a full moon",
    words: "full moon, harvest moon, supermoon, super moon, blood moon, 满月, 圆月, 一轮明月",
  },
  { name: "crescentMoon", shows: "a crescent moon", words: "crescent moon, crescent, new moon, 弯月, 新月, 月牙, 残月" },
  {
    name: "stars",
    shows: "stars in the sky",
    words:
      "star filled sky, stars, starry, starry sky, starlight, starlit, starry night, night sky, 星空, 星星, 繁星, 星光, 满天星斗, 群星, 星辰, 星夜",
  },
  {
    name: "shootingStar",
    shows: "a shooting star or meteor shower",
    words: "shooting star, meteor, meteor shower, falling star, 流星, 流星雨",
  },
  { name: "milkyWay", shows: "the band of the Milky Way", words: "milky way, 银河" },
  { name: "nebula", shows: "coloured clouds of gas in space", words: "nebula, galaxy, galaxies, cosmic cloud, 星云, 星系" },
  { name: "planets", shows: "planets in the sky", words: "planets, 行星" },
  { name: "aurora", shows: "northern lights", words: "aurora, aurora borealis, northern lights, polar lights, 极光, 北极光" },
  { name: "rainbow", shows: "a rainbow", words: "rainbow, double rainbow, 彩虹" },
  {
    name: "clouds",
    shows: "clouds with form",
    words: "clouds, fluffy cloud, white cloud, storm cloud, 云朵, 白云, 云彩, 云层, 乌云, 晚霞, 朝霞, 云",
  },
  { name: "seaOfClouds", shows: "a layer of cloud seen from above", words: "sea of clouds, above the clouds, 云海" },
  { name: "mist", shows: "low mist between things", words: "mist, morning mist, low fog, 薄雾, 晨雾, 云雾, 烟雾缭绕, 云雾缭绕" },
  {
    name: "birds",
    shows: "a few birds in the sky",
    words: "birds, flock of birds, seagulls, flying birds, geese, 飞鸟, 鸟群, 海鸥, 鸟儿, 大雁, 归雁",
  },
  { name: "balloons", shows: "toy balloons", words: "balloons, 气球" },
  { name: "hotAirBalloons", shows: "hot-air balloons in the sky", words: "hot air balloons, 热气球" },
  { name: "kites", shows: "kites in the sky", words: "kites, 风筝" },
  {
    name: "petals",
    shows: "petals that drift through the air",
    words:
      "petal, falling petal, flying petal, cherry petal, cherry blossom petal, sakura petal, rose petal, drifting petal, 花瓣, 落花, 落英",
  },
  { name: "confetti", shows: "confetti that falls", words: "confetti, streamer, 彩带, 彩纸, 纸屑" },
  { name: "bubbles", shows: "bubbles that float", words: "bubble, soap bubble, 泡泡, 气泡, 肥皂泡" },
  {
    name: "dust",
    shows: "specks of dust or sparkles in the light",
    words: "dust mote, floating dust, floating particle, glitter, sparkle, 尘埃, 微尘, 光点, 闪光",
  },
  { name: "smoke", shows: "smoke that rises", words: "smoke, chimney smoke, 烟雾, 炊烟" },
  { name: "steam", shows: "steam over a hot drink or dish", words: "steam, steaming, 热气, 蒸汽, 热气腾腾, 冒着热气" },
  // Land and water
  {
    name: "mountains",
    shows: "mountains on the horizon",
    words: "mountains, mountain range, peaks, distant mountains, 群山, 远山, 山峰, 山脉, 山峦",
  },
  { name: "snowCaps", shows: "snow on the peaks of the mountains", words: "snow capped, snowcapped, snow capped peak, 雪顶" },
  { name: "hills", shows: "rolling hills", words: "hill, rolling hill, hillside, hills, 丘陵, 山丘, 小山, 山坡" },
  { name: "cliffs", shows: "cliffs", words: "cliff, bluff, cliffside, 悬崖, 峭壁" },
  { name: "rocks", shows: "rocks on the ground or shore", words: "rocks, boulders, stones, pebbles, 岩石, 石头, 礁石, 鹅卵石" },
  { name: "waterfall", shows: "a waterfall", words: "waterfalls, 瀑布" },
  { name: "river", shows: "a river or stream through the land", words: "streams, 小河, 溪流, 小溪" },
  { name: "lake", shows: "a lake in the land", words: "lakes, 湖水" },
  { name: "sea", shows: "the sea at the horizon", words: "sea view, ocean view, 海景" },
  { name: "waves", shows: "waves with foam", words: "wave, crashing wave, 海浪, 波浪, 浪花, 波涛" },
  {
    name: "reflection",
    shows: "clear reflections on water or wet ground",
    words: "reflection, reflections, reflecting, reflected, reflect, reflects, mirrored, 倒影, 倒映, 映照, 映着, 反射",
  },
  {
    name: "puddles",
    shows: "puddles on the ground",
    words: "puddle, wet street, wet pavement, wet road, 水坑, 水洼, 积水, 湿漉漉",
  },
  { name: "pond", shows: "a pond", words: "pond, 池塘, 水池" },
  { name: "pool", shows: "a swimming pool", words: "swimming pool, pool, 游泳池, 泳池" },
  { name: "fountain", shows: "a fountain", words: "fountain, water fountain, 喷泉" },
  {
    name: "snow",
    shows: "snow that lies on ground and roofs",
    words: "snow, snow covered, covered in snow, snowy, snow blanketed, 雪, 白雪, 积雪, 雪地, 白雪皑皑, 雪白的大地, 覆盖着雪",
  },
  { name: "sand", shows: "sand on the ground", words: "sand, sandy, 沙子, 沙" },
  { name: "dunes", shows: "dunes of sand", words: "dune, sand dune, 沙丘" },
  { name: "grass", shows: "tall grass in front", words: "grass, tall grass, lawn, 草, 青草, 草坪, 小草" },
  {
    name: "flowers",
    shows: "flowers on the ground or on the table",
    words: "flowers, wildflowers, wild flower, blossoms, blooming flower, 花朵, 鲜花, 野花, 花儿, 花丛, 百花, 花",
  },
  {
    name: "cherryBlossom",
    shows: "cherry trees in bloom",
    words: "cherry blossom, sakura, cherry tree, cherry blossom tree, 樱花, 樱花树, 樱树",
  },
  {
    name: "plumBlossom",
    shows: "branches of plum blossom",
    words: "plum blossom, plum tree, peach blossom, 梅花, 腊梅, 红梅, 桃花, 梅树",
  },
  {
    name: "lotus",
    shows: "lotus leaves and flowers on water",
    words: "lotus, lotus flower, lotus leaf, lotus pond, water lily, water lilies, lily pad, 荷花, 莲花, 荷叶, 睡莲, 莲叶",
  },
  {
    name: "autumnLeaves",
    shows: "coloured leaves on trees and ground",
    words:
      "autumn leaf, fall leaf, fallen leaf, fall foliage, autumn foliage, golden leaf, red maple, 落叶, 红叶, 秋叶, 黄叶, 枫叶, 银杏叶",
  },
  { name: "trees", shows: "broad-leaved trees", words: "trees, woods, 树木, 树林, 大树林, 绿树" },
  {
    name: "pineTrees",
    shows: "pines and firs",
    words: "pine trees, pines, fir trees, firs, spruces, conifers, evergreens, 松树, 松林, 杉树, 松柏",
  },
  { name: "palmTrees", shows: "palm trees", words: "palm trees, palms, coconut trees, 棕榈树, 椰子树, 椰树, 椰林" },
  { name: "willows", shows: "weeping willows", words: "willow, willow tree, weeping willow, 柳树, 垂柳, 杨柳, 柳" },
  { name: "bamboo", shows: "bamboo stems", words: "bamboo, bamboo grove, bamboo forest, 竹子, 竹林, 竹" },
  { name: "mushrooms", shows: "mushrooms on the forest floor", words: "mushrooms, toadstools, 蘑菇, 菌子" },
  { name: "vines", shows: "ivy or vines on walls", words: "vine, ivy, 藤蔓, 常春藤, 爬山虎" },
  { name: "hedge", shows: "a hedge or bushes", words: "hedge, bush, bushes, shrub, 灌木, 树篱, 灌木丛" },
  {
    name: "crops",
    shows: "rows of wheat, rice or vegetables",
    words: "crop, wheat, rice paddy, rice field, wheat field, cornfield, vegetable patch, 麦子, 稻子, 庄稼, 麦浪, 稻田",
  },
  { name: "cacti", shows: "cacti", words: "cacti, cactuses, 仙人掌" },
  { name: "coral", shows: "corals and sea plants", words: "corals, coral reef, reef, seaweed, kelp, 珊瑚, 珊瑚礁, 海草, 海藻" },
  { name: "fishes", shows: "small fish in a shoal", words: "school of fish, shoal of fish, 鱼群" },
  {
    name: "path",
    shows: "a path that leads into the picture",
    words: "path, footpath, trail, walkway, winding road, dirt road, cobblestone path, 小路, 小径, 小道, 石板路, 林间小路",
  },
  { name: "railway", shows: "railway tracks", words: "railway, railroad, train track, railway track, 铁轨, 铁路, 轨道" },
  { name: "fence", shows: "a wooden fence", words: "fence, picket fence, wooden fence, railing, 栅栏, 篱笆, 围栏, 栏杆" },
  {
    name: "wall",
    shows: "a stone wall or city wall",
    words: "stone wall, city wall, great wall, 城墙, 石墙, 长城, 万里长城, 围墙",
  },
  {
    name: "bridge",
    shows: "a bridge",
    words: "bridge, stone bridge, arch bridge, wooden bridge, suspension bridge, 桥, 石桥, 拱桥, 小桥, 木桥, 大桥, 断桥",
  },
  { name: "pier", shows: "a wooden pier", words: "pier, jetty, dock, boardwalk, 栈桥, 木栈道, 栈道" },
  // Buildings and streets
  { name: "houses", shows: "a few houses", words: "houses, cottages, cabins, huts, 房屋, 民居, 房子, 农舍, 小屋" },
  {
    name: "tallBuildings",
    shows: "high-rise buildings",
    words:
      "tall building, skyscraper, high rise, tower block, buildings, office building, 高楼, 高楼大厦, 摩天大楼, 大厦, 大楼, 楼房, 建筑, 建筑物",
  },
  {
    name: "pagoda",
    shows: "a pagoda or pavilion with curved roofs",
    words: "pagoda, pavilion, chinese pavilion, teahouse roof, curved roof, 宝塔, 亭子, 楼阁, 亭台, 亭台楼阁, 凉亭, 古塔, 飞檐",
  },
  { name: "temple", shows: "a temple or shrine", words: "temple, shrine, 寺庙, 古寺, 庙宇, 寺院, 庙" },
  { name: "toriiGate", shows: "a red torii gate", words: "torii, torii gate, 鸟居" },
  { name: "castle", shows: "a castle in the distance", words: "castles, ruins, 城堡废墟, 遗迹, 废墟" },
  { name: "cars", shows: "parked or passing cars", words: "cars, traffic, vehicles, 汽车, 车辆, 车流, 车水马龙" },
  { name: "bicycles", shows: "a parked bicycle", words: "bicycles, bikes, 自行车" },
  {
    name: "boats",
    shows: "boats on the water",
    words: "boats, ships, sailboats, fishing boats, yachts, 船只, 渔船, 小船, 帆船, 船",
  },
  {
    name: "marketStalls",
    shows: "stalls with awnings",
    words:
      "stall, hot dog stand, fruit stand, lemonade stand, food stand, market stall, food stall, awning, kiosk, food cart, 摊位, 小摊, 摊贩, 遮阳篷, 路边摊",
  },
  { name: "umbrellas", shows: "umbrellas of passers-by or parasols", words: "umbrellas, parasols, 雨伞, 遮阳伞" },
  { name: "tents", shows: "tents", words: "tents, 帐篷" },
  { name: "flags", shows: "flags or bunting", words: "flags, bunting, pennants, prayer flags, 旗帜, 彩旗, 经幡" },
  {
    name: "crowd",
    shows: "many small people",
    words: "crowds, crowd of people, bustling crowd, 人群, 人山人海, 熙熙攘攘, 人来人往",
  },
  // Occasions and rooms with work
  { name: "christmasTree", shows: "a decorated Christmas tree", words: "christmas decorations, xmas decorations, 圣诞装饰" },
  { name: "gifts", shows: "wrapped gifts", words: "gifts, presents, 礼物, 礼盒" },
  {
    name: "couplets",
    shows: "red couplets and the character 福 beside a door",
    words: "spring couplet, couplet, 春联, 对联, 福字",
  },
  { name: "computer", shows: "a computer with a glowing screen", words: "computers, monitors, 电脑" },
  { name: "easel", shows: "an easel with a canvas", words: "easel, canvas on an easel, 画架" },
  { name: "piano", shows: "a piano", words: "grand piano, 钢琴" },
  { name: "books", shows: "stacks of books", words: "books, stack of books, pile of books, 一堆书, 一摞书, 书本, 书籍" },
  { name: "holograms", shows: "floating holographic panels", words: "hologram, holographic, 全息, 全息投影" },
];

/** Features that are not pieces of a setting and that a negative prompt can forbid: they appear in `Scene.without` only. */
export const FEATURES: readonly Prop[] = [
  {
    name: "people",
    shows: "human figures of any size",
    words: "people, person, human, humans, man, woman, figure, figures, crowd, 人, 人物, 行人, 人类, 路人",
  },
  { name: "animals", shows: "animals of any kind", words: "animal, creature, 动物" },
  {
    name: "text",
    shows: "lettering that the prompt did not quote",
    words:
      "text, letter, lettering, word, caption, writing, words, typography, signature, watermark, logo, 文字, 字, 字体, 水印, 签名, 标志, 字幕",
  },
  { name: "buildings", shows: "buildings of any kind", words: "building, architecture, 建筑, 建筑物, 房屋, 楼房" },
  { name: "rain", shows: "falling rain", words: "rain, raindrop, 雨, 下雨" },
  { name: "fog", shows: "fog and haze", words: "fog, haze, mist, 雾, 雾气, 雾霾" },
  { name: "water", shows: "water of any kind", words: "water, 水" },
  { name: "shadows", shows: "cast shadows", words: "shadow, 阴影, 影子" },
  { name: "frame", shows: "a border around the picture", words: "frame, border, 边框" },
  { name: "vignette", shows: "darkened corners", words: "vignette, vignetting, dark corners, 暗角" },
  { name: "grain", shows: "film grain and noise", words: "grain, film grain, noise, 噪点, 颗粒" },
  { name: "blur", shows: "depth of field and soft focus", words: "bokeh, depth of field, 虚化, 景深" },
];
