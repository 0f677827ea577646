// Advisory locks, held to the end of a transaction: numbers that no other program of the same database should use.
// What else is locked is locked in one order, so that transactions of different nodes do not wait for each other in a circle:
// these as they stand here, tasks by id, places, keys by id, the counter of events.
const BASE = 0x4d_55_4c_45_00;

export const LOCKS = {
  migrations: BASE + 1,
  /** One claim at a time, so that keys take turns across nodes as they do on one. */
  claims: BASE + 2,
  deliveryClaims: BASE + 3,
  /** The first of two numbers; the second is of a shared engine. */
  placesOfEngine: 0x4d_55_4c_46,
  /** The first of two numbers; the second is of a key. */
  endpointsOfKey: 0x4d_55_4c_45,
} as const;
