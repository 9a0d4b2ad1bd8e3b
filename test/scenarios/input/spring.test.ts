import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { resolveProducerConfig } from "../../../src/model/config/resolve.ts";
import { profileMatches } from "../../../src/scenarios/input/profile-expression.ts";
import { readSettings } from "../../../src/scenarios/input/read-settings.ts";
import { describeInputError, describeInputNotice } from "../../../src/scenarios/input/reading.ts";

function read(text: string, profiles: readonly string[] = [], file = "application.yml") {
  const reading = readSettings([{ file, text }], { profiles });
  if (!reading.ok) throw new Error(describeInputError(reading.error));
  const settings = Object.fromEntries([...reading.settings].map(([key, { value }]) => [key, value]));
  return { settings, reading, notices: reading.notices.map(describeInputNotice) };
}

function fault(text: string, file = "application.yml"): string {
  const reading = readSettings([{ file, text }]);
  if (reading.ok) throw new Error(`read: ${JSON.stringify([...reading.settings])}`);
  return describeInputError(reading.error);
}

const producer = (...lines: readonly string[]): string =>
  ["spring:", "  kafka:", "    producer:", ...lines.map((line) => `      ${line}`), ""].join("\n");

describe("a Spring application.yml", () => {
  test("is taken as it is, each setting with its line", () => {
    const text = readFileSync(new URL("../../data/config/application.yml", import.meta.url), "utf8");
    const { settings, reading, notices } = read(text);
    expect(reading.files[0]?.format).toBe("spring-yaml");
    expect(settings).toEqual({
      "bootstrap.servers": "localhost:9092",
      acks: "all",
      retries: "2147483647",
      "enable.idempotence": "true",
      "max.in.flight.requests.per.connection": "5",
      "delivery.timeout.ms": "120000",
    });
    expect(reading.settings.get("delivery.timeout.ms")?.origin).toMatchObject({ line: 10 });
    expect(notices).toEqual([]);
    expect(resolveProducerConfig(reading.settings)).toMatchObject({ ok: true, notices: [] });
  });

  test("may nest Kafka's keys, write them with dots, in brackets, or all on one path", () => {
    for (const text of [
      producer("properties:", "  linger:", "    ms: 5"),
      producer("properties:", "  linger.ms: 5"),
      producer("properties:", '  "[linger.ms]": 5'),
      producer("properties.linger.ms: 5"),
      "spring.kafka.producer.properties.linger.ms: 5\n",
      '{ "spring": { "kafka": { "producer": { "properties": { "linger.ms": 5 } } } } }',
    ]) {
      expect(read(text).settings).toEqual({ "linger.ms": "5" });
    }
  });

  test.each(["batch-size", "batchSize", "batch_size", "BATCH-SIZE", "BATCHSIZE"])("may say %s", (name) => {
    expect(read(producer(`${name}: 16KB`)).settings).toEqual({ "batch.size": "16384" });
  });

  test.each([
    ["buffer-memory: 32MB", "buffer.memory", "33554432"],
    ["buffer-memory: 1024", "buffer.memory", "1024"],
    ["buffer-memory: 3GB", "buffer.memory", "3221225472"],
    ["batch-size: 3GB", "batch.size", "-1073741824"],
    ["retries: ' 7 '", "retries", "7"],
    ["acks: 1", "acks", "1"],
    ["acks: -1", "acks", "-1"],
    ["acks:", "acks", ""],
    ["compression-type: lz4", "compression.type", "lz4"],
    ["client-id: '010'", "client.id", "010-1"],
    ["client-id: !!str 010", "client.id", "010-1"],
    ["client-id: ''", "client.id", "-1"],
    ["retries: 0x10", "retries", "16"],
    ["retries: '#f'", "retries", "15"],
    ["retries: 1.5", "retries", "1"],
    ["batch-size: '10 KB'", "batch.size", "10240"],
    ["bootstrap-servers: ' a:1 , b:2 '", "bootstrap.servers", "a:1,b:2"],
    ["ssl.trust-store-location: file:/tmp/t.jks", "ssl.truststore.location", "/tmp/t.jks"],
    ["ssl: { keyPassword: x }", "ssl.key.password", "x"],

    ["security.protocol: SSL", "security.protocol", "SSL"],
    ["key-serializer: org.example.S", "key.serializer", "org.example.S"],
    ["bootstrap-servers: [a:1, b:2]", "bootstrap.servers", "a:1,b:2"],
  ])("%s reaches the client as %s=%s", (line, key, value) => {
    expect(read(producer(line)).settings).toEqual({ [key]: value });
  });

  test("passes nothing on for an empty number or size", () => {
    expect(read(producer("retries:", "batch-size: ''", "acks: all")).settings).toEqual({ acks: "all" });
  });

  test("has four layers, of which the producer's properties lie on top", () => {
    const text = `
spring.kafka:
  client-id: common
  properties: { client.id: common-properties, acks: 0, retries: 1, linger.ms: 2 }
  producer:
    acks: 1
    retries: 3
    properties: { retries: 4 }
`;
    expect(read(text).settings).toEqual({
      "client.id": "common-properties-1",
      acks: "1",
      retries: "4",
      "linger.ms": "2",
    });
  });

  test("gives the first transactional producer its prefix and a zero", () => {
    const { settings, notices } = read(producer("transaction-id-prefix: tx-", "properties:", "  transactional.id: x"));
    expect(settings).toEqual({ "transactional.id": "tx-0" });
    expect(notices).toEqual([
      expect.stringContaining("application.yml:4: spring.kafka.producer.transaction-id-prefix"),
    ]);
  });

  test("may repeat itself through anchors and merges, where its own keys win", () => {
    const text = `
defaults: &defaults { acks: 1, retries: 3 }
spring:
  kafka:
    producer:
      <<: *defaults
      retries: 5
      client-id: &name billing
      properties: { x.y: *name }
`;
    expect(read(text).settings).toEqual({ acks: "1", retries: "5", "client.id": "billing-1", "x.y": "billing" });
  });

  test("fills placeholders from its own keys before their defaults", () => {
    const text = `app:\n  retry-count: 7\n${producer("retries: ${app.retryCount:3}", "acks: ${ACKS:all}")}`;
    expect(read(text).settings).toEqual({ retries: "7", acks: "all" });
  });

  test("is refused for an open placeholder only if no other layer covers it", () => {
    const text = "spring.kafka.properties.acks: ${ACKS}\n";
    expect(fault(text)).toMatch(/^application\.yml:1: spring\.kafka\.properties\.acks: \$\{ACKS\} has no value/);
    expect(read(`${text}spring.kafka.producer.acks: 1\n`).settings).toEqual({ acks: "1" });
    expect(fault("a: ${b}\nb: ${a}\nspring.kafka.producer.acks: ${a}\n")).toContain("leads back to itself");
  });
});

