// Reads what a prompt already says: what kind of picture it is, under which circumstances, and which aspects of it are settled.
// It judges by words alone, in English and Chinese together, for prompts often mix them.

import { toSimplified } from "./traditional.ts";

export type Kind =
  | "person"
  | "animal"
  | "food"
  | "interior"
  | "city"
  | "landscape"
  | "sky"
  | "object"
  | "plant"
  | "poster"
  | "abstract"
  | "fantasy"
  | "scene";

export type Aspect = "style" | "camera" | "setting" | "light" | "atmosphere" | "detail" | "lettering";

export type Tag =
  | "night"
  | "low"
  | "day"
  | "indoor"
  | "outdoor"
  | "urban"
  | "rain"
  | "snow"
  | "fog"
  | "storm"
  | "underwater"
  | "space"
  | "neon"
  | "photo"
  | "paint"
  | "watercolour"
  | "ink"
  | "pencil"
  | "flat"
  | "pixel"
  | "anime"
  | "render"
  | "furry"
  | "feathered"
  | "flying"
  | "covered"
  | "portrait"
  | "text"
  | "wide"
  | "tall";

export interface Reading {
  readonly kind: Kind;
  readonly tags: ReadonlySet<Tag>;
  readonly settled: ReadonlySet<Aspect>;
}

