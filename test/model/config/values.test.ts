import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clientLines, type ClientLine } from "../../../src/model/config/definition.ts";
import { definitions, definitionsOf } from "../../../src/model/config/definitions.ts";
import { resolveProducerConfig } from "../../../src/model/config/resolve.ts";
import {
  describeOrigin,
  mergeSettings,
  producerSettings,
  type UserSettings,
} from "../../../src/model/config/settings.ts";

const fromFile = (settings: Readonly<Record<string, string>>): UserSettings =>
  new Map(
    Object.entries(settings).map(([key, value], index) => [
      key,
      { value, origin: { kind: "file", file: "producer.properties", line: index + 1, key } },
    ]),
  );

const resolve = (settings: Readonly<Record<string, string>>, line: ClientLine = "java-3.9") =>
  resolveProducerConfig(fromFile(settings), line);

function shown(key: string, value: string, line?: ClientLine): string | null | undefined {
  const verdict = resolve({ [key]: value }, line);
  return verdict.ok ? verdict.inForce[key] : `${verdict.error} at ${verdict.at}`;
}

const refusal = "ConfigException at config";

describe("a value is read as Java reads it", () => {
  test.each([
    ["retries", " 5 ", "5"],
    ["retries", "+5", "5"],
    ["retries", "007", "7"],
    ["retries", "\t5\u0001", "5"],
    ["retries", "\u0665", "5"],
    ["retries", "\uff15\uff10", "50"],
    ["retries", "2147483647", "2147483647"],
    ["max.block.ms", "9223372036854775807", "9223372036854775807"],
    ["transaction.timeout.ms", "-2147483648", "-2147483648"],
    ["enable.idempotence", "TRUE", "true"],
    ["enable.idempotence", " False ", "false"],
    ["acks", " all ", "-1"],
    ["compression.type", "zstd", "zstd"],
    ["client.id", "  a b  ", "a b"],
    ["metadata.recovery.strategy", "Rebootstrap", "Rebootstrap"],
  ])("%s=%j is in force as %s", (key, value, text) => {
    expect(shown(key, value)).toBe(text);
  });

  test.each([
    ["retries", ""],
    ["retries", "abc"],
    ["retries", "1.5"],
    ["retries", "0x10"],
    ["retries", "1e3"],
    ["retries", "1_000"],
    ["retries", "+"],
    ["retries", "5L"],
    ["retries", "\u00a05"],
    ["retries", "-1"],
    ["retries", "2147483648"],
    ["max.block.ms", "9223372036854775808"],
    ["max.in.flight.requests.per.connection", "0"],
    ["metadata.max.idle.ms", "4999"],
    ["enable.idempotence", "yes"],
    ["enable.idempotence", ""],
    ["acks", "ALL"],
    ["acks", "2"],
    ["compression.type", "GZIP"],
    ["compression.gzip.level", "0"],
    ["compression.gzip.level", "10"],
    ["partitioner.class", " "],
    ["sasl.login.refresh.window.factor", "0.4"],
    ["sasl.login.refresh.window.factor", "Infinity"],
    ["sasl.login.refresh.window.factor", "half"],
    ["sasl.login.refresh.buffer.seconds", "32768"],
    ["security.protocol", "TLS"],
  ])("%s=%j is refused", (key, value) => {
    expect(shown(key, value)).toBe(refusal);
  });

  test.each(["0.8", "0.8f", "6e-1", "+.6D", "0x1p-1", "0x.8p0", "NaN", "1"])("a double may be written %s", (value) => {
    expect(resolve({ "sasl.login.refresh.window.factor": value }).ok).toBe(true);
  });

  test("a level of compression may be the one value outside its range", () => {
    expect(resolve({ "compression.gzip.level": "-1" }).ok).toBe(true);
  });

  test("a list with an empty entry is refused by 4.4 only", () => {
    expect(resolve({ "ssl.cipher.suites": "a,,b" }).ok).toBe(true);
    expect(resolve({ "ssl.cipher.suites": "a,,b" }, "java-4.4").ok).toBe(false);
    expect(resolve({ "ssl.cipher.suites": "a , a" }, "java-4.4").ok).toBe(true);
  });

  test("the first unreadable key in the client's order is named, not the first in the file, and where it stands", () => {
    const verdict = resolve({ "enable.idempotence": "maybe", "linger.ms": "soon", retries: "often" });
    expect(verdict).toMatchObject({ key: "retries", origin: { kind: "file", file: "producer.properties", line: 3 } });
    if (!verdict.ok && verdict.origin !== undefined)
      expect(describeOrigin(verdict.origin)).toBe("producer.properties:3");
  });

  test("a secret that is refused or shown stays secret", () => {
    const verdict = resolve({ "ssl.keystore.password": "hunter2", retries: "-1" });
    expect(JSON.stringify(verdict)).not.toContain("hunter2");
  });

  test("a long that means for ever stays a number that times can be computed with", () => {
    const verdict = resolve({
      "max.block.ms": "9223372036854775807",
      "connections.max.idle.ms": "-9223372036854775808",
    });
    if (!verdict.ok) throw new Error(verdict.message);
    expect(Number.isSafeInteger(verdict.config.maxBlockMillis * 1_000 * 4)).toBe(true);
    expect(verdict.config.maxBlockMillis).toBeGreaterThan(2 ** 40);
    expect(verdict.config.connectionsMaxIdleMillis).toBeLessThan(0);
  });
});

