// How trades dress, from astronaut to soldier. Earlier entries win.
import type { Role } from "./outfit.ts";

/** Words that name a trade, and what it wears. */
export const TRADES: readonly Role[] = [
  [
    /astronaut|cosmonaut|宇航|航天|太空人/,
    { cut: "space", colour: "#eef1f5", lowerColour: "#e3e7ee", shoes: "#c7ccd8", boots: true, lower: "trousers" },
  ],
  [
    /barista|waiter|waitress|咖啡师|服务员/,
    { cut: "shirt", colour: "#f4efe6", apron: "#3f5a47", lower: "trousers", lowerColour: "#33323c" },
  ],
  [
    /chef|cook\b|baker|厨|面包师/,
    { cut: "chef", colour: "#fbfaf7", apron: "#f1eee9", lower: "trousers", lowerColour: "#3d4250", hat: "chef", tie: "#d8473a" },
  ],
  [
    /firefighter|fireman|消防/,
    { cut: "fire", colour: "#d9a63a", lower: "trousers", lowerColour: "#d9a63a", shoes: "#26242a", boots: true, hat: "fire" },
  ],
  [
    /police|cop\b|sheriff|警/,
    {
      cut: "uniform",
      colour: "#35558f",
      tie: "#1d2b4c",
      lower: "trousers",
      lowerColour: "#22304f",
      hat: "peaked",
      hatColour: "#22304f",
    },
  ],
  [
    /doctor|physician|surgeon|medic|veterinar|dentist|医生|大夫|兽医|牙医|中医/,
    { cut: "labCoat", colour: "#fdfdfb", under: "#7fb4d8", lower: "trousers", lowerColour: "#44506a", stethoscope: true },
  ],
  [
    /nurse|护士/,
    {
      cut: "scrubs",
      colour: "#4fb0ae",
      sleeves: "short",
      lower: "trousers",
      lowerColour: "#4fb0ae",
      shoes: "#f4f4f6",
      stethoscope: true,
    },
  ],
  [
    /scientist|chemist|researcher|physicist|科学家|研究员|化学家/,
    { cut: "labCoat", colour: "#fdfdfb", under: "#c9a24a", lower: "trousers", lowerColour: "#4b4a5a" },
  ],
  [
    /fisherman|angler|fisher\b|渔|钓/,
    {
      cut: "vest",
      colour: "#7d8a52",
      under: "#d9cfae",
      lower: "trousers",
      lowerColour: "#5c6650",
      hat: "straw",
      shoes: "#3e3a32",
      boots: true,
    },
  ],
  [
    /farmer|gardener|peasant|rancher|shepherd|农|园丁|牧/,
    {
      cut: "overalls",
      colour: "#44699f",
      under: "#c84a3f",
      pattern: "plaid",
      lower: "trousers",
      lowerColour: "#44699f",
      hat: "straw",
      shoes: "#6b4a2e",
      boots: true,
    },
  ],
  [
    /mechanic|plumber|factory|welder|修理|技工|水管/,
    {
      cut: "overalls",
      colour: "#3f5f95",
      under: "#9aa2b0",
      lower: "trousers",
      lowerColour: "#3f5f95",
      hat: "cap",
      hatColour: "#33507f",
    },
  ],
  [
    /construction|builder|worker\b|miner|carpenter|工人|矿工|木匠/,
    {
      cut: "vest",
      colour: "#f28a2a",
      under: "#f0efe9",
      lower: "trousers",
      lowerColour: "#3f5078",
      hat: "hard",
      shoes: "#8a5a30",
      boots: true,
    },
  ],
  [
    /artist|painter|illustrator|sculptor|画家|艺术家|画师/,
    {
      cut: "smock",
      colour: "#f1ead8",
      lower: "trousers",
      lowerColour: "#45506e",
      hat: "beret",
      hatColour: "#b8342f",
      apron: "#6e86a8",
    },
  ],
  [/graduate|毕业/, { cut: "robe", colour: "#23262f", sleeves: "wide", lower: "gown", lowerColour: "#23262f", hat: "mortar" }],
  [/judge|法官/, { cut: "robe", colour: "#23262f", sleeves: "wide", lower: "gown", lowerColour: "#23262f" }],
  [
    /office worker|businessman|businesswoman|businessperson|manager|lawyer|secretary|ceo|groom|detective.*suit|白领|律师|经理|新郎/,
    { cut: "suit", colour: "#2f3a55", lower: "trousers", lowerColour: "#2f3a55", tie: "#a8323f", shoes: "#1f1b1c" },
  ],
  [
    /pilot|captain of the plane|飞行员|机长/,
    {
      cut: "uniform",
      colour: "#f6f6f4",
      tie: "#20283c",
      lower: "trousers",
      lowerColour: "#232c44",
      hat: "peaked",
      hatColour: "#232c44",
    },
  ],
  [
    /detective|spy|sherlock|侦探|间谍/,
    {
      cut: "coat",
      colour: "#b08a58",
      under: "#f2efe8",
      tie: "#54403a",
      lower: "trousers",
      lowerColour: "#4a4038",
      hat: "fedora",
      hatColour: "#8a6a42",
    },
  ],
  [/royal guard|palace guard/, { cut: "uniform", colour: "#c72c2c", lower: "trousers", lowerColour: "#23242c", hat: "guard" }],
  [
    /soldier|guard|general|士兵|军人|卫兵|将军|战士/,
    {
      cut: "uniform",
      colour: "#6d7748",
      lower: "trousers",
      lowerColour: "#5f693f",
      hat: "cap",
      hatColour: "#59623a",
      boots: true,
      shoes: "#2f2a24",
    },
  ],
];
