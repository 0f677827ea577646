// Of common nouns in English and in Chinese, nearly all must be understood as themselves, alone and inside a sentence; and
// words that merely look like them must not.

import { expect, test } from "vitest";
import vocabulary from "../../../src/engines/sketch/scene/vocabulary.json" with { type: "json" };
import { NOUNS } from "../../../src/engines/sketch/scene/words-nouns.ts";
import { parseScene } from "../../../src/engines/sketch/scene/parse.ts";

const ENGLISH = `cat:cat dog:dog horse:horse cow:cow pig:pig sheep:ewe rabbit:rabbit mouse:mouse lion:lion tiger:tiger bear:bear
elephant:elephant giraffe:giraffe monkey:monkey fox:fox wolf:wolf deer:deer squirrel:chipmunk hedgehog:hedgehog bird:bird
eagle:eagle owl:owl duck:duck swan:swan chicken:chicken penguin:penguin parrot:parrot fish:fish shark:shark whale:whale
dolphin:dolphin octopus:octopus crab:crab turtle:turtle frog:frog snake:snake butterfly:butterfly bee:honeybee spider:spider
snail:snail tree:tree flower:flower rose:rose sunflower:sunflower tulip:tulip cactus:cactus mushroom:mushroom apple:apple
banana:banana orange:orange strawberry:strawberry watermelon:watermelon lemon:lemon pear:pear peach:peach cherry:cherries
pineapple:pineapple carrot:carrot tomato:tomato bread:bread egg:egg pizza:pizza hamburger:hamburger cake:birthday-cake
coffee:coffee tea:tea cup:mug bottle:bottle spoon:spoon car:car bus:bus truck:truck train:train bicycle:bicycle
motorcycle:motorcycle airplane:airplane helicopter:helicopter boat:boat ship:ship rocket:rocket house:house castle:castle
lighthouse:lighthouse church:church tent:tent chair:chair table:table bed:bed lamp:lamp clock:clock book:book pencil:pencil
computer:computer camera:camera guitar:guitar piano:piano violin:violin drum:drum umbrella:umbrella hat:hat shoe:shoe key:key
balloon:balloon gift:gift kite:kite star:star moon:moon sun:sun cloud:cloud snowman:snowman robot:robot candle:candle
door:door bell:bell crown:crown ring:ring flag:flag`;

const CHINESE = `猫:cat 狗:dog 马:horse 牛:cow 猪:pig 羊:ewe 兔子:rabbit 老鼠:mouse 狮子:lion 老虎:tiger 熊:bear 大象:elephant
长颈鹿:giraffe 猴子:monkey 狐狸:fox 狼:wolf 鹿:deer 松鼠:chipmunk 刺猬:hedgehog 鸟:bird 老鹰:eagle 猫头鹰:owl 鸭子:duck
天鹅:swan 鸡:chicken 企鹅:penguin 鹦鹉:parrot 鱼:fish 鲨鱼:shark 鲸鱼:whale 海豚:dolphin 章鱼:octopus 螃蟹:crab 乌龟:turtle
青蛙:frog 蛇:snake 蝴蝶:butterfly 蜜蜂:honeybee 蜘蛛:spider 蜗牛:snail 树:tree 花:flower 玫瑰:rose 向日葵:sunflower
郁金香:tulip 仙人掌:cactus 蘑菇:mushroom 苹果:apple 香蕉:banana 橙子:orange 草莓:strawberry 西瓜:watermelon 柠檬:lemon
梨:pear 桃子:peach 樱桃:cherries 菠萝:pineapple 胡萝卜:carrot 西红柿:tomato 面包:bread 鸡蛋:egg 披萨:pizza 汉堡:hamburger
蛋糕:birthday-cake 咖啡:coffee 茶:tea 杯子:mug 勺子:spoon 汽车:car 公交车:bus 卡车:truck 火车:train 自行车:bicycle
摩托车:motorcycle 飞机:airplane 直升机:helicopter 轮船:ship 火箭:rocket 房子:house 城堡:castle 灯塔:lighthouse 教堂:church
帐篷:tent 椅子:chair 桌子:table 床:bed 时钟:clock 书:book 铅笔:pencil 电脑:computer 相机:camera 吉他:guitar 钢琴:piano
小提琴:violin 鼓:drum 雨伞:umbrella 帽子:hat 鞋子:shoe 钥匙:key 气球:balloon 礼物:gift 风筝:kite 星星:star 月亮:moon
太阳:sun 云:cloud 雪人:snowman 机器人:robot 蜡烛:candle 皇冠:crown 戒指:ring 旗子:flag 熊猫:panda 龙:dragon 凤凰:phoenix-bird
饺子:dumpling 面条:noodles 月饼:moon-cake 灯笼:lantern 竹子:bamboo 荷花:lotus 筷子:chopsticks 扇子:folding-hand-fan
红包:red-envelope 高铁:bullet-train 火锅:pot-of-food`;