describe("settings that only go together", () => {
  test("login needs a mechanism", () => {
    expect(resolve({ "security.protocol": "sasl_ssl", "sasl.mechanism": "" })).toMatchObject({ key: "sasl.mechanism" });
    expect(resolve({ "security.protocol": "sasl_ssl" }).ok).toBe(true);
    expect(resolve({ "security.protocol": "SSL", "sasl.mechanism": "" }).ok).toBe(true);
  });

  test("4.4: two phases, racks and growing memory each exclude something, and 3.9 knows none of them", () => {
    const conflicts = [
      [{ "transaction.two.phase.commit.enable": "true", "transaction.timeout.ms": "1" }, "config"],
      [{ "partitioner.rack.aware": "true" }, "construct"],
      [{ "buffer.memory.allocation.strategy": "incremental", "compression.type": "lz4" }, "construct"],
    ] as const;
    for (const [settings, at] of conflicts) {
      expect(resolve(settings, "java-4.4")).toMatchObject({ ok: false, error: "ConfigException", at });
      expect(resolve(settings).ok).toBe(true);
    }
    expect(resolve({ "partitioner.rack.aware": "true", "client.rack": "a" }, "java-4.4").ok).toBe(true);
  });

  test.each(["localhost", "host:99999", "host:", "", ","])("the constructor refuses the addresses %j", (addresses) => {
    expect(resolve({ "bootstrap.servers": addresses })).toMatchObject({ ok: false, at: "construct" });
  });

  test.each(["localhost:9092", "[::1]:9092", "PLAINTEXT://a-b.c:1, d_e:2"])(
    "the addresses %j are fine",
    (addresses) => {
      expect(resolve({ "bootstrap.servers": addresses }).ok).toBe(true);
    },
  );
});

describe("keys that are not the producer's", () => {
  const hints = (key: string, line?: ClientLine) => {
    const verdict = resolve({ [key]: "1" }, line);
    return verdict.ok ? verdict.notices.map(({ kind, message }) => `${kind}: ${message}`) : [];
  };

  test.each([
    ["linger", "linger.ms"],
    ["lingerMs", "linger.ms"],
    ["LINGER_MS", "linger.ms"],
    ["batch-size", "batch.size"],
    ["enable.idempotance", "enable.idempotence"],
    ["max.in.flight", "max.in.flight.requests.per.connection"],
    ["queue.buffering.max.ms", "linger.ms"],
    ["message.timeout.ms", "delivery.timeout.ms"],
  ])("%s is ignored with a word on %s", (stranger, known) => {
    expect(hints(stranger)).toEqual([expect.stringMatching(new RegExp(`^unknown-key: .*${known}\\?$`))]);
  });

  test("a stranger far from everything is ignored without a guess", () => {
    expect(hints("schema.registry.url")).toEqual([expect.stringMatching(/ignored$/)]);
  });

  test("a key of the other client line is named as such", () => {
    expect(hints("partitioner.rack.aware")).toEqual([expect.stringContaining("java-4.4 has it")]);
    expect(hints("auto.include.jmx.reporter")).toEqual([]);
  });

  test("a setting with a part in delivery that no simulation has is pointed out, unless it is the default", () => {
    expect(resolve({ "compression.type": "lz4" })).toMatchObject({ notices: [{ kind: "not-simulated" }] });
    expect(resolve({ "compression.type": " none " })).toMatchObject({ notices: [] });
    expect(resolve({ "metadata.recovery.strategy": "none" })).toMatchObject({ notices: [] });
    expect(resolve({ "metadata.recovery.strategy": "none" }, "java-4.4")).toMatchObject({
      notices: [{ kind: "not-simulated" }],
    });
  });
});

describe("settings in TypeScript", () => {
  test("become the text that the client would get", () => {
    const settings = producerSettings({
      acks: "all",
      "linger.ms": 5,
      "max.block.ms": 9_223_372_036_854_775_807n,
      "enable.idempotence": true,
      "bootstrap.servers": ["a:1", "b:2"],
      "transactional.id": null,
    });
    expect([...settings].map(([key, { value }]) => [key, value])).toEqual([
      ["acks", "all"],
      ["linger.ms", "5"],
      ["max.block.ms", "9223372036854775807"],
      ["enable.idempotence", "true"],
      ["bootstrap.servers", "a:1,b:2"],
      ["transactional.id", null],
    ]);
  });

  test("win over a file when they are laid over it", () => {
    const merged = mergeSettings(fromFile({ acks: "all", retries: "3" }), producerSettings({ acks: 1 }));
    expect(resolveProducerConfig(merged)).toMatchObject({ config: { acks: 1, retries: 3, enableIdempotence: false } });
  });
});

describe("the table", () => {
  test("names each key once, and every default satisfies its own demand", () => {
    expect(new Set(definitions.map(({ key }) => key)).size).toBe(definitions.length);
    for (const line of clientLines) {
      expect(definitionsOf(line).size).toBe(line === "java-3.9" ? 95 : 120);
      for (const { key, default: preset, default44 } of definitionsOf(line).values()) {
        const value = line === "java-4.4" && default44 !== undefined ? default44 : preset;
        if (value === null || key === "bootstrap.servers" || key === "transaction.timeout.ms") continue;
        expect(resolve({ [key]: value }, line), `${key}=${value}`).toMatchObject({ ok: true });
      }
    }
  });

  test("whatever text is set, the answer is a verdict, and the same one twice", () => {
    const key = fc.constantFrom(...definitions.map((definition) => definition.key), "stranger");
    const value = fc.oneof(fc.string({ unit: "binary" }), fc.bigInt().map(String), fc.constantFrom("all", "true", "1"));
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.constantFrom(...clientLines), (settings, line) => {
        const verdict = resolve(settings, line);
        expect(resolve(settings, line)).toEqual(verdict);
        if (!verdict.ok) expect(Object.hasOwn(settings, verdict.key) || verdict.key === "sasl.mechanism").toBe(true);
      }),
    );
  });
});