/** Words that look like a sign of something and are none. */
const MISLEADING =
  /\blight ?house|\blight (?:blue|green|pink|grey|gray|brown|purple|yellow)|\blightweight|\bin the style of|\b(?:tv|movie|film) star\b|时光|风光|观光|光头|光滑|目光|灯笼|影片|电影院|人行道|月饼|太阳镜|太阳花|水果盘|书包/g;

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  [
    "poster",
    /\b(?:posters?|logos?|book covers?|album covers?|magazine covers?|flyers?|leaflets?|infographics?|business cards?|greeting cards?|postcards?|invitations?|typography|emblems?|icons?|stickers?)\b(?! on)|海报|标志(?!性)|徽标|封面|传单|宣传[单画]|名片|贺卡|明信片|邀请函|字体设计|图标|贴纸/,
  ],
  [
    "abstract",
    /\b(?:abstract|geometric|fractals?|patterns?|swirls?|gradients?|kaleidoscop\w*|mandala)\b|抽象|几何|图案|纹样|漩涡|渐变|分形/,
  ],
  [
    "fantasy",
    /\b(?:dragons?|unicorns?|wizards?|witch(?:es)?|fair(?:y|ies)|elf|elves|phoenix|mermaids?|castles? in the (?:sky|air)|floating islands?|magic(?:al)? \w+|enchanted|griffins?|spaceships?|starships?|aliens?|golems?|ogres?|goblins?)\b|龙(?!虾|舟|井|须|眼|门|卷)|独角兽|巫师|女巫|精灵|凤凰|美人鱼|浮空|魔法|仙境|飞船|外星人|麒麟|仙子/,
  ],
  [
    "person",
    /\b(?:portraits?|wom[ae]n|m[ae]n|girls?|boys?|lad(?:y|ies)|gentlem[ae]n|person|people|child(?:ren)?|kids?|bab(?:y|ies)|grandmother|grandfather|grandma|grandpa|mother|father|couple|brides?|grooms?|dancers?|chefs?|musicians?|pianists?|violinists?|guitarists?|singers?|soldiers?|samurai|knights?|astronauts?|fisherm[ae]n|farmers?|doctors?|nurses?|teachers?|students?|athletes?|runners?|surfers?|cyclists?|monks?|kings?|queens?|princess(?:es)?|sailors?|painters?|scientists?|firefighters?|ballerinas?|face|robots?|selfie|model)\b|人像|肖像|女人|男人|女孩|男孩|女子|男子|女士|先生|老人|外婆|外公|阿姨|叔叔|小朋友|老奶奶|老爷爷|奶奶|爷爷|妈妈|爸爸|母亲|父亲|少女|少年|姑娘|孩子|儿童|婴儿|宝宝|情侣|新娘|新郎|舞者|厨师|音乐家|歌手|士兵|武士|骑士|宇航员|渔夫|渔民|农民|医生|护士|老师|学生|运动员|和尚|国王|公主|侠客|书生|美女|帅哥|机器人|模特|自拍/,
  ],
  [
    "animal",
    /\b(?:cats?|kittens?|dogs?|pupp(?:y|ies)|fox(?:es)?|wol(?:f|ves)|bears?|lions?|tigers?|leopards?|cheetahs?|pandas?|rabbits?|bunn(?:y|ies)|hares?|deer|horses?|cows?|sheep|lambs?|goats?|pigs?|elephants?|giraffes?|zebras?|monkeys?|gorillas?|koalas?|kangaroos?|otters?|squirrels?|hedgehogs?|raccoons?|mouse|mice|hamsters?|birds?|owls?|eagles?|hawks?|parrots?|peacocks?|cranes?|swans?|ducks?|geese|penguins?|flamingos?|hummingbirds?|sparrows?|crows?|ravens?|roosters?|hens?|chicks?|fish(?:es)?|koi|whales?|dolphins?|sharks?|octopus(?:es)?|jellyfish|turtles?|tortoises?|frogs?|snakes?|lizards?|butterfl(?:y|ies)|bees?|dragonfl(?:y|ies)|beetles?|spiders?|snails?|dinosaurs?|corgis?)\b|猫|狗|犬|狐狸|狼|熊|狮|老虎|虎|豹|熊猫|兔|鹿|马(?!路|桶|克|卡|上|戏|拉)|牛(?!奶|肉|油|排|仔)|羊(?!肉|毛)|猪(?!肉|排)|大象|长颈鹿|斑马|猴|考拉|袋鼠|水獭|松鼠|刺猬|浣熊|仓鼠|鸟|猫头鹰|鹰|鹦鹉|孔雀|鹤|天鹅|鸭(?!肉)|鹅|企鹅|火烈鸟|蜂鸟|麻雀|乌鸦|公鸡|小鸡|金鱼|锦鲤|鲤鱼|鲸|海豚|鲨鱼|章鱼|水母|乌龟|海龟|青蛙|蛇|蜥蜴|蝴蝶|蜜蜂|蜻蜓|甲虫|蜗牛|恐龙|柯基/,
  ],
  [
    "food",
    /\b(?:food|dish(?:es)?|meals?|breakfast|lunch|dinner|cakes?|cupcakes?|bread|croissants?|pizzas?|pasta|noodles?|ramen|sushi|burgers?|sandwich(?:es)?|salads?|soups?|steaks?|curry|rice|dumplings?|tacos?|pancakes?|waffles?|ice cream|chocolates?|cookies?|donuts?|doughnuts?|pies?|cheese|fruits?|apples?|oranges?|lemons?|strawberr(?:y|ies)|cherries|grapes?|peach(?:es)?|pears?|watermelons?|avocados?|tomato(?:es)?|coffee(?! shop| house)|cappuccinos?|lattes?|espressos?|tea|cocktails?|juice|wine|beer|bowls? of|plates? of|cups? of|desserts?)\b|美食|食物|菜肴|早餐|午餐|晚餐|蛋糕|面包|披萨|意面|面条|拉面|牛肉面|寿司|汉堡|三明治|沙拉|汤|牛排|咖喱|米饭|饺子|包子|小笼包|火锅|烤鸭|煎饼|冰淇淋|巧克力|饼干|甜点|甜品|奶酪|水果|苹果|橙子|柠檬|草莓|樱桃|葡萄|桃子|西瓜|番茄|咖啡(?!馆|店|厅)|拿铁|茶(?!馆|室|园|具|山)|鸡尾酒|果汁|红酒|啤酒|月饼|汤圆|粽子|糖葫芦/,
  ],
  [
    "plant",
    /\b(?:flowers?|roses?|tulips?|sunflowers?|lotus|orchids?|lil(?:y|ies)|peon(?:y|ies)|dais(?:y|ies)|dandelions?|bouquets?|cactus|cacti|succulents?|ferns?|bonsai|mushrooms?|leaf|leaves|blossoms?|houseplants?|plants?)\b(?! (?:fields?|meadows?|gardens?))|花(?!园|海|店|市|灯|纹|瓶|生|田)|玫瑰(?!园|花[园田海])|郁金香(?!花?[田海园])|向日葵(?!花?[田海])|荷(?!塘)|莲|兰|百合|牡丹|雏菊|蒲公英|仙人掌|多肉|盆栽|蘑菇|叶子|梅|绿植/,
  ],
  [
    "object",
    /\b(?:bottles?|vases?|watch(?:es)?|shoes?|sneakers?|handbags?|backpacks?|perfumes?|lipsticks?|headphones?|phones?|smartphones?|laptops?|cameras?|lamps?|chairs?|tables?|mugs?|teapots?|cups?|books?|toys?|keyboards?|guitars?|violins?|pianos?|bicycles?|bikes?|motorcycles?|cars?|trucks?|trains?|boats?|ships?|airplanes?|planes?|helicopters?|rockets?|hot air balloons?|balloons?|clocks?|keys?|candles?|umbrellas?|rings?|necklaces?|jewell?ery|glasses|hats?|desks?|signs?|signboards?|billboards?|chalkboards?|typewriters?|products?|packaging|skulls?|swords?|chess)\b|瓶|手表|腕表|鞋|手提包|背包|香水|口红|耳机|手机|电脑|相机|台灯|椅|杯|茶壶|茶具|玩具|键盘|吉他|小提琴|钢琴|自行车|单车|摩托|汽车|跑车|卡车|火车|小船|帆船|轮船|飞机|直升机|火箭|热气球|气球|钟表|钥匙|蜡烛|雨伞|油纸伞|戒指|项链|首饰|眼镜|帽子|打字机|产品|包装|骷髅|宝剑|棋|招牌|黑板|路牌|木牌|书桌/,
  ],
  [
    "interior",
    /\b(?:interiors?|living rooms?|bedrooms?|kitchens?|bathrooms?|rooms?|offices?|librar(?:y|ies)|caf[eé]s?|coffee (?:shop|house)s?|restaurants?|bars?|bookstores?|bookshops?|shops?|stores?|studios?|classrooms?|halls?|lobby|museums?|galler(?:y|ies)|church|cathedral|theat(?:re|er)s?|workshops?|attic|cabin interior)\b|室内|客厅|卧室|厨房|浴室|房间|办公室|图书馆|咖啡馆|咖啡店|咖啡厅|餐厅|酒吧|书店|店铺|小店|工作室|教室|大厅|博物馆|画廊|教堂|剧院|书房|茶室|茶馆|阁楼/,
  ],
  [
    "city",
    /\b(?:cit(?:y|ies)|cityscapes?|streets?|alleys?|alleyways?|skylines?|skyscrapers?|buildings?|towers?|bridges?|downtown|town|village|market|harbou?rs?|stations?|subway|plaza|square|houses?|castles?|temples?|pagodas?|palaces?|cottages?|architecture|rooftops?|lighthouses?|ruins)\b|城市|都市|街|巷|天际线|摩天|高楼|建筑|塔|桥|小镇|村庄|古镇|水乡|市集|夜市|港口|车站|地铁|广场|房子|房屋|小屋|木屋|城堡|寺庙|寺|宫殿|故宫|屋顶|屋檐|灯塔|胡同|长城|园林|废墟|夜景|街景|外滩/,
  ],
  [
    "sky",
    /\b(?:sky|skies|stars|starry|galax(?:y|ies)|nebulas?|nebulae|milky way|aurora|northern lights|moon|planets?|outer space|cosmos|universe|comets?|clouds|meteor\w*|shooting stars?|rainbows?|sunsets?|sunrise)\b|天空|星空|星系|银河|星云|极光|月亮|月球|行星|太空|宇宙|彗星|流星|云海|彩虹|日落|日出|晚霞/,
  ],
  [
    "landscape",
    /\b(?:landscapes?|mountains?|hills?|valleys?|canyons?|cliffs?|glaciers?|volcano(?:es)?|deserts?|dunes?|forests?|woods|jungles?|rainforests?|lakes?|rivers?|streams?|waterfalls?|oceans?|seas?|seascapes?|beach(?:es)?|coasts?|shores?|islands?|fields?|meadows?|prairies?|grasslands?|farms?|vineyards?|gardens?|parks?|trees?|countryside|snowfields?|fjords?|reefs?|underwater|waves?)\b|山|丘|峡谷|悬崖|冰川|火山|沙漠|沙丘|森林|树林|竹林|丛林|雨林|湖|河|溪|瀑布|大海|海边|海滩|海岸|海浪|大洋|岛|田野|稻田|梯田|麦田|草原|草地|花海|农场|葡萄园|花园|公园|树|乡村|雪原|雪地|珊瑚|海底|水下|风景|山水/,
  ],
];

