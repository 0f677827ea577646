// What is done to an installation of several nodes while clients use it. Each fault lasts a while, and heals what it has broken: all
// nodes run again when it ends, or are about to be started.
import { Client } from "pg";
import type { Receiver } from "../support/receiver.ts";
import { EVERYTHING, type Cluster, type Node, type Terms } from "./cluster.ts";
import type { PaidUpstream } from "./paid-upstream.ts";
import { OUTSIDE, type Life, type Point } from "./points.ts";
import { between, pick, type Random } from "./random.ts";

export interface Scene {
  readonly cluster: Cluster;
  readonly random: Random;
  /** No fault lasts longer than it must, and this. */
  readonly mostMs: number;
  readonly upstream: PaidUpstream;
  readonly receiver: Receiver;
  /** Called at the moments of every create. */
  readonly hooks: Life["hooks"];
}

export interface Fault {
  readonly name: string;
  /** Does it, and undoes it. */
  strike(scene: Scene): Promise<void>;
}

/** A moment that has not come by then does not. */
const MOMENT_MS = 3_000;
/** Together any two nodes have every role, whichever these are. */
const SOME_ROLES = ["api,worker,deliver", "api,worker,deliver", "api,worker", "worker,deliver", "api,deliver"];
const CLOCKS_MS = [0, 0, -300_000, 300_000];
/** Connections that a foreign program asks for: more than there are. */
const FOREIGN_CONNECTIONS = 80;

/** Longer than any fault lasts. */
const STARTS_WITHIN_MS = 30_000;
const SUPERVISOR_MS = 250;

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Some time from `least` to `most`, or less where the campaign has no more. */
function last(least: number, most: number, { random, mostMs }: Scene): Promise<void> {
  return pause(Math.min(mostMs, between(least, most, random)));
}

/** A node that has ended begins again, perhaps with other roles and another clock; the first always has every role. */
async function startAgain(node: Node, scene: Scene): Promise<void> {
  const { cluster, random } = scene;
  await node.exited();
  await last(0, 2_500, scene);
  const terms: Terms = { roles: pick(SOME_ROLES, random), clockMs: pick(CLOCKS_MS, random) };
  await supervise(node, node === cluster.nodes[0] ? { ...EVERYTHING, clockMs: terms.clockMs } : terms);
}

/** Starts it as a supervisor does: a node that finds no database for some seconds ends, and is started again. */
async function supervise(node: Node, terms: Terms): Promise<void> {
  const giveUpAt = Date.now() + STARTS_WITHIN_MS;
  for (;;) {
    try {
      return await node.start(terms);
    } catch (error) {
      if (Date.now() > giveUpAt || !String(error).includes("MULETEER_DATABASE_URL: the database cannot be used")) throw error;
      await pause(SUPERVISOR_MS);
    }
  }
}

function killAt(point: Point): Fault {
  return {
    name: `kill: ${point.name}`,
    async strike(scene) {
      const node = pick(scene.cluster.nodes, scene.random);
      const dead = Promise.withResolvers<void>();
      const kill = () => {
        node.signal("SIGKILL");
        dead.resolve();
      };
      const life = { ...scene, directory: node.directory, kill, drain: () => node.signal("SIGTERM") };
      const disarm = point.arm(life);
      await Promise.race([dead.promise, pause(MOMENT_MS)]);
      disarm();
      kill();
      await startAgain(node, scene);
    },
  };
}

const killInStart: Fault = {
  name: "kill: in a start",
  async strike(scene) {
    const node = pick(scene.cluster.nodes, scene.random);
    node.signal("SIGKILL");
    await node.exited();
    const program = node.spawn(EVERYTHING);
    await last(0, 1_500, scene);
    program.kill("SIGKILL");
    await startAgain(node, scene);
  },
};

const stopForLong: Fault = {
  name: "a node is stopped for longer than its leases",
  async strike({ cluster, random }) {
    const node = pick(cluster.nodes, random);
    node.signal("SIGSTOP");
    await pause(cluster.leaseMs + between(1_000, 4_000, random));
    node.signal("SIGCONT");
  },
};

