// Prompts as people type them, in both languages, and what the embedded engine makes of each: judged by eye once, kept since.
import { expect, test } from "vitest";
import { parseScene } from "../../../src/engines/sketch/scene/parse.ts";
import type { Scene } from "../../../src/engines/sketch/scene/scene.ts";

/**
 * A scene in one line: `0 2 large cat sleeping on 1; 1 sofa; livingRoom dusk rain oil`. A subject is told by its index, count,
 * size, colour, key, doing, traits and relation; a setting that the prompt leaves open stands in brackets; what is usual (one, day,
 * clear, illustration, medium, adult) is left out.
 */
function tell({ subjects, setting, settingNamed, time, weather, style, camera }: Scene): string {
  const cast = subjects.map(({ key, count, person, colour, size, doing, relation, background }, index) => {
    const told =
      person === undefined
        ? []
        : [person.age, person.gender, person.role, person.clothing?.item, person.expression, ...(person.accessories ?? [])];
    const words = [
      count > 1 ? `${count}` : "",
      size,
      colour,
      background ? "far" : "",
      key,
      doing,
      ...told.filter((word) => word !== "adult" && word !== "unspecified"),
    ];
    return `${index} ${words.filter(Boolean).join(" ")}${relation === undefined ? "" : ` ${relation.kind} ${relation.to}`}`;
  });
  const place = settingNamed ? setting : `(${setting})`;
  const rest = [time, weather, style, camera].filter((word) => !["day", "clear", "illustration", "medium"].includes(word));
  return [...cast, [place, ...rest].join(" ")].join("; ");
}

