import { describe, expect, test } from "vitest";
import { clientLines } from "../../../src/model/config/definition.ts";
import { definitionsOf } from "../../../src/model/config/definitions.ts";
import { resolveProducerConfig } from "../../../src/model/config/resolve.ts";
import { mergeSettings } from "../../../src/model/config/settings.ts";
import { dialects } from "../../../src/scenarios/input/dialects/index.ts";
import { readSettings } from "../../../src/scenarios/input/read-settings.ts";
import { describeInputError, describeInputNotice } from "../../../src/scenarios/input/reading.ts";
import type { SettingsDialect } from "../../../src/scenarios/input/take.ts";

function read(file: string, text: string, dialect?: SettingsDialect) {
  const reading = readSettings([{ file, text }], dialect === undefined ? {} : { dialect });
  if (!reading.ok) throw new Error(describeInputError(reading.error));
  const written = Object.fromEntries([...reading.settings].map(([key, { value }]) => [key, value]));
  const all = mergeSettings(reading.presets, reading.settings);
  return { reading, written, all, notices: reading.notices.map(describeInputNotice), file: reading.files[0] };
}

function fault(file: string, text: string): string {
  const reading = readSettings([{ file, text }]);
  if (reading.ok) throw new Error(`read: ${JSON.stringify([...reading.settings])}`);
  return describeInputError(reading.error);
}

const config = (file: string, text: string) => {
  const verdict = resolveProducerConfig(read(file, text).all);
  if (!verdict.ok) throw new Error(verdict.message);
  return verdict.config;
};

describe("settings of librdkafka", () => {
  const text =
    "metadata.broker.list=a:1\nmessage.timeout.ms=45000\nqueue.buffering.max.ms=20\nenable.idempotence=true\n";

  test("are known by their names, in properties and in JSON, and put into the Java client's words", () => {
    const { written, file, notices, reading } = read("producer.conf", text);
    expect(file).toEqual({ file: "producer.conf", format: "librdkafka", profile: "librdkafka-2.x" });
    expect(written).toEqual({
      "bootstrap.servers": "a:1",
      "delivery.timeout.ms": "45000",
      "linger.ms": "20",
      "enable.idempotence": "true",
    });
    expect(notices[0]).toContain("taken for settings of librdkafka 2.x, by metadata.broker.list");
    expect(reading.settings.get("linger.ms")?.origin).toMatchObject({ line: 3, key: "queue.buffering.max.ms" });
    const json = read("producer.json", '{\n "queue.buffering.max.ms": 20,\n "acks": -1 }');
    expect(json.written).toEqual({ "linger.ms": "20", acks: "-1" });
    expect(json.reading.settings.get("acks")?.origin).toMatchObject({ line: 3 });
  });

  test("bring librdkafka's defaults along: five minutes, no idempotence, a million requests", () => {
    expect(config("p.conf", "socket.keepalive.enable=true\n")).toMatchObject({
      enableIdempotence: false,
      maxInFlightRequestsPerConnection: 1_000_000,
      deliveryTimeoutMillis: 300_000,
      requestTimeoutMillis: 60_000,
      lingerMillis: 5,
    });
    expect(config("p.conf", text)).toMatchObject({ enableIdempotence: true, maxInFlightRequestsPerConnection: 5 });
  });

  test("leave the time of a message for its requests, where the Java client would refuse them", () => {
    expect(config("p.conf", text)).toMatchObject({ deliveryTimeoutMillis: 45_000, requestTimeoutMillis: 44_980 });
    const written = read("p.conf", `${text}socket.timeout.ms=50000\n`);
    expect(written.written["request.timeout.ms"]).toBe("44980");
    expect(written.notices.join("\n")).toContain('socket.timeout.ms: is "50000", and 44980 with these other settings');
    expect(read("p.conf", `${text}socket.timeout.ms=100\n`).written["request.timeout.ms"]).toBe("100");
  });

  test.each([
    ["message.timeout.ms=0", "delivery.timeout.ms", "2147483647"],
    ["queue.buffering.max.kbytes=10", "buffer.memory", "10240"],
    ["queue.buffering.max.ms=0.5", "linger.ms", "1"],
    ["max.in.flight=3", "max.in.flight.requests.per.connection", "3"],
    ["message.send.max.retries=2", "retries", "2"],
    ["request.required.acks=1", "acks", "1"],
    ["topic.metadata.refresh.interval.ms=-1", "metadata.max.age.ms", "2147483647"],
    ["compression.codec=lz4", "compression.type", "lz4"],
  ])("%s is %s=%s", (line, key, value) => {
    expect(read("p.conf", line).written).toEqual({ [key]: value });
  });

  test("say of each that has no counterpart why, and of one that nobody knows what was meant", () => {
    const { written, notices } = read("p.conf", "batch.num.messages=5\nmessage.send.max.retires=1\nsasl.username=u\n");
    expect(written).toEqual({});
    expect(notices).toEqual([
      expect.stringContaining("by batch.num.messages"),
      expect.stringContaining(
        "p.conf:1: batch.num.messages: has no counterpart: the Java client fills batches by bytes",
      ),
      expect.stringContaining("did you mean message.send.max.retries?"),
      expect.stringContaining("sets nothing of librdkafka 2.x"),
    ]);
  });
});