describe("what Spring Boot does by itself", () => {
  const presetsOf = (text: string): Record<string, string | null> =>
    Object.fromEntries([...read(text).reading.presets].map(([key, { value }]) => [key, value]));

  test("is an address and serializers that nobody wrote, and idempotence for transactions", () => {
    const own = presetsOf(producer("acks: all"));
    expect(Object.keys(own)).toEqual(["bootstrap.servers", "key.serializer", "value.serializer"]);
    expect(own["bootstrap.servers"]).toBe("localhost:9092");
    expect(presetsOf(producer("transaction-id-prefix: tx-"))).toMatchObject({ "enable.idempotence": "true" });
  });

  test("names clients after the application, and counts them", () => {
    expect(read("spring.application.name: shop\n").settings).toEqual({ "client.id": "shop-producer-1" });
    expect(read(`spring.application.name: shop\n${producer("client-id: c")}`).settings).toEqual({ "client.id": "c-1" });
  });

  test("takes a transactional.id among the properties for a prefix, unless there is one", () => {
    expect(read(producer("properties.transactional.id: t")).settings).toEqual({ "transactional.id": "t0" });
    expect(read(producer("properties.transactional.id: ''")).settings).toEqual({ "transactional.id": "" });
    expect(read(producer("transaction-id-prefix: ''")).settings).toEqual({ "transactional.id": "0" });
  });

  test("sets addresses and the protocol once more, from Spring's own keys", () => {
    const text = producer("bootstrap-servers: own:1", "properties:", "  bootstrap.servers: x:1", "  acks: 1");
    expect(read(text).settings).toEqual({ "bootstrap.servers": "own:1", acks: "1" });
    const secured = producer("security.protocol: ''", "properties.security.protocol: x");
    expect(read(`spring.kafka.security.protocol: SSL\n${secured}`).settings).toEqual({ "security.protocol": "SSL" });
    expect(read(secured).settings).toEqual({ "security.protocol": "x" });
  });

  test("makes keys of their own of a list among Kafka's properties", () => {
    const { settings, notices } = read(producer("properties: { acks: [x, y] }"));
    expect(settings).toEqual({ "acks.0": "x", "acks.1": "y" });
    expect(notices).toEqual([expect.stringContaining("write its entries with commas")]);
  });
});

