// Words for people: nouns (who), roles with their glyphs, and traits (hair, skin, expression, garments, doings).

import type { Entry } from "./lexicon.ts";

export const PEOPLE: readonly Entry[] = [
  // Who
  [
    { person: {} },
    "person, human, somebody, someone, figure, individual, traveler, traveller, villager, pedestrian, passerby, passer by, customer, guest, visitor, spectator, commuter, tourist, shopper, passenger, onlooker, stranger, bystander, neighbor, friend, lover, patron, local, 人, 人物, 行人, 路人, 旅人, 顾客, 客人, 游客, 村民, 朋友, 恋人, 客官, 背影, 食客, 真人, 主角, 观众",
  ],
  [
    { person: { count: 5 } },
    "people, folks, humans, customers, guests, passersby, pedestrians, 人们, 人群, 一群人, 大家, 众人, 顾客们",
  ],
  [{ person: { count: 7 } }, "crowd, crowd of people, audience, 观众席, 人潮, 人海"],
  [
    { person: { age: "adult", gender: "man" } },
    "man, gentleman, guy, father, dad, husband, groom, male, uncle, businessman, dude, fellow, handsome man, mister, middle aged man, 男人, 男子, 男士, 爸爸, 父亲, 丈夫, 新郎, 叔叔, 先生, 大叔, 中年男人, 中年男子, 男性, 老爸, 汉子",
  ],
  [
    { person: { age: "adult", gender: "woman" } },
    "woman, lady, mother, mom, mum, wife, bride, female, aunt, businesswoman, beautiful woman, geisha, middle aged woman, gentlewoman, 女人, 女子, 女士, 妈妈, 母亲, 妻子, 新娘, 阿姨, 美女, 女性, 中年女人, 妇女, 中年妇女, 妇人, 贵妃, 仕女",
  ],
  [
    { person: { age: "young", gender: "woman" } },
    "young woman, young lady, teenage girl, young girl in her twenties, maiden, 少女, 年轻女子, 年轻女人, 年轻女性, 姑娘, 小姐姐, 年轻女孩, 女生, 女学生, 小姐, 女青年",
  ],
  [
    { person: { age: "young", gender: "man" } },
    "young man, teenage boy, lad, 少年, 年轻男子, 年轻男人, 年轻男性, 小伙子, 小伙, 男生, 帅哥, 男青年, 小哥哥",
  ],
  [{ person: { age: "young" } }, "teenager, teen, youth, young person, young adult, adolescent, 青年, 年轻人, 青少年"],
  [
    { person: { age: "child", gender: "woman" } },
    "girl, little girl, schoolgirl, small girl, young girl, daughter, granddaughter, sister, 女孩, 小女孩, 女孩子, 小姑娘, 女儿, 女童, 孙女, 妹妹, 小公主, 女娃, 女孩儿",
  ],
  [
    { person: { age: "child", gender: "man" } },
    "boy, little boy, schoolboy, small boy, young boy, son, grandson, brother, 男孩, 小男孩, 男孩子, 儿子, 男童, 孙子, 弟弟, 男娃, 牧童, 男孩儿",
  ],
  [
    { person: { age: "child" } },
    "child, kid, toddler, little kid, youngster, 孩子, 小孩, 儿童, 小朋友, 孩童, 小孩子, 童子, 娃娃脸小孩, 小娃",
  ],
  [{ person: { age: "baby" } }, "baby, infant, newborn, 婴儿, 宝宝, 小宝宝, 新生儿, 宝贝, 小婴儿"],
  [
    { person: { age: "old", gender: "man" } },
    "old man, elderly man, grandfather, grandpa, elderly gentleman, old gentleman, older man, granddad, 爷爷, 老爷爷, 老头, 老先生, 外公, 老大爷, 老翁, 老头子, 老汉, 祖父, 姥爷, 老伯, 大爷",
  ],
  [
    { person: { age: "old", gender: "woman" } },
    "old woman, elderly woman, grandmother, grandma, old lady, elderly lady, older woman, granny, 奶奶, 老奶奶, 老太太, 外婆, 老婆婆, 老妇人, 姥姥, 祖母, 婆婆, 老大妈",
  ],
  [
    { person: { age: "old" } },
    "old person, elderly person, elder, senior, elderly, old people, elderly people, 老人, 老人家, 老年人, 老者, 长者",
  ],
  [{ person: { age: "old", count: 2 } }, "old couple, elderly couple, grandparents, 老夫妻, 老夫妇, 老两口, 爷爷奶奶"],
  [
    { person: { age: "adult", count: 2 } },
    "couple, lovers, newlyweds, young couple, parents, 情侣, 夫妻, 夫妇, 恋人们, 一对恋人, 一对情侣, 新人, 小两口, 父母, 一男一女",
  ],
  [{ person: { count: 4 } }, "family, band members, 一家人, 一家四口, 全家, 家人"],
  [{ person: { count: 3 } }, "family of three, 一家三口"],
  // The tags of picture boards
  [{ person: { age: "young", gender: "woman" } }, "1girl, 1woman, one girl"],
  [{ person: { age: "young", gender: "man" } }, "1boy, 1man"],
  [{ person: { age: "young", gender: "woman", count: 2 } }, "2girls"],
  [{ person: { age: "young", gender: "man", count: 2 } }, "2boys"],
  [{ person: { role: "guard", count: 7 } }, "army, troops, 千军万马, 大军, 军队, 士兵们"],
  // Roles with a glyph
  [
    { person: { role: "astronaut", glyph: "astronaut" } },
    "astronaut, cosmonaut, spaceman, space explorer, taikonaut, 宇航员, 航天员, 太空人",
  ],
  [
    { person: { role: "chef", glyph: "cook" } },
    "chef, cook, baker, pizza maker, sous chef, 厨师, 大厨, 面包师, 糕点师, 主厨, 厨子",
  ],
  [{ person: { role: "barista", glyph: "cook" } }, "barista, bartender, waiter, 咖啡师, 服务员, 调酒师, 店员, 店小二, 男服务员"],
  [{ person: { role: "barista", glyph: "cook", gender: "woman" } }, "waitress, 女服务员"],
  [{ person: { role: "firefighter", glyph: "firefighter" } }, "firefighter, fireman, fire fighter, 消防员, 消防战士"],
  [
    { person: { role: "police officer", glyph: "police-officer" } },
    "police officer, policeman, cop, policewoman, sheriff, 警察, 交警, 民警, 警官",
  ],
  [
    { person: { role: "doctor", glyph: "health-worker" } },
    "doctor, physician, surgeon, medic, veterinarian, vet, dentist, 医生, 大夫, 兽医, 牙医, 中医",
  ],
  [{ person: { role: "nurse", glyph: "health-worker", gender: "woman" } }, "nurse, 护士"],
  [
    { person: { role: "farmer", glyph: "farmer" } },
    "farmer, gardener, shepherd, cowherd, peasant, rancher, 农民, 园丁, 牧羊人, 农夫, 果农, 茶农, 牧民",
  ],
  [
    { person: { role: "artist", glyph: "artist" } },
    "artist, painter, sculptor, illustrator, street artist, 画家, 艺术家, 画师, 雕塑家",
  ],
  [{ person: { role: "teacher", glyph: "teacher" } }, "teacher, professor, tutor, 老师, 教师, 教授, 先生讲课, 男老师"],
  [{ person: { role: "teacher", glyph: "teacher", gender: "woman" } }, "女老师, 女教师"],
  [
    { person: { role: "student", glyph: "student", age: "young" } },
    "student, pupil, graduate, scholar, 学生, 大学生, 毕业生, 小学生, 中学生, 学者, 书生, 高中生",
  ],
  [
    { person: { role: "scientist", glyph: "scientist" } },
    "scientist, chemist, researcher, physicist, inventor, 科学家, 研究员, 化学家, 发明家, 物理学家",
  ],
  [
    { person: { role: "programmer", glyph: "technologist" } },
    "programmer, coder, developer, hacker, engineer, software engineer, 程序员, 黑客, 工程师, 码农",
  ],
  [
    { person: { role: "office worker", glyph: "office-worker" } },
    "office worker, businessperson, manager, boss, secretary, ceo, lawyer, 白领, 上班族, 老板, 职员, 商人, 经理, 律师, 秘书",
  ],
  [
    { person: { role: "mechanic", glyph: "mechanic" } },
    "mechanic, plumber, repairman, electrician, 修理工, 机械师, 水管工, 电工, 技工",
  ],
  [{ person: { role: "factory worker", glyph: "factory-worker" } }, "factory worker, welder, blacksmith, 工厂工人, 焊工, 铁匠"],
  [
    { person: { role: "construction worker", glyph: "construction-worker" } },
    "construction worker, builder, worker, miner, carpenter, 建筑工人, 工人, 矿工, 木匠, 农民工",
  ],
  [{ person: { role: "pilot", glyph: "pilot" } }, "pilot, aviator, captain of the plane, 飞行员, 机长"],
  [{ person: { role: "judge", glyph: "judge" } }, "judge, 法官"],
  [
    { person: { role: "singer", glyph: "singer" } },
    "singer, rock star, rockstar, pop star, vocalist, musician, busker, street musician, rapper, dj, jazz musician, singer songwriter, 歌手, 音乐家, 摇滚明星, 乐手, 街头艺人, 歌星, 歌唱家, 主唱",
  ],
  [{ person: { role: "playing guitar", glyph: "singer" } }, "guitarist, guitar player, 吉他手"],
  [
    { person: { role: "playing violin", glyph: "singer" } },
    "violinist, fiddler, cellist, violin player, 小提琴手, 小提琴家, 大提琴家, 大提琴手",
  ],
  [{ person: { role: "playing piano", glyph: "singer" } }, "pianist, piano player, 钢琴家, 钢琴师"],
  [{ person: { role: "playing saxophone", glyph: "singer" } }, "saxophonist, sax player, saxophone player, 萨克斯手"],
  [{ person: { role: "playing trumpet", glyph: "singer" } }, "trumpeter, trumpet player, 小号手"],
  [{ person: { role: "playing drums", glyph: "singer" } }, "drummer, 鼓手"],
  [
    { person: { role: "detective", glyph: "detective" } },
    "detective, spy, sherlock holmes, private eye, investigator, 侦探, 间谍, 福尔摩斯",
  ],
  [
    { person: { role: "guard", glyph: "guard" } },
    "guard, royal guard, palace guard, soldier, sentry, 卫兵, 士兵, 军人, 守卫, 侍卫, 战士, 将军",
  ],
  [{ person: { role: "ninja", glyph: "ninja" } }, "ninja, assassin, 忍者, 刺客, 黑衣人"],
  [
    { person: { role: "knight" } },
    "knight, samurai, warrior, viking, gladiator, swordsman, archer, cavalier, crusader, 骑士, 武士, 剑客, 侠客, 剑士, 弓箭手, 维京人, 勇士, 大侠, 女侠",
  ],
  [{ person: { role: "prince", glyph: "prince", gender: "man", age: "young" } }, "prince, 王子"],
  [{ person: { role: "princess", glyph: "princess", gender: "woman", age: "young" } }, "princess, 公主"],
  [
    { person: { role: "king", glyph: "person-with-crown", gender: "man", accessory: "crown" } },
    "king, emperor, pharaoh, sultan, 国王, 皇帝, 帝王, 法老",
  ],
  [
    { person: { role: "queen", glyph: "person-with-crown", gender: "woman", accessory: "crown" } },
    "queen, empress, 女王, 皇后, 女皇, 王后",
  ],
  [
    { person: { role: "wizard", glyph: "person-mage", gender: "man", accessory: "hat" } },
    "wizard, sorcerer, warlock, magician, merlin, gandalf, 巫师, 魔法师, 法师, 魔术师, 术士",
  ],
  [
    { person: { role: "witch", glyph: "person-mage", gender: "woman", accessory: "hat" } },
    "witch, sorceress, enchantress, 女巫, 巫女, 小魔女, 魔女",
  ],
  [
    { person: { role: "fairy", glyph: "person-fairy", gender: "woman" } },
    "fairy, pixie, 仙女, 小仙女, 精灵仙子, 花仙子, 仙子, 嫦娥",
  ],
  [{ person: { role: "angel", glyph: "baby-angel" } }, "angel, cherub, cupid, 天使, 小天使, 丘比特"],
  [{ person: { role: "elf", glyph: "person-elf" } }, "elf, elven archer, 精灵, 小精灵"],
  [{ person: { role: "mermaid", glyph: "person-merpeople", gender: "woman" } }, "mermaid, siren, 美人鱼, 人鱼"],
  [{ person: { role: "merman", glyph: "person-merpeople", gender: "man" } }, "merman, 男人鱼"],
  [{ person: { role: "vampire", glyph: "person-vampire" } }, "vampire, dracula, count dracula, 吸血鬼"],
  [{ person: { role: "zombie", glyph: "person-zombie" } }, "zombie, undead, 僵尸, 丧尸"],
  [{ person: { role: "genie", glyph: "person-genie" } }, "genie, djinn, 灯神, 神仙"],
  [
    { person: { role: "superhero", glyph: "person-superhero" } },
    "superhero, super hero, superman, batman, hero, 超级英雄, 超人, 英雄, 蝙蝠侠",
  ],
  [
    { person: { role: "superhero", glyph: "person-superhero", gender: "woman" } },
    "superheroine, supergirl, heroine, wonder woman, 女超人, 女英雄",
  ],
  [{ person: { role: "supervillain", glyph: "person-supervillain" } }, "supervillain, villain, 反派, 坏蛋"],
  [
    { person: { role: "santa", glyph: "santa-claus", age: "old", gender: "man", accessory: "beard" } },
    "santa claus, santa, father christmas, 圣诞老人, 圣诞老公公",
  ],
  [{ person: { role: "mrs claus", glyph: "mrs-claus", age: "old", gender: "woman" } }, "mrs claus, 圣诞奶奶"],
  [{ person: { role: "clown", glyph: "clown-face" } }, "clown, jester, mime, juggler, 小丑, 杂耍艺人"],
  [{ person: { role: "pirate", accessory: "hat" } }, "pirate, pirate captain, buccaneer, 海盗, 海盗船长"],
  [{ person: { role: "cowboy", accessory: "hat", glyph: "cowboy-hat-face" } }, "cowboy, cowgirl, gunslinger, 牛仔, 西部牛仔"],
  [
    { person: { role: "monk", glyph: "person-in-lotus-position", hair: { form: "bald" } } },
    "monk, buddhist monk, buddha, priest, nun, 和尚, 僧人, 道士, 佛, 佛陀, 小和尚, 尼姑, 老僧",
  ],
  [{ person: { role: "sailor", accessory: "hat" } }, "sailor, captain, sea captain, mariner, 水手, 船长, 海员"],
  [
    { person: { role: "fisherman", glyph: "person-rowing-boat", accessory: "hat" } },
    "fisherman, fisher, angler, ferryman, boatman, 渔夫, 渔民, 渔翁, 船夫, 钓鱼人, 钓鱼翁, 船家, 摆渡人",
  ],
  [
    { person: { role: "dancer", glyph: "woman-dancing" } },
    "dancer, ballerina, ballet dancer, flamenco dancer, 舞者, 芭蕾舞者, 舞蹈家, 舞蹈演员, 舞女, 芭蕾舞演员",
  ],
  [{ person: { role: "surfer", glyph: "person-surfing" } }, "surfer, 冲浪者"],
  [{ person: { role: "swimmer", glyph: "person-swimming" } }, "swimmer, diver, scuba diver, snorkeler, 游泳者, 潜水员, 泳者"],
  [{ person: { role: "skier", glyph: "skier" } }, "skier, 滑雪者"],
  [{ person: { role: "snowboarder", glyph: "snowboarder" } }, "snowboarder, 单板滑雪者"],
  [{ person: { role: "cyclist", glyph: "person-biking" } }, "cyclist, bicyclist, biker, bike rider, 骑行者, 骑车人, 车手"],
  [
    { person: { role: "runner", glyph: "person-running" } },
    "runner, jogger, athlete, marathon runner, sprinter, 跑步者, 运动员, 跑者",
  ],
  [
    { person: { role: "hiker", glyph: "person-walking" } },
    "hiker, backpacker, explorer, adventurer, wanderer, mountaineer, nomad, 登山者, 徒步者, 探险家, 背包客, 冒险者, 旅行者, 行者",
  ],
  [{ person: { role: "climber", glyph: "person-climbing" } }, "climber, rock climber, 攀岩者"],
  [{ person: { role: "horse rider", glyph: "horse-racing" } }, "jockey, horse rider, horseman, equestrian, 骑手, 骑师"],
  [
    { person: { role: "footballer", glyph: "person-bouncing-ball" } },
    "football player, soccer player, basketball player, footballer, 足球运动员, 篮球运动员, 球员, 篮球手",
  ],
  [{ person: { role: "golfer", glyph: "person-golfing" } }, "golfer, 高尔夫球手"],
  [
    { person: { role: "wrestler", glyph: "person-wrestling" } },
    "wrestler, sumo wrestler, boxer, martial artist, 摔跤手, 拳击手, 相扑手, 武术家, 功夫大师",
  ],
  [
    { person: { role: "writer" } },
    "writer, poet, author, journalist, philosopher, 作家, 诗人, 作者, 李白, 杜甫, 记者, 苏轼, 哲学家",
  ],
  [
    { person: { role: "shopkeeper" } },
    "shopkeeper, vendor, seller, street vendor, merchant, florist woman, 小贩, 店主, 商贩, 摊主, 掌柜, 老板娘, 卖花人",
  ],
  [
    { person: { role: "delivery" } },
    "courier, delivery man, delivery guy, delivery driver, delivery rider, delivery person, mailman, postman, mail carrier, 外卖员, 快递员, 外卖小哥, 快递小哥, 邮递员, 骑手小哥",
  ],
  [
    { person: { role: "craftsman" } },
    "craftsman, artisan, potter, tailor, barber, hairdresser, cobbler, watchmaker, shoemaker, beekeeper, butcher, weaver, glassblower, lumberjack, woodcutter, 工匠, 匠人, 裁缝, 理发师, 陶艺师, 手艺人, 鞋匠, 伐木工, 樵夫, 茶艺师",
  ],
  [{ person: { role: "hunter" } }, "hunter, huntress, ranger, druid, rogue, mercenary, bounty hunter, scout, 猎人, 游侠, 德鲁伊"],
  [
    { person: {} },
    "librarian, cashier, receptionist, flight attendant, referee, lifeguard, acrobat, gymnast, skater, skateboarder, gamer, streamer, hipster, punk, goth, influencer, dreamer, 图书管理员, 收银员, 空姐, 乘务员, 裁判, 救生员, 体操运动员, 玩家, 主播, 网红博主, 收银小姐",
  ],
  [{ person: { role: "knight", accessory: "crown" } }, "孙悟空, 美猴王, 齐天大圣, monkey king, sun wukong"],
  [
    { person: { role: "knight" } },
    "warrior princess, valkyrie, amazon warrior, paladin, swordswoman, shieldmaiden, general, 女武神, 女战士, 女将军, 花木兰, 关公, 关羽, 张飞, 赵云, 吕布, 岳飞, 将军",
  ],
  [
    { person: { role: "fairy", gender: "woman", glyph: "person-fairy" } },
    "goddess, nymph, dryad, muse, apsara, 女神, 神女, 飞天仙女, 飞天, 洛神, 观音, 白娘子, 仙人",
  ],
  [{ person: { age: "child", gender: "man" } }, "哪吒, 红孩儿"],
  [{ person: { role: "photographer" } }, "photographer, cameraman, 摄影师"],
  [{ person: { role: "model" } }, "fashion model, supermodel, actress, actor, celebrity, 模特, 演员, 女演员, 明星"],
  // Doings
  [
    { trait: { role: "reading" } },
    "reading, reading a book, reading books, reads a book, reading a newspaper, reads a newspaper, reading the newspaper, reads the newspaper, reads books, reading a magazine, reads a letter, reading a letter, studying, 看书, 读书, 阅读, 在看书, 读着书, 看报",
  ],
  [{ trait: { role: "writing" } }, "writing a letter, writing in, writes, writing calligraphy, 写字, 写信, 写作, 写毛笔字"],
  [
    { trait: { role: "painting" } },
    "painting a picture, painting on, painting at an easel, drawing on, drawing a picture, sketching, 画画, 作画, 绘画中, 写生",
  ],
  [{ trait: { role: "cooking" } }, "cooking, baking, cooks, frying, making food, 做饭, 烹饪, 煮饭, 烘焙, 炒菜, 包饺子, 做菜"],
  [
    { trait: { role: "eating" } },
    "eating, eats, munching, munching on, nibbling, nibbling on, enjoying a meal, feasting, biting, slurping, having dinner, having breakfast, having lunch, dining, 吃饭, 吃着, 吃, 用餐, 品尝",
  ],
  [
    { trait: { role: "drinking" } },
    "drinking, sipping, drinking coffee, drinking tea, sipping tea, sipping coffee, drinks, sips, 喝咖啡, 喝茶, 喝, 品茶, 喝着, 饮茶, 喝酒, 饮酒",
  ],
  [
    { trait: { role: "sleeping", expression: "sleeping" } },
    "sleeping, asleep, napping, sleeps, dozing, snoozing, curled up, 睡觉, 熟睡, 睡着, 打盹, 沉睡, 睡梦中, 酣睡",
  ],
  [
    { trait: { role: "sitting" } },
    "sitting, seated, sits, crouching, kneeling, squatting, relaxing in, lounging, 坐着, 端坐, 蹲着, 坐",
  ],
  [{ trait: { role: "standing" } }, "standing, stands, posing, 站着, 站立, 伫立, 站"],
  [
    { trait: { role: "walking", glyph: "person-walking" } },
    "walking, walks, strolling, wandering, hiking, trekking, strolls, 走路, 散步, 漫步, 行走, 走过, 走着, 徒步, 走在街上, 遛狗, 走",
  ],
  [
    { trait: { role: "running", glyph: "person-running" } },
    "running, runs, jogging, sprinting, chasing, 跑步, 奔跑, 跑, 追逐, 飞奔, 奔驰, 飞驰, 驰骋, 疾驰",
  ],
  [{ trait: { role: "dancing", glyph: "woman-dancing" } }, "dancing, dances, 跳舞, 起舞, 舞蹈, 翩翩起舞, 舞动"],
  [{ trait: { role: "singing", glyph: "singer" } }, "singing, sings, performing, 唱歌, 歌唱, 演唱, 表演"],
  [{ trait: { role: "swimming", glyph: "person-swimming" } }, "swimming, swims, diving, snorkeling, 游泳, 潜水"],
  [{ trait: { role: "surfing", glyph: "person-surfing" } }, "surfing, surfs, riding a wave, riding waves, 冲浪"],
  [
    { trait: { role: "cycling", glyph: "person-biking" } },
    "riding a bike, riding a bicycle, riding her bicycle, riding his bicycle, riding her bike, riding his bike, riding bicycles, riding bikes, 骑着自行车, 骑着单车, 骑着车, 骑脚踏车, cycling, biking, on a bicycle, on a bike, rides a bike, rides a bicycle, 骑自行车, 骑车, 骑单车, 骑行",
  ],
  [{ trait: { role: "climbing", glyph: "person-climbing" } }, "climbing, climbs, rock climbing, 攀登, 攀岩, 爬山, 登山"],
  [{ trait: { role: "fishing" } }, "fishing, 钓鱼, 垂钓, 捕鱼, 独钓"],
  [
    { trait: { role: "rowing", glyph: "person-rowing-boat" } },
    "rowing, rowing a boat, paddling, kayaking, canoeing, 划船, 泛舟, 荡舟, 划着船, 撑船",
  ],
  [{ trait: { role: "skiing", glyph: "skier" } }, "skiing, 滑雪"],
  [
    { trait: { role: "meditating", glyph: "person-in-lotus-position" } },
    "meditating, meditation, doing yoga, yoga, yoga pose, lotus position, 冥想, 打坐, 瑜伽, 做瑜伽, 禅修",
  ],
  [{ trait: { role: "playing guitar" } }, "playing guitar, playing the guitar, playing a guitar, strumming, 弹吉他"],
  [
    { trait: { role: "playing saxophone" } },
    "playing saxophone, playing the saxophone, playing a saxophone, playing sax, 吹萨克斯",
  ],
  [{ trait: { role: "playing trumpet" } }, "playing trumpet, playing the trumpet, playing a trumpet, 吹小号"],
  [{ trait: { role: "playing flute" } }, "playing flute, playing the flute, playing a flute, 吹笛子, 吹笛, 吹箫"],
  [{ trait: { role: "playing drums" } }, "playing drums, playing the drums, drumming, 打鼓, 敲鼓"],
  [{ trait: { role: "playing" } }, "flying a, flies a, flying his, flying her"],
  [{ trait: { role: "lying" } }, "lying, lies, reclining, sprawled, lying down, 躺着, 趴着, 卧着, 趴, 躺"],
  [{ trait: { role: "knitting" } }, "knitting, crocheting, sewing, embroidering, weaving, 织毛衣, 编织, 刺绣着, 缝衣服, 绣花"],
  [{ trait: { role: "skateboarding" } }, "skateboarding, roller skating, 玩滑板, 滑滑板"],
  [{ trait: { role: "playing piano" } }, "playing piano, playing the piano, 弹钢琴"],
  [{ trait: { role: "playing violin" } }, "playing violin, playing the violin, playing a violin, 拉小提琴"],
  [
    { trait: { role: "taking a photo" } },
    "taking a photo, taking photos, taking pictures, taking a picture, taking a photograph, taking photographs, taking a selfie, takes a photo, takes photos, takes a picture, photographing, 拍照, 拍照片, 拍摄照片, 自拍",
  ],
  [
    { trait: { role: "hugging" } },
    "hugging, hugging each other, hugging one another, embracing, embracing each other, hug each other, 拥抱, 相拥, 相互拥抱",
  ],
  [
    { trait: { role: "holding hands" } },
    "holding hands, hold hands, hand in hand, holding each others hands, 手牵手, 牵手, 牵着手, 手拉手",
  ],
  [{ trait: { role: "playing" } }, "playing, plays with, playing with, playing in, 玩耍, 玩, 嬉戏, 玩着, 打闹, 嬉闹"],
  [{ trait: { role: "flying" } }, "flying, flies, soaring, floating, gliding, hovering, 飞翔, 飞, 漂浮, 翱翔, 飘浮, 飞舞, 盘旋"],
  [{ trait: { role: "working" } }, "working, working on, working at, typing on, typing, coding, 工作, 上班, 打字, 办公"],
  [{ trait: { role: "jumping" } }, "jumping, leaping, jumps, leaps, hopping, 跳跃, 跳, 跃起, 跃出"],
  [{ trait: { role: "praying" } }, "praying, 祈祷, 祈福, 许愿"],
  [{ trait: { role: "waving" } }, "waving, waving hand, waves goodbye, waving hello, 挥手, 招手"],
  [
    { trait: { role: "watching" } },
    "watching, looking at, looking out, gazing, staring, stargazing, looking up, gazing at, watching the, looking, 看着, 望着, 凝视, 仰望, 眺望, 观看, 看, 凝望, 遥望, 望向, 欣赏",
  ],
  // Hair
  [{ grammar: "hair" }, "hair, haired, hairstyle, hairdo, locks, 头发, 发, 长发, 短发, 发丝, 秀发, 发型"],
  [
    { trait: { hair: { form: "long" } } },
    "long hair, long haired, flowing hair, straight long hair, long locks, 长发, 长头发, 披肩发, 飘逸长发, 披肩长发, 长直发",
  ],
  [{ trait: { hair: { form: "short" } } }, "short hair, short haired, buzz cut, crew cut, 短发, 短头发, 寸头"],
  [{ trait: { hair: { form: "bob" } } }, "bob cut, bob haircut, bob hairstyle, bobbed hair, short bob, 波波头, 齐耳短发"],
  [{ trait: { hair: { form: "pixie" } } }, "pixie cut, pixie haircut, 精灵短发"],
  [
    { trait: { hair: { form: "ponytail" } } },
    "ponytail, pony tail, high ponytail, hair in a ponytail, hair tied back, 马尾, 马尾辫, 高马尾, 扎马尾",
  ],
  [{ trait: { hair: { form: "wavy" } } }, "wavy hair, wavy, long wavy hair, wavy haired, 波浪卷, 大波浪, 波浪长发"],
  [{ trait: { hair: { form: "afro" } } }, "afro, afro hair, afro hairstyle, coily hair, 爆炸头"],
  [{ trait: { hair: { form: "fringe" } } }, "bangs, fringe bangs, blunt bangs, hair with bangs, 刘海, 齐刘海"],
  [{ trait: { hair: { form: "curly" } } }, "curly hair, curly haired, curly, curls, frizzy hair, 卷发, 卷头发, 自然卷"],
  [{ trait: { hair: { form: "bald" } } }, "bald, bald headed, shaved head, bald head, 光头, 秃头, 秃顶"],
  [{ trait: { hair: { form: "bun" } } }, "hair bun, hair in a bun, bun hairstyle, topknot, top knot, updo, 丸子头, 发髻, 盘发"],
  [
    { trait: { hair: { form: "braids" } } },
    "braid, braids, braided hair, pigtail, pigtails, plaits, dreadlocks, cornrows, braided, 辫子, 麻花辫, 双马尾, 羊角辫, 小辫子, 脏辫, 双辫",
  ],
  [
    { trait: { hair: { colour: "#e6c46e" } } },
    "blonde, blond, blonde hair, blond hair, golden hair, golden haired, blonde haired, fair haired, fair hair, yellow hair, blonde woman hair, 金发, 金色头发, 金发碧眼, 黄头发, 金色长发",
  ],
  [
    { trait: { hair: { colour: "#b5482a" } } },
    "redhead, red hair, red haired, ginger hair, ginger haired, redheaded, auburn hair, 红发, 红头发, 红色头发",
  ],
  [
    { trait: { hair: { colour: "#5a3a24" } } },
    "brunette, brown hair, brown haired, dark brown hair, chestnut hair, 棕发, 棕色头发, 褐发, 栗色头发",
  ],
  [
    { trait: { hair: { colour: "#1d1b1c" } } },
    "black hair, black haired, dark hair, dark haired, raven hair, jet black hair, 黑发, 黑头发, 黑色头发, 乌黑的头发",
  ],
  [
    { trait: { hair: { colour: "#e9e7e3" } } },
    "white hair, white haired, silver hair, silver haired, 白发, 白头发, 白发苍苍, 银发, 满头白发, 白色头发, 银色头发, 头发花白",
  ],
  [{ trait: { hair: { colour: "#9a9ca0" } } }, "gray hair, grey hair, gray haired, grey haired, 灰发, 灰白头发, 花白头发"],
  [
    { trait: { hair: { colour: "#1d1b1c", form: "long" } } },
    "long black hair, long dark hair, black long hair, 黑长直, 黑色长发, 黑长发, 乌黑长发, 长黑发",
  ],
  [
    { trait: { hair: { colour: "#e6c46e", form: "long" } } },
    "long blonde hair, long blond hair, long golden hair, 金色长发, 金长发",
  ],
  [{ trait: { hair: { colour: "#5a3a24", form: "long" } } }, "long brown hair, 棕色长发"],
  [{ trait: { hair: { colour: "#b5482a", form: "long" } } }, "long red hair, 红色长发"],
  [{ trait: { hair: { colour: "#e6c46e", form: "curly" } } }, "curly blonde hair, 金色卷发"],
  [{ trait: { hair: { colour: "#b5482a", form: "curly" } } }, "curly red hair, 红色卷发"],
  [{ trait: { hair: { colour: "#5a3a24", form: "curly" } } }, "curly brown hair, 棕色卷发"],
  [{ trait: { hair: { colour: "#1d1b1c", form: "curly" } } }, "curly black hair, curly dark hair, 黑色卷发"],
  [{ trait: { hair: { colour: "#1d1b1c", form: "short" } } }, "short black hair, short dark hair, 黑色短发, 黑短发"],
  [{ trait: { hair: { colour: "#e6c46e", form: "short" } } }, "short blonde hair, 金色短发"],
  // Skin
  [
    { trait: { skin: 1 } },
    "pale skin, fair skin, pale skinned, fair skinned, porcelain skin, caucasian, european, scandinavian, irish, 皮肤白皙, 白皙, 白皮肤, 欧洲, 白人, 肤白",
  ],
  [
    { trait: { skin: 2 } },
    "asian, chinese, japanese, korean, east asian, light skin, light skinned, 亚洲, 中国女孩, 日本女孩, 亚裔, 黄皮肤",
  ],
  [
    { trait: { skin: 3 } },
    "hispanic, latina, latino, mediterranean, mexican, olive skin, olive skinned, arab, persian woman, middle eastern, 拉丁裔, 中东",
  ],
  [
    { trait: { skin: 4 } },
    "tan skin, tanned, tanned skin, indian, south asian, brown skin, brown skinned, sun kissed, 小麦色皮肤, 印度, 古铜色皮肤, 古铜肤色, 棕色皮肤, 印度女孩",
  ],
  [
    { trait: { skin: 5 } },
    "african american, black woman skin, dark skin, dark skinned, 深色皮肤, 黑皮肤, 深肤色, 黝黑, 皮肤黝黑",
  ],
  [{ trait: { skin: 6 } }, "african, ebony skin, very dark skin, kenyan, nigerian, 非洲, 黑人, 非裔"],
  [
    { person: { age: "adult", gender: "woman", skin: 5 } },
    "black woman, black lady, african woman, african american woman, 黑人女性, 黑人女子, 非洲女人",
  ],
  [{ person: { age: "adult", gender: "man", skin: 5 } }, "black man, african man, african american man, 黑人男性, 黑人男子"],
  [{ person: { age: "child", gender: "woman", skin: 5 } }, "black girl, african girl, 黑人女孩"],
  [{ person: { age: "child", gender: "man", skin: 5 } }, "black boy, african boy, 黑人男孩"],
  // Expression
  [
    { trait: { expression: "smiling" } },
    "smiling, smile, smiles, grinning, friendly, happy expression, gentle smile, with a smile, cheerful expression, beaming, warm smile, happy smiling, 微笑, 笑, 笑容, 笑着, 面带微笑, 笑眯眯, 慈祥, 和蔼, 甜美, 甜甜的笑, 开心的笑容, 露出笑容, 含笑, 灿烂的笑容",
  ],
  [{ trait: { expression: "laughing" } }, "laughing, laugh, laughs, giggling, joyous laugh, 大笑, 开怀大笑, 哈哈大笑, 欢笑"],
  [
    { trait: { expression: "sad" } },
    "sad, crying, tearful, weeping, sorrowful, unhappy, teary eyed, 难过, 哭, 哭泣, 流泪, 悲伤的表情, 伤心, 忧伤的表情, 愁眉苦脸",
  ],
  [{ trait: { expression: "angry" } }, "angry, furious, mad expression, frowning, scowling, 生气, 愤怒, 怒, 怒吼, 发火"],
  [{ trait: { expression: "surprised" } }, "surprised, shocked, astonished, amazed, awestruck, 惊讶, 吃惊, 震惊, 惊喜"],
  [
    { trait: { expression: "serious" } },
    "serious, stern, thoughtful, pensive, contemplative, stoic, determined, solemn, 严肃, 沉思, 认真, 坚定, 坚毅, 深沉, 若有所思",
  ],
  // Accessories
  [
    { trait: { accessory: "glasses" } },
    "glasses, eyeglasses, spectacles, sunglasses, reading glasses, with glasses, bespectacled, round glasses, 眼镜, 墨镜, 戴眼镜, 太阳镜, 老花镜, 圆框眼镜, 黑框眼镜",
  ],
  [
    { trait: { accessory: "hat" } },
    "hat, straw hat, sun hat, top hat, cap, baseball cap, beanie, beret, cowboy hat, witch hat, chef hat, wizard hat, party hat, helmet, santa hat, 帽子, 草帽, 棒球帽, 贝雷帽, 礼帽, 斗笠, 毛线帽, 厨师帽, 圣诞帽, 头盔, 鸭舌帽, 牛仔帽",
  ],
  [
    { trait: { accessory: "beard" } },
    "beard, bearded, mustache, moustache, goatee, stubble, long beard, 胡子, 胡须, 大胡子, 络腮胡, 长胡子, 八字胡, 山羊胡, 长须",
  ],
  [{ trait: { accessory: "beard", hair: { colour: "#e9e7e3" } } }, "white beard, long white beard, 白胡子, 白胡须, 长白胡子"],
  [
    { trait: { accessory: "beard", hair: { colour: "#9a9ca0" } } },
    "gray beard, grey beard, long gray beard, long grey beard, 灰胡子",
  ],
  [{ trait: { accessory: "headphones" } }, "headphones, headphone, headset, earphones, 耳机"],
  [{ trait: { accessory: "scarf" } }, "scarf, shawl, headscarf, hijab, 围巾, 丝巾, 头巾, 红领巾, 披肩"],
  [{ trait: { accessory: "crown" } }, "crown, tiara, wreath, flower crown, 皇冠, 王冠, 花环, 花冠, 凤冠"],
  // Garments: the item is the name by which the painter's wardrobe knows the cut
  [
    { trait: { item: "dress" } },
    "dress, tutu, leotard, swimsuit, bikini, sundress, frock, 芭蕾舞裙, 泳衣, 吊带裙, 百褶裙, 蓬蓬裙, 裙子, 连衣裙, 裙, 长裙, 公主裙, 碎花裙, 纱裙",
  ],
  [{ trait: { item: "gown" } }, "gown, evening gown, ball gown, 礼服"],
  [{ trait: { item: "wedding dress" } }, "wedding dress, wedding gown, 婚纱"],
  [{ trait: { item: "skirt" } }, "skirt, kilt, miniskirt, 短裙"],
  [
    { trait: { item: "coat" } },
    "coat, waistcoat, raincoat, trench coat, overcoat, cloak, cape, parka, 外套, 大衣, 雨衣, 风衣, 斗篷, 披风, 棉袄, 棉衣, 蓑衣",
  ],
  [{ trait: { item: "jacket" } }, "jacket, leather jacket, denim jacket, down jacket, 夹克, 羽绒服, 皮衣"],
  [{ trait: { item: "lab coat" } }, "lab coat, 白大褂"],
  [{ trait: { item: "suit" } }, "suit, business suit, suit and tie, 西装, 西服, 正装, 中山装"],
  [{ trait: { item: "tuxedo" } }, "tuxedo, dinner jacket, 燕尾服"],
  [
    { trait: { item: "blazer" } },
    "blazer, business attire, business clothes, business clothing, business wear, business casual, business outfit, formal attire, formal wear, office attire, 职业装, 商务装, 西装外套",
  ],
  [{ trait: { item: "sweater" } }, "sweater, pullover, jumper, 毛衣, 针织衫"],
  [{ trait: { item: "turtleneck" } }, "turtleneck, turtleneck sweater, 高领毛衣"],
  [{ trait: { item: "cardigan" } }, "cardigan, 开衫"],
  [{ trait: { item: "hoodie" } }, "hoodie, sweatshirt, 卫衣"],
  [
    { trait: { item: "shirt" } },
    "shirt, polo shirt, clothes, clothing, outfit, attire, top, pajamas, pyjamas, 衬衫, 上衣, 衣服, 衣裳, 服装, 白衬衫, 衣, 睡衣",
  ],
  [{ trait: { item: "plaid shirt" } }, "flannel shirt, plaid shirt, checked shirt, 格子衬衫"],
  [{ trait: { item: "stripe shirt" } }, "striped shirt, 条纹衫, 条纹衬衫"],
  [{ trait: { item: "t shirt" } }, "t shirt, tshirt, tee, t恤, 短袖"],
  [{ trait: { item: "blouse" } }, "blouse, 女式衬衫"],
  [{ trait: { item: "vest" } }, "vest, tank top, 背心, 马甲"],
  [
    { trait: { item: "robe" } },
    "robe, robes, traditional clothing, traditional dress, 长袍, 袈裟, 古装, 唐装, 道袍, 龙袍, 古风服饰, 民族服装",
  ],
  [{ trait: { item: "kimono" } }, "kimono, yukata, 和服, 浴衣"],
  [{ trait: { item: "hanfu" } }, "hanfu, 汉服"],
  [{ trait: { item: "qipao" } }, "qipao, cheongsam, 旗袍, 旗袍裙"],
  [{ trait: { item: "sari" } }, "sari, saree, 纱丽"],
  [
    { trait: { item: "uniform" } },
    "uniform, school uniform, jumpsuit, spacesuit, space suit, 校服, 制服, 宇航服, 军装, 工作服, 水手服, 太空服",
  ],
  [{ trait: { item: "overalls" } }, "overalls, dungarees, 工装, 背带裤"],
  [{ trait: { item: "apron" } }, "apron, 围裙"],
  [{ trait: { item: "armour" } }, "armor, armour, suit of armor, suit of armour, 盔甲, 铠甲"],
  [{ trait: { item: "trousers" } }, "pants, trousers, leggings, 裤子, 长裤"],
  [{ trait: { item: "jeans" } }, "jeans, 牛仔裤"],
  [{ trait: { item: "shorts" } }, "shorts, 短裤"],
  [
    { trait: { item: "boots" } },
    "boots, shoes, high heels, sneakers, rain boots, gloves, mittens, 靴子, 鞋子, 高跟鞋, 运动鞋, 手套, 雨靴",
  ],
  // Adjectives of age and gender
  [{ trait: { age: "young" } }, "young, youthful, teenage, 年轻, 年轻的"],
  [{ trait: { age: "old" } }, "old, elderly, aged, wrinkled, 年老, 年迈, 老, 满脸皱纹, 苍老"],
  [{ trait: { age: "adult" } }, "middle aged, adult, mature, grown up, 中年, 成年"],
  [{ trait: { gender: "woman" } }, "female, feminine, 女, 女性的"],
  [{ trait: { gender: "man" } }, "male, masculine, 男, 男性的"],
];
