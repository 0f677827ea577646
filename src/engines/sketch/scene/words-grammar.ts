// Words that tie a prompt together: numbers, sizes, colours, places of one thing by another, negation, surfaces for lettering.

import type { Entry } from "./lexicon.ts";

/** Colours by name, in the hues that illustrators expect rather than the browser's. */
export const COLOURS: readonly Entry[] = [
  [{ colour: "#d8342c" }, "red, bright red, 红色, 红, 鲜红, 鲜红色, 火红, 通红, 红彤彤, 大红, 大红色"],
  [
    { colour: "#9e1b24" },
    "dark red, deep red, crimson, burgundy, maroon, wine red, ruby, scarlet, blood red, 深红, 深红色, 暗红, 暗红色, 酒红, 酒红色, 绯红, 朱红, 朱红色, 赤红, 枣红",
  ],
  [{ colour: "#f28a86" }, "light red, coral, salmon, coral pink, 浅红, 珊瑚色, 珊瑚红"],
  [
    { colour: "#f39ab8" },
    "pink, light pink, rose, baby pink, blush, pale pink, 粉色, 粉红, 粉红色, 粉, 浅粉, 浅粉色, 粉嫩的, 桃红, 桃红色",
  ],
  [{ colour: "#e0338c" }, "hot pink, magenta, fuchsia, deep pink, 玫红, 玫红色, 品红, 洋红, 玫瑰色, 玫瑰红"],
  [{ colour: "#f08a24" }, "orange, bright orange, tangerine, 橙色, 橙, 橘色, 橘, 橘红, 橘红色, 橙红, 橘黄, 橘黄色, 橙黄色, 橙黄"],
  [{ colour: "#c8652a" }, "burnt orange, dark orange, rust, copper, terracotta, ginger, 深橙色, 铜色, 赭色, 砖红, 砖红色, 赭石"],
  [{ colour: "#f6cf3a" }, "yellow, bright yellow, lemon yellow, 黄色, 黄, 明黄, 明黄色, 柠檬黄, 金黄, 金黄色, 鹅黄"],
  [{ colour: "#faeaa0" }, "light yellow, pale yellow, 浅黄, 淡黄, 浅黄色, 淡黄色"],
  [
    { colour: "#d3a02c" },
    "gold, golden, dark yellow, mustard, amber, ochre, honey, 金色, 金, 金灿灿, 琥珀色, 土黄, 土黄色, 姜黄",
  ],
  [{ colour: "#4f9d45" }, "green, 绿色, 绿, 碧绿, 翠绿, 翠绿色, 绿油油"],
  [
    { colour: "#1f5b3a" },
    "dark green, deep green, forest green, emerald, emerald green, hunter green, 深绿, 深绿色, 墨绿, 墨绿色, 祖母绿, 军绿, 军绿色",
  ],
  [
    { colour: "#9fd27a" },
    "light green, pale green, lime green, mint, mint green, bright green, sage, sage green, 浅绿, 浅绿色, 嫩绿, 嫩绿色, 薄荷绿, 薄荷色, 草绿, 草绿色, 青绿, 豆绿, 黄绿",
  ],
  [{ colour: "#7a8138" }, "olive, olive green, khaki green, 橄榄绿, 橄榄色"],
  [{ colour: "#2b9c97" }, "teal, turquoise, cyan, aqua, aquamarine, 青色, 青, 蓝绿色, 青绿色, 松石绿, 湖绿, 青碧, 孔雀蓝"],
  [{ colour: "#3a78c9" }, "blue, 蓝色, 蓝, 湛蓝, 蔚蓝, 蔚蓝色, 宝蓝, 宝蓝色, 蓝汪汪, 碧蓝"],
  [
    { colour: "#1d3768" },
    "dark blue, deep blue, navy, navy blue, midnight blue, royal blue, indigo, sapphire, 深蓝, 深蓝色, 藏青, 藏青色, 海军蓝, 靛蓝, 靛蓝色, 藏蓝, 藏蓝色, 靛青, 青花, 午夜蓝",
  ],
  [
    { colour: "#93c6ea" },
    "light blue, pale blue, baby blue, sky blue, powder blue, ice blue, 浅蓝, 浅蓝色, 天蓝, 天蓝色, 淡蓝, 淡蓝色, 水蓝, 冰蓝, 冰蓝色, 湖蓝, 湖蓝色",
  ],
  [{ colour: "#7b4bab" }, "purple, violet, 紫色, 紫, 紫罗兰色, 紫红, 紫红色"],
  [{ colour: "#4a2a6e" }, "dark purple, deep purple, plum, aubergine, eggplant purple, 深紫, 深紫色, 暗紫"],
  [{ colour: "#bda3dc" }, "lavender, lilac, light purple, pale purple, mauve, 浅紫, 浅紫色, 淡紫, 淡紫色, 薰衣草色, 紫藤色"],
  [
    { colour: "#8a5a34" },
    "brown, chestnut, chestnut brown, coffee colored, auburn, bronze, caramel, 棕色, 棕, 褐色, 褐, 咖啡色, 咖色, 栗色, 古铜色, 焦糖色, 茶色, 赭褐",
  ],
  [{ colour: "#55351f" }, "dark brown, chocolate brown, chocolate, deep brown, 深棕, 深棕色, 深褐色, 巧克力色"],
  [{ colour: "#c9a377" }, "light brown, tan, khaki, camel colored, 浅棕, 浅棕色, 卡其, 卡其色, 驼色, 浅褐色"],
  [
    { colour: "#ece0c6" },
    "beige, cream, ivory, cream colored, off white, eggshell, sand colored, 米色, 米黄, 米黄色, 奶油色, 米白, 米白色, 象牙色, 杏色, 奶白",
  ],
  [{ colour: "#f7f6f2" }, "white, pure white, snow white, bright white, 白色, 白, 雪白, 洁白, 纯白, 乳白, 乳白色, 雪白色, 素白"],
  [{ colour: "#202225" }, "black, jet black, pitch black, 黑色, 黑, 漆黑, 乌黑, 墨黑, 纯黑, 黝黑的毛"],
  [{ colour: "#8b9096" }, "gray, grey, 灰色, 灰, 灰白, 灰白色, 烟灰色"],
  [{ colour: "#4b4f55" }, "dark gray, dark grey, charcoal gray, charcoal grey, slate, 深灰, 深灰色, 暗灰"],
  [
    { colour: "#c6cad0" },
    "light gray, light grey, silver, silvery, platinum, chrome, 浅灰, 浅灰色, 银色, 银, 银白, 银白色, 银灰, 银灰色",
  ],
  [{ colour: "#d9a18c" }, "rose gold, peach, peach colored, 玫瑰金, 蜜桃色, 肉粉色"],
];