describe("options of the clients for Node", () => {
  const options =
    "client: { clientId: shop, brokers: [a:1, b:1] }\nproducer: { idempotent: true, maxInFlightRequests: 5 }\n";

  test("of KafkaJS nest, and an idempotent producer has one request at a time", () => {
    const { written, file, notices } = read(
      "kafka.yml",
      `${options}send: { acks: -1, timeout: 9 }\nretry: { retries: 8 }\n`,
    );
    expect(file?.profile).toBe("kafkajs-2.2.4");
    expect(written).toEqual({
      "client.id": "shop",
      "bootstrap.servers": "a:1,b:1",
      "enable.idempotence": "true",
      "max.in.flight.requests.per.connection": "1",
      acks: "-1",
      retries: "8",
    });
    expect(notices.join("\n")).toContain('maxInFlightRequests: is "5", and 1 with these other settings');
    expect(notices.join("\n")).toContain("timeout: has no counterpart");
  });

  test("of @platformatic/kafka are told by their names, and acknowledge by the leader unless idempotent", () => {
    const plain = read("kafka.json", '{"bootstrapBrokers": ["a:1"], "retries": true}');
    expect(plain.file?.profile).toBe("platformatic-1.35");
    expect(plain.written["retries"]).toBe("2147483647");
    expect(plain.all.get("acks")?.value).toBe("1");
    const own = read("kafka.json", '{"idempotent": true, "acks": 1, "maxInflights": 3, "retries": 1}');
    expect(own.written).toEqual({
      retries: "2147483647",
      "enable.idempotence": "true",
      acks: "-1",
      "max.in.flight.requests.per.connection": "1",
    });
  });

  test("that both have are taken for KafkaJS, unless the user says otherwise", () => {
    const both = '{"idempotent": true, "acks": -1}';
    expect(read("o.json", both).file?.format).toBe("kafkajs");
    const told = read("o.json", both, "platformatic");
    expect(told.file?.format).toBe("platformatic");
    expect(told.notices).toEqual([]);
  });

  test("in a program are not evaluated", () => {
    for (const name of ["kafka.js", "kafka.mjs", "kafka.ts"]) {
      expect(fault(name, "export default {}")).toBe(
        `${name}: is a program, and programs are not evaluated; write its options into a JSON or YAML file`,
      );
    }
    expect(fault("o.json", '{"idempotent": true, "acks": "() => 1"}')).toContain("code is not evaluated");
  });
});

describe("the Java client's own names", () => {
  test("may stand in JSON", () => {
    const { written, file } = read("p.json", '{"acks": "1", "linger.ms": 5}');
    expect(file).toEqual({ file: "p.json", format: "json" });
    expect(written).toEqual({ acks: "1", "linger.ms": "5" });
    expect(fault("p.json", '{"name": "x"}')).toContain("is JSON without a setting of a producer");
  });

  test("speak against every other client, and so does Spring", () => {
    expect(read("p.properties", "buffer.memory=1\nmessage.timeout.ms=5\n").file?.format).toBe("properties");
    expect(read("p.properties", "message.timeout.ms=5\n").file?.format).toBe("librdkafka");
    expect(read("p.properties", "message.timeout.ms=5\n", "java").file?.format).toBe("properties");
    expect(read("a.yml", "brokers: x\nspring.kafka.producer.acks: 1\n").file?.format).toBe("spring-yaml");
  });

  test.each(dialects)(
    "are what $name is put into, and its defaults are values of them",
    ({ counterparts, presets }) => {
      for (const line of clientLines) {
        const known = definitionsOf(line);
        const kafka = [...counterparts.map((counterpart) => counterpart.kafka), ...Object.keys(presets(new Map()))];
        expect(kafka.filter((key) => !known.has(key))).toEqual([]);
      }
      for (const given of [new Map<string, string>(), new Map([["enable.idempotence", "true"]])]) {
        const settings = new Map(
          Object.entries(presets(given)).map(([key, value]) => [key, { value, origin: { kind: "code" as const } }]),
        );
        expect(resolveProducerConfig(settings)).toMatchObject({ ok: true });
      }
    },
  );
});
