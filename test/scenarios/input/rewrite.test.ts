import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseProperties } from "../../../src/scenarios/input/properties-file.ts";
import { readSettings } from "../../../src/scenarios/input/read-settings.ts";
import { rewriteSettings } from "../../../src/scenarios/input/rewrite.ts";

/** Writes `acks` otherwise, at the place that the reading of the file gives. */
function withAcks(file: string, text: string, value: string): string | undefined {
  const reading = readSettings([{ file, text }], {});
  const origin = reading.ok ? reading.settings.get("acks")?.origin : undefined;
  if (origin?.kind !== "file") throw new Error(`no acks in ${file}: ${JSON.stringify(reading)}`);
  return rewriteSettings(file, text, [{ line: origin.line, key: origin.key, value }]);
}

const acksIn = (file: string, text: string): string | null | undefined => {
  const reading = readSettings([{ file, text }], {});
  return reading.ok ? reading.settings.get("acks")?.value : undefined;
};

const breaks = fc.constantFrom("\n", "\r\n", "\r");
const blanks = fc.constantFrom("", " ", "\t", "  ");
const separators = fc.constantFrom("=", ":", " = ", " : ", " ", "\t");
const aside = fc.constantFrom(
  "",
  "# acks=0",
  "! note",
  "linger.ms=5",
  "retries = 3 \\\n  4",
  "client.id = a\\u0041 b ",
  "x",
);

test("in any properties file one value changes, and no other entry, comment, blank or line break does", () => {
  const around = fc.array(aside, { maxLength: 4 });
  const value = fc.constantFrom("1", "", "0 ", "1 \\\n   ", "al\\\n  l");
  fc.assert(
    fc.property(around, around, blanks, separators, value, breaks, (before, after, blank, separator, written, end) => {
      const entry = `${blank}acks${separator}${written}`;
      const text = [...before, entry, ...after].join("\n").replaceAll("\n", end);
      const rewritten = rewriteSettings("producer.properties", text, [
        { line: before.join("\n").split("\n").length + (before.length > 0 ? 1 : 0), key: "acks", value: "all" },
      ]);
      const [head, tail] = [before.map((line) => `${line}\n`).join(""), after.map((line) => `\n${line}`).join("")];
      const [start, rest] = [head.replaceAll("\n", end), tail.replaceAll("\n", end)];
      expect(rewritten?.startsWith(start)).toBe(true);
      expect(rewritten?.endsWith(rest)).toBe(true);
      const entries = parseProperties(rewritten ?? "").entries.map(({ key, value: has }) => [key, has]);
      const expected = parseProperties(text).entries.map(({ key, value: had }) => [key, key === "acks" ? "all" : had]);
      expect(entries).toEqual(expected);
    }),
    { numRuns: 500, seed: 3 },
  );
});

test.each([
  ["nested", "spring:\n  kafka:\n    producer:\n      acks: 1 # one\n      retries: 3\n", "acks: all # one"],
  ["double quotes", 'spring.kafka.producer:\n  acks: "1"\n', 'acks: "all"'],
  ["single quotes", "spring.kafka.producer.acks: '1'\n", "acks: 'all'"],
  ["flow", "spring: {kafka: {producer: {acks: 1, retries: 1}}}\n", "{acks: all, retries: 1}"],
  ["relaxed", "spring:\n  KAFKA:\n    Producer:\n      ACKS: 1\n", "ACKS: all"],
  ["a default", "spring.kafka.producer.acks: ${ACKS:1}\n", "acks: ${ACKS:all}"],
  ["a property", 'spring.kafka.producer.properties:\n  "[acks]": 1\n', '"[acks]": all'],
  ["carriage returns", "spring:\r  kafka:\r    producer:\r      acks: 1\r", "acks: all"],
  ["an anchor elsewhere", "x: &one 1\nspring.kafka.producer:\n  acks: *one\n", "acks: all"],
])("YAML with %s keeps everything but the value", (_what, text, expected) => {
  const rewritten = withAcks("application.yml", text, "all") ?? "";
  expect(rewritten).toContain(expected);
  expect(acksIn("application.yml", rewritten)).toBe("all");
  const [lines, before] = [rewritten, text].map((one) => one.split(/[\r\n]/));
  expect(lines?.length).toBe(before?.length);
  expect(lines?.filter((line, at) => line !== before?.[at])).toHaveLength(1);
});

test.each([
  ["SPRING_KAFKA_PRODUCER_ACKS=1 # fast", "SPRING_KAFKA_PRODUCER_ACKS=all # fast"],
  ['export SPRING_KAFKA_PRODUCER_ACKS="1"', 'export SPRING_KAFKA_PRODUCER_ACKS="all"'],
])("a variable keeps its export, its quotes and its comment: %s", (line, expected) => {
  expect(withAcks("shop.env", `A=b\n${line}\n`, "all")).toBe(`A=b\n${expected}\n`);
});

test("where nothing stands, nothing is written", () => {
  expect(rewriteSettings("producer.properties", "acks=1\n", [{ line: 7, key: "acks", value: "all" }])).toBeUndefined();
  expect(
    rewriteSettings("application.yml", "a: 1\n", [{ line: 1, key: "spring.kafka.producer.acks", value: "all" }]),
  ).toBeUndefined();
});
