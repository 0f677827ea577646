// Every pose by name.
import { EXERTIONS } from "./exertions.ts";
import { HANDIWORK } from "./handiwork.ts";
import { STANCES } from "./stances.ts";

/** Each name is in one of the three tables alone. */
export const POSES = { ...STANCES, ...HANDIWORK, ...EXERTIONS };

export type PoseName = keyof typeof POSES;
