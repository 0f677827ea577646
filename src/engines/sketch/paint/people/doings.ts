// From what a person is said to do or be to a pose and to what they have in hand. The first row that fits decides; a person of whom
// nothing is said stands at ease in one of several ways.
import type { Random } from "../../random.ts";
import type { Gear } from "./grip.ts";
import type { PoseName } from "./poses.ts";

export interface Doing {
  readonly pose: PoseName;
  readonly gear: readonly Gear[];
}

interface Situation {
  /** Role, doing and the prompt's words, in lower case. */
  readonly words: string;
  /** Sits on a bench, a chair, a bed … */
  readonly seated: boolean;
  /** Sits on the ground itself. */
  readonly grounded: boolean;
  /** On a horse or another animal. */
  readonly mounted: boolean;
  /** Keys of what is in hand as subjects of their own. */
  readonly holding: readonly string[];
  /** Other subjects of the picture. */
  readonly others: readonly string[];
  readonly baby: boolean;
  readonly indoors: boolean;
  readonly random: Random;
}

const ROWS: readonly (readonly [RegExp, PoseName, readonly Gear[]])[] = [
  [/cycling|cyclist|bicycl|骑自行车|骑车|骑行/, "cycle", ["bicycle"]],
  [/motorcycl|motorbike|摩托/, "motor", ["motorbike"]],
  [/fishing|fisherman|angler|钓|渔翁/, "fish", ["stump", "rod"]],
  [/guitar|吉他|busker|street musician|rock star|摇滚/, "guitar", ["guitar"]],
  [/piano|pianist|钢琴/, "piano", ["piano"]],
  [/violin|小提琴/, "violin", ["violin"]],
  [/drum|鼓/, "drum", ["drum"]],
  [/musician|音乐家|乐手/, "guitar", ["guitar"]],
  [/sing|vocalist|rapper|歌|唱/, "sing", ["microphone"]],
  [/barista|waiter|waitress|咖啡师/, "hold", ["cup"]],
  [/chef|cook|baking|baker|厨|做饭|烹饪|炒菜/, "cook", ["pan"]],
  [/writing|writer|poet|作家|诗人|写/, "holdLow", ["book"]],
  [/painting|artist|painter|drawing|sketching|画画|画家|作画|写生|画师/, "paint", ["easel"]],
  [/meditat|yoga|lotus|monk|冥想|打坐|瑜伽|和尚|僧/, "lotus", []],
  [/pray|祈祷|许愿/, "pray", []],
  [/sleep|nap|asleep|睡/, "sleep", []],
  [/surf|冲浪/, "surf", ["board"]],
  [/snowboard|单板/, "surf", ["board"]],
  [/ski(er|ing)|滑雪/, "ski", ["skis"]],
  [/swim|div(er|ing)|snorkel|游泳|潜水/, "swim", []],
  [/climb|攀/, "climb", []],
  [/rowing|paddl|kayak|canoe|ferryman|boatman|划船|船夫/, "row", ["oars"]],
  [/danc|ballerina|ballet|flamenco|跳舞|起舞|舞/, "dance", []],
  [/running|runner|jogg|sprint|chasing|跑|追/, "run", []],
  [/jumping|leap|hopping|跳/, "jump", []],
  [/waving|挥手|招手/, "wave", []],
  [/working|typing|coding|programmer|hacker|engineer|工作|程序员|办公/, "laptop", ["stool", "laptop"]],
  [/photograph|taking a photo|拍照|摄影/, "photo", ["camera"]],
  [/firefighter|fireman|消防/, "hold", ["hose"]],
  [/doctor|nurse|physician|医|护士|scientist|研究/, "holdLow", ["clipboard"]],
  [/bride|新娘/, "holdLow", ["bouquet"]],
  [/samurai|武士|swordsman|剑|ninja|忍者|pirate|海盗|viking/, "sword", ["sword"]],
  [/knight|warrior|gladiator|crusader|骑士|勇士/, "sword", ["shield"]],
  [/wizard|sorcerer|merlin|gandalf|巫师|魔法师|法师/, "hold", ["staff"]],
  [/witch|女巫|魔女|巫女/, "hold", ["broom"]],
  [/fairy|magician|仙/, "raise", ["wand"]],
  [/gardener|farmer|peasant|农/, "hold", ["pitchfork"]],
  [/detective|sherlock|侦探/, "hold", ["magnifier"]],
  [/santa|圣诞/, "wave", ["sack"]],
  [/superhero|superman|hero|超人|英雄/, "heroic", []],
  [/king|queen|emperor|judge|guard|国王|皇/, "pockets", []],
  [/footballer|football|soccer|足球/, "kick", []],
  [/basketball|throw|篮球/, "throw", []],
  [/reading|studying|看书|读书|阅读|student|teacher|学生|老师/, "read", ["book"]],
  [/eating|dinner|lunch|breakfast|dining|吃|用餐/, "dine", []],
  [/drinking|sipping|喝|品茶/, "drink", ["cup"]],
  [/hiker|hiking|walking|strolling|wandering|散步|走|徒步|行人|pedestrian|backpacker|explorer/, "walk", []],
  [/cheering|celebrat|excited|庆祝|欢呼/, "jump", []],
  [/point|指/, "point", []],
  [/sitting|sit\b|坐/, "sit", []],
  [/laptop/, "laptop", ["stool", "laptop"]],
];