const pairsOf = (table: string): [string, string][] => table.split(/\s+/).map((pair) => pair.split(":") as [string, string]);

const keysOf = (prompt: string): string[] => parseScene(prompt).subjects.map(({ key }) => key);

/** Pieces of the sky and of rooms may be shown by the setting rather than as a subject of their own. */
function shows(prompt: string, key: string): boolean {
  const { subjects, props } = parseScene(prompt);
  const piece = key === "cloud" ? "clouds" : key === "star" ? "stars" : key;
  return subjects.some((subject) => subject.key === key) || props.has(piece);
}

test.each(pairsOf(ENGLISH))("%s is understood", (word, key) => {
  const article = /^[aeiou]/.test(word) ? "an" : "a";
  expect(keysOf(word)).toEqual([key]);
  expect(keysOf(`A photo of ${article} ${word}, highly detailed`)).toEqual([key]);
  expect(shows(`${article} purple ${word} in a garden`, key)).toBe(true);
  expect(shows(`${article} ${word} on a wooden table`, key)).toBe(true);
});

test.each(pairsOf(CHINESE))("%s is understood", (word, key) => {
  expect(keysOf(word)).toEqual([key]);
  expect(keysOf(`一张${word}的照片，高清`)).toEqual([key]);
  expect(shows(`花园里有一个紫色的${word}`, key)).toBe(true);
  expect(shows(`一个${word}放在木桌上`, key)).toBe(true);
});

test.each([
  ["a hot dog", "dog"],
  ["a Christmas tree", "tree"],
  ["a teddy bear", "bear"],
  ["a rubber duck", "duck"],
  ["a sea lion", "lion"],
  ["a butterfly", "fly"],
  ["a starfish", "star"],
  ["a Star Wars scene", "star"],
  ["a bird's eye view of a harbour", "bird"],
  ["leaves fall in the park", "autumn"],
  ["it is raining cats and dogs", "dog"],
  ["apple pie", "apple"],
  ["people watch the sunset", "watch"],
  ["birds fly over the sea", "fly"],
  ["a World Cup match", "mug"],
  ["火车", "car"],
  ["马路", "horse"],
  ["马上出发", "horse"],
  ["热狗", "dog"],
  ["海马", "horse"],
  ["向日葵", "sun"],
  ["月饼", "moon"],
  ["天鹅", "goose"],
  ["熊猫", "cat"],
  ["猫头鹰", "cat"],
  ["蜗牛", "cow"],
  ["花生", "flower"],
  ["大雪人", "person"],
  ["人气很高", "person"],
])("%s holds no %s", (prompt, key) => {
  expect(keysOf(prompt)).not.toContain(key);
});

test("every glyph and home that a noun names exists", () => {
  const homes = new Set(
    `sea beach lake river waterfall mountains forest desert meadow garden field snowfield street skyline village harbour park road
    cafe kitchen livingRoom bedroom office library classroom shop stage studio space underwater sky abstract`.split(/\s+/),
  );
  for (const line of NOUNS) {
    const [head = ""] = line.split(":", 1);
    const [name = "", home] = head.split("@");
    const [key = "", glyph] = name.split("=");
    if (glyph !== "-") expect(Object.keys(vocabulary), line).toContain(glyph ?? key);
    if (home !== undefined) expect(homes, line).toContain(home);
  }
});

test("every glyph with a Chinese name is found by it, or by a curated noun that outranks it", () => {
  const missed = Object.entries(vocabulary).filter(([, row]) => {
    const [, , , chinese = ""] = row.split("|");
    const { subjects, props, lettering } = parseScene(chinese);
    return chinese !== "" && subjects.length + props.size + lettering.length === 0;
  });
  // Names that are a setting or a light rather than a thing (a stadium, a city).
  expect(missed.length).toBeLessThan(40);
});
