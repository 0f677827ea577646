// Words for the picture as a whole: time, season, weather, light, camera, mood, style and its modifiers.

import type { Entry } from "./lexicon.ts";

/** Every modifier of style in `Scene.modifiers`. */
export const MODIFIERS = [
  "vibrant",
  "pastel",
  "muted",
  "monochrome",
  "sepia",
  "warm",
  "cool",
  "dark",
  "bright",
  "highContrast",
  "soft",
  "thickBrush",
  "swirls",
  "bokeh",
  "cinematic",
  "detailed",
  "glow",
  "backlit",
  "silhouette",
  "spooky",
  "fantasy",
  "futuristic",
  "cute",
  "elegant",
  "gradient",
  "lineArt",
  "isometric",
  "paperCut",
  "stainedGlass",
  "mosaic",
  "symmetrical",
  "minimal",
  "grainy",
  "lowPoly",
] as const;

export const PICTURE: readonly Entry[] = [
  // Time of day
  [
    { time: "dawn" },
    "dawn, daybreak, sunrise, sun rise, first light, break of day, early morning, at sunrise, rising sun, 黎明, 日出, 破晓, 拂晓, 清晨, 凌晨, 天亮, 晨曦, 曙光, 旭日, 旭日东升, 朝霞, 🌅, 🌄",
  ],
  [{ time: "morning" }, "morning, morning light, in the morning, breakfast, 早晨, 早上, 上午, 晨光, 晨间, 朝阳, 早餐"],
  [
    { time: "day" },
    "noon, midday, afternoon, daytime, day time, daylight, broad daylight, midday sun, 中午, 正午, 下午, 白天, 午后, 日间, 白昼",
  ],
  [
    { time: "goldenHour", modifiers: ["warm"] },
    "golden hour, late afternoon, golden light, golden sunlight, low sun, magic hour, 黄金时刻, 金色阳光, 午后阳光, 金色的阳光, 斜阳",
  ],
  [
    { time: "sunset" },
    "sunset, sun set, sundown, setting sun, sunsets, at sunset, 日落, 夕阳, 落日, 夕阳西下, 晚霞, 残阳, 落日余晖, 黄昏, 火烧云, 余晖, 🌇",
  ],
  [{ time: "dusk" }, "dusk, twilight, evening, blue hour, nightfall, gloaming, 傍晚, 暮色, 薄暮, 蓝调时刻, 入夜, 日暮, 🌆"],
  [
    { time: "night" },
    "night, nighttime, night time, midnight, at night, by night, late night, nocturnal, moonlight, moonlit, starlight, starry, starry sky, starry night, starlit, night sky, city at night, candlelit, after dark, 夜, 夜晚, 夜里, 晚上, 深夜, 午夜, 夜间, 夜色, 夜空, 星空, 星夜, 夜景, 月夜, 月光, 月光下, 月下, 今夜, 夜幕, 黑夜, 雨夜, 雪夜, 半夜, 星光, 满天星斗, 繁星, 夜深, 🌃, 🌌",
  ],
  // Season
  [
    { season: "spring" },
    "springtime, in spring, spring morning, spring day, spring afternoon, spring, early spring, cherry blossom, sakura, 春天, 春日, 春季, 春, 初春, 阳春, 春光, 春暖花开, 樱花, 桃花, 油菜花, 早春",
  ],
  [{ season: "summer" }, "summer, summertime, midsummer, 夏天, 夏日, 夏季, 夏, 盛夏, 仲夏, 炎夏, 夏夜"],
  [
    { season: "autumn" },
    "autumn, autumnal, in the fall, in fall, fall in, fall foliage, fall colors, fall colours, fall leaf, fall day, fall morning, fall season, autumn leaf, red maple, 秋天, 秋日, 秋季, 秋, 深秋, 金秋, 初秋, 晚秋, 秋色, 红叶, 枫叶, 落叶, 银杏, 秋叶",
  ],
  [
    { season: "winter" },
    "winter, wintertime, midwinter, wintry, winters day, snow, snowy, snowing, snow covered, frozen, frost, frosty, icy, blizzard, 冬天, 冬日, 冬季, 冬, 寒冬, 严冬, 隆冬, 雪, 下雪, 大雪, 飘雪, 雪花, 白雪, 积雪, 冰雪",
  ],
  // Weather
  [
    { weather: "clear" },
    "sunny, clear sky, blue sky, cloudless, clear day, clear night, sunlit, sunshine, 晴天, 晴朗, 晴空, 晴空万里, 万里无云, 阳光明媚, 阳光灿烂, 艳阳, ☀",
  ],
  [{ weather: "cloudy" }, "cloudy, overcast, gray sky, grey sky, cloudy sky, 多云, 阴天, 阴云, 乌云, 阴沉, ☁, ⛅"],
  [
    { weather: "rain" },
    "rain, rainy, raining, raining outside, rain outside, drizzle, rainfall, rain shower, downpour, in the rain, raindrop, rainy day, rainy night, pouring rain, raining cats and dogs, rain soaked, 雨, 下雨, 雨天, 雨中, 雨夜, 细雨, 大雨, 小雨, 雨水, 雨滴, 烟雨, 春雨, 毛毛雨, 暴雨, 🌧, ☔",
  ],
  [
    { weather: "snow", props: ["snow"] },
    "snowing, snowing outside, snow outside, snowfall, falling snow, snowflake, snow falling, snowflakes, light snow, heavy snow, snowy, snowy day, snowy night, 下雪, 飘雪, 雪花, 大雪, 雪天, 雪中, 雪夜, 雪花纷飞, 漫天飞雪, 鹅毛大雪, 飞雪, 小雪, 落雪, 雪花飘落, 🌨, ❄",
  ],
  [{ weather: "snow", props: ["snow"], modifiers: ["cool"] }, "blizzard, snowstorm, snow storm, 暴风雪, 雪暴"],
  [
    { weather: "fog", props: ["mist"] },
    "fog, foggy, mist, misty, haze, hazy, low fog, morning mist, 雾, 大雾, 薄雾, 晨雾, 雾气, 迷雾, 烟雾缭绕, 云雾缭绕, 雾蒙蒙, 朦胧, 雾中, 🌫",
  ],
  [
    { weather: "storm" },
    "storm, stormy, thunderstorm, thunder, tempest, hurricane, typhoon, lightning storm, 暴风雨, 雷雨, 风暴, 雷暴, 台风, 狂风暴雨, 雷电交加, ⛈, 🌩",
  ],
  [{ weather: "storm", props: ["lightning"] }, "lightning, lightning bolt, lightning strike, 闪电, 雷电"],
  [
    { weather: "wind" },
    "wind, windy, breeze, breezy, windswept, gust, blowing in the wind, 风, 微风, 大风, 风中, 清风, 狂风, 春风, 海风, 秋风, 刮风, 🌬",
  ],
  // Camera
  [
    { camera: "closeUp" },
    "close up, closeup, macro, macro shot, macro photo, macro photography, extreme close up, detail shot, 特写, 微距, 近景, 近距离, 特写镜头, 局部",
  ],
  [
    { camera: "portrait" },
    "portrait, portrait of, head shot, headshot, head and shoulders, bust, selfie, self portrait, profile picture, avatar, portrait photo, portrait photography, 肖像, 人像, 头像, 半身像, 肖像画, 自画像, 自拍, 半身, 大头照, 证件照, 肖像照",
  ],
  [
    { camera: "wide" },
    "wide shot, wide angle, wide view, panorama, panoramic, panoramic view, establishing shot, landscape photography, vista, sweeping, aerial, aerial view, aerial shot, drone shot, drone view, birds eye view, bird eye view, from above, long shot, epic landscape, scenery, landscape, 全景, 远景, 广角, 航拍, 鸟瞰, 鸟瞰图, 俯瞰, 大场景, 宏大, 风景, 景色, 风光",
  ],
  [
    { camera: "topDown" },
    "top down, top down view, top view, flat lay, flatlay, overhead, overhead shot, overhead view, knolling, 俯视, 俯拍, 俯视图, 平铺, 顶视图, 正上方",
  ],
  [{ camera: "medium" }, "medium shot, mid shot, eye level, 中景, 平视"],
  // Mood
  [
    { mood: "calm" },
    "calm, peaceful, serene, tranquil, quiet, still water, still waters, stillness, serenity, peace, relaxing, zen, gentle, 宁静, 平静, 安静, 祥和, 静谧, 恬静, 幽静, 悠闲, 禅意, 安详, 岁月静好, 宁静致远, 清幽, 惬意, 悠然",
  ],
  [
    { mood: "cosy", modifiers: ["warm"] },
    "cozy, cosy, snug, homely, homey, comfortable, hygge, inviting, warm and inviting, rustic, 温馨, 舒适, 温暖, 惬意舒适, 暖暖的",
  ],
  [
    { mood: "joyful" },
    "joyful, happy, cheerful, fun, playful, merry, festive, celebration, whimsical, jolly, delightful, 欢乐, 快乐, 开心, 喜庆, 欢快, 热闹, 愉快, 喜悦, 童趣, 活泼, 可爱快乐, 节日气氛",
  ],
  [
    { mood: "melancholy" },
    "melancholy, melancholic, lonely, sad mood, somber, sombre, gloomy, solitude, bleak, nostalgic, lonesome, desolate, 忧郁, 孤独, 寂寞, 忧伤, 悲伤, 凄凉, 惆怅, 萧瑟, 孤寂, 怀旧, 冷清, 落寞",
  ],
  [
    { mood: "dramatic", modifiers: ["highContrast"] },
    "dramatic, epic, majestic, intense, breathtaking, awe inspiring, grand, powerful, dramatic lighting, 壮观, 史诗, 史诗级, 震撼, 宏伟, 磅礴, 壮丽, 戏剧性, 雄伟, 气势磅礴, 大气磅礴, 壮阔",
  ],
  [
    { mood: "mysterious" },
    "mysterious, mystical, eerie, haunting, mystic, enigmatic, haunted, 神秘, 诡异, 幽暗, 神秘感, 神秘氛围, 诡秘",
  ],
  [{ mood: "mysterious", modifiers: ["spooky", "dark"] }, "spooky, creepy, scary, horror, 恐怖, 阴森, 吓人"],
  [
    { mood: "dreamy", modifiers: ["soft"] },
    "dreamy, dreamlike, ethereal, magical, surreal, fairytale, fairy tale, romantic, enchanted, storybook, 梦幻, 唯美, 浪漫, 童话, 梦境, 仙境, 如梦如幻, 空灵, 诗意, 超现实, 奇幻梦境",
  ],
  [
    { mood: "energetic" },
    "energetic, dynamic, lively, bustling, action shot, action packed, exciting, hectic, busy, 动感, 活力, 充满活力, 热烈, 繁忙, 繁华, 热闹非凡, 激动人心",
  ],
  // Style
  [
    { style: "illustration" },
    "illustration, childrens book illustration, storybook illustration, digital illustration, digital art, digital painting, concept art, artwork, cartoon, drawing, comic, comic book, 插画, 插图, 绘本, 儿童绘本, 数字艺术, 概念艺术, 原画, 卡通, 漫画, 绘画",
  ],
  [
    { style: "photo" },
    "photo, photograph, photography, macro photo, macro photography, macro shot, portrait photo, portrait photography, landscape photography, product photography, product photo, photo of, photographic, photorealistic, photo realistic, realistic, hyperrealistic, hyper realistic, ultra realistic, photorealism, realism, dslr, cinematic still, cinematic still of, still of, 35mm, 50mm, 85mm, shot on, film still, documentary, nikon, canon eos, sony alpha, leica, raw photo, national geographic, 照片, 摄影, 写实, 真实, 实拍, 超写实, 逼真, 真实感, 摄影作品, 纪实, 单反, 照片级, 现实主义",
  ],
  [
    { style: "oil" },
    "oil painting, oil paint, oil on canvas, oils, renaissance, renaissance painting, baroque, rembrandt, vermeer, classical painting, acrylic painting, acrylic, gouache, painterly, fauvism, expressionist, expressionism, 油画, 布面油画, 古典油画, 文艺复兴, 巴洛克, 丙烯画, 丙烯, 水粉, 水粉画, 表现主义, 厚涂",
  ],
  [
    { style: "impressionist" },
    "impressionist, impressionism, impressionistic, impressionist style, impressionist painting, monet, claude monet, renoir, plein air, pointillism, seurat, post impressionism, post impressionist, degas, 印象派, 印象主义, 莫奈, 雷诺阿, 点彩, 后印象派, 印象派风格",
  ],
  [
    { style: "impressionist", modifiers: ["thickBrush", "swirls", "vibrant"] },
    "van gogh, vincent van gogh, gogh, van gogh style, in the style of van gogh, style of starry night, 梵高, 梵高风格, 凡高",
  ],
  [
    { style: "watercolour", modifiers: ["lineArt", "detailed"] },
    "gongbi, gongbi painting, 工笔, 工笔画, 工笔风格, 工笔重彩, 工笔花鸟, 工笔花鸟画, 宋代工笔, 宋画",
  ],
  [
    { style: "flat", modifiers: ["muted", "warm"] },
    "dunhuang, dunhuang mural, dunhuang style, 敦煌, 敦煌壁画, 敦煌风格, 敦煌壁画风格, 敦煌风, 岩彩, 岩彩画, fresco style",
  ],
  [
    { style: "flat", modifiers: ["vibrant"] },
    "nianhua, thangka, 年画, 杨柳青年画, 唐卡, 农民画, embroidered, 刺绣, 刺绣风格, 苏绣, 景泰蓝, 珐琅彩, embroidery, embroidered style, quilted, patchwork, keith haring, andy warhol, warhol, matisse, henri matisse, mexican folk art, folk art, naive art",
  ],
  [
    { style: "flat", modifiers: ["paperCut", "silhouette"] },
    "shadow puppet, shadow puppetry, shadow play, 皮影, 皮影戏, 皮影风格",
  ],
  [
    { style: "flat" },
    "ukiyo e style, woodblock, woodblock print, woodblock printing, japanese woodblock, japanese woodblock print, japanese print, japanese wave, hokusai, katsushika hokusai, hiroshige, linocut, lino print, lino cut, riso, risograph, riso print, screenprint, art nouveau, alphonse mucha, mucha, gustav klimt, klimt, constructivism, constructivist, soviet poster, propaganda poster, swiss design, swiss style, mid century modern, corporate memphis, die cut sticker, sticker design, sticker art, enamel pin, badge, emblem, app icon, icon design, mascot logo, mascot, clip art style, infographic style, playing card style, tarot card, tarot, hergé, tintin, 和风, 浮世绘风格, 浮世绘风, 葛饰北斋, 新艺术, 新艺术运动, 孟菲斯, 孟菲斯风格, 国潮风, 国潮风格, 国潮插画, 贴纸风格, 徽章, logo设计, 图标设计, 吉祥物",
  ],
  [{ style: "flat", modifiers: ["lineArt"] }, "blueprint, schematic, technical drawing, patent drawing, 蓝图"],
  [
    { style: "clay" },
    "felt, felted, needle felt, needle felted, felt art, wool felt, plush, plushie, plush toy style, crochet, crocheted, amigurumi, knitted style, yarn art, lego style, made of lego, made of legos, lego bricks, funko pop, dreamworks, dreamworks style, wallace and gromit, aardman, diorama, miniature diorama, toy style, play doh, playdough, balloon style, inflatable, bubbly 3d, glass style, chibi 3d, blind box, pop mart, 毛毡, 毛毡风格, 羊毛毡, 羊毛毡风格, 钩针, 钩织, 针织风格, 乐高风格, 手办, 手办风格, 泡泡玛特, 潮玩, 毛绒玩具风格, 微缩景观, 微缩模型, 充气风格, 立体书, 软陶",
  ],
  [
    { style: "pencil" },
    "chalk drawing, chalk art, chalk pastel, ballpoint pen, ballpoint pen drawing, pen drawing, pen sketch, ink sketch, ink line drawing, ink illustration, stippling, stipple, dotwork, scratchboard, etched, engraving, engraved illustration, tattoo design, tattoo style, tattoo, graphite drawing, graphite sketch, pencil art, crayon, crayons, wax crayon, crayon art, da vinci sketch, leonardo da vinci sketch, gustave dore, 蜡笔画, 蜡笔, 油画棒, 油画棒风格, 粉笔画, 圆珠笔画, 钢笔速写, 铜版画, 木版画, 连环画, 小人书, 手账风, 手绘风, 手绘风格, 铅笔素描, 素描风格",
  ],
  [
    { style: "oil" },
    "oil pastel, oil pastels, tempera, rococo, romanticism, pre raphaelite, caravaggio, titian, da vinci, leonardo da vinci, michelangelo, raphael, botticelli, velazquez, goya, edward hopper, hopper, norman rockwell, john singer sargent, sargent, bob ross, frida kahlo, gauguin, paul gauguin, cezanne, picasso, pablo picasso, cubism, cubist, cubist style, dutch golden age, dutch master, old master, old masters, old master painting, hudson river school, chiaroscuro painting, 伦勃朗, 毕加索, 立体主义, 达芬奇, 维米尔, 古典主义, 洛可可, 厚涂风格, 油画风, 油画风格, 油画质感",
  ],
  [
    { style: "oil", mood: "dreamy" },
    "salvador dali, dali, magritte, rene magritte, surrealism, surrealist, surrealist painting, surrealistic, chagall, marc chagall, 超现实主义, 达利",
  ],
  [
    { style: "impressionist" },
    "turner, j m w turner, camille pissarro, pissarro, manet, sisley, morisot, sorolla, the starry night, starry night style, 星月夜",
  ],
  [
    { style: "watercolour" },
    "beatrix potter, watercolor wash, watercolor splash, watercolour wash, watercolor illustration, watercolour illustration, watercolor style, watercolour style, loose watercolor, botanical illustration, botanical drawing, vintage botanical, alcohol ink, ink and watercolor, 水彩插画, 水彩画风格, 水彩手绘, 水彩晕染, 博物画, 植物图谱, 植物插画",
  ],
  [
    { style: "anime" },
    "anime art, anime girl style, manga style, manhwa, donghua, ghibli like, studio ghibli like, ghibli inspired, spirited away, totoro style, your name, 国漫, 国漫风格, 国漫风, 韩漫, 日漫风格, 吉卜力风格, 宫崎骏风格, 宫崎骏动画, 宫崎骏动画风格, 新海诚风格, 二次元风格, 二次元风, 赛璐珞, 动画电影风格, 漫画风格, 日系插画",
  ],
  [
    { style: "illustration" },
    "children's book illustration, children's book, childrens book, children's storybook, children's picture book, childrens picture book, kids book illustration, story book illustration, storybook style, comic book style, comic style, comic strip, comic panel, graphic novel, graphic novel style, cartoon style, cartoon network style, rubber hose style, new yorker cover, new yorker illustration, editorial illustration, book illustration, fairy tale illustration, fantasy art, fantasy illustration, matte painting, speedpainting, digital art style, procreate, dungeons and dragons, tim burton, tim burton style, illustrated, 童话插画, 童书插画, 儿童插画, 绘本风格, 绘本插画, 治愈系插画, 治愈系, 漫画书, 条漫, 数字绘画, 板绘, 商业插画, 古风插画, 几米, 几米风格",
  ],
  [{ style: "pencil" }, "children's drawing, child's drawing, kid's drawing, drawn by a child, drawn by a kid, napkin sketch"],
  [
    { style: "flat", modifiers: ["stainedGlass"] },
    "stained glass window, stained glass panel, stained glass style, 彩色玻璃窗, 彩窗, 教堂彩窗, 花窗玻璃",
  ],
  [
    { style: "watercolour" },
    "watercolor, watercolour, water color, water colour, aquarelle, watercolor painting, watercolour painting, watercolors, wet on wet, 水彩, 水彩画, 水彩风格, 淡彩",
  ],
  [
    { style: "inkWash" },
    "ink wash, ink wash painting, ink painting, sumi e, sumi ink, chinese painting, traditional chinese painting, chinese ink, chinese ink painting, brush painting, guohua, chinese brush painting, shui mo, 水墨, 水墨画, 国画, 中国画, 水墨风, 水墨风格, 写意, 泼墨, 墨色, 齐白石, 徐悲鸿, 张大千, 吴冠中, 八大山人, qi baishi, xu beihong, 丰子恺, 中国水墨画, 中国水墨, 古风水墨, 国风水墨",
  ],
  [
    { style: "pencil" },
    "pencil, pencil drawing, pencil sketch, sketch, charcoal, charcoal drawing, line drawing, graphite, hand drawn sketch, pen and ink, ink drawing, etching, engraving style, crosshatching, colored pencil, coloured pencil, doodle, woodcut, crayon drawing, child drawing, childs drawing, childrens drawing, kids drawing, 儿童画, 素描, 铅笔画, 速写, 线稿, 手绘, 炭笔, 彩铅, 钢笔画, 铅笔, 简笔画, 版画, 木刻, 涂鸦风",
  ],
  [
    { style: "pencil", modifiers: ["lineArt"] },
    "line art, lineart, coloring page, colouring page, outline drawing, 线条画, 涂色页, 线描, 白描",
  ],
  [
    { style: "flat" },
    "flat illustration, flat design, flat style, vector, vector art, vector illustration, flat color, flat colour, flat colors, graphic design, infographic, sticker, icon, logo design, logo, poster design, screen print, art deco, travel poster, pop art, silkscreen, ukiyo e, bauhaus, memphis style, 扁平, 扁平化, 扁平风, 扁平插画, 矢量, 矢量图, 矢量插画, 平面设计, 图标, 贴纸, 浮世绘, 波普艺术, 波普, 包豪斯, 丝网印刷, 国潮",
  ],
  [
    { style: "flat", modifiers: ["paperCut"] },
    "paper cut, papercut, paper cutout, paper art, paper craft, papercraft, origami, layered paper, 剪纸, 纸艺, 折纸, 纸雕, 剪纸风格",
  ],
  [{ style: "flat", modifiers: ["stainedGlass"] }, "stained glass, 彩色玻璃, 彩绘玻璃"],
  [{ style: "flat", modifiers: ["mosaic"] }, "mosaic, 马赛克"],
  [{ style: "flat", modifiers: ["isometric"] }, "isometric, isometric view, isometric illustration, 等距, 等轴, 2.5d"],
  [
    { style: "pixel" },
    "pixel art, pixel, pixelated, pixel style, 8 bit, 8bit, 16 bit, 16bit, retro game, video game sprite, sprite, minecraft, voxel, pixels, 像素, 像素画, 像素风, 像素艺术, 像素风格, 我的世界",
  ],
  [
    { style: "anime" },
    "anime, anime style, manga, ghibli, studio ghibli, ghibli style, miyazaki, hayao miyazaki, makoto shinkai, shinkai, japanese animation, cel shaded, cel shading, chibi, webtoon, animation, 动漫, 动画, 二次元, 日漫, 吉卜力, 宫崎骏, 新海诚, 日系动漫, 动漫风, 动漫风格, 日式动画, 赛璐璐, 动画风格, q版",
  ],
  [
    { style: "clay" },
    "clay, claymation, clay style, plasticine, stop motion, 3d render, 3d rendering, 3d, 3d illustration, 3d cartoon, pixar, pixar style, disney, disney style, c4d, cinema 4d, blender, octane render, unreal engine, low poly, 3d model, vinyl toy, figurine style, 3d style, 粘土, 黏土, 橡皮泥, 3d渲染, 皮克斯, 皮克斯风格, 迪士尼, 三维, 立体, 定格动画, 盲盒, 粘土风格, 3d风格, oc渲染, 3d卡通",
  ],
  [
    { style: "neon", modifiers: ["dark", "glow"] },
    "neon, cyberpunk, synthwave, vaporwave, neon style, neon noir, tron, retrowave, outrun, blade runner, cyberpunk style, cyber, 赛博朋克, 霓虹风格, 蒸汽波, 赛博朋克风格, 赛博, 霓虹风",
  ],
  [
    { style: "vintage" },
    "vintage, retro, vintage poster, retro poster, old photo, vintage photo, vintage film, polaroid, old film, antique photo, film photography, analog film, 1950s, 1960s, 1970s, 1980s, 1920s, 50s, 60s, 70s, 80s, retro style, old fashioned, kodak, kodachrome, daguerreotype, 复古, 老照片, 胶片, 怀旧风, 年代感, 旧照片, 拍立得, 复古风, 民国, 胶片风, 港风, 复古胶片, 老电影",
  ],
  [{ style: "vintage", modifiers: ["sepia"] }, "sepia, sepia tone, sepia toned, 泛黄"],
  [
    { style: "minimalist", modifiers: ["minimal"] },
    "minimalist, minimalistic, minimalism, minimal, scandinavian, simple design, minimal design, 极简, 极简主义, 简约, 极简风, 简约风, 极简风格, 北欧风",
  ],
  // Modifiers of style and light
  [
    { modifiers: ["vibrant"] },
    "vibrant, vivid, colorful, colourful, saturated, vibrant colors, vibrant colours, vivid colors, bright colors, bright colours, rich colors, bold colors, bold colours, rainbow colors, multicolored, multicoloured, psychedelic, 鲜艳, 色彩鲜艳, 缤纷, 五彩, 五彩缤纷, 彩色, 色彩斑斓, 绚丽, 绚烂, 明艳, 浓郁, 五颜六色, 七彩, 色彩丰富, 色彩明快, 浓墨重彩, 斑斓",
  ],
  [
    { modifiers: ["pastel", "soft"] },
    "pastel, pastels, pastel colors, pastel colours, pastel tones, soft colors, soft colours, candy colors, macaron colors, 马卡龙, 马卡龙色, 淡雅, 粉嫩, 柔和色调, 粉彩, 糖果色, 柔和的色彩, 柔和配色, 色彩柔和",
  ],
  [
    { modifiers: ["muted"] },
    "muted, muted colors, muted colours, desaturated, earthy, earth tones, subdued, faded, morandi, 莫兰迪, 低饱和, 低饱和度, 素雅, 大地色, 莫兰迪色",
  ],
  [
    { modifiers: ["monochrome"] },
    "monochrome, monochromatic, black and white, black & white, b&w, grayscale, greyscale, noir, film noir, 黑白, 单色, 黑白照片, 黑白摄影, 灰度",
  ],
  [
    { modifiers: ["warm"] },
    "warm, warm light, warm lighting, warm tones, warm colors, warm colours, warm ambient lighting, ambient warm light, warm glow, candlelight, firelight, 暖色, 暖色调, 暖光, 温暖的灯光, 温暖的光, 暖黄, 暖调, 烛光, 灯火",
  ],
  [
    { modifiers: ["cool"] },
    "cool tones, cool colors, cool colours, cold light, cool light, cold, chilly, bluish, 冷色, 冷色调, 冷光, 寒冷, 冷调, 清冷",
  ],
  [
    { modifiers: ["dark"] },
    "dark, darkness, low key, dimly lit, dim, moody, dim light, moody lighting, shadowy, gothic, 黑暗, 昏暗, 暗调, 低调光, 阴暗, 暗黑, 幽暗, 哥特",
  ],
  [
    { modifiers: ["bright"] },
    "bright, high key, airy, well lit, bright light, luminous, brightly lit, 明亮, 高调, 敞亮, 通透, 光亮",
  ],
  [
    { modifiers: ["highContrast"] },
    "high contrast, chiaroscuro, strong contrast, strong shadows, 高对比, 高对比度, 强烈对比, 明暗对比, 强对比",
  ],
  [
    { modifiers: ["soft"] },
    "soft, soft light, soft lighting, diffused light, gentle light, delicate, soft focus, 柔光, 柔和的光, 柔软, 柔美, 柔焦, 柔和光线",
  ],
  [
    { modifiers: ["thickBrush"] },
    "thick brush strokes, thick brushstrokes, visible brush strokes, visible brushstrokes, brush strokes, brushstrokes, impasto, palette knife, bold brush strokes, bold brushstrokes, expressive brushstrokes, textured brush strokes, thick paint, loose brushwork, 厚重笔触, 粗犷笔触, 笔触, 厚重的笔触, 粗笔触, 明显的笔触, 刮刀",
  ],
  [
    { modifiers: ["bokeh"] },
    "bokeh, shallow depth of field, depth of field, blurred background, blurry background, out of focus background, f1 8, f1 4, tilt shift, 虚化, 背景虚化, 景深, 浅景深, 散景, 移轴",
  ],
  [
    { modifiers: ["cinematic"] },
    "cinematic, cinematic lighting, film look, movie scene, movie still, anamorphic, 电影感, 电影质感, 电影光效, 电影镜头, 大片感, 电影级",
  ],
  [
    { modifiers: ["detailed"] },
    "detailed, highly detailed, intricate, ultra detailed, 8k, 4k, hd, uhd, high resolution, sharp focus, masterpiece, best quality, high quality, 细节丰富, 高清, 精致, 超高清, 高细节, 精细, 细腻, 大师作品, 最佳质量, 高质量, 杰作",
  ],
  [
    { modifiers: ["glow"] },
    "glow, glowing, luminescent, bioluminescent, shining, radiant, lit up, illuminated, fluorescent, 发光, 荧光, 闪耀, 光芒, 发着光, 闪闪发光, 光晕, 灯火通明",
  ],
  [
    { modifiers: ["backlit"] },
    "backlit, backlight, back lit, rim light, rim lighting, lens flare, contre jour, 逆光, 轮廓光, 背光",
  ],
  [{ modifiers: ["silhouette"] }, "silhouette, silhouetted, 剪影, 轮廓"],
  [{ modifiers: ["fantasy"] }, "fantasy, magic, mythical, fairy, sorcery, wonderland, 奇幻, 魔幻, 魔法, 仙侠, 神话, 玄幻"],
  [
    { modifiers: ["futuristic"] },
    "futuristic, sci fi, science fiction, high tech, steampunk, dystopian, 科幻, 未来, 未来感, 科技感, 未来主义, 蒸汽朋克, 高科技",
  ],
  [{ modifiers: ["cute"] }, "cute, adorable, kawaii, lovely, 可爱, 萌, 萌萌的, 呆萌, 软萌, 萌系"],
  [
    { modifiers: ["elegant"] },
    "elegant, luxurious, luxury, graceful, sophisticated, refined, ornate, 优雅, 高贵, 奢华, 典雅, 华丽, 高级感, 精美",
  ],
  [{ modifiers: ["symmetrical"] }, "symmetrical, symmetry, symmetric, centered composition, wes anderson, 对称, 对称构图"],
  [{ modifiers: ["grainy"] }, "grainy, grain, noisy, 颗粒感, 噪点"],
  [{ modifiers: ["lowPoly"], style: "clay" }, "low poly, low polygon, polygonal, 低多边形"],
  [{ modifiers: ["gradient"] }, "gradient, gradients, ombre, 渐变, 渐变色"],
  [{ modifiers: ["warm"], props: ["sunbeams"] }, "dappled sunlight, sun dappled, golden rays, 斑驳的阳光, 阳光斑驳"],
];