export function doingOf({ words, seated, grounded, mounted, holding: held, others, baby, indoors, random }: Situation): Doing {
  let holding = held;
  const keys = holding.join(" ");
  if (mounted) return { pose: "ride", gear: [] };
  const found = ROWS.find(([pattern]) => pattern.test(words));
  // What is held as a subject of its own is drawn by itself: the hand only goes where it is.
  if (/umbrella|parasol/.test(keys)) return { pose: seated ? "sitDrink" : "drink", gear: ["umbrella"] };
  if (/balloon|parasol|torch|lantern|flag/.test(keys)) return { pose: seated ? "sit" : "hold", gear: [] };
  if (/kite/.test(`${keys} ${others.join(" ")} ${words}`) || /风筝/.test(words)) return { pose: "kite", gear: ["kite"] };
  if (found && /fishing-pole|paintbrush|pen|hot-beverage|guitar|violin|book|microphone/.test(keys) && found[2].length > 0)
    holding = [];
  else if (/guitar|violin|book|laptop|camera|sword|beverage|fishing/.test(keys)) {
    const row = ROWS.find(([pattern]) => pattern.test(keys));
    if (row) return { pose: row[1], gear: row[2] };
    if (/beverage/.test(keys)) return { pose: seated ? "sitDrink" : "drink", gear: ["cup"] };
    if (/book/.test(keys)) return { pose: seated ? "sitRead" : "read", gear: ["book"] };
  }
  if (holding.length > 0 && found?.[1] !== "dine") return { pose: seated ? "sit" : "holdLow", gear: [] };
  if (baby) return { pose: "baby", gear: [] };
  if (/soccer|football/.test(others.join(" ")) && (found === undefined || /playing/.test(words)))
    return { pose: random.pick(["kick", "run", "walk"]), gear: [] };
  if (found) {
    const [, name, gear] = found;
    if (name === "read")
      return {
        pose: seated ? "sitRead" : grounded || (!indoors && !/student|teacher/.test(words)) ? "groundRead" : "read",
        gear,
      };
    if (name === "dine") return { pose: "dine", gear: ["chair"] };
    if (name === "drink")
      return { pose: seated || indoors ? "sitDrink" : "drink", gear: seated || !indoors ? gear : ["stool", "cup"] };
    if (name === "sit") return { pose: seated ? "sit" : indoors ? "sit" : "ground", gear: seated || !indoors ? [] : ["stool"] };
    if (name === "fish" && seated) return { pose: "fish", gear: ["rod"] };
    if (seated && ["hold", "holdLow", "wave", "walk", "heroic", "pockets"].includes(name)) return { pose: "sit", gear: [] };
    return { pose: name, gear };
  }
  if (seated) return { pose: random.pick(["sit", "sitSide", "sit"]), gear: [] };
  if (grounded) return { pose: "ground", gear: [] };
  if (/playing|玩/.test(words)) return { pose: random.pick(["run", "jump", "wave", "run"]), gear: [] };
  return { pose: random.pick(["stand", "pockets", "akimbo", "stand", "side"]), gear: [] };
}
