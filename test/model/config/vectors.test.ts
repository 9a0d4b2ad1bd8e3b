import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ClientLine } from "../../../src/model/config/definition.ts";
import { resolveProducerConfig } from "../../../src/model/config/resolve.ts";
import { producerSettings } from "../../../src/model/config/settings.ts";

interface Recorded {
  readonly props: Readonly<Record<string, string>>;
  readonly ok: boolean;
  readonly error?: string;
  readonly at?: string;
  readonly inForce?: Readonly<Record<string, string | null>>;
  readonly deliveryTimeoutInForce?: number;
}

/** The answer for the same settings, in the words of the recording and with the keys that it shows. */
function answer(recorded: Recorded, line: ClientLine): Recorded {
  const verdict = resolveProducerConfig(producerSettings(recorded.props), line);
  if (!verdict.ok) return { props: recorded.props, ok: false, error: verdict.error, at: verdict.at };
  const shown = Object.keys(recorded.inForce ?? verdict.inForce);
  return {
    props: recorded.props,
    ok: true,
    inForce: Object.fromEntries(shown.map((key) => [key, verdict.inForce[key] ?? null])),
    deliveryTimeoutInForce: verdict.config.deliveryTimeoutMillis,
  };
}

const recordings = [
  ["java-3.9", "java-3.9.1.jsonl"],
  ["java-4.4", "java-4.4.0.jsonl"],
] as const;

describe.each(recordings)("what the real client of %s says of settings", (line, file) => {
  const text = readFileSync(new URL(`../../data/config/${file}`, import.meta.url), "utf8");
  const recorded = text
    .trimEnd()
    .split("\n")
    .map((entry) => JSON.parse(entry) as Recorded);

  test("is there to compare with, refusals of both kinds included", () => {
    expect(recorded).toHaveLength(150);
    expect(new Set(recorded.map(({ at }) => at))).toEqual(new Set([undefined, "config", "construct"]));
  });

  test.each(recorded)("is said here of $props", (entry) => {
    expect(answer(entry, line)).toEqual(entry);
  });
});
