// What `prompt_extend` adds to a prompt reaches the embedded engine as part of it. It may set a mood; it must not add anything to
// the picture, nor move it to another place, hour, style or camera.
import { expect, test } from "vitest";
import { parseScene } from "../../../src/engines/sketch/scene/parse.ts";
import type { Scene } from "../../../src/engines/sketch/scene/scene.ts";
import { createRulesRewriter } from "../../../src/rewriters/rules.ts";

const ENGLISH = `a cat
A red fox reading a book under a tree
sunset over the sea
portrait of an old fisherman
a bowl of ramen
poster that says 'SALE'
a castle at night
a robot in a city street
two apples on a table
a girl with red hair
mountain lake at dawn
a coffee mug
abstract shapes
a bicycle
starry sky
a dragon above the clouds
an astronaut riding a horse
a cozy coffee shop with a chalkboard that says "Open"
three kittens in a basket
a lighthouse in a storm
a rainy street
a snowy village
an old library
a woman in a yellow raincoat holding an umbrella
a bouquet of roses
coral reef
a steaming cup of tea on a windowsill
vintage car on a desert road
a panda eating bamboo
a wizard in an enchanted forest
tokyo street at night
pixel art of a castle
watercolour of a harbour
a bottle of perfume
hummingbird and a hibiscus flower
a misty forest
a spaceship over Mars
happiness
a chef cooking in a kitchen
an eagle flying over mountains
hot air balloons at sunrise
the Great Wall in autumn
a birthday cake with candles
a grand piano on a stage
stained glass of a peacock
cyberpunk city
a child flying a kite
a loaf of bread
a bedroom at night
a sunflower field
photo of a dog on a beach
oil painting of a ship
a knitted sweater on a chair
an old man feeding pigeons in a park
a snowman with a red scarf
the northern lights over a cabin
a squirrel holding an acorn
a school of fish
wedding couple on a beach
a jazz musician playing saxophone
sushi on a wooden board
a train crossing a bridge`;

const CHINESE = `一只白猫坐在窗台上
夕阳下的渔港
一碗牛肉面
雪山
城市夜景
一个小女孩的肖像
书房
海报写着“你好”
一辆红色汽车
荷花池里的锦鲤
龙在云中飞
江南水乡，小桥流水人家
一位撑着油纸伞的姑娘走过石桥
两只熊猫吃竹子
宇航员在月球上
森林里的小鹿
一杯咖啡
竹林里的熊猫
水墨画，山水
像素风的小猫
咖啡馆招牌“时光”
夜晚的集市
下雨的街道
雪夜的小屋
一束玫瑰
海底世界
星空下的帐篷
老爷爷在下棋
奶奶在包饺子
一瓶香水
独角兽在魔法森林里
沙漠中的骆驼
樱花树下的少女
秋天的银杏大道
中秋月亮和兔子
一只老虎
抽象几何图案
机器人弹钢琴
热气球
飞机飞过云海
火锅
赛博朋克城市
国画，牡丹
厨房里的早餐
麦田里的稻草人
骑自行车的男孩
一篮水果
龍在雲中飛
花园里的秋千
一条金色的龙
牧童骑着水牛
一盘饺子
海边的灯塔
戴红色围巾的雪人
沙滩上的椰子树
图书馆里看书的女孩
一杯奶茶，杯子上写着“你好”
熊猫旁边有一只猴子`;

const SIZES = [
  { width: 1664, height: 928 },
  { width: 928, height: 1664 },
  { width: 1328, height: 1328 },
];
const SEEDS = [0, 1, 2, 3, 4];

/** A night that names no light gains moonlight or starlight, and with it the moon or the stars that it comes from. */
const LIGHTS_OF_NIGHT = new Set(["moon", "stars"]);

/** The whole scene but for its mood and modifiers, and the words that each subject was read from. */
function toEssence({ mood: _mood, modifiers: _modifiers, subjects, props, ...others }: Scene): object {
  return {
    ...others,
    subjects: subjects.map(({ words: _words, ...subject }) => subject),
    props: [...props].filter((prop) => !(others.time === "night" && LIGHTS_OF_NIGHT.has(prop))).toSorted(),
  };
}

test.each([...ENGLISH.split("\n"), ...CHINESE.split("\n")])("%s: extended, the same picture", async (prompt) => {
  const rewriter = createRulesRewriter();
  const { signal } = new AbortController();
  const essence = toEssence(parseScene(prompt));
  for (const size of SIZES) {
    for (const seed of SEEDS) {
      const extended = await rewriter.rewrite(prompt, { ...size, seed, signal });
      expect(toEssence(parseScene(extended.prompt)), extended.prompt).toEqual(essence);
    }
  }
});
