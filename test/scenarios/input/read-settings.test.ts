import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveProducerConfig } from "../../../src/model/config/resolve.ts";
import { readSetArguments } from "../../../src/scenarios/input/arguments.ts";
import { readSettings } from "../../../src/scenarios/input/read-settings.ts";
import { describeInputError, describeInputNotice } from "../../../src/scenarios/input/reading.ts";

const data = (file: string): string => readFileSync(new URL(`../../data/config/${file}`, import.meta.url), "utf8");

function read(file: string, text: string, profiles: readonly string[] = []) {
  const reading = readSettings([{ file, text }], { profiles });
  if (!reading.ok) throw new Error(describeInputError(reading.error));
  const settings = Object.fromEntries([...reading.settings].map(([key, { value }]) => [key, value]));
  return { settings, reading, notices: reading.notices.map(describeInputNotice) };
}

function fault(file: string, text: string): string {
  const reading = readSettings([{ file, text }]);
  if (reading.ok) throw new Error(`read: ${JSON.stringify([...reading.settings])}`);
  return describeInputError(reading.error);
}

describe("a producer.properties", () => {
  test("is taken as it is, each setting with its line", () => {
    const { reading, notices } = read("producer.properties", data("producer.properties"));
    expect(reading.files[0]?.format).toBe("properties");
    expect([...reading.settings.values()].map(({ origin }) => origin)).toEqual(
      [...reading.settings.keys()].map((key, at) => ({ kind: "file", file: "producer.properties", line: at + 1, key })),
    );
    expect(notices).toEqual([]);
    expect(resolveProducerConfig(reading.settings)).toMatchObject({
      config: { acks: -1, retries: 2_147_483_647, maxInFlightRequestsPerConnection: 5, deliveryTimeoutMillis: 120_000 },
      notices: [],
    });
  });

  test("may come from Windows, with a byte order mark", () => {
    expect(read("producer.properties", "\ufeffacks=1\r\nretries=3\r\n").settings).toEqual({ acks: "1", retries: "3" });
  });

  test("lets the last of two entries win, and says so", () => {
    const { settings, reading, notices } = read("p.properties", "acks=1\nretries=3\nacks=all");
    expect(settings).toEqual({ acks: "all", retries: "3" });
    expect(reading.settings.get("acks")?.origin).toMatchObject({ line: 3 });
    expect(notices).toEqual(["p.properties:3: acks: is set on line 1 too; the later line wins"]);
  });

  test("has its placeholders filled from their defaults", () => {
    expect(read("p.properties", "acks=${ACKS:all}\nretries=${A:${B:7}}").settings).toEqual({
      acks: "all",
      retries: "7",
    });
  });

  test("is refused for an open placeholder that matters, by name, key, file and line", () => {
    const text = "retries=3\nacks=${KAFKA_ACKS}";
    expect(fault("p.properties", text)).toBe(
      "p.properties:2: acks: ${KAFKA_ACKS} has no value and no default; write a value, or a default as in ${KAFKA_ACKS:value}",
    );
    expect(read("p.properties", `${text}\nacks=1`).settings).toEqual({ retries: "3", acks: "1" });
  });

  test("goes on without an open placeholder that changes nothing here", () => {
    const { settings, notices } = read("p.properties", "ssl.keystore.password=${SECRET}\nclient.id=${APP}\nacks=1");
    expect(settings).toEqual({ acks: "1" });
    expect(notices).toHaveLength(2);
    expect(notices[0]).toContain("p.properties:1: ssl.keystore.password: ${SECRET}");
  });

  test("with a malformed escape is refused where it stands", () => {
    expect(fault("p.properties", "acks=1\nclient.id=\\u00g0")).toMatch(/^p\.properties:2: /);
  });

  test("that sets nothing is taken, with a word", () => {
    expect(read("p.properties", "# nothing yet\n").notices).toEqual(["p.properties: sets nothing"]);
  });
});