describe("the files of one application", () => {
  const together = (files: Readonly<Record<string, string>>, profiles: readonly string[] = []) => {
    const sources = Object.entries(files).map(([file, text]) => ({ file, text }));
    const reading = readSettings(sources, { profiles });
    if (!reading.ok) throw new Error(describeInputError(reading.error));
    const settings = Object.fromEntries([...reading.settings].map(([key, { value }]) => [key, value]));
    return { settings, reading, notices: reading.notices.map(describeInputNotice) };
  };
  const acks = "spring.kafka.producer.acks";

  test("are one environment: a layer wins by its place, whichever file it stands in", () => {
    const files = { "application.yml": `${acks}: 1\n`, "application-prod.yml": "spring.kafka.properties.acks: all\n" };
    expect(together(files, ["prod"]).settings).toEqual({ acks: "1" });
  });

  test("are read in Spring's order, not in that of the arguments", () => {
    const files = {
      ".env": `SPRING_KAFKA_PRODUCER_RETRIES=9\n`,
      "application-prod.yml": `${acks}: 0\n`,
      "application.properties": `${acks}=1\nspring.kafka.producer.retries=1\nspring.kafka.producer.client-id=p\n`,
      "application.yml": `${acks}: all\nspring.kafka.producer.client-id: y\n`,
    };
    const { settings, reading } = together(files, ["prod"]);
    expect(settings).toEqual({ acks: "0", retries: "9", "client.id": "p-1" });
    expect(reading.overridden.get("acks")?.map(({ value }) => value)).toEqual(["all", "1"]);
    expect(reading.files.map(({ format }) => format)).toEqual([
      "environment",
      "spring-yaml",
      "spring-properties",
      "spring-yaml",
    ]);
  });

  test("of a profile are meant when they are given, and left alone when another profile is asked for", () => {
    const files = { "application.yml": `${acks}: 1\n`, "conf/application-prod.yml": `${acks}: all\n` };
    expect(together(files).settings).toEqual({ acks: "all" });
    expect(together(files).notices).toEqual([expect.stringContaining('profile "prod", which is taken as active')]);
    expect(together(files, ["dev"]).settings).toEqual({ acks: "1" });
  });

  test("may include profiles and group them", () => {
    const bound = (profile: string, value: string): string =>
      `---\nspring.config.activate.on-profile: ${profile}\n${acks}: ${value}\n`;
    expect(together({ "a.yml": `spring.profiles.include: x\n${bound("x", "1")}` }).settings).toEqual({ acks: "1" });
    const grouped = `spring.profiles.group.live: [x, y]\n${bound("y", "0")}`;
    expect(together({ "a.yml": grouped }, ["live"]).settings).toEqual({ acks: "0" });
    expect(together({ "a.yml": grouped }, ["dead"]).settings).toEqual({});
  });
});

