// Draws the gallery of docs/gallery.md: `npm run gallery`. Every picture is what the embedded engine answers to the prompt
// beside it with `prompt_extend: false`; it is scaled down and kept as WebP.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import sharp from "sharp";
import { drawPicture } from "../src/engines/sketch/draw.ts";

const WIDTH = 640;
const QUALITY = 82;

interface Exhibit {
  readonly prompt: string;
  /** `1664*928` when absent. */
  readonly size?: string;
  /** 7 when absent. */
  readonly seed?: number;
  readonly negativePrompt?: string;
}

const EXHIBITS: readonly Exhibit[] = [
  {
    prompt:
      "A cozy coffee shop interior with a chalkboard menu on the wall displaying 'Daily Special: Cappuccino $4.50', warm ambient lighting, wooden furniture, customers in the background",
  },
  { prompt: "江南水乡的老街，茶馆门口挂着写有“春风茶社”的木招牌，清晨薄雾，水墨风格", size: "1472*1104" },
  {
    prompt: "A professional portrait photograph of a woman in her 30s, natural lighting, soft smile, business attire",
    size: "1104*1472",
  },
  { prompt: "雪山脚下的湖泊，清晨，倒影，松树", size: "1664*928" },
  { prompt: "A sunset over the sea with a sailboat, impressionist style, vibrant colors, thick brush strokes" },
  { prompt: "夜晚的城市街道，下雨，霓虹灯招牌写着“深夜食堂”", size: "1472*1104" },
  { prompt: "A red fox reading a book under a tree, golden hour" },
  { prompt: "一只白猫坐在窗台上，窗外下着雪", size: "1328*1328" },
  { prompt: "Two red apples and a green pear on a wooden table", size: "1328*1328" },
  { prompt: "海报，标题“中秋快乐”，满月，兔子，灯笼", size: "1104*1472" },
  { prompt: "An astronaut floating in space above a ringed planet, digital illustration" },
  { prompt: "樱花盛开的公园，一座红色的桥，水彩画" },
  { prompt: "A lighthouse on a cliff at night, storm, big waves", size: "1104*1472" },
  { prompt: "大熊猫在竹林里吃竹子，儿童绘本插画", size: "1328*1328" },
  { prompt: 'A bakery shop front with a sign that says "Fresh Bread", sunny morning, flat illustration', size: "1472*1104" },
  { prompt: "戴眼镜的老爷爷肖像，白胡子，微笑，油画", size: "1104*1472" },
  { prompt: "Pixel art castle on a hill at sunset", size: "1328*1328" },
  { prompt: "沙漠里的骆驼，金色夕阳，极简风格" },
  { prompt: "A dolphin jumping over the waves, children's book illustration" },
  { prompt: "海底世界，海龟，彩色的鱼，珊瑚" },
  { prompt: "A neon sign reading 'OPEN 24 HOURS' on a brick wall, cyberpunk, rain", size: "1328*1328" },
  { prompt: "一本书的封面，书名《山间岁月》，群山与云海", size: "928*1664" },
  { prompt: "A snowy village at night with lit windows and northern lights" },
  { prompt: "小女孩放风筝，草地，春天，动漫风格" },
  { prompt: "A steaming bowl of ramen on a table, warm light, close-up", size: "1328*1328" },
  { prompt: "书房里的书架，壁炉，一把扶手椅，温暖的灯光" },
  { prompt: "Portrait of a young man with dark skin, short curly hair and a yellow scarf, autumn park", size: "1104*1472" },
  { prompt: "秋天的森林，一头鹿站在小路上，晨雾" },
  { prompt: 'Hot air balloons over a valley at dawn, vintage poster with the title "FLY AWAY"', size: "1104*1472" },
  { prompt: "厨房的黑板上写着“今日菜单：番茄炒蛋 18元”，木桌，明亮", size: "1472*1104" },
];

rmSync("docs/gallery", { recursive: true, force: true });
mkdirSync("docs/gallery", { recursive: true });
const cells: string[] = [];
for (const [index, { prompt, size = "1664*928", seed = 7, negativePrompt }] of EXHIBITS.entries()) {
  const [width = 0, height = 0] = size.split("*").map(Number);
  const picture = await drawPicture({ prompt, width, height, seed, ...(negativePrompt ? { negativePrompt } : {}) }, () => {});
  const file = `gallery/${String(index + 1).padStart(2, "0")}.webp`;
  await sharp(picture)
    .resize({ width: Math.round(WIDTH * Math.min(1, width / height)) })
    .webp({ quality: QUALITY })
    .toFile(`docs/${file}`);
  cells.push(
    `<img src="${file}" alt="" width="100%"><br>${escapeHtml(prompt)}<br><sub>${size.replace("*", "\\*")}, seed ${seed}</sub>`,
  );
  console.log(`${index + 1}/${EXHIBITS.length} ${prompt.slice(0, 60)}`);
}

const rows = Array.from({ length: Math.ceil(cells.length / 2) }, (_, row) => cells.slice(row * 2, row * 2 + 2));
writeFileSync(
  "docs/gallery.md",
  [
    "# Gallery",
    "",
    "What the embedded engine `sketch` answers to these prompts with `prompt_extend: false`. It is an illustrator made of code, not a neural network: it draws what it knows, the same way for everybody, on one core of any machine.",
    "",
    "Drawn by `npm run gallery`.",
    "",
    '<table width="100%">',
    ...rows.map((row) => `<tr>${row.map((cell) => `<td width="50%" valign="top">${cell}</td>`).join("")}</tr>`),
    "</table>",
    "",
  ].join("\n"),
);

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("*", "\\*");
}