describe("a file that is something else is met with one line", () => {
  test.each([
    ["p.properties", "\x7fELF\0\0\u0001", "a binary file"],
    ["p.properties", "<!DOCTYPE html><html></html>", "an HTML page"],
    ["p.properties", '<?xml version="1.0"?>\n<properties/>', "XML"],
    ["p.properties", '{ "acks": "all" }', "JSON"],
    ["p.properties", "[producer]\nacks=all", "an INI or TOML file"],
    ["p.properties", "-----BEGIN CERTIFICATE-----", "a key or a certificate"],
    ["p.properties", "spring:\n  kafka:\n    producer:\n      acks: all\n", "YAML under the name of a properties file"],
    ["application.yml", "acks=all\nretries=3\n", "a properties file under the name of a YAML file"],
    ["application.yml", "<html>", "an HTML page"],
    ["application.yml", "\0\0", "a binary file"],
  ])("%s holding %j is %s", (file, text, what) => {
    expect(fault(file, text)).toMatch(new RegExp(`^${file}: is ${what}; (?:give|name) `));
  });

  test("prose is no properties file", () => {
    expect(fault("notes.txt", "Dear reader\nthis is a letter")).toMatch(/^notes\.txt:1: holds no key=value; /);
  });

  test("a name without a known ending is judged by its content", () => {
    expect(read("producer.conf", "acks=all").reading.files[0]?.format).toBe("properties");
    expect(read("settings", "spring.kafka.producer.acks=1").reading.files[0]?.format).toBe("spring-properties");
    expect(read("settings", "# app\nspring:\n  kafka:\n    producer:\n      acks: 1\n").settings).toEqual({
      acks: "1",
    });
    expect(read("settings", "acks: all\nretries: 3\n").reading.files[0]?.format).toBe("properties");
  });
});

describe("whatever the text", () => {
  const piece = fc.constantFrom(
    "spring:", "\n", "  kafka:", "\n    producer:", "\n      acks: ", "all", "- a", "[", "{", "&a ", "*a", "<<: ",
    "!!int ", '"', "'", "|", "---\n", "${A", "}", "#", "\t", "\\u", "=", "spring.kafka.producer.acks", "\u0000",
  ); // prettier-ignore
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece).map((pieces) => pieces.join("")),
  );
  const name = fc.constantFrom("application.yml", "p.properties", "p", "a\nb.yaml");

  test("the answer is settings or one line, never an exception", () => {
    fc.assert(
      fc.property(name, text, (file, content) => {
        const reading = readSettings([{ file, text: content }]);
        const said = reading.ok ? reading.notices.map(describeInputNotice) : [describeInputError(reading.error)];
        for (const line of said) expect(line).not.toMatch(/[\n\r\u2028]/);
      }),
      { numRuns: 1_000 },
    );
  });

  test("nesting without end and aliases of aliases are refused, not suffered", () => {
    expect(fault("a.yml", `a: ${"[".repeat(20_000)}`)).toMatch(/^a\.yml/);
    expect(fault("a.yml", `a: ${"{b: ".repeat(200)}1${"}".repeat(200)}`)).toContain("nested deeper");
    const levels = Array.from({ length: 20 }, (_, n) => `l${n + 1}: &l${n + 1} {a: *l${n}, b: *l${n}, c: *l${n}}`);
    expect(fault("a.yml", `l0: &l0 {x: 1}\n${levels.join("\n")}\n`)).toContain("repeats more");
  });
});

describe("--set key=value", () => {
  test("is a setting with its argument as origin; the last one wins, and a value may hold signs of equality", () => {
    const reading = readSetArguments(["acks=1", "acks=all", "sasl.jaas.config=a=b", "transactional.id="]);
    if (!reading.ok) throw new Error(describeInputError(reading.error));
    expect([...reading.settings].map(([key, { value }]) => [key, value])).toEqual([
      ["acks", "all"],
      ["sasl.jaas.config", "a=b"],
      ["transactional.id", ""],
    ]);
    expect(reading.settings.get("acks")?.origin).toEqual({ kind: "argument", text: "acks=all" });
  });

  test.each(["acks", "=1", ""])("%j is no setting", (argument) => {
    expect(readSetArguments([argument])).toMatchObject({ ok: false });
  });
});