const TAGS: readonly (readonly [Tag, RegExp])[] = [
  [
    "night",
    /\b(?:night|nights|nighttime|midnight|moonlit|moonlight|moon|starry|stars|milky way|nocturnal|after dark)\b|夜|银河|月光|月下|月亮|明月|圆月|星空|繁星/,
  ],
  [
    "low",
    /\b(?:sunsets?|sunrise|dawn|dusk|twilight|golden hour|evening|blue hour)\b|日落|夕阳|落日|黄昏|傍晚|日出|黎明|拂晓|晨曦|晚霞|暮色|朝霞/,
  ],
  [
    "day",
    /\b(?:noon|midday|daytime|daylight|sunny|sunlight|sunlit|morning|afternoon|blue sky)\b|白天|正午|中午|阳光|晴|上午|下午|午后|早晨|清晨|蓝天/,
  ],
  [
    "indoor",
    /\b(?:interiors?|indoors?|room|bedroom|kitchen|bathroom|office|library|caf[eé]|coffee shop|coffee house|restaurant|bar|bookstore|bookshop|shop|studio|classroom|hall|lobby|museum|gallery|church|cathedral|theat(?:re|er)|workshop|attic|windowsill|sofa|couch|fireplace|stage|by the window)\b|室内|客厅|卧室|厨房|浴室|房间|办公室|图书馆|咖啡馆|咖啡店|咖啡厅|餐厅|酒吧|书店|工作室|教室|大厅|博物馆|画廊|教堂|剧院|书房|茶室|茶馆|阁楼|窗台|窗边|沙发|壁炉|舞台|屋内|店内/,
  ],
  [
    "outdoor",
    /\b(?:outdoors?|outside|streets?|alleys?|cit(?:y|ies)|skyline|parks?|gardens?|forests?|woods|mountains?|hills?|valleys?|beach|sea|ocean|lakes?|rivers?|fields?|meadows?|desert|snow|rain|sky|trees?|grass|roads?|village|harbou?r|bridge|roof|rooftop|market|island|farm|countryside|jungle|cliff|cars?|trucks?|trains?|boats?|ships?|airplanes?|planes?|helicopters?|balloons?)\b|户外|室外|街|巷|城市|公园|花园|森林|树|山|海|湖|河|溪|田|草|沙漠|雪|雨|天空|路|村|桥|屋顶|岛|竹林|汽车|跑车|火车|小船|帆船|轮船|飞机|直升机|热气球/,
  ],
  [
    "urban",
    /\b(?:cit(?:y|ies)|streets?|alleys?|skyline|downtown|market|neon|subway|station)\b|城市|都市|街|巷|夜市|霓虹|地铁|车站/,
  ],
  ["rain", /\b(?:rain|rainy|raining|drizzle|downpour|wet street)\b|雨(?!伞|林|果)/],
  ["snow", /\b(?:snow|snowy|snowing|snowfall|snowfield|blizzard|winter|frozen|icy)\b|雪|冬|冰封/],
  ["fog", /\b(?:fog|foggy|mist|misty|haze|hazy)\b|雾|薄霭/],
  [
    "storm",
    /\b(?:storms?|stormy|thunder\w*|lightning|hurricane|tornado|overcast|cloudy)\b|暴风|风暴|雷|闪电|台风|龙卷|阴天|乌云/,
  ],
  ["underwater", /\b(?:underwater|under the sea|coral|reef|ocean floor|seabed|deep sea|jellyfish)\b|水下|海底|珊瑚|深海|水母/],
  [
    "space",
    /\b(?:outer space|in space|milky way|galax(?:y|ies)|nebulae?|nebulas|planets?|cosmos|universe|mars|orbit|lunar surface|on the moon)\b|太空|星系|银河|星云|宇宙(?!员|航)|行星|火星|月球/,
  ],
  ["neon", /\b(?:neon|cyberpunk|synthwave|vaporwave)\b|霓虹|赛博朋克|蒸汽波/],
  ["photo", /\b(?:photo|photos|photograph\w*|photoreal\w*|dslr|35 ?mm|film still|bokeh)\b|摄影|照片|写真|胶片/],
  ["watercolour", /\bwatercolou?rs?\b|\baquarelle\b|水彩/],
  ["ink", /\b(?:ink wash|ink painting|chinese ink|sumi-?e|ink)\b|水墨|国画|工笔|写意/],
  [
    "pencil",
    /\b(?:pencil|charcoal|crayons?|chalk drawing|line art|line drawing|sketch|engraving|etching)\b|铅笔|素描|炭笔|蜡笔|线稿|速写|版画|彩铅/,
  ],
  [
    "paint",
    /\b(?:oil painting|oils|oil paint|acrylic|gouache|impasto|impressionis\w*|expressionis\w*|painterly|brush ?strokes?|paintings?|painted|fresco|baroque|renaissance|rococo|ukiyo-?e|van gogh|monet)\b|油画|丙烯|水粉|印象派|印象主义|表现主义|厚涂|笔触|绘画|绘成|壁画|巴洛克|文艺复兴|浮世绘|梵高|莫奈/,
  ],
  [
    "flat",
    /\b(?:layout|flat (?:design|illustration|style|vector|colou?rs?)|vector|minimalis\w*|graphic design|icons?|logos?|infographics?|stickers?|paper ?cut\w*|cut paper|risograph|pop art|bauhaus|art deco|stained glass|silhouettes?)\b|版面|扁平|矢量|极简|平面设计|图标|标志|徽标|贴纸|剪纸|波普|包豪斯|装饰艺术|彩色玻璃|剪影/,
  ],
  ["pixel", /\bpixel(?: art|ated|s)?\b|\b(?:8|16)[- ]bit\b|\bvoxel\b|像素/],
  [
    "anime",
    /\b(?:anime|manga|cartoons?|comics?|chibi|cel[- ]shad\w*|ghibli)\b|动漫|动画|漫画|卡通|二次元|国漫|赛璐璐|吉卜力|宫崎骏/,
  ],
  [
    "render",
    /\b(?:3-?d|render(?:ed|ing)?s?|cgi|low[- ]poly|clay|claymation|plasticine|octane|blender|isometric|lego)\b|三维|渲染|建模|低多边形|黏土|粘土|等距|积木/,
  ],
  [
    "furry",
    /\b(?:cats?|kittens?|dogs?|pupp(?:y|ies)|fox(?:es)?|wol(?:f|ves)|bears?|lions?|tigers?|leopards?|pandas?|rabbits?|bunn(?:y|ies)|hares?|squirrels?|raccoons?|otters?|koalas?|sheep|lambs?|hamsters?|corgis?|monkeys?)\b|猫(?!头鹰)|狗|犬|狐|狼|熊|狮|虎|豹|兔|松鼠|浣熊|水獭|考拉|羊|仓鼠|柯基|猴/,
  ],
  [
    "feathered",
    /\b(?:birds?|owls?|eagles?|hawks?|parrots?|peacocks?|cranes?|swans?|ducks?|geese|penguins?|flamingos?|hummingbirds?|sparrows?|crows?|ravens?|roosters?|hens?|chicks?)\b|鸟|猫头鹰|鹰|鹦鹉|孔雀|鹤|天鹅|鸭|鹅|火烈鸟|麻雀|乌鸦|鸡/,
  ],
  ["portrait", /\b(?:portraits?|headshots?|selfie)\b|人像|肖像|头像|写真|自拍/],
  ["flying", /\b(?:flying|in flight|soaring|gliding|hovering)\b|飞翔|飞行|翱翔|飞过|盘旋/],
  [
    "covered",
    /\b(?:astronauts?|robots?|knights?|samurai|armou?r|masks?|masked|helmets?|silhouettes?|statues?|from behind|back view|distance|distant|crowds?|people|aliens?)\b|宇航员|机器人|骑士|武士|盔甲|面具|头盔|剪影|雕像|背影|远处|人群/,
  ],
];

