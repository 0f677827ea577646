// Settings for tests.
import { expect } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { ConfigError } from "../../src/config/environment.ts";

/** What is wrong with these settings, a line each; nothing when they are a configuration. */
export function findProblems(environment: Readonly<Record<string, string>>): string[] {
  try {
    parseConfig(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message.split("\n");
  }
  return [];
}
