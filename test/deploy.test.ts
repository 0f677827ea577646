// What is there to run and watch Muleteer elsewhere names only what exists: settings, and metrics.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SETTINGS } from "../src/config.ts";
import { ROOT } from "./support/process.ts";
import { openDoor } from "./support/server.ts";

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

test.each(["Dockerfile", "deploy/compose.yaml", "deploy/kubernetes.yaml"])("%s names settings that exist", (file) => {
  const named = new Set(read(file).match(/MULETEER_\w+/g));
  expect(named.size).toBeGreaterThan(2);
  expect([...named].filter((name) => !Object.hasOwn(SETTINGS, name))).toEqual([]);
});

test("the dashboard asks for metrics that exist", async () => {
  const door = await openDoor("in process");
  const scraped = (await door.send({ path: "/metrics" })).text;
  await door.close();
  const families = new Set([...scraped.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
  const dashboard = JSON.parse(read("deploy/grafana.json")) as { panels: { targets: { expr: string }[] }[] };
  const asked = dashboard.panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) =>
      [...expr.matchAll(/(?:muleteer|nodejs|process)_\w+/g)].map(([name]) => name.replace(/_bucket$/, "")),
    ),
  );
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((name) => !families.has(name))).toEqual([]);
});