export const GRAMMAR: readonly Entry[] = [
  [{ grammar: "article", count: 1 }, "a, an, another, one, single, lone, solitary, solo, 一只, 一个"],
  [
    { grammar: "definite" },
    "the, this, that, these, those, its, his, her, their, my, your, our, 这, 那, 这只, 那只, 它的, 他的, 她的",
  ],
  [
    { grammar: "pronoun" },
    "it, he, she, they, i, we, you, who, which, to, will, can, 它, 他, 她, 它们, 他们, 她们, 我, 我们, 你",
  ],
  [{ grammar: "pronoun", trait: { gender: "man" } }, "him, himself"],
  [{ grammar: "pronoun" }, "them, themselves, itself"],
  [{ grammar: "pronoun", relation: "beside", trait: { gender: "woman" } }, "at her feet, by her side, at her side"],
  [{ grammar: "pronoun", relation: "beside", trait: { gender: "man" } }, "at his feet, by his side, at his side"],
  [{ grammar: "pronoun", relation: "beside" }, "at their feet, by their side, at their side, at my side"],
  [{ grammar: "by", relation: "wearing" }, "worn by, on the head of"],
  [{ grammar: "by", relation: "holding" }, "held by, carried by, in the hands of, in the hand of, in the arms of, ridden by"],
  [
    { count: 2 },
    "two, both, twin, twins, pair, a pair, couple of, a couple of, a pair of, pair of, 一对, 一双, 两, 俩, 双人, 成双",
  ],
  [{ count: 3 }, "three, trio, trio of, a trio of, triplet"],
  [{ count: 4 }, "four, quartet of, family of, a family of, a few, few, a handful of, handful of, 几, 几个, 几只"],
  [{ count: 5 }, "five, several, some, various, assorted, a row of, row of, rows of, 一些, 若干, 数, 好几, 一排"],
  [{ count: 6 }, "six, half a dozen, half dozen, stack of, a stack of, pile of, a pile of, 一堆, 一摞, 半打"],
  [
    { count: 7 },
    "seven, many, lots of, a lot of, plenty of, numerous, countless, group of, a group of, herd of, a herd of, flock of, a flock of, pack of, a pack of, swarm of, a swarm of, school of, bunch of, a bunch of, crowd of, a crowd of, dozens of, hundreds of, thousands of, collection of, a collection of, cluster of, multiple, litter of, full of, filled with, scores of, tens of, heaps of, loads of, masses of, swarms of, herds of, flocks of, crowds of, hundred, thousand, million, millions of, 几十, 数十, 几百, 数百, 上百, 上千, 成百上千, 几千, 数千, 十几, 十多, 二十多, 三十多, 一群群, 漫天的, 漫山遍野的, 满地的, 满天的, 许多, 很多, 众多, 好多, 大量, 无数, 成群, 成群的, 成千上万, 各种, 满满的, 数不清的, 各式各样, 一大群",
  ],
  [{ count: 8 }, "eight"],
  [{ count: 9 }, "nine"],
  [{ count: 10 }, "ten"],
  [{ count: 12 }, "eleven, twelve, a dozen, dozen"],
  [
    { grammar: "measure" },
    "只, 个, 条, 头, 匹, 朵, 棵, 株, 辆, 艘, 座, 杯, 碗, 盘, 张, 把, 本, 位, 名, 片, 颗, 粒, 块, 支, 枝, 根, 盏, 架, 台, 幅, 尊, 扇, 间, 栋, 幢, 件, 顶, 副, 缕, 轮, 道, 篮, 盆, 瓶, 壶, 罐, 袋, 箱, 枚, 叶, 尾, 口, 弯, 家, 面, 束, 串, 丛, 簇, 瓣, 节, 层, 份, 碟, 锅, 笼, 种, 款, 双, 对, 群, 排, 列, 堆, 座座, 朵朵",
  ],
  // Sizes
  [{ size: "tiny" }, "tiny, miniature, mini, little tiny, teeny, micro, 微小, 小小, 小小的, 迷你, 袖珍, 微型"],
  [{ size: "small" }, "small, little, 小, 小型"],
  [{ size: "large" }, "large, big, tall, huge, great, towering, 大, 大型, 高大, 高大的, 硕大"],
  [
    { size: "giant" },
    "giant, gigantic, enormous, massive, colossal, oversized, monumental, 巨大, 巨型, 巨大的, 庞大, 超大, 参天",
  ],
  // Relations
  [
    { relation: "on" },
    "on, on top of, atop, upon, resting on, draped over, hanging from, hanging on, sleeping on, dozing on, seated on, crouching on, sitting atop, balanced on, balancing on, growing on, leaning over, sitting on, standing on, lying on, perched on, perched atop, placed on, sits on, rests on, stands on, lies on, laying on, riding, rides, riding on, riding on top of, mounted on, 上, 上面, 之上, 上方摆着, 顶上, 上边, 躺在, 趴在, 落在, 停在, 蹲在, 靠在, 骑着, 骑",
  ],
  [
    { relation: "in" },
    "in, inside, inside of, within, into, sitting in, lying in, 里, 里面, 中, 之中, 内, 里边, 当中, 其中, 中间",
  ],
  [{ relation: "under" }, "under, underneath, beneath, below, sitting under, 下, 下面, 之下, 底下, 下边, 脚下"],
  [
    { relation: "beside" },
    "beside, next to, near, by, by the side of, alongside, close to, nearby, against, at the foot of, leaning on, leaning against, 旁, 旁边, 边, 边上, 脚边, 手边, 桌边, 身旁, 身边, 附近, 侧, 一旁, 左边, 右边, 左侧, 右侧, to the left of, to the right of, on the left of, on the right of, 靠着",
  ],
  [{ relation: "behind" }, "behind, in back of, 后, 后面, 背后, 身后, 之后, 后边, 后方"],
  [{ relation: "inFrontOf" }, "in front of, before, facing, 前, 前面, 面前, 之前, 前边, 前方, 对面"],
  [
    { relation: "above" },
    "above, over, flying over, floating above, hovering over, hovering above, hanging over, soaring over, 上方, 上空, 头顶, 飞过, 掠过",
  ],
  [
    { relation: "holding" },
    "holding, carrying, hold, holds, carries, clutching, hugging, gripping, wielding, waving, cradling, 拿着, 手持, 抱着, 举着, 撑着, 捧着, 提着, 手拿, 手捧, 打着, 抱, 手里拿着, 手中拿着, 端着, 叼着, 怀抱, 牵着, 拎着, 背着, 手握, 握着, 挥舞, 撑",
  ],
  [
    { relation: "wearing" },
    "wearing, wears, dressed in, clad in, wear, 穿着, 穿, 戴着, 戴, 头戴, 身穿, 身着, 披着, 系着, 佩戴, 围着, 穿戴, 头顶着, 身披",
  ],
  [
    { grammar: "at" },
    "在, 坐在, 站在, 放在, 位于, 摆在, 躲在, 藏在, 飘在, 漂在, 生长在, 长在, 置于, 摆放在, 处于, 睡在, 游在, 悬在, 挂在, 走在, 跑在, 飞在, 骑在, 漂浮在, 飞翔在, 行驶在, 停靠在, 矗立在, 立在",
  ],
  [{ grammar: "of" }, "of, 的, 之"],
  [
    { grammar: "as" },
    "as a, as an, as the, dressed as, dressed as a, dressed as an, dressed like a, disguised as a, in the role of, cosplaying as, 打扮成, 装扮成, 扮成, 扮演, 变成了",
  ],
  [{ grammar: "with" }, "with, featuring, having, has, have, including, 带着, 带有, 有着, 长着, 带, 配有"],
  [{ grammar: "and" }, "and, plus, as well as, along with, together with, alongside of, &, 和, 与, 跟, 以及, 还有, 及, 同, 并"],
  [
    { grammar: "negation" },
    "no, without, without any, devoid of, free of, lacking, dont include, do not include, don't include, don't add, do not add, don't draw, do not draw, exclude, excluding, absence of, not a, not any, no more, no visible, with no, avoid, never, 没有, 不要, 不含, 不带, 不包含, 别画, 去掉, 无, 没, 不出现, 不要有, 不能有, 不得有, 除去, 避免",
  ],
  [
    { grammar: "background" },
    "in the background, in background, in the distance, far away, in the far distance, on the horizon, at the back, in the back, far off, 在远处, 在背景中, 作为背景, 为背景, 在背景里, 做背景, 作背景, 在远方, 在身后",
  ],
  [
    { grammar: "backdrop" },
    "distant, faraway, far off, background of, a background of, against a backdrop of, backdrop of, against a background of, in the background are, in the background is, in the background there are, 背景是, 背景为, 背景里, 背景中, 背景有, 背景里有, 背景中有, 远处的, 远处有, 远处是, 远处, 远方的, 远方, 远方有, 背后是, 后面是, 身后是, 远景是, 远景为",
  ],
  [
    { grammar: "part" },
    "eye, eyes, eyed, fur, furry, feather, feathers, feathered, wing, wings, winged, tail, tails, mane, petals, paw, paws, whisker, whiskers, ear, ears, nose, beak, leg, legs, spot, spots, stripe, stripes, striped, collar, roof, roofs, leaves, stem, skin, scale, scales, sail, sails, face, hand, hands, finger, fingers, lips, lip, teeth, claws, horn, horns, shell, trunk, branches, branch, frame, trim, handle, cover, lid, lights on, windows lit, 眼睛, 大眼睛, 眼, 毛, 毛发, 毛茸茸, 羽毛, 翅膀, 尾巴, 花纹, 条纹, 斑点, 鼻子, 耳朵, 爪子, 嘴巴, 嘴唇, 手, 手指, 脸, 脸颊, 屋顶, 叶子, 树叶, 树枝, 枝头, 花瓣, 皮肤, 壳, 角, 胡须, 胡子花白, 瞳孔, 双眼, 牙齿, 肚子, 背, 身体",
  ],
  [
    { grammar: "tone" },
    "tone, tones, color, colour, colors, colours, hue, hues, palette, color palette, colour palette, color scheme, colour scheme, light, lights, lighting, shade, shades, background, theme, themed, atmosphere, sky, accents, accent, tint, wash, 色调, 调, 光, 色系, 背景, 主题, 氛围, 天空, 灯光, 光线, 配色, 主色调",
  ],
  [
    { grammar: "container" },
    "cup, glass, plate, bowl, slice, piece, pot, bite, stack, sheet, can, mug, bit, loaf, jug, kettle, pint, plateful, dish, tray, scoop, ball, statue, sculpture, figurine, model, toy, painting, picture, image, drawing, photo, illustration, portrait, view, scene, shot, carton, tin, tub, head, figure, type, kind, bag, pair, set, family, wall, sea, ocean, field, shower",
  ],
  [
    { grammar: "letters" },
    "letters, lettering, text, words, font, typography, writing, calligraphy, inscription, handwriting, characters, title, caption, 字, 大字, 文字, 字体, 字样, 字母, 书法, 几个字, 几个大字, 标题, 毛笔字, 汉字",
  ],
  [
    { grammar: "says" },
    "that says, saying, says, that reads, which reads, reads, which says, with the words, with the word, with the text, the words, the word, with text, with words, labeled, labelled, titled, entitled, captioned, inscribed with, inscribed, spelling, spelling out, written, that spells, engraved with, with the title, with the inscription, with the phrase, the phrase, the text, that say, 写着, 写有, 题为, 题着, 印着, 刻着, 上书, 标题为, 标题是, 书名为, 书名, 写上, 标着, 印有, 写了, 刻有, 显示着, 标题, 文字为, 文字是, 写道, 内容是, 内容为, 文字内容, 绣着",
  ],
  // Surfaces and looks of lettering
  [
    { surface: "chalkboard" },
    "chalkboard, blackboard, chalk board, menu board, chalkboard menu, slate board, a frame board, sandwich board, 黑板, 小黑板, 粉笔板, 菜单板, 黑板报",
  ],
  [
    { surface: "sign" },
    "sign, signboard, signpost, wooden sign, street sign, road sign, signage, placard, board, billboard, notice board, shop sign, sign board, plaque, marquee, hanging sign, notice, 招牌, 牌子, 木牌, 指示牌, 路牌, 告示牌, 标牌, 牌匾, 匾额, 匾, 站牌, 广告牌, 标志牌, 路标, 告示, 标语牌, 公告牌, 门牌, 挂牌, 木招牌",
  ],
  [
    { surface: "poster" },
    "poster, vintage poster, retro poster, travel poster, flyer, placard poster, movie poster, album cover, concert poster, magazine cover, greeting card, postcard, invitation, invitation card, business card, cover art, leaflet, brochure, film poster, card, 海报, 宣传单, 电影海报, 传单, 贺卡, 明信片, 请柬, 邀请函, 杂志封面, 专辑封面, 宣传海报, 卡片, 名片",
  ],
  [
    { surface: "bookCover" },
    "book cover, cover of a book, book jacket, book titled, novel cover, book, novel, spine, textbook, diary, 书封, 书封面, 封面, 书的封面, 书籍封面, 书本封面, 书名, 一本书, 书皮, 小说封面, 一本名为, 日记本",
  ],
  [
    { surface: "shopFront", exterior: true },
    "shop front, shopfront, storefront, store front, awning, facade, shop window, store window, 店面, 门头, 店铺招牌, 门面, 店招, 门店, 门楣, 橱窗, 店门上方, 铺面",
  ],
  [
    { surface: "banner" },
    "banner, ribbon banner, flag reading, pennant, streamer banner, scroll banner, red banner, couplets, couplet, spring couplet, 横幅, 条幅, 旗帜上, 旗子, 锦旗, 红色横幅, 春联, 对联, 旗, 横批",
  ],
  [
    { surface: "neonSign", look: "neon" },
    "neon sign, neon signs, neon signage, neon letters, neon lettering, neon text, led sign, glowing neon sign, 霓虹灯牌, 霓虹招牌, 霓虹灯招牌, 霓虹, 霓虹灯, 霓虹字, 灯牌, 霓虹灯字, 发光字, 灯箱",
  ],
  [{ surface: "mug" }, "mug, coffee mug, cup, coffee cup, teacup, tumbler, 马克杯, 杯子, 咖啡杯, 茶杯, 水杯, 杯身"],
  [
    { surface: "label" },
    "label, tag, bottle label, price tag, sticker, packaging, package, jar, bottle, box, can, name tag, stamp, seal, 标签, 吊牌, 瓶子, 包装, 包装盒, 价签, 价格牌, 贴纸, 酒瓶, 罐子, 盒子, 纸箱, 瓶身, 名牌, 印章",
  ],
  [
    { surface: "screen" },
    "screen, monitor, display, computer screen, phone screen, television screen, tv screen, laptop screen, digital display, led display, scoreboard, smartphone, website, interface, hologram, 屏幕, 显示屏, 电脑屏幕, 手机屏幕, 电视屏幕, 显示器, 大屏幕, 大屏, 电子屏, 界面, 全息",
  ],
  [
    { surface: "paper" },
    "paper, letter, note, envelope, piece of paper, parchment, sticky note, notebook, page, newspaper, scroll, menu, sheet of paper, notepad, document, map, ticket, receipt, manuscript, 信纸, 纸条, 便签, 便利贴, 信封, 笔记本, 报纸, 卷轴, 纸上, 纸张, 一张纸, 白纸, 菜单, 信, 便条, 宣纸, 书页, 手稿, 纸, 画卷, 稿纸, 车票",
  ],
  [
    { surface: "wall" },
    "wall, graffiti, mural, brick wall, street wall, on the wall, graffiti wall, spray painted, 墙, 墙上, 墙面, 墙壁, 涂鸦, 砖墙, 壁画, 涂鸦墙, 白墙",
  ],
  [
    { surface: "shirt" },
    "shirt, t shirt, tee shirt, tshirt, tee, hoodie, sweater, jersey, sweatshirt, apron, cap, hat, tote bag, canvas bag, t恤, 衬衫, 卫衣, 毛衣, 衣服, 球衣, 围裙, 帽子, 短袖, 帆布包, 文化衫",
  ],
  [
    { surface: "stone" },
    "stone, tombstone, gravestone, headstone, monument, stone tablet, stele, rock, boulder, stone slab, marble, obelisk, cornerstone, 石碑, 石头, 墓碑, 碑, 石板, 岩石, 大理石, 巨石, 纪念碑, 石刻",
  ],
  [
    { surface: "title" },
    "title, headline, caption, title text, subtitle, watermark, heading, logo text, slogan, 标题, 大标题, 字幕, 主标题, 标语, 口号, 题词, 落款",
  ],
  [{ surface: "sign" }, "license plate, number plate, name plate, 车牌"],
  [{ look: "chalk" }, "chalk, in chalk, chalk lettering, chalk writing, 粉笔, 粉笔字"],
  [
    { look: "handwritten" },
    "handwritten, hand written, handwriting, cursive, script font, calligraphy, hand lettered, hand lettering, 手写, 手写体, 书法, 毛笔, 毛笔字, 行书, 草书, 书法字",
  ],
  [
    { look: "engraved" },
    "engraved, carved, etched, chiseled, chiselled, inscribed, embossed, engraved with, 刻着, 雕刻, 刻有, 刻, 镌刻, 刻字, 石刻",
  ],
  [
    { look: "paint" },
    "painted, spray painted, graffiti, brush lettering, hand painted, painted letters, 涂鸦, 喷漆, 油漆, 手绘字",
  ],
  [
    { look: "print" },
    "printed, bold letters, block letters, typed, sans serif, bold font, serif font, 印刷, 印着, 粗体, 印有, 黑体, 宋体",
  ],
];
