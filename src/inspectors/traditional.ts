// Traditional characters and their simplified forms, for the words that a safety policy is made of. A character that is not
// here stands for itself: a term that needs it is written in both forms.
const PAIRS = `
  萬万 東东 絲丝 兩两 嚴严 為为 麗丽 義义 習习 亂乱 亞亚 價价 優优 會会 傳传 倫伦 體体 兒儿 黨党 蘭兰
  獸兽 內内 寫写 決决 減减 擊击 創创 剝剥 劇剧 動动 勢势 賣卖 雙双 號号 噴喷 國国 圖图 聖圣 場场 塊块
  處处 頭头 婦妇 嬰婴 學学 實实 宮宫 對对 屍尸 盡尽 歲岁 幹干 開开 彈弹 強强 當当 戀恋 懸悬 慣惯 戲戏
  戰战 掛挂 搖摇 斬斩 斷断 無无 暈晕 機机 殺杀 來来 槍枪 梟枭 標标 樓楼 橫横 殘残 氣气 匯汇 沒没 漿浆
  渾浑 塗涂 濺溅 滿满 滅灭 點点 爛烂 煙烟 燒烧 熱热 愛爱 猶犹 貓猫 瑪玛 現现 電电 畫画 碼码 禮礼 離离
  種种 稱称 穢秽 糧粮 約约 級级 紀纪 納纳 線线 組组 織织 絕绝 續续 緝缉 縊缢 羣群 腸肠 脈脉 髒脏 腦脑
  莖茎 蕩荡 藥药 蘿萝 蝕蚀 襲袭 裝装 褲裤 視视 誘诱 説说 讀读 談谈 貨货 販贩 輪轮 輕轻 遠远 遲迟 裏里
  錯错 隊队 陰阴 際际 難难 預预 頻频 顏颜 飛飞 館馆 騷骚 鮮鲜 雞鸡 鴉鸦 黃黄 齒齿 龜龟 戶户 著着 睪睾
  脫脱 說说 裡里 爲为 脣唇 膚肤 陽阳 聲声 顯显 麼么 們们 個个 於于 與与 後后 過过 給给 還还 這这 邊边
  觀观 臺台 壓压 擁拥 摟搂 撫抚 嬌娇 顆颗 讓让 軀躯 趕赶 嚇吓 鬥斗 鬧闹 惡恶 蠶蚕 刪删 鋒锋 鋸锯 鎗枪
  製制 導导 鈔钞 鈾铀 鋼钢 鐵铁 鏈链 姦奸
`;

/** From a traditional (or variant) character to the simplified one. */
export const SIMPLIFIED: ReadonlyMap<string, string> = new Map(
  PAIRS.trim()
    .split(/\s+/)
    .map((pair) => [pair.charAt(0), pair.charAt(1)]),
);
