// Simplified and traditional characters of the words that the rules read and of the phrases that they write. Where a simplified
// character has several traditional forms, the first is the one that the phrases use.
const PAIRS = `
  纪紀 实實 摄攝 杂雜 志誌 专專 题題 写寫 观觀 细細 腻膩 书書 静靜 朴樸 筑築 内內 间間 浓濃 讲講 线線
  条條 与與 艺藝 术術 风風 层層 净淨 数數 绘繪 画畫 长長 简簡 洁潔 准準 图圖 鉴鑑 设設 计計 炼煉 干乾
  块塊 叠疊 纸紙 颜顏 贴貼 笔筆 触觸 电電 构構 浅淺 后後 竖豎 体體 侧側 余餘 镜鏡 头頭 视視 处處 横橫
  广廣 让讓 说說 话話 稳穩 远遠 觉覺 点點 积積 个個 占佔 据據 轮輪 动動 对對 称稱 显顯 确確 调調 于於
  质質 哑啞 台檯 无無 缝縫 从從 渐漸 没沒 灯燈 隐隱 着著 蓝藍 过過 边邊 缘緣 进進 来來 匀勻 银銀 阴陰
  雾霧 气氣 开開 云雲 衬襯 晕暈 谧謐 围圍 霭靄 轻輕 笼籠 阔闊 宁寧 拥擁 挤擠 态態 松鬆 温溫 诱誘 辽遼
  致緻 缓緩 统統 节節 纹紋 约約 见見 飞飛 顺順 练練 圆圓 润潤 肤膚 发髮 丝絲 鲜鮮 脉脈 络絡 丰豐 认認
  读讀 时時 饼餅 阳陽 盘盤 报報 标標 传傳 单單 贺賀 请請 几幾 样樣 涡渦 变變 龙龍 虾蝦 须須 门門 独獨
  兽獸 师師 灵靈 凤鳳 鱼魚 爷爺 妈媽 亲親 儿兒 婴嬰 宝寶 侣侶 厨廚 乐樂 骑騎 员員 渔漁 农農 医醫 护護
  学學 运運 国國 侠俠 帅帥 机機 猫貓 狮獅 马馬 戏戲 猪豬 颈頸 獭獺 猬蝟 仓倉 鸟鳥 鹰鷹 鹦鸚 鹉鵡 鹤鶴
  鹅鵝 鸭鴨 乌烏 鸦鴉 鸡雞 锦錦 鲤鯉 鲸鯨 鲨鯊 龟龜 虫蟲 蜗蝸 肴餚 萨薩 寿壽 汉漢 汤湯 饭飯 饺餃 锅鍋
  干幹 苹蘋 柠檸 樱櫻 馆館 厅廳 铁鐵 园園 红紅 粽糉 芦蘆 郁鬱 莲蓮 兰蘭 雏雛 叶葉 绿綠 脑腦 台臺 壶壺
  键鍵 钢鋼 车車 热熱 钟鍾 钥鑰 蜡蠟 烛燭 伞傘 项項 链鏈 饰飾 产產 装裝 髅髏 剑劍 卧臥 办辦 铺鋪 剧劇
  阁閣 楼樓 际際 桥橋 镇鎮 庄莊 乡鄉 场場 庙廟 宫宮 顶頂 檐簷 废廢 滩灘 极極 峡峽 悬懸 树樹 丛叢 岛島
  麦麥 黄黃 晓曉 发發 炉爐 户戶 烟煙 闪閃 赛賽 胶膠 铅鉛 义義 现現 涂塗 复復 兴興 骏駿 维維 群羣 怀懷
  旧舊 绣繡 毡氈 墙牆 里裡 里裏 秘祕 梦夢 欢歡 闹鬧 忧憂 爱愛 严嚴 壮壯 紧緊 张張 诡詭 异異 凉涼 弃棄
  伤傷 泼潑 优優 庆慶 诗詩 锐銳 锐鋭 隶隸 两兩 辆輛 双雙 网網 种種 们們 这這 么麼 岁歲 语語 谁誰 给給
  总總 听聽 脸臉 号號 讨討 记記 许許 试試 该該 论論 议議 贝貝 责責 买買 费費 资資 宾賓 赶趕 军軍 转轉
  达達 适適 选選 还還 邻鄰 钓釣 钱錢 钟鐘 陈陳 队隊 难難 虽雖 预預 领領 愿願 类類 饮飲 驾駕 惊驚 丽麗
  齐齊 东東 为為 厂廠 备備 习習 会會 坏壞 只隻 关關
`;

const FORMS = PAIRS.trim()
  .split(/\s+/)
  .map((pair) => [pair.charAt(0), pair.charAt(1)] as const);
const SIMPLIFIED: ReadonlyMap<string, string> = new Map(FORMS.map(([simplified, traditional]) => [traditional, simplified]));
// The last entry of a key wins in a Map, and the first form is wanted.
const TRADITIONAL: ReadonlyMap<string, string> = new Map(FORMS.toReversed());
/** Traditional forms that simplified Chinese writes as well, in other words. */
const AMBIGUOUS = /[著乾於後隻裏佔檯準]/;

/** Whether a text holds a character that only traditional Chinese writes. */
export function isTraditional(text: string): boolean {
  return (text.match(/\p{sc=Han}/gu) ?? []).some((character) => SIMPLIFIED.has(character) && !AMBIGUOUS.test(character));
}

/** A text in simplified characters, as far as the rules need them to read it. */
export function toSimplified(text: string): string {
  return text.replaceAll(/\p{sc=Han}/gu, (character) => SIMPLIFIED.get(character) ?? character);
}

/** A phrase of the rules in traditional characters. */
export function toTraditional(phrase: string): string {
  return phrase.replaceAll(/\p{sc=Han}/gu, (character) => TRADITIONAL.get(character) ?? character);
}
