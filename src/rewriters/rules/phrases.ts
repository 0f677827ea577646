// What the rules may add, in both languages. Each phrase speaks to one aspect, suits the kinds of picture and the circumstances
// that it names, adds no subject, no person, no brand and no lettering, and is recognised by its own aspect in reading.ts, so
// that a prompt that was extended once is not extended again.
import type { Aspect, Kind, Tag } from "./reading.ts";

export interface Phrase {
  readonly en: string;
  readonly zh: string;
  /** The kinds that it suits; absent: any. */
  readonly kinds?: readonly Kind[];
  /** Circumstances that must all hold. */
  readonly when?: readonly Tag[];
  /** Circumstances of which none may hold. */
  readonly not?: readonly Tag[];
}

/** Styles that are drawn by hand or by rule: nothing that speaks of cameras or real surfaces suits them. */
const DRAWN = ["paint", "watercolour", "ink", "pencil", "flat", "pixel", "anime", "render"] as const satisfies readonly Tag[];
/** Styles without depth. */
const PLANAR = ["flat", "pixel", "ink"] as const satisfies readonly Tag[];
const WET_OR_WHITE = ["rain", "snow", "fog", "storm"] as const satisfies readonly Tag[];

export const PHRASES: Readonly<Record<Aspect, readonly Phrase[]>> = {
  // Nothing here says by which means the picture is made unless the kind of picture asks for it: models that make photographs
  // make one of a lifelike scene, and those that illustrate are left to illustrate.
  style: [
    { kinds: ["person"], en: "lifelike and unposed in natural colour", zh: "真切生动，色彩自然" },
    { kinds: ["person"], en: "lifelike in a candid and unhurried manner", zh: "真切朴素，不事雕琢" },
    { kinds: ["animal"], en: "lifelike and observed with quiet patience", zh: "观察入微，真切生动" },
    { kinds: ["animal"], en: "lifelike in true and unforced colour", zh: "真切自然，色彩不夸张" },
    { kinds: ["food"], en: "lifelike and appetising in natural colour", zh: "真切诱人，色泽自然" },
    { kinds: ["food"], en: "lifelike in plain and honest colour", zh: "真切朴实，色泽饱满" },
    { kinds: ["interior"], en: "lifelike in calm and natural colour", zh: "真切自然，色彩沉静" },
    { kinds: ["interior"], en: "lifelike and finely proportioned", zh: "真切自然，比例讲究" },
    { kinds: ["city"], en: "lifelike in rich and natural colour", zh: "真切自然，色彩饱满" },
    { kinds: ["city"], en: "lifelike with a keen sense of line and scale", zh: "真切自然，讲究线条与尺度" },
    { kinds: ["landscape"], en: "lifelike in true and restrained colour", zh: "真切自然，色彩克制" },
    { kinds: ["landscape"], en: "lifelike with a fine depth of tone", zh: "真切自然，影调丰富" },
    { kinds: ["sky"], en: "lifelike in clear layers of colour", zh: "真切自然，色彩层次分明" },
    { kinds: ["sky"], en: "lifelike with long gradations of tone", zh: "真切自然，色调过渡悠长" },
    { kinds: ["object"], en: "lifelike and precise in natural colour", zh: "真切精准，色彩自然" },
    { kinds: ["object"], en: "lifelike with a clean and exact finish", zh: "真切自然，造型精准" },
    { kinds: ["plant"], en: "lifelike and exact in every form", zh: "真切自然，形态准确" },
    { kinds: ["plant"], en: "lifelike and delicate in true colour", zh: "真切自然，色彩清雅" },
    { kinds: ["poster"], en: "a clean layout with a clear hierarchy", zh: "主次分明的版面设计" },
    { kinds: ["poster"], en: "a confident layout in very few colours", zh: "用色精炼的版面设计" },
    { kinds: ["abstract"], en: "composed in broad layered areas of colour", zh: "大块色彩层层相叠的画风" },
    { kinds: ["abstract"], en: "composed of layered and translucent forms", zh: "以半透明的形体叠成的画风" },
    { kinds: ["fantasy"], en: "drawn richly as a storybook illustration", zh: "构思瑰丽的奇幻插画" },
    { kinds: ["fantasy"], en: "drawn with the care of concept art", zh: "概念设计般精致的画风" },
    { kinds: ["scene"], en: "drawn as a carefully composed illustration", zh: "构思考究的插画" },
    { kinds: ["scene"], en: "lifelike and clear in natural colour", zh: "真切自然，清晰考究" },
  ],
  camera: [
    {
      kinds: ["person"],
      when: ["photo"],
      en: "the background falling softly away in a shallow depth of field",
      zh: "浅景深，背景柔和退后",
    },
    { kinds: ["person"], when: ["tall"], en: "an upright composition with open margins above", zh: "竖幅构图，上方留白" },
    { kinds: ["person"], en: "framed a little off centre with open margins", zh: "主体略偏一侧的构图，四周留有余地" },
    { kinds: ["animal"], when: ["photo"], not: ["flying"], en: "seen at eye level through a long lens", zh: "长焦镜头平视取景" },
    { kinds: ["animal"], en: "framed with open margins ahead of the gaze", zh: "构图疏朗，视线前方留白" },
    { kinds: ["animal"], not: ["flying"], en: "framed simply and level with the gaze", zh: "与视线齐平的构图，疏朗自然" },
    { kinds: ["food"], not: ["text"], en: "a three-quarter view from just above", zh: "略高处的四分之三视角" },
    { kinds: ["food"], en: "framed with open margins a little off centre", zh: "主体略偏一侧的构图，余地从容" },
    { kinds: ["food"], when: ["photo"], en: "seen close with a shallow depth of field", zh: "近景取景，浅景深" },
    { kinds: ["interior"], en: "seen level with straight verticals", zh: "与视线齐高的视角，竖线端正" },
    {
      kinds: ["interior"],
      when: ["wide"],
      en: "a broad view whose lines draw the eye inward",
      zh: "横向开阔的视角，透视线把目光引向深处",
    },
    { kinds: ["city"], when: ["tall"], en: "tall framing that lets height speak", zh: "竖幅取景，让高度说话" },
    { kinds: ["city"], not: PLANAR, en: "strong perspective lines leading into depth", zh: "透视线引向深处" },
    { kinds: ["city"], when: ["wide"], en: "a broad and level view over a calm foreground", zh: "平稳开阔的视野，前景安静" },
    {
      kinds: ["landscape"],
      when: ["wide"],
      not: ["underwater"],
      en: "a broad view with foreground, middle ground and distance clearly apart",
      zh: "开阔的视野，由近及远层次分明",
    },
    {
      kinds: ["landscape"],
      when: ["tall"],
      en: "tall framing that leads the eye from near to far",
      zh: "竖幅构图，目光由近及远",
    },
    {
      kinds: ["landscape"],
      not: ["tall"],
      en: "a balanced composition with one clear resting point for the eye",
      zh: "构图均衡，有一处清晰的视觉落点",
    },
    {
      kinds: ["sky"],
      when: ["space"],
      en: "one clear focal point within vast negative space",
      zh: "大幅留白中只有一个视觉中心",
    },
    {
      kinds: ["sky"],
      not: ["space"],
      en: "a low viewpoint that gives the sky most of the frame",
      zh: "低视角，让天空占据大半",
    },
    { kinds: ["object"], en: "a three-quarter view with generous margins", zh: "四分之三视角，四周留白充足" },
    {
      kinds: ["object"],
      not: ["outdoor"],
      en: "centred and level with an outline that is easy to read",
      zh: "居中构图，外形分明",
    },
    { kinds: ["plant"], en: "a close view that keeps the outline clear", zh: "略近的视角，外形分明" },
    { kinds: ["poster"], en: "a balanced composition with generous margins", zh: "构图均衡，留白充足" },
    {
      kinds: ["abstract"],
      en: "an asymmetric composition of large quiet areas and small accents",
      zh: "大静小动、错落有致的构图",
    },
    { kinds: ["fantasy"], en: "a low viewpoint that gives the scene its scale", zh: "低视角，凸显尺度之大" },
    { when: ["pixel"], en: "an orderly and balanced composition", zh: "构图工整均衡" },
    { when: ["flat"], en: "an orderly and balanced composition", zh: "构图工整均衡" },
    { kinds: ["scene"], en: "a balanced composition with one clear focal point", zh: "构图均衡，主体明确" },
  ],
  setting: [
    { kinds: ["person"], when: ["portrait"], en: "against a plain backdrop in a muted tone", zh: "背景素净，色调柔和" },
    { kinds: ["animal"], en: "an uncluttered natural background", not: ["flying", "pencil", ...PLANAR], zh: "背景自然而疏朗" },
    { kinds: ["food"], en: "a plain matte surface and a calm background", zh: "哑光质地，背景素净" },
    { kinds: ["object"], en: "on a seamless neutral background", not: ["outdoor"], zh: "无缝的中性背景" },
    { kinds: ["plant"], en: "a quiet background in a muted tone", zh: "背景素雅" },
  ],
  light: [
    { when: ["underwater"], en: "shafts of light filtering down through the water", zh: "光线自上方透下，随水波摇曳" },
    { when: ["space"], not: ["indoor"], en: "a soft glow sinking into deep darkness", zh: "柔光渐渐没入深邃的暗处" },
    { when: ["neon"], en: "coloured light spilling onto nearby surfaces", zh: "彩色的光漫上近处的表面" },
    { when: ["night", "indoor"], en: "warm low lamplight with the corners left in shadow", zh: "暖而低的灯光，角落隐入暗影" },
    {
      kinds: ["city"],
      when: ["night"],
      not: ["indoor", "neon"],
      en: "warm lamplight against deep shadow",
      zh: "暖色灯光与浓重暗影相衬",
    },
    {
      kinds: ["landscape", "animal", "plant", "person", "fantasy", "scene", "object"],
      when: ["night"],
      not: ["indoor", "rain", "storm", "underwater", "space", "urban"],
      en: "cool moonlight tracing the edges",
      zh: "清冷的月光勾出外形",
    },
    {
      kinds: ["sky"],
      when: ["night"],
      not: ["space", "rain", "storm"],
      en: "faint starlight over deep shadow",
      zh: "微弱的星光衬着浓重暗影",
    },
    {
      when: ["low"],
      not: ["indoor", "underwater", "space", ...WET_OR_WHITE],
      en: "low light raking across the scene with long soft shadows",
      zh: "低斜的光线铺开，影子柔长",
    },
    {
      when: ["low"],
      not: ["indoor", "underwater", "space", ...WET_OR_WHITE],
      en: "every edge caught by the low warm light",
      zh: "暖而低的光线照亮每一处边缘",
    },
    {
      when: ["low"],
      not: ["indoor", "underwater", "space"],
      en: "soft low light with a trace of warmth",
      zh: "低柔的光线带一丝暖意",
    },
    { when: ["low", "indoor"], en: "soft warm light slanting in from one side", zh: "柔和的暖光从一侧斜照进来" },
    {
      when: ["rain"],
      not: ["night", "indoor", "low", "underwater"],
      en: "even pearly light with faint shadows",
      zh: "均匀的漫射天光，阴影轻淡",
    },
    {
      when: ["fog"],
      not: ["night", "indoor", "low", "underwater"],
      en: "soft light diffused through the haze",
      zh: "光线在雾气中柔柔散开",
    },
    {
      when: ["snow"],
      not: ["night", "indoor", "low"],
      en: "pale even light with faint cool shadows",
      zh: "浅淡均匀的光线，阴影微微泛冷",
    },
    { when: ["storm"], not: ["night", "indoor"], en: "uneven light from a heavy sky", zh: "明暗不匀的沉郁光线" },
    {
      kinds: ["landscape", "city", "plant", "animal", "person"],
      when: ["outdoor"],
      not: ["neon", "night", "low", "indoor", "underwater", "space", ...WET_OR_WHITE],
      en: "clear daylight with soft-edged shadows",
      zh: "清亮的日光，影子边缘柔和",
    },
    {
      kinds: ["landscape", "plant"],
      not: ["night", "low", "day", "indoor", "underwater", "space", ...WET_OR_WHITE],
      en: "gentle light from low on one side",
      zh: "低处一侧照来的柔和光线",
    },
    {
      when: ["indoor"],
      not: ["night", "low"],
      en: "soft light falling from one side and open shadows",
      zh: "柔光自一侧落下，暗部通透",
    },
    {
      kinds: ["person"],
      not: ["night", "low", "outdoor", "indoor", "underwater", "space"],
      en: "soft light from the upper left with a gentle falloff",
      zh: "左上方的柔光，明暗过渡自然",
    },
    {
      kinds: ["food"],
      not: ["night", "low", "outdoor"],
      en: "soft side light that models every form",
      zh: "柔和的侧光，衬出形体",
    },
    {
      kinds: ["object"],
      not: ["night", "low", "outdoor", "indoor"],
      en: "a broad soft light from the side and a faint shadow below",
      zh: "侧方的大片柔光，下方一抹淡影",
    },
    { kinds: ["sky"], when: ["day"], not: ["space", ...WET_OR_WHITE], en: "clean and airy daylight", zh: "清透的日光" },
    {
      kinds: ["animal", "plant", "fantasy", "scene", "abstract"],
      not: ["night", "low", "underwater", "space", "storm"],
      en: "soft directional light with gentle shadows",
      zh: "方向明确的柔光，阴影过渡自然",
    },
    {
      kinds: ["fantasy"],
      not: ["night", "low", "underwater", "indoor"],
      en: "a soft glow in the middle that darkens toward the edges",
      zh: "中心光晕柔和，四周渐暗",
    },
  ],
  atmosphere: [
    { when: ["underwater"], en: "a hushed and weightless atmosphere", zh: "静谧而失重的氛围" },
    { when: ["rain"], not: ["indoor"], en: "a quiet atmosphere fresh with rain", zh: "雨意清新，气氛安静" },
    { when: ["snow"], not: ["indoor"], en: "a hushed atmosphere of cold clean air", zh: "空气清冽，气氛静谧" },
    {
      kinds: ["landscape"],
      not: ["underwater", "storm", "fog", "space"],
      en: "a mood of depth that softens with distance",
      zh: "由近及远渐次悠远的意境",
    },
    { kinds: ["landscape"], not: ["underwater", "storm"], en: "a calm and spacious mood", zh: "意境开阔宁静" },
    { kinds: ["city"], not: [...WET_OR_WHITE], en: "a mood lively but never crowded", zh: "气氛生动而不拥挤" },
    { kinds: ["city"], when: ["night"], en: "the quiet atmosphere of a late hour", zh: "万籁俱寂的氛围" },
    { kinds: ["person"], en: "an unposed and natural mood", zh: "神态自然，气氛从容" },
    { kinds: ["animal"], en: "an alert yet gentle mood", zh: "气氛温和，神态生动" },
    { kinds: ["food"], en: "a fresh and generous mood", zh: "清新可口的氛围" },
    { kinds: ["interior"], en: "a lived-in and welcoming atmosphere", zh: "温馨而有生活气息的氛围" },
    { kinds: ["sky"], en: "a vast and serene mood", not: ["storm"], zh: "辽阔宁静的意境" },
    { kinds: ["object"], en: "a calm and precise mood", zh: "沉静精致的气氛" },
    { kinds: ["plant"], en: "a fresh and delicate mood", zh: "清新雅致的气氛" },
    { kinds: ["poster"], en: "an assured and uncluttered mood", zh: "从容沉稳的气氛" },
    { kinds: ["abstract"], en: "a slow and meditative mood", zh: "舒缓沉静的意境" },
    { kinds: ["fantasy"], en: "an atmosphere of quiet wonder", zh: "奇妙而静谧的氛围" },
    { kinds: ["scene"], en: "a calm and coherent mood", zh: "沉静统一的氛围" },
  ],
  detail: [
    { when: ["pixel"], en: "few colours and crisp deliberate detail", zh: "用色有限，像素细节干脆" },
    { when: ["watercolour"], en: "soft bleeding edges and the texture of the paper", zh: "水色晕染，纸纹肌理隐约可见" },
    { when: ["ink"], en: "washes from dense to pale and a dry-brush texture", zh: "墨色浓淡相宜，飞白见肌理" },
    {
      when: ["paint"],
      not: ["watercolour", "ink"],
      en: "visible brushwork that follows the forms",
      zh: "笔触顺着形体，肌理可见",
    },
    { when: ["pencil"], en: "fine hatching over the texture of the paper", zh: "排线细密，纸纹肌理可见" },
    { when: ["anime"], en: "clean linework with carefully graded colour", zh: "线条干净，上色细致" },
    { when: ["flat"], en: "bold simple shapes and crisp edges", zh: "造型简练，边缘细节利落" },
    { when: ["render"], en: "rounded edges and convincing material texture", zh: "边角圆润，材质肌理真切" },
    {
      kinds: ["person"],
      not: [...DRAWN, "covered"],
      en: "natural skin texture and fine strands of hair",
      zh: "皮肤质感自然，发丝清晰",
    },
    { kinds: ["person"], not: [...DRAWN], en: "fabric and small details true to life", zh: "衣料与细节真切可感" },
    { when: ["furry"], kinds: ["animal"], not: [...DRAWN], en: "fine detail in every strand of fur", zh: "毛发细节根根分明" },
    { when: ["feathered"], kinds: ["animal"], not: [...DRAWN], en: "fine detail in every feather", zh: "羽毛纹理细节清晰" },
    { kinds: ["animal"], not: [...DRAWN, "furry", "feathered"], en: "fine and natural surface texture", zh: "纹理细致自然" },
    { kinds: ["food"], not: [...DRAWN], en: "texture you could almost taste", zh: "质感鲜明，光泽可辨" },
    { kinds: ["interior"], not: [...DRAWN], en: "tactile materials and small honest details", zh: "材质可触，细节朴实" },
    { kinds: ["city"], not: [...DRAWN], en: "crisp architectural detail from near to far", zh: "细节由近及远清晰可辨" },
    {
      kinds: ["landscape"],
      not: [...DRAWN, "underwater"],
      en: "crisp texture close by that softens with distance",
      zh: "近处纹理清晰，远处渐次柔和",
    },
    {
      kinds: ["sky"],
      not: DRAWN.filter((tag) => tag !== "paint"),
      en: "smooth gradations and fine detail",
      zh: "色调过渡细腻，细节入微",
    },
    { kinds: ["object"], not: [...DRAWN], en: "precise edges and convincing material texture", zh: "边缘利落，材质质感真切" },
    { kinds: ["plant"], not: [...DRAWN], en: "fine veins and edges in delicate detail", zh: "脉络纹理细致可见" },
    {
      kinds: ["abstract"],
      not: ["flat", "pixel", "render"],
      en: "a tangible texture in every layer",
      zh: "每一层都有可触的肌理",
    },
    {
      kinds: ["fantasy"],
      not: ["flat", "pixel"],
      en: "rich detail up close and softer forms beyond",
      zh: "近处细节丰富，远处柔和",
    },
  ],
  lettering: [
    { when: ["text"], en: "the lettering crisp and evenly spaced", zh: "文字清晰工整，易于辨认" },
    { when: ["text"], en: "the lettering clean and perfectly legible", zh: "字形干净，清晰可读" },
  ],
};