function restartDatabase(how: "fast" | "immediate" | "killed"): Fault {
  return {
    name: `PostgreSQL is restarted: ${how}`,
    async strike(scene) {
      const { postgres } = scene.cluster;
      await postgres.kill(how);
      await last(0, 3_000, scene);
      await postgres.start();
    },
  };
}

const failOver: Fault = {
  name: "PostgreSQL is killed, and a standby takes over",
  async strike(scene) {
    const { postgres, nodes } = scene.cluster;
    const standby = await postgres.addStandby();
    await last(500, 3_000, scene);
    await standby.takeOver();
    for (const { gate } of nodes) gate.lead(standby.port);
  },
};

const fillConnections: Fault = {
  name: "PostgreSQL has no connection left",
  async strike(scene) {
    const url = new URL(scene.cluster.postgres.url("postgres"));
    const clients = Array.from({ length: FOREIGN_CONNECTIONS }, () => new Client({ connectionString: url.href }));
    for (const client of clients) client.on("error", () => {});
    await Promise.allSettled(clients.map((client) => client.connect()));
    await last(1_000, 4_000, scene);
    await Promise.allSettled(clients.map((client) => client.end()));
  },
};

function holdLock(name: string, statement: string): Fault {
  return {
    name: `PostgreSQL is slow: ${name} is locked`,
    async strike(scene) {
      const held = await scene.cluster.hold([statement]);
      await last(1_000, 7_000, scene);
      await held.drop();
    },
  };
}

function cutOff(passage: "silent" | "refusing"): Fault {
  return {
    name: `a node is cut off from PostgreSQL: ${passage}`,
    async strike(scene) {
      const { gate } = pick(scene.cluster.nodes, scene.random);
      gate.set(passage);
      await last(1_000, scene.cluster.leaseMs * 1.8, scene);
      gate.set("open");
    },
  };
}

const restartImages: Fault = {
  name: "the S3 server is killed",
  async strike(scene) {
    const { s3 } = scene.cluster;
    await s3.stop();
    await last(500, 3_000, scene);
    await s3.start();
  },
};

const SINGLE: readonly Fault[] = [
  ...OUTSIDE.map(killAt),
  killInStart,
  stopForLong,
  stopForLong,
  restartDatabase("fast"),
  restartDatabase("immediate"),
  restartDatabase("killed"),
  failOver,
  fillConnections,
  holdLock("the counter of events", "SELECT * FROM event_counter FOR UPDATE"),
  holdLock("the table of tasks", "LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE"),
  cutOff("silent"),
  cutOff("silent"),
  cutOff("refusing"),
  restartImages,
];

/** A node and what it stands on, at the same time. */
function both(one: Fault, other: Fault): Fault {
  return {
    name: `two at once: ${one.name}, ${other.name}`,
    async strike(scene) {
      await Promise.all([one.strike(scene), other.strike(scene)]);
    },
  };
}

const ON_NODES = [killAt(OUTSIDE[0] as Point), killInStart, stopForLong, cutOff("silent")];
const UNDERNEATH = [restartDatabase("immediate"), restartDatabase("killed"), restartImages, fillConnections];

/** Every fault in turn, in an order of its own in each round, and now and then two at once. */
export function createFaults(random: Random): () => Fault {
  let left: Fault[] = [];
  return () => {
    if (left.length === 0) {
      const pairs = Array.from({ length: 4 }, () => both(pick(ON_NODES, random), pick(UNDERNEATH, random)));
      left = [...SINGLE, ...pairs];
    }
    const next = pick(left, random);
    left = left.filter((fault) => fault !== next);
    return next;
  };
}

/** The few that the short form has time for. */
export const SHORT: readonly Fault[] = [
  both(killAt(OUTSIDE[0] as Point), restartImages),
  both(cutOff("refusing"), restartDatabase("immediate")),
];