describe("an environment", () => {
  const environment = (...lines: readonly string[]) => read(lines.join("\n"), [], "prod.env");

  test("has a variable for every key, below PROPERTIES_ with Kafka's dots as underscores", () => {
    const { settings, reading } = environment(
      "# of the producer",
      "export SPRING_KAFKA_PRODUCER_ACKS='all'",
      "SPRING_KAFKA_PRODUCER_BUFFERMEMORY=1MB",
      "SPRING_KAFKA_PRODUCER_PROPERTIES_MAX_BLOCK_MS=5 # short",
      "SPRING_KAFKA_PROPERTIES_LINGER_MS=3",
      "SPRING_KAFKA_BOOTSTRAP_SERVERS_0=a:1",
      "SPRING_KAFKA_BOOTSTRAP_SERVERS_1=b:1",
    );
    expect(settings).toEqual({
      "bootstrap.servers": "a:1,b:1",
      acks: "all",
      "buffer.memory": "1048576",
      "max.block.ms": "5",
      "linger.ms": "3",
    });
    expect(reading.files[0]?.format).toBe("environment");
    const name = "SPRING_KAFKA_PRODUCER_ACKS";
    expect(reading.settings.get("acks")?.origin).toEqual({ kind: "file", file: "prod.env", line: 2, key: name });
  });

  test("may write an underscore for a dash, which loses to the name without one", () => {
    const [old, short] = ["SPRING_KAFKA_PRODUCER_BATCH_SIZE=1", "SPRING_KAFKA_PRODUCER_BATCHSIZE=2"];
    expect(environment(old).settings).toEqual({ "batch.size": "1" });
    expect(environment(old, short).settings).toEqual({ "batch.size": "2" });
    expect(environment(short, old).settings).toEqual({ "batch.size": "2" });
  });

  test("chooses profiles, and fills placeholders of the files", () => {
    const sources = [
      {
        file: "application.yml",
        text: "spring.kafka.producer: { acks: '${ACKS}', retries: '${app.retry-count:1}' }\n",
      },
      { file: "application-prod.yml", text: "spring.kafka.producer.client-id: prod\n" },
      { file: ".env", text: "SPRING_PROFILES_ACTIVE=prod\nACKS=1\nAPP_RETRY_COUNT=7\n" },
    ];
    const reading = readSettings(sources);
    if (!reading.ok) throw new Error(describeInputError(reading.error));
    expect([...reading.settings].map(([key, { value }]) => [key, value])).toEqual([
      ["acks", "1"],
      ["retries", "7"],
      ["client.id", "prod-1"],
    ]);
  });

  test("is none where a line assigns nothing, or no variable is Spring's", () => {
    expect(read("SPRING_X=1\nand more\n", [], "x").reading.files[0]?.format).toBe("properties");
    expect(read("ACKS=1\n", [], "x").reading.files[0]?.format).toBe("properties");
  });
});

describe("what Spring would not pass on is pointed out", () => {
  test.each([
    [producer("acks: [all]"), "is a list, where one value belongs; Spring ignores it"],
    [producer("properties.bootstrap.servers: x:1"), "wins over properties, and is its default localhost:9092"],
    ["spring.kafka.properties.key.serializer: x\n", "Spring Boot's own key-serializer lies over it"],
    [producer("linger-ms: 5"), "spring.kafka.producer.properties.linger.ms"],
    [producer("linger.ms: 5"), "spring.kafka.producer.properties.linger.ms"],
    ["acks: all\n", "belongs under spring.kafka.producer.properties"],
    ["spring:\n  kafka:\n    producers:\n      acks: 1\n", "is no key of spring.kafka"],
    ["spring.cloud.stream.kafka.binder.producer-properties:\n  acks: 1\n", "Spring Cloud Stream"],
    ["spring:\n  main:\n    banner-mode: off\n", "sets nothing under spring.kafka"],
  ])("%j", (text, said) => {
    const { settings, notices } = read(text);
    expect(settings).toEqual({});
    expect(notices.join("\n")).toContain(said);
  });

  test("but a list where one value belongs wins over no value, before or after it", () => {
    const [one, list] = [producer("compressiontype: ''"), producer("compressionType: [all]")];
    expect(read(`${one}---\n${list}`).settings).toEqual({ "compression.type": "" });
    expect(read(`${list}---\n${one}`).settings).toEqual({ "compression.type": "" });
    const [first, second] = [producer("bootstrap-servers: x:1"), producer("bootstrapServers: [y:1, z:1]")];
    expect(read(`${first}---\n${second}`).settings).toEqual({ "bootstrap.servers": "y:1,z:1" });
    expect(read(`${second}---\n${first}`).settings).toEqual({ "bootstrap.servers": "x:1" });
  });

  test("but not what belongs to somebody else", () => {
    const text =
      "spring:\n  kafka:\n    consumer:\n      group-id: g\n    ssl:\n      protocol: TLS\n    producer:\n      acks: 1\n";
    expect(read(text).notices).toEqual([]);
  });
});