/** What settles an aspect. Styles that have a tag of their own settle theirs by that tag. */
const ASPECTS: readonly (readonly [Aspect, RegExp])[] = [
  [
    "style",
    /\b(?:lifelike|true to life|layout|composed (?:in|of)|illustrat\w*|drawings?|drawn|digital art|concept art|artwork|realis\w*|realistic|hyper-?real\w*|surreal\w*|cubis\w*|art nouveau|woodblock|collage|origami|mosaic|graffiti|murals?|steampunk|vintage|retro|film noir|noir|polaroid|cinematic|sepia|black and white|black-and-white|monochrome|still life|editorial|documentary|storybook|gothic|knitted|crochet|embroidery|felt|\w+ style|style of)\b|真切|版面|版式|插画|插图|绘本|手绘|画风|风格|写实|超现实|立体主义|木刻|拼贴|折纸|马赛克|涂鸦|蒸汽朋克|复古|怀旧|电影感|黑白|单色|静物画|刺绣|毛毡|概念设计|古风|国潮|年画/,
  ],
  [
    "camera",
    /\b(?:close[- ]?ups?|macro|wide|broad view|broad and level|panoram\w*|aerial|drone|bird'?s[- ]eye|top[- ]?down|overhead|flat lay|full[- ]body|half[- ]body|upper body|headshot|low[- ]angle|high[- ]angle|eye[- ]level|lens|depth of field|composition|symmetr\w*|cent(?:red|ered)|fram(?:ed|ing)|rule of thirds|perspective|viewpoint|telephoto|fisheye|from (?:above|below|behind|the side)|side view|front view|close view|three-quarter|seen level|level with|ahead of the gaze|margins|off cent(?:re|er)|foreground|seen (?:at|from|close)|focal point|isometric|extreme long shot|medium shot|long shot|silhouette)\b|特写|近景|远景|中景|全景|广角|微距|俯拍|俯视|仰拍|仰视|航拍|鸟瞰|平视|构图|景深|镜头|对称|居中|全身|半身|视角|透视|取景|视野|留白|前景|四分之三/,
  ],
  [
    "setting",
    /\b(?:background|backdrop|surface|desks?|tables?|shelf|shelves|counter|floor|wall|bench|interior|indoors|outdoors)\b|\b(?:in|on|at|under|inside|by|near|beside|over|through|against|behind|among|across|above|below|around|into|onto|along|between)\s+(?:an?|the|its|his|her|their|two|some|dense|deep|tall|wild|soft|\w+ed)\s+(?!(?:\w+\s)?(?:dress|coat|hat|suit|shirt|jacket|sweater|scarf|style|gown|uniform|kimono|hoodie|portrait|morning|evening|night))|\bin (?:space|bloom|flight|nature)\b|\bat (?:sea|home)\b|背景|质地|台面|桌|架上|地板|墙|在.{1,14}?(?:里|上|中|前|下|旁|边|间|内|外)|上的|里的|中的|下的|旁的|边的|坐在|站在|躺在|趴在|置于/,
  ],
  [
    "light",
    /\b(?:light(?:s|ing|ed)?|lit|sunlight|sunlit|moonlit|moonlight|daylight|lamplight|candle\w*|starlight|back-?lit|rim[- ]lit|glow\w*|shadows?|golden hour|blue hour|neon|luminous|dim|dimly|dark|bright|brightly|shad(?:e|y|ed)|sunny|sunbeams?|rays?|chiaroscuro|high[- ]key|low[- ]key|illuminat\w*|spotlight)\b|光|影子|阴影|灯|烛|明亮|昏暗|暗处|逆光|霓虹|晴朗|明暗/,
  ],
  [
    "atmosphere",
    /\b(?:mood|moody|atmospher\w*|co[sz]y|calm|peaceful|serene|tranquil|quiet|dreamy|dreamlike|myster\w*|dramatic|epic|joy\w*|happy|cheerful|sad|melanchol\w*|romantic|creepy|haunted|abandoned|spooky|eerie|nostalg\w*|lively|bustling|energetic|whimsical|festive|elegant|lonely|desolate|majestic|playful|cute|vibrant|gloomy|ominous|tense|warm and)\b|温馨|宁静|安静|静谧|神秘|梦幻|浪漫|欢乐|欢快|快乐|热闹|忧郁|孤独|唯美|氛围|气氛|意境|生机|治愈|可爱|庄严|壮观|紧张|恐怖|诡异|荒凉|废弃|悲伤|活泼|清新|优雅|空灵|喜庆|宏大|史诗/,
  ],
  [
    "detail",
    /\b(?:detail\w*|textur\w*|sharp|crisp|intricate|fine|grain|grainy|brush ?strokes?|brushwork|strokes|linework|hatching|edges?|4k|8k|hd|uhd|high resolution|true to life)\b|细节|质感|纹理|肌理|清晰|精细|细腻|细致|笔触|高清|锐利|材质|根根分明/,
  ],
  [
    "lettering",
    /\b(?:legible|lettering|typeface|typography|fonts?|calligraphy|handwritten|handwriting|hand-lettered|engraved|chalk|readable|easy to read)\b|字体|书法|手写|字形|易于辨认|清晰可读|楷书|行书|草书|隶书|宋体|黑体|粉笔/,
  ],
];

const STYLED: ReadonlySet<Tag> = new Set<Tag>([
  "photo",
  "paint",
  "watercolour",
  "ink",
  "pencil",
  "flat",
  "pixel",
  "anime",
  "render",
  "neon",
]);
/** In Chinese the subject often comes last, introduced by a numeral and a measure word: 窗台上的一只白猫. */
const COUNTED_NOUN =
  /[一两二三四五几](?:只|位|名|个|匹|头|条|朵|束|盘|碗|杯|份|块|枚|辆|艘|架|座|棵|株|把|双|瓶|台|对|群)(?=(.{0,12}))/g;
/** A poster of a mountain is a poster, and a knight before a dragon no street portrait. */
const DECISIVE: ReadonlySet<Kind> = new Set<Kind>(["poster", "abstract", "fantasy"]);
const FOREGROUND: ReadonlySet<Kind> = new Set<Kind>(["person", "animal", "food", "plant", "object", "fantasy"]);

export interface ReadingOptions {
  /** The prompt holds a quotation that is to be lettered. */
  readonly hasQuotes: boolean;
  readonly width: number;
  readonly height: number;
}

/** Reads a prompt without its quotations, in linear time. */
export function readPrompt(prompt: string, { hasQuotes, width, height }: ReadingOptions): Reading {
  const text = toSimplified(prompt).toLowerCase().replaceAll(MISLEADING, " ");
  const tags = new Set<Tag>(TAGS.filter(([, pattern]) => pattern.test(text)).map(([tag]) => tag));
  if (hasQuotes) tags.add("text");
  if (width >= height * 1.2) tags.add("wide");
  if (height >= width * 1.2) tags.add("tall");
  const kind = findKind(text, hasQuotes);
  if (kind === "interior" && !tags.has("outdoor")) tags.add("indoor");
  if (kind === "landscape" || kind === "city" || (tags.has("low") && !tags.has("indoor"))) tags.add("outdoor");
  if (tags.has("low") && /\b(?:night|midnight)\b|深夜|午夜/.test(text)) tags.delete("low");
  const settled = new Set<Aspect>(ASPECTS.filter(([, pattern]) => pattern.test(text)).map(([aspect]) => aspect));
  if (findStyles(text).length > 0) settled.add("style");
  if (tags.has("indoor") || tags.has("outdoor") || tags.has("underwater") || tags.has("space")) settled.add("setting");
  return { kind, tags, settled };
}

/** The tags of the styles that a text names. */
export function findStyles(text: string): Tag[] {
  return TAGS.filter(([tag, pattern]) => STYLED.has(tag) && pattern.test(text)).map(([tag]) => tag);
}

/** The kind whose word stands first, unless one of them decides wherever it stands. */
function findKind(text: string, hasQuotes: boolean): Kind {
  const counted = [...text.matchAll(COUNTED_NOUN)].map((match) => match[1] ?? "");
  for (const noun of counted) {
    const kind = findFirstKind(noun);
    if (kind && FOREGROUND.has(kind)) return kind;
  }
  const kind = findFirstKind(text);
  if (kind) return kind;
  return hasQuotes ? "poster" : "scene";
}

function findFirstKind(text: string): Kind | undefined {
  let first: Kind | undefined;
  let firstIndex = Infinity;
  for (const [kind, pattern] of KINDS) {
    const index = text.search(pattern);
    if (index === -1) continue;
    if (DECISIVE.has(kind)) return kind;
    if (index < firstIndex) [first, firstIndex] = [kind, index];
  }
  return first;
}