test.each([
  [
    "cute baby panda sitting in a teacup, kawaii, pastel colors, 3d render, octane render, soft lighting",
    "0 small panda in 1; 1 tea; (forest) clay",
  ],
  [
    "cyberpunk street market at night, neon signs, rain, reflections on wet pavement, a lone man in a trench coat holding an umbrella, blade runner style, cinematic",
    "0 person man coat; 1 umbrella holding 0; street night rain neon wide",
  ],
  [
    "a girl riding a bicycle through a sunflower field, a dog running beside her",
    "0 person child woman cycling; 1 7 sunflower; 2 dog running beside 0; field",
  ],
  ["A dog beside her, a woman reads a newspaper on a park bench", "0 dog beside 1; 1 person woman reading on bench; (park)"],
  ["An old man feeding pigeons in a town square", "0 person old man; 1 3 dove; street"],
  ["a man eating noodles at a street food stall in Hong Kong at night", "0 person man eating; 1 noodles holding 0; street night"],
  [
    "a businessman in a grey suit drinking coffee while looking out of the window at the skyline",
    "0 person man drinking suit; (livingRoom)",
  ],
  ["dozens of colorful hot air balloons over Cappadocia at sunrise", "0 7 hot-air-balloon; (sky) dawn"],
  ["a red barn and a white fence in a green meadow, blue sky with fluffy clouds", "0 #d8342c cabin; 1 #f7f6f2 fence; meadow"],
  [
    "a yellow taxi, a red double-decker bus and a black bicycle on a rainy London street",
    "0 #f6cf3a taxi; 1 #d8342c bus; 2 #202225 bicycle; street rain",
  ],
  [
    "a small black cat and a large white dog sleeping on a grey sofa",
    "0 small cat sleeping on sofa; 1 large #f7f6f2 dog sleeping on sofa; (livingRoom)",
  ],
  [
    "a penguin wearing a top hat and a monocle, oil painting in the style of Rembrandt",
    "0 penguin; 1 hat wearing 0; (snowfield) oil",
  ],
  ["Vincent van Gogh style painting of a coffee shop at night", "cafe night impressionist wide"],
  ["ukiyo-e woodblock print of a great wave and Mount Fuji", "0 wave; mountains flat"],
  ["claymation style, a family of mice having dinner around a tiny table", "0 4 mouse eating; (livingRoom) clay"],
  ["low poly illustration of a fox in a forest", "0 fox; forest clay"],
  ["sticker of a smiling avocado, white border, vector", "0 avocado smiling; (kitchen) flat"],
  ["minimal line art of a woman's face with flowers in her hair", "0 person woman; (garden) pencil"],
  ["comic book style superhero flying over the city, dynamic pose", "0 person flying superhero; skyline"],
  [
    "children's book illustration of a bear and a rabbit having a picnic in the woods",
    "0 bear sitting at a picnic; 1 rabbit sitting at a picnic; meadow",
  ],
  ['vintage travel poster of Paris with the Eiffel Tower, text "PARIS"', "0 tower; skyline flat wide"],
  ['a whiteboard in an office with "Q3 GOALS" written on top and "Ship it" below', "office wide"],
  ["a violinist playing on a rooftop at dusk, city lights in the background", "0 person playing violin; skyline dusk"],
  ["a ballerina in a white tutu dancing on stage under a spotlight", "0 person dancing dancer dress; stage"],
  ["an astronaut planting a flag on Mars, Earth in the sky", "0 person astronaut; 1 flag; 2 earth; space night"],
  [
    "a scientist in a lab coat holding a glowing green test tube",
    "0 person scientist lab coat; 1 #4f9d45 test-tube holding 0; (office)",
  ],
  ["a boy and his robot friend watching the stars from a hill", "0 person child man watching; 1 robot; meadow night"],
  [
    "a grandmother knitting by the fireplace, a cat at her feet playing with yarn",
    "0 person old woman knitting; 1 cat playing beside 0; 2 yarn; livingRoom",
  ],
  ["three colorful parrots perched on a branch in a tropical rainforest", "0 3 parrot; forest"],
  [
    "still life with a green bottle, two lemons and a silver knife, chiaroscuro",
    "0 #4f9d45 bottle; 1 2 lemon; 2 #c6cad0 kitchen-knife; studio",
  ],
  ["a white horse galloping along the shore at dawn, mist", "0 #f7f6f2 horse; beach dawn fog"],
  ["a pride of lions resting under an acacia tree in the savanna", "0 3 lion under 1; 1 tree; meadow"],
  ["a polar bear and her cub on an ice floe, northern lights", "0 polar-bear; (snowfield) night"],
  ["a school of tropical fish around a shipwreck", "0 7 tropical-fish; 1 ship; (underwater)"],
  ["a lighthouse on a cliff in a violent storm, huge waves, lightning", "0 lighthouse on cliffs; (sea) storm"],
  [
    "a modern minimalist living room with a beige sofa, plants and large windows overlooking the ocean",
    "0 #ece0c6 sofa; livingRoom minimalist",
  ],
  ["a cute robot watering flowers in a greenhouse", "0 robot; garden"],
  ["a fox wearing a blue scarf in a snowy forest, storybook illustration", "0 fox; 1 #3a78c9 scarf wearing 0; forest"],
  [
    "portrait of a samurai woman with a katana, cherry petals falling",
    "0 person woman knight; 1 sword holding 0; (studio) portrait",
  ],
  [
    "a smiling Black woman with curly hair and round glasses working on a laptop in a cafe",
    "0 person woman working smiling glasses; 1 laptop; cafe",
  ],
  ["twin girls in matching yellow raincoats jumping in puddles", "0 2 person child woman jumping coat in puddles; (street)"],
  ["a sleepy sloth hanging from a tree branch, smiling", "0 sloth smiling on 1; 1 tree; (forest)"],
  [
    "a raccoon DJ wearing headphones and sunglasses at a nightclub",
    "0 raccoon singer; 1 headphones wearing 0; 2 sunglasses wearing 0; stage",
  ],
  ["a giant octopus attacking a wooden ship, old engraving style", "0 giant octopus; 1 ship; (underwater) pencil"],
  ["product photo of a perfume bottle on a reflective black surface, dramatic rim light", "0 perfume; studio photo"],
  [
    "一位身穿红色汉服的古风少女，站在樱花树下，花瓣飘落，逆光，唯美，8k，大师级摄影",
    "0 person young woman hanfu under cherryBlossom; (garden) photo",
  ],
  [
    "赛博朋克风格的城市夜景，霓虹灯闪烁，雨后的街道倒映着灯光，一个穿风衣的男人撑着伞走过",
    "0 person man walking coat; 1 umbrella holding 0; skyline night rain neon wide",
  ],
  ["可爱的小熊猫坐在茶杯里，皮克斯风格，3D渲染，柔和光线", "0 panda in 1; 1 tea; (forest) clay"],
  ["水墨画风格，一叶扁舟，江上独钓的老翁，远山如黛，留白", "0 boat; 1 person old man fishing; river inkWash"],
  ["剪纸风格的十二生肖兔子，红色背景", "0 rabbit; (meadow) flat"],
  ["梵高风格的向日葵花田，星空", "0 7 sunflower; field night impressionist"],
  ["莫奈风格的睡莲池塘，晨雾", "lake fog impressionist wide"],
  ["宫崎骏动画风格，小女孩和大白狗坐在草地上看云", "0 person child woman watching; 1 large #f7f6f2 dog; meadow anime"],
  ["一个小男孩骑着自行车，旁边跟着一只金毛犬", "0 person child man cycling; 1 dog beside 0; (road)"],
  ["妈妈在厨房包饺子，女儿在旁边帮忙", "0 person woman cooking; 1 person child woman; kitchen"],
  ["爷爷坐在院子里的藤椅上喝茶，脚边趴着一只橘猫", "0 person old man drinking on chair; 1 cat beside 0; garden"],
  ["两个小朋友在海边堆沙堡，天空中飞着海鸥", "0 2 person child; 1 castle; beach"],
  ["一位老木匠在工作室里雕刻木头", "0 person old construction worker; 1 log; office"],
  ["穿白大褂的科学家手里拿着试管", "0 person scientist lab coat; 1 test-tube holding 0; (office)"],
  ["消防员抱着一只小猫从火场中走出来", "0 person walking firefighter; 1 cat holding 0; (street)"],
  ["一个女孩在吃冰淇淋，戴着草帽，背景是大海", "0 person child woman eating hat; 1 ice-cream holding 0; sea"],
  ["一位舞者在舞台上跳舞，聚光灯", "0 person dancing dancer; stage"],
  ["宇航员骑着马在月球上", "0 person astronaut on 1; 1 horse; space night"],
  ["一只戴着眼镜的猫头鹰在图书馆看书", "0 glasses wearing 1; 1 owl reading; 2 open-book holding 1; library night"],
  ["一只狐狸和一只兔子在雪地里堆雪人", "0 fox; 1 rabbit; 2 snowman; snowfield"],
  ["几十只白鸽飞过广场", "0 7 dove flying; street"],
  ["三只小猪和一只大灰狼", "0 3 pig; 1 large wolf; (field)"],
  ["红色的灯笼挂满古镇的小巷，夜晚，石板路，雨后", "0 #d8342c lantern; street night rain"],
  ["一瓶香水放在大理石台面上，旁边有玫瑰花，产品摄影", "0 perfume on table; 1 rose beside 0; studio"],
  ["极简风格客厅，米色沙发，绿植，落地窗外是海", "0 #ece0c6 sofa; livingRoom minimalist"],
  ["咖啡馆门口的小黑板上写着“今日特价：拿铁 ¥18”，旁边的招牌写着“时光咖啡”", "cafe wide"],
  ["生日贺卡，写着“生日快乐”，气球和蛋糕", "0 balloon; 1 birthday-cake; (cafe)"],
  ["霓虹灯牌“深夜食堂”下，一个男人在吃拉面", "0 person man eating; 1 noodles holding 0; (cafe)"],
  ["夏日海滩，椰子树，冲浪的年轻人，遮阳伞", "0 person young surfing; beach wide"],
  ["秋天的枫叶林，一条小路，穿红色大衣的女人的背影", "0 person woman coat; forest wide"],
  ["黄山云海日出，松树，奇石", "mountains dawn wide"],
  ["长城蜿蜒在群山之间，夕阳", "mountains sunset wide"],
  ["江南烟雨，白墙黛瓦，乌篷船，石拱桥", "0 boat; 1 bridge; river rain wide"],
  ["大漠落日，骆驼商队，长长的影子", "0 camel; desert sunset wide"],
  ["上海外滩夜景，东方明珠，黄浦江倒影", "0 tower; skyline night wide"],
  ["未来城市，飞行汽车，全息广告，高楼林立", "skyline wide"],
  ["海底沉船，鱼群，光束", "0 ship; underwater wide"],
  ["森林深处的小木屋，萤火虫，蘑菇，月光", "0 cabin; forest night wide"],
  ["暴风雨中的灯塔，巨浪，闪电", "0 lighthouse; 1 wave; (sea) storm"],
  ["一只蓝色的凤凰在金色的天空中飞翔", "0 #3a78c9 phoenix-bird flying; (sky)"],
  ["一条金色的中国龙盘旋在云中，气势磅礴", "0 #d3a02c dragon flying; sky"],
  ["孙悟空手持金箍棒，站在云端", "0 person knight crown; 1 magic-wand holding 0; sky"],
  ["证件照，年轻女性，白色衬衫，蓝色背景", "0 person young woman shirt; (studio) portrait"],
  ["满脸皱纹的藏族老奶奶，微笑，转经筒，特写", "0 person old woman smiling; (meadow) closeUp"],
  ["情侣在雨中共撑一把伞", "0 2 person; 1 umbrella holding 0; (street) rain"],
  ["新郎新娘在教堂前接吻，花瓣飞舞", "0 person man inFrontOf 2; 1 person woman inFrontOf 2; 2 church; (garden)"],
  ["足球运动员射门的瞬间，动感", "0 person footballer; (park)"],
  ["一个机器人在给花浇水", "0 robot; (office)"],
  ["一辆红色跑车行驶在海边公路上，夕阳", "0 #d8342c racing-car; road sunset"],
  ["一列绿皮火车穿过雪山脚下的村庄", "0 train; village"],
  ["一架飞机飞过城市上空", "0 airplane flying; skyline"],
  ["蜡笔画，太阳、房子和小树，儿童画", "0 house; 1 tree; (meadow) pencil"],
  ["等距视角，一间迷你咖啡店，粘土风格", "cafe clay wide"],
  ["红苹果和青苹果各三个", "0 3 apple; 1 3 apple; (kitchen)"],
  ["一只黑猫和一只白猫背靠背坐在屋顶上，满月", "0 cat; 1 #f7f6f2 cat; skyline night"],
  [
    "masterpiece, best quality, 1girl, solo, long silver hair, blue eyes, school uniform, cherry blossoms, looking at viewer, smile, outdoors, depth of field",
    "0 person young woman uniform; (garden)",
  ],
  [
    "1boy, black hair, hoodie, headphones, sitting on a rooftop, night city, neon lights, lofi, anime style",
    "0 person young man hoodie headphones; skyline night anime",
  ],
  [
    "(masterpiece:1.2), ultra-detailed, a majestic white tiger walking through a bamboo forest, morning mist, god rays",
    "0 #f7f6f2 tiger walking; forest fog",
  ],
  [
    "a black and white cat sleeping on a stack of old books next to a window, rain outside",
    "0 cat sleeping on 1; 1 6 book; (livingRoom) rain",
  ],
  [
    "a black and white photo of a jazz musician playing trumpet in a smoky club",
    "0 person playing trumpet singer; 1 trumpet holding 0; stage photo",
  ],
  [
    "a portrait of a young man as a renaissance nobleman, ruff collar, oil on canvas",
    "0 person young man; (studio) oil portrait",
  ],
  [
    "a dog as a king, sitting on a throne, wearing a crown and a red cape",
    "0 dog king on 1; 1 throne; 2 crown wearing 0; 3 #d8342c coat wearing 0; (park)",
  ],
  ["there is a small blue boat in the middle of a calm lake and mountains behind it", "0 small #3a78c9 boat; lake"],
  [
    "two women sitting at a table in a cafe, one with red hair and one with black hair, talking and laughing",
    "0 2 person woman sitting laughing; cafe",
  ],
  ["a father carrying his daughter on his shoulders at the beach", "0 person man; 1 person child woman holding 0; beach"],
  [
    "a group of friends around a campfire under the stars, one of them playing guitar",
    "0 7 person playing guitar; (meadow) night",
  ],
  [
    "a man with a dog, a woman with a cat, and a child with a balloon in the park",
    "0 person man; 1 dog; 2 person woman; 3 cat; 4 person child; 5 balloon holding 0; park",
  ],
  ["a red balloon floating above a grey city", "0 #d8342c balloon flying; skyline"],
  ["an owl perched on a branch in front of a full moon", "0 owl; (forest) night"],
  [
    "a little girl in a red cape walking through a dark forest with a wolf behind her",
    "0 person child woman walking coat; 1 wolf behind 0; forest",
  ],
  ['a chalkboard reading "Soup of the day: tomato" outside a bistro', "cafe wide"],
  ['a protest banner with "CLIMATE NOW" held by two students', "0 2 person young student; (classroom)"],
  ['movie poster, title "NIGHTFALL" at the top, tagline "They never sleep" at the bottom, a dark forest', "forest wide"],
  ["a snowman melting in the spring sun", "0 snowman; (snowfield)"],
  ["summer evening at a lake, kids jumping from a pier", "0 3 person child jumping; lake dusk wide"],
  ["a vase of tulips, watercolor, loose brush strokes", "0 vase; 1 3 tulip in 0; (livingRoom) watercolour"],
  ["ink drawing of a crow on a bare branch", "0 blackbird; (sky) pencil"],
  ["pixel art of a knight fighting a dragon, 16-bit", "0 person knight; 1 dragon; (mountains) pixel"],
  ["cute isometric bakery, clay render, pastel", "shop clay wide"],
  ["a felt fox holding a mushroom", "0 fox; 1 mushroom holding 0; (forest) clay"],
  ["minimalist poster of a mountain lake with a canoe, flat colors", "0 boat; lake flat wide"],
  ["a plate of spaghetti with tomato sauce and basil", "0 spaghetti; (cafe)"],
  ["a potter shaping a vase in a workshop", "0 person craftsman; 1 vase; shop"],
  ['a teacher pointing at a blackboard with "2+2=4"', "0 person teacher; (classroom)"],
  ["a postman riding a red bicycle through a village", "0 person delivery on 1; 1 #d8342c bicycle; village"],
  [
    "a samurai and a robot facing each other on a bridge in the rain",
    "0 person knight on bridge; 1 robot on bridge; (river) rain",
  ],
  ["一个穿校服的女孩坐在教室窗边，窗外樱花飞舞", "0 person child woman uniform; classroom"],
  ["超写实人像摄影，一位亚洲美女，长发，白色毛衣，咖啡馆，自然光，浅景深，85mm", "0 person woman sweater; cafe photo portrait"],
  ["一只戴着红围巾的柴犬在雪地里奔跑，动感抓拍", "0 #d8342c scarf wearing 1; 1 dog running; snowfield"],
  ["一个老人和一只狗坐在海边的长椅上看日落", "0 person old watching on bench; 1 dog on bench; beach sunset"],
  ["一位女医生抱着一个婴儿，温暖的光线", "0 person woman doctor; 1 person baby holding 0; (office)"],
  ["一个男人站在悬崖边，面对大海，背影，孤独", "0 person man on cliffs; sea"],
  ["小和尚在寺庙里扫落叶，秋天", "0 person monk in temple; (village)"],
  ["少女骑着白马穿过森林，裙摆飞扬", "0 person young woman dress on 1; 1 #f7f6f2 horse; forest"],
  ["一只橘猫趴在键盘上睡觉，旁边的屏幕上写着“加班中”", "0 cat sleeping on 1; 1 keyboard; (livingRoom)"],
  ["红色的跑车旁边站着一个穿黑色西装的男人", "0 #d8342c racing-car; 1 person man suit beside 0; (road)"],
  ["春节海报，大字“恭贺新春”，副标题“龙年大吉”，金龙，灯笼，烟花", "0 #d3a02c dragon; (village) night"],
  ["一张泛黄的信纸，上面写着“见字如面”，旁边有一支钢笔", "0 fountain-pen; (office) vintage"],
  ["木质路牌上写着“前方500米”，森林小路", "forest wide"],
  ["一个小女孩对着一只巨大的蓝色怪物微笑", "0 person child woman smiling; 1 giant #3a78c9 ogre; (meadow)"],
  ["she is holding a cat", "0 person woman; 1 cat holding 0; (livingRoom)"],
  ["a cat and a dog, sitting on a sofa", "0 cat on sofa; 1 dog on sofa; (livingRoom)"],
  ["a cat, a dog and a bird on a sofa", "0 cat on sofa; 1 dog on sofa; 2 bird on sofa; (livingRoom)"],
  [
    "a woman in a red dress and a man in a black suit dancing in a ballroom",
    "0 person woman dancing dress; 1 person man dancing suit; stage",
  ],
  [
    "two red cars and three blue bicycles in front of a white house",
    "0 2 #d8342c car inFrontOf 2; 1 3 #3a78c9 bicycle inFrontOf 2; 2 #f7f6f2 house; (road)",
  ],
  ["a cat under a table and a dog on a chair", "0 cat under table; 1 dog on chair; (livingRoom)"],
  [
    "a boy holding a red balloon and a girl holding a blue kite",
    "0 person child man; 1 #d8342c balloon holding 0; 2 person child woman; 3 #3a78c9 kite holding 0; (meadow)",
  ],
  ["a bird flying over a lake with mountains in the background", "0 bird flying; lake"],
  ["an old man and a young boy fishing on a pier", "0 person old man fishing; 1 person child man fishing; harbour"],
  ["a woman walking her dog in the park", "0 person woman walking; 1 dog; park"],
  ["a robot holding a flower in its hand", "0 robot; 1 flower holding 0; (office)"],
  ["three cats: one black, one white, one orange", "0 #202225 cat; 1 #f7f6f2 cat; 2 #f08a24 cat; (livingRoom)"],
  [
    "女孩抱着猫，旁边的男孩牵着狗",
    "0 person child woman; 1 cat holding 0; 2 person child man beside 0; 3 dog holding 0; (livingRoom)",
  ],
  ["左边是一棵树，右边是一座房子", "0 tree; 1 house beside 0; (meadow)"],
  ["穿黄色雨衣的小男孩踩水坑", "0 person child man coat; (street)"],
  ["小猫两只，小狗一只，草地", "0 2 cat; 1 dog; meadow"],
  ["妈妈牵着孩子的手走在雪地里", "0 person woman; 1 person child holding 0; snowfield"],
  ["蓝天白云下的绿色草原上有一群白羊", "0 7 #f7f6f2 ewe; meadow"],
])("%s", (prompt, expected) => {
  expect(tell(parseScene(prompt))).toBe(expected);
});