describe("a value of the wrong kind is refused with its line", () => {
  test.each([
    [producer("acks:", "  level: all"), "5: spring.kafka.producer.acks.level: makes a map of acks"],
    [producer("acks: {}"), "4: spring.kafka.producer.acks: is a map"],
    [producer("properties: 5"), "4: spring.kafka.producer.properties: is a single value"],
    [producer("retries: many"), '4: spring.kafka.producer.retries: is "many"'],
    [producer("retries: 2147483648"), "4: spring.kafka.producer.retries"],
    [producer("batch-size: 16kb"), "4: spring.kafka.producer.batch-size"],
    ["spring:\n  kafka:\n   producer: [\n", "4: is no valid YAML"],
    ["a: 1\na: 2\n", "2: is no valid YAML"],
    ["spring:\n\tkafka: 1\n", "2: is no valid YAML"],
    ["- acks\n", "1: holds a list"],
    ["just words\n", "1: holds a single text"],
  ])("%j", (text, said) => {
    expect(fault(text)).toContain(`application.yml:${said}`);
  });
});

describe("documents and profiles", () => {
  const text = [
    producer("acks: 1", "retries: 1"),
    `spring.config.activate.on-profile: prod\n${producer("acks: all")}`,
    `spring:\n  config:\n    activate:\n      on-profile: [staging, "eu & !prod"]\n  kafka:\n    producer:\n      retries: 9\n`,
  ].join("---\n");

  test("a bound document applies only with its profile, over those before it", () => {
    expect(read(text).settings).toEqual({ acks: "1", retries: "1" });
    expect(read(text, ["prod"]).settings).toEqual({ acks: "all", retries: "1" });
    expect(read(text, ["staging"]).settings).toEqual({ acks: "1", retries: "9" });
    expect(read(text, ["eu"]).settings).toEqual({ acks: "1", retries: "9" });
    expect(read(text, ["eu", "prod"]).settings).toEqual({ acks: "all", retries: "1" });
  });

  test("a document that is left out is named, with the profile that it waits for", () => {
    expect(read(text).notices).toEqual([
      expect.stringContaining('meant for profile "prod", and in force is "default"'),
      expect.stringContaining("staging"),
    ]);
  });

  test("without a request the file's own choice counts, and else the default profile", () => {
    expect(read(`spring.profiles.active: prod\n---\n${text}`).settings).toEqual({ acks: "all", retries: "1" });
    expect(read(`spring.profiles.active: prod\n---\n${text}`, ["staging"]).settings["retries"]).toBe("9");
    expect(read(`spring.config.activate.on-profile: default\n${producer("acks: 0")}`).settings).toEqual({ acks: "0" });
  });

  test("an application.properties parts its documents by #---", () => {
    const lines = [
      "spring.kafka.producer.acks=1",
      "spring.kafka.producer.batch-size=1KB",
      "#---",
      "spring.config.activate.on-profile=prod",
      "spring.kafka.producer.acks=all",
      "spring.kafka.producer.properties.linger.ms=${LINGER:5}",
    ].join("\n");
    expect(read(lines, [], "application.properties").settings).toEqual({ acks: "1", "batch.size": "1024" });
    const { settings, reading } = read(lines, ["prod"], "application.properties");
    expect(settings).toEqual({ acks: "all", "batch.size": "1024", "linger.ms": "5" });
    expect(reading).toMatchObject({ files: [{ format: "spring-properties" }] });
    expect(reading.settings.get("acks")?.origin).toMatchObject({ line: 5 });
  });

  test.each([
    ["prod", true],
    ["!prod", false],
    ["prod & eu", false],
    ["prod | eu", true],
    ["(prod & !eu)", true],
    ["!(prod | eu)", false],
    ["eu | prod & test", true],
    ["prod &", undefined],
    ["(prod", undefined],
    ["prod)", undefined],
    ["", undefined],
  ])("with prod and test active, %j is %s", (expression, verdict) => {
    expect(profileMatches([expression], ["prod", "test"])).toBe(verdict);
  });

  test("a malformed expression is refused with its line", () => {
    expect(fault(`spring.config.activate.on-profile: "prod &"\n${producer("acks: 1")}`)).toMatch(
      /^application\.yml:1: /,
    );
  });
});
