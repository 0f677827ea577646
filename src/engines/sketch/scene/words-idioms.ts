// Idioms: phrases that say nothing of the things they seem to name (room to breathe, butterfly lighting, 画面, 蝴蝶光). Those of
// the picture's making give camera, light or manner where they have any; the rest only hide their parts.

import type { Entry } from "./lexicon.ts";

export const IDIOMS: readonly Entry[] = [
  // Composition and framing
  [
    { grammar: "still" },
    "room to breathe, breathing room, breathing space, space to breathe, space ahead, space above, space around, space for text, room for text, copy space, empty space, white space, open space, quiet space, ample space, lead room, head room, headroom, leading line, leading lines, rule of thirds, rule of third, golden ratio, golden spiral, golden section, diagonal lines, focal point, focus point, vanishing point, one point perspective, two point perspective, three point perspective, three quarter view, three quarter profile, third person, third person view, first person, first person view, first person perspective, pov shot, over the shoulder, over the shoulder shot, dutch angle, low angle, low angle shot, high angle, high angle shot, worms eye view, worms eye, eye contact, eye catching, cowboy shot, mug shot, mugshot, hero shot, beauty shot, glamour shot, money shot, body shot, full body, full body shot, full length, half body, upper body, waist up, knee up, two shot, single shot, group shot, side view, front view, back view, rear view, view from behind, shot from behind, from behind, seen from behind, from the side, from the front, from the back, from below, profile view, side profile, in profile, rounded corners, top half, lower half, on the left, on the right, on left, on right, left side, right side, on the left side, on the right side, at the top, at the bottom, at the center, off center, off centre, center of the frame, center of the image, centered in frame, out of frame, in frame, in the frame, in the middle of the frame, in the corner, corner to corner, edge to edge, in focus, sharp focus on, focus on, out of focus, point of interest, line of sight, field of view, head to toe, from head to toe, from top to bottom, wide aspect, widescreen, square format, vertical format, horizontal format",
  ],
  // Light
  [
    { grammar: "still" },
    "studio lighting, studio light, studio lights, studio quality, studio style, butterfly lighting, rembrandt lighting, loop lighting, split lighting, clamshell lighting, ring light, hair light, fill light, key lighting, three point lighting, beauty dish, softbox, soft box, light leak, light leaks, light painting, natural light, natural lighting, window light, window lighting, ray tracing, ray traced, path tracing, global illumination, ambient occlusion, subsurface scattering, caustics, volumetric, volumetric lighting, volumetric light, tone mapping, hdr, lumen, v ray, vray, arnold render, keyshot, light source, in the light, interplay of light, play of light, light and airy, catch light, catchlight, sun flare, golden tones",
  ],
  // Film, print and the trade
  [
    { grammar: "still" },
    "award winning, award winning photo, award winning photograph, award winning photography, prize winning, trending on artstation, artstation, art station, behance, deviantart, pinterest, pixiv, dribbble, instagram, tumblr, unsplash, flickr, shutterstock, adobe stock, stock photo, stock image, key art, splash art, fan art, fanart, box art, clip art, clipart, wall art, art print, fine art, fine arts, work of art, art book, artbook, photo book, photobook, picture book, pop up book, look book, lookbook, cookbook, cook book, field guide, magazine style, magazine, magazine page, magazine spread, magazine editorial, magazine photo, magazine photography, magazine story, fashion magazine, vogue, vogue magazine, vogue style, time magazine, editorial, editorial style, page of a magazine, like a page of a magazine, page from a magazine, page of a book, page from a book, like a page from a book, page of a quiet magazine story, ad campaign, advertising campaign, advertisement, commercial, billboard ad, brand identity, mood board, moodboard, character sheet, character design, character concept, concept sheet, reference sheet, model sheet, turnaround, sprite sheet, game asset, game assets, game art, video game style, video game art, video game character, video game, game style, game screenshot, screenshot, desktop wallpaper, phone wallpaper, mobile wallpaper, iphone wallpaper, wallpaper, lock screen, screen saver, profile pic, thumbnail, film stock, film set, film emulsion, motion picture, box office, sound stage, long exposure, double exposure, multiple exposure, motion blur, chromatic aberration, shutter speed, iso 100, iso 200, iso 400, f stop, aperture, bracketing, sleight of hand, steampunk style, focus stacking, zoom lens, prime lens, telephoto lens, macro lens, wide lens, camera angle, camera view, camera lens, camera shot, canon lens, hasselblad, fujifilm, fuji, shot with, taken with, taken by, captured on, captured by, captured with, photo taken, photo shoot, photoshoot, fashion shoot, photo session, photo realistic style, photo manipulation, photo collage, paper texture, canvas texture, paper grain, wood texture, textured paper, on paper, on canvas, on white paper, on black paper, watercolor paper, construction paper, brush texture, skin texture, fabric texture, skin tone, skin tones, skin pores, colour grading, color grading, graded, colour palette, limited palette, restricted palette, limited color palette, color theory, in the manner of, in the vein of, in the spirit of, by artist, art by, artwork by, painting by, painted by, drawn by, illustrated by, illustration by, photo by, photograph by, photography by, designed by, directed by, inspired by, reminiscent of, as if, such as, looks like, no one, new age, stone age, iron age, golden age, space age, middle ages, once upon a time, coming of age, rule of cool",
  ],
  [
    { grammar: "still", modifiers: ["cinematic"] },
    "teal and orange, orange and teal, teal orange, movie style, blockbuster, imax, film still from, still from a film, movie screencap, cinemascope, widescreen film, 时尚大片, 电影大片, 商业大片, 大片质感, 大片风格, 大片既视感, 杂志大片, 电影画面, 电影剧照, 电影风格, 电影色调, 电影级光影, 银幕",
  ],
  [
    { grammar: "still", modifiers: ["vibrant"] },
    "jewel tones, jewel toned, jewel colors, riot of color, riot of colour, color pop, pops of color, neon colors, neon colours, bright neon colors, fluorescent colors, 撞色, 高饱和, 高饱和度, 饱和度高, 多巴胺配色, 霓虹色",
  ],
  [
    { modifiers: ["minimal"] },
    "negative space, ample negative space, vast negative space, simple, simplistic, clean lines, uncluttered, 留白, 大面积留白, 大幅留白, 简洁, 简单, 干净, 负空间",
  ],
  [{ modifiers: ["soft"] }, "柔和, 柔和的光线, 柔和的光"],
  [{ modifiers: ["bright"] }, "清新, 小清新, 空气感, 透亮, 清透, 清亮"],
  [
    { modifiers: ["detailed"] },
    "细腻笔触, 笔触细腻, 细腻的笔触, 细致, 超精细, 超细节, 极致细节, 毛发根根分明, extremely detailed, insanely detailed, hyper detailed, hyperdetailed, intricate details, fine details, ultra hd, ultra sharp, uhq, 16k, 32k, super resolution, 超清, 8k画质, 4k画质, 高画质, 超高画质, 高分辨率, 高精度, 大师级",
  ],
  [{ modifiers: ["grainy"] }, "film grain, subtle film grain, 35mm film grain, 胶片颗粒, 胶片颗粒感, 颗粒质感"],
  [{ time: "night" }, "night photography, astrophotography, astro photography, 夜景摄影, 星空摄影, 夜拍"],
  // Chinese words of the trade
  [
    { grammar: "still" },
    "画面, 画质, 画幅, 画框感, 画意, 画感, 画法, 画师风格, 书画, 刻画, 黄金分割, 三分法, 三分构图, 三分法构图, 引导线, 引导线构图, 对角线构图, 框架构图, 中心构图, 居中, 居中构图, 满版构图, 版面, 版式, 排版, 前景虚化, 背面, 正面, 侧面, 正脸, 侧脸, 全身, 全身照, 全身像, 半身照, 光影, 光影效果, 光影交错, 光影斑驳, 光感, 光泽, 侧逆光, 侧光, 顶光, 伦勃朗光, 蝴蝶光, 柔光箱, 影棚光, 影棚灯光, 摄影棚灯光, 专业灯光, 自然光, 窗光, 环境光, 体积光, 质感, 氛围感, 层次感, 故事感, 仪式感, 少女感, 少年感, 透明感, 松弛感, 速度感, 力量感, 立体感, 艺术感, 设计感, 时尚感, 画面感, 镜头感, 空间感, 空间摄影, 呼吸感, 代入感, 沉浸感, 复杂感, 视觉, 视觉冲击, 视觉冲击力, 视觉中心, 视觉焦点, 视觉落点, 冲击力, 张力, 镜头, 镜头语言, 长焦, 长焦镜头, 大光圈, 超广角镜头, 人像模式, 人物感, 壁纸, 手机壁纸, 电脑壁纸, 桌面壁纸, 桌面背景, 手机屏保, 屏保, 头图, 封面图, 主视觉, 主题, 字体设计, 海报设计感, 细节, 纹理, 肌理, 材质, 渲染, 虚幻引擎, 光线追踪, 光追, 全局光照, 辛烷渲染, 获奖作品, 杂志, 杂志风, 杂志风格, 杂志感, 时尚杂志, 杂志排版, 杂志专题, 美食书, 美食杂志, 菜谱, 食谱, 工具书, 图鉴, 图册, 画册, 画报, 故事书, 绘本风, 绘本书, 刊物, 建筑摄影, 城市摄影, 美食摄影, 食物摄影, 花卉摄影, 植物摄影, 动物摄影, 野生动物摄影, 人物摄影, 人像写真, 写真, 写真集, 艺术照, 街拍, 摆拍, 抓拍, 旅拍, 诱人, 动人, 迷人, 宜人, 惊人, 感人, 喜人, 撩人, 醉人, 引人入胜, 引人注目, 令人, 让人, 拟人, 拟人化, 人心, 人设, 人次, 人数, 人像感, 人手, 人头, 他人, 旁人, 名人, 本人, 有心, 无心, 内心, 信心, 用心, 心情, 心境, 心头, 心里, 松弛, 可信, 飞白, 飞扬, 飘扬, 飘逸, 飘动, 飘飘, 摇曳, 生气勃勃, 生机勃勃, 大自然, 大气, 大方, 大胆, 大量细节, 大片大片, 大面积, 小面积, 面积, 面部, 面部表情, 面部特写, 面部细节, 面容, 面庞, 面向, 面向镜头, 面对镜头, 看向镜头, 望向镜头, 看着镜头, 直视镜头, 凝视镜头, 面纱, 面料, 衣料, 布料, 地面, 水面上方, 表层, 体表, 书面, 层面, 片面, 全面, 方面, 山石, 山石纹理, 花钱, 金钱, 大地, 土地, 人才, 人口, 人马, 老家, 面粉, 面面相觑, 脸面, 树干, 树皮, 树种, 名山, 山头, 石灰, 石灰岩, 剑术, 剑法, 肉体, 肌肉, 肉眼, 每人, 所有人, 怒火, 战火, 风云, 风雪",
  ],
  // Fixed phrases, names and compounds
  [
    { grammar: "still" },
    "star wars, star trek, maple syrup, tomato sauce, soy sauce, olive oil, peanut butter, lemon juice, apple of my eye, catwalk, cats and dogs, dog days, elephant in the room, bulls eye, fish eye, fisheye, fisheye lens, cats eye, catnap, cat eye, horsepower, portrait orientation, portrait mode, landscape orientation, landscape mode, portrait format, landscape format, aspect ratio, wide screen, moonstone, sunscreen, snow white and, world cup, deer in headlights, out of the blue, once in a blue moon, bear in mind, light weight, day and night, rock and roll, rock n roll, rock 'n' roll, rock music, pop rock, rock band, key light, key visual, on fire, at rest, in style, in the style of, style of, style, in the foreground, foreground, in the middle, in the center, in the centre, in detail, in color, in colour, in black and white, in full bloom, in bloom, in motion, in progress, in total, point of view, at first, by hand, by the artist, made of, made from, composed of, in a style, in a way, in a row, in a circle, in a line, close to the camera, looking at the camera, looking at viewer, facing the camera, light and shadow, light and dark, leaf through, star rating, heart shaped, star shaped, palm of, back to, plays, plot, table of contents",
  ],
  [
    { grammar: "still" },
    "人家, 流水, 表情, 表面, 表达, 表现, 竖构图, 横构图, 竖版, 横版, 风格, 画风, 构图, 马上, 马虎, 马马虎虎, 马克, 花费, 花心, 花样, 花式, 火热, 火爆, 人气, 人间, 人生, 人类, 人工, 人造, 人文, 人民币, 人工智能, 山寨, 江湖, 江山, 天气, 天真, 天然, 今天, 明天, 昨天, 每天, 天生, 日常, 日本, 日式, 日子, 日记, 日历, 生日快乐, 节日, 昔日, 往日, 月份, 岁月, 年月, 星期, 明星, 星座, 水平, 水准, 风情, 风味, 风范, 风水, 风采, 风韵, 作风, 古风, 国风, 中国风, 门类, 专门, 部门, 热门, 冷门, 门派, 窗口期, 书生气, 书写, 笔下, 车间, 开车, 停车, 云计算, 云集, 牛仔, 吹牛, 牛气, 虎头虎脑, 马到成功, 龙飞凤舞, 龙年, 兔年, 蛇年, 马年, 虎年, 狗年, 鸡年, 鼠年, 牛年, 羊年, 猴年, 猪年, 属于, 老虎机, 狐朋狗友, 青春, 青年, 青少年, 青山绿水, 红火, 走红, 网红, 黄昏, 白云, 白天, 黑夜, 空白, 明白, 坦白, 表白, 白领, 金融, 资金, 现金, 奖金, 基金, 银行, 春联, 秋千, 冬瓜, 西瓜, 南瓜, 冬奥, 上海, 海外, 海拔, 海量, 海关, 上面, 下午, 上午, 中午, 中国, 中央, 中式, 中心, 其中, 心中, 手中, 晚上, 早上, 以上, 以下, 之前, 之后, 以后, 以前, 前景, 背景中央, 后现代, 内容, 边缘, 无边, 无数, 无人机, 无尽, 无限, 无论, 无声, 无比, 没事, 没关系, 双眼皮, 对比, 对话, 对称, 面对, 相对, 大概, 大学, 大家, 大师, 大约, 巨大, 伟大, 放大, 小说, 小时, 大小, 小心, 从小, 统一, 第一, 一切, 一起, 一样, 一边, 一直, 一般, 一定, 一点, 一下, 唯一, 万一, 之一, 两旁, 两侧, 两边, 两岸, 四周, 四处, 四季, 四射, 三三两两, 五官, 七夕, 八卦, 九州, 十分, 十足, 百姓, 千万, 万物, 万象, 万千, 光年, 时光, 目光, 眼光, 灯火阑珊, 机会, 手机壳, 机械, 飞行, 成功, 图书, 证书, 秘书, 桌布, 床单, 雨季, 雪糕, 花生, 棉花, 火花, 烟花, 浪花, 雪花, 花纹, 花白, 眼花, 桥段, 船长, 草书, 草图, 草率, 潦草, 草莓, 树立, 建树, 木质, 木制, 木头, 竹制, 果然, 结果, 效果, 如果, 成果, 苹果手机, 鸟瞰, 蛋白, 混蛋, 鱼眼, 鳄鱼皮, 牛奶, 牛肉, 羊肉, 鸡蛋, 鸡肉, 猪肉, 鱼肉, 热狗, 熊孩子, 狗粮, 猫粮, 猫爬架, 鸡汤, 鸭脖, 羊毛, 羊绒, 牛皮, 马尾, 马尾辫, 马甲, 马桶, 马赛克, 马戏, 罗马, 巴拿马, 奥巴马, 亚马逊, 马来西亚, 河马, 海马, 斑马, 木马, 骏马奔腾, 龙卷风, 龙虾, 恐龙, 沙龙, 尼龙, 水龙头, 龙井, 鼠标, 鼠标垫, 象征, 形象, 印象, 对象, 现象, 抽象, 大象, 气象, 景象, 想象, 蛇形, 河南, 河北, 湖南, 湖北, 山东, 山西, 江苏, 浙江, 海南, 云南, 黑龙江, 青海, 太阳能, 太阳镜, 月饼, 月季, 星巴克, 海鲜, 海盗, 海豚, 海豹, 海龟, 海星, 海鸥, 海狮, 海苔, 海带, 天鹅, 天使, 火车, 火箭, 火山, 火锅, 火龙果, 车票, 树袋熊, 松鼠, 袋鼠, 仓鼠, 蜗牛, 犀牛, 水牛, 奶牛, 牛油果, 猫头鹰, 熊猫, 向日葵, 葵花, 电影, 电脑, 电视, 电话, 电车, 电梯, 电风扇, 黄瓜, 黄油, 红薯, 红包, 红酒, 白菜, 白酒, 绿茶, 红茶, 奶茶, 青菜, 青椒, 青蛙, 紫薯, 蓝莓, 黑莓, 黑板, 白板, 黑洞, 金鱼, 金属, 金字塔, 银杏, 银河, 棕榈, 粉丝, 粉笔, 灰尘, 橙汁, 橘子, 橙子",
  ],
  // 风 after a style is its manner, not the wind.
  [
    { grammar: "still" },
    "ins风, 风画, 日系风, 韩风, 欧风, 北欧风情, 田园风, 森系, 甜美风, 酷炫风, 复古风情, 科幻风, 暗黑风, 可爱风, 卡通风, 写实风, 手绘风情, 民族风, 工业风, 轻奢风, 法式风, 美式风, 英伦风, 街头风, 学院风, 运动风, 古典风, 童话风, 梦幻风, 小清新风, 治愈风, 电影风, 摄影风, 海报风",
  ],
];
