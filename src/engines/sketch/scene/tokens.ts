// Splits a prompt into words, Chinese characters, numbers, emoji and marks, each normalised for look-up and with its place in
// the prompt. Total over all strings (lone surrogates and combining marks included) and linear in their length.

export interface Token {
  readonly kind: "word" | "han" | "number" | "emoji" | "mark";
  /** Normalised for look-up: lower case, without diacritics, simplified Chinese, emoji without skin tone and variation. */
  readonly text: string;
  /** UTF-16 offsets in the prompt. */
  readonly start: number;
  readonly end: number;
  /** Fitzpatrick step of an emoji's skin-tone modifier, where it has one. */
  readonly skin?: 1 | 2 | 3 | 4 | 5;
  /** True for a possessive (the artist's), whose text is given without its ending. */
  readonly possessive?: true;
}

const TOKEN =
  /(?<emoji>[#*0-9]\ufe0f?\u20e3|\p{Regional_Indicator}{2}|\p{Extended_Pictographic}[\ufe0e\ufe0f]?\p{Emoji_Modifier}?(?:\u200d\p{Extended_Pictographic}[\ufe0e\ufe0f]?\p{Emoji_Modifier}?)*)|(?<han>[\p{Script=Han}\u3007])|(?<word>[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}](?<!\p{Script=Han}))*(?:['’](?:[a-z]{1,2})(?![\p{L}\p{N}]))?)|(?<mark>[^\s\p{M}_\p{Cf}-])|\n/uy;
/** The block that holds nearly all Chinese text; testing it first spares the pattern. */
const isCommonHan = (code: number): boolean => code >= 0x4e00 && code <= 0x9fff;

/** Characters that traditional writing has and simplified writing has not, each followed by its simplified form. */
const TRADITIONAL = `貓猫隻只樹树紅红綠绿藍蓝黃黄個个張张條条輛辆馬马鳥鸟魚鱼龍龙鳳凤雞鸡鴨鸭鵝鹅豬猪獅狮龜龟蝦虾蟲虫蟻蚁葉叶蘋苹櫻樱雲云風风電电飛飞機机車车門门燈灯書书筆笔畫画紙纸鐘钟錶表錢钱銀银鐵铁鋼钢銅铜橋桥樓楼廟庙
臺台灣湾島岛嶺岭陽阳陰阴隱隐雙双對对兩两幾几萬万億亿無无與与這这們们來来時时間间會会說说話话寫写著着讀读學学習习師师醫医護护衛卫農农漁渔國国園园圖图館馆廳厅廚厨臥卧廣广場场鄉乡鎮镇縣县邊边後后裡里裏里
內内遠远進进過过還还點点線线網网麗丽華华藝艺術术聖圣節节慶庆賀贺樂乐歡欢愛爱戀恋夢梦憂忧傷伤靜静溫温熱热涼凉凍冻霧雾濕湿潔洁淨净髮发鬍胡鬚须頭头臉脸顏颜顧顾項项領领顆颗長长寬宽圓圆歲岁舊旧開开關关買买
賣卖貝贝貨货資资質质貴贵賓宾贈赠飯饭麵面餅饼餃饺湯汤麥麦穀谷鹽盐醬酱蘿萝蔔卜騎骑駕驾駱骆駝驼驢驴鷹鹰鴿鸽鷗鸥鶴鹤鸚鹦鵡鹉螢萤蝸蜗滿满濃浓淺浅漢汉沖冲決决況况滅灭準准溝沟滾滚漲涨灘滩瀾澜爺爷媽妈孫孙嬰婴
婦妇孃娘廈厦庫库強强彈弹徑径從从復复戰战戲戏擁拥擋挡據据擊击攝摄數数斷断曬晒曉晓曆历東东極极構构標标樣样橫横歐欧歷历殺杀氣气眾众矯矫硯砚確确碼码礦矿禮礼種种穩稳窩窝競竞簡简籃篮籠笼糧粮級级紀纪純纯紋纹
紗纱組组細细終终結结給给絲丝綢绸維维緊紧緩缓編编練练縮缩總总繞绕繡绣繪绘續续羅罗聲声聽听職职腦脑膚肤興兴舉举艙舱莊庄蓮莲蔥葱藥药蘭兰處处號号補补裝装褲裤襯衬襪袜觀观視视覽览計计訊讯記记設设許许詩诗試试
語语誰谁請请諾诺謝谢識识讚赞豐丰趕赶躍跃軌轨軍军軟软載载輕轻輪轮轉转連连運运遊游達达遙遥鄰邻釣钓針针鈴铃鉛铅銘铭鋪铺錄录鍋锅鏡镜鑽钻閃闪閱阅陣阵陸陆隊队階阶際际難难雜杂離离靈灵鞦秋韆千響响頂顶頁页須须
預预頸颈題题額额願愿類类飄飘飲饮飽饱養养驚惊體体髒脏鬆松鬧闹鮮鲜齊齐齡龄`;

const SIMPLIFIED = new Map<string, string>();
for (const [, traditional = "", simplified = ""] of TRADITIONAL.matchAll(/(\S)\s*(\S)/gu))
  SIMPLIFIED.set(traditional, simplified);

function normaliseWord(raw: string): string {
  return raw
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['’]s$|['’]$/u, "")
    .replaceAll("’", "'");
}

const SKIN = /\p{Emoji_Modifier}/u;

/** The tokens of `text` in order. White space is dropped; a line break, like any punctuation, is a mark. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    if (isCommonHan(text.charCodeAt(at))) {
      const char = text.charAt(at);
      tokens.push({ kind: "han", text: SIMPLIFIED.get(char) ?? char, start: at, end: at + 1 });
      at += 1;
      continue;
    }
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) {
      at += 1;
      continue;
    }
    const [raw] = found;
    const start = at;
    at += raw.length;
    const place = { start, end: start + raw.length };
    const { emoji, han, word } = found.groups ?? {};
    if (emoji !== undefined) {
      const tone = SKIN.exec(emoji)?.[0].codePointAt(0);
      const bare = emoji.replace(/\ufe0e|\ufe0f|\p{Emoji_Modifier}/gu, "");
      const skin = tone === undefined ? {} : { skin: (tone - 0x1f3fa) as 1 | 2 | 3 | 4 | 5 };
      tokens.push({ kind: "emoji", text: bare, ...place, ...skin });
    } else if (han !== undefined) {
      tokens.push({ kind: "han", text: SIMPLIFIED.get(han) ?? han, ...place });
    } else if (word !== undefined) {
      const bare_ = normaliseWord(word);
      const possessive = /['’]s$/iu.test(word) ? { possessive: true as const } : {};
      if (bare_ !== "") tokens.push({ kind: /^\d+$/.test(bare_) ? "number" : "word", text: bare_, ...place, ...possessive });
    } else {
      tokens.push({ kind: "mark", text: raw.normalize("NFKC"), ...place });
    }
  }
  return tokens;
}

/** A phrase as tables key it: words parted by spaces, Chinese characters by nothing. */
function keyOf(tokens: readonly Token[]): string {
  let key = "";
  for (const { kind, text } of tokens) key += key === "" || kind === "han" ? text : ` ${text}`;
  return key;
}

/** The key, the first token and the length in tokens of an entry; plain English and Chinese, which nearly all are, go a short way. */
export function indexPhrase(phrase: string): { key: string; first: string; length: number } {
  if (/^[\u4e00-\u9fff]+$/.test(phrase)) return { key: phrase, first: phrase.charAt(0), length: phrase.length };
  if (/^[a-z0-9]+(?: [a-z0-9]+)*$/.test(phrase)) {
    const texts = phrase.split(" ");
    return { key: phrase, first: texts[0] ?? "", length: texts.length };
  }
  const tokens = tokenise(phrase).filter(({ kind }) => kind !== "mark");
  return { key: keyOf(tokens), first: tokens[0]?.text ?? "", length: tokens.length };
}
