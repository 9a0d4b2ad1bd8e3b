import { expect, test } from "vitest";
import { properties } from "../../src/model/properties/index.ts";
import { markNames } from "../../src/model/run/marks.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { run } from "../../src/scenarios/run.ts";
import { stories } from "../../src/scenarios/stories/index.ts";
import { broken, ends, logOf, storyNamed, told } from "../support/story-run.ts";

test.each(stories.map(({ name, scenario }) => [name, scenario] as const))(
  "%s comes out as it is told",
  (_, scenario) => {
    const result = run(prepare(scenario));
    expect(result.shortfalls).toEqual([]);
    expect(result.outcome).toBe("as-expected");
    expect(result.end).toBe(result.violations.some(({ property }) => property === "settles") ? "unsettled" : "settled");
  },
);

test("every story says what it is about, in names that exist and rules that are cited", () => {
  for (const { name, title, deed, lesson, scenario } of stories) {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const line of [title, deed]) expect(line.length, `${name}: ${line}`).toBeLessThanOrEqual(130);
    expect(lesson, name).toMatch(/[PBZ]-?\d/);
    for (const mark of scenario.expect?.marks ?? []) expect(markNames, name).toContain(mark);
    for (const broke of scenario.expect?.violations ?? []) expect(properties.map((each) => each.name)).toContain(broke);
  }
  expect(new Set(stories.map(({ name }) => name)).size).toBe(stories.length);
  expect(stories.length).toBeGreaterThanOrEqual(25);
});

test("sent-to-orders-17: two acknowledgements are lost, and the third names the offset of the first", () => {
  const report = told("sent-to-orders-17");
  expect(report.logs["orders-0"]).toHaveLength(18);
  expect(report.logs["orders-0"]?.[17]).toEqual({
    offset: 17,
    producerId: 0,
    producerEpoch: 0,
    sequence: 0,
    record: "order-42",
  });
  expect(report.deliveries).toMatchObject([{ record: "order-42", outcome: "acked", offset: 17, attempts: 3 }]);
  expect(report.marks).toMatchObject({ "response-lost": 2, "duplicate-suppressed": 2 });
});

test("lost-ack: the retry is recognised; lost-request: the retry is the first that comes", () => {
  expect(told("lost-ack").marks).toMatchObject({ "response-lost": 1, "duplicate-suppressed": 1, "record-stored": 1 });
  const lost = told("lost-request");
  expect(lost.marks).toMatchObject({ "request-lost": 1, "record-stored": 1 });
  expect(lost.marks["duplicate-suppressed"]).toBeUndefined();
});

test("in-flight-order: five requests break off, are all sent again, and lie in the order of the sends", () => {
  const report = told("in-flight-order");
  expect(logOf(report, "orders-0")).toEqual(["order-1", "order-2", "order-3", "order-4", "order-5"]);
  expect(report.deliveries.map(({ offset, attempts }) => [offset, attempts])).toEqual(
    [0, 1, 2, 3, 4].map((at) => [at, 2]),
  );
});

test("gap: four batches are refused with 45 and come again behind the missing one", () => {
  const report = told("gap");
  expect(logOf(report, "orders-0")).toEqual(["order-0", "order-1", "order-2", "order-3", "order-4", "order-5"]);
  expect(report.marks["rejected-out-of-order"]).toBe(4);
  expect(report.marks["epoch-bumped"]).toBeUndefined();
});

test("past-the-window: the printed rule and the real one differ in the answer to one late copy, and in nothing else", () => {
  const real = told("past-the-window", { brokerProfile: "kafka-4.4" });
  const printed = told("past-the-window", { brokerProfile: "documented" });
  expect(real.marks["rejected-out-of-order"]).toBe(1);
  expect(printed.marks["duplicate-suppressed"]).toBe(1);
  const { "rejected-out-of-order": _refused, ...otherMarksReal } = real.marks;
  const { "duplicate-suppressed": _taken, ...otherMarksPrinted } = printed.marks;
  expect(otherMarksReal).toEqual(otherMarksPrinted);
  const rest = { profiles: undefined, asWritten: undefined, answers: undefined, marks: undefined, digest: undefined };
  expect({ ...real, ...rest }).toEqual({ ...printed, ...rest });
});

test("delivery-timeout: two thousand million retries end after 120 s of virtual time", () => {
  const [delivery] = told("delivery-timeout").deliveries;
  expect(delivery).toMatchObject({ outcome: "failed", error: "TimeoutException", offset: null });
  expect(delivery?.atMicros).toBeGreaterThanOrEqual(120_000_000);
  expect(delivery?.atMicros).toBeLessThan(120_010_000);
});

test("never-connected: nothing times out while there is no producer id; then it is too late, and stored", () => {
  const report = told("never-connected");
  const [delivery] = report.deliveries;
  expect(delivery).toMatchObject({ outcome: "failed", error: "TimeoutException" });
  expect(delivery?.atMicros).toBeGreaterThan(180_000_000);
  expect(logOf(report, "orders-0")).toEqual(["order-42"]);
  expect(report.marks["failed-but-stored"]).toBe(1);
  const { trace } = run(prepare(storyNamed("never-connected").scenario, { trace: { keep: "all" } })).simulation;
  const momentOf = (kind: string): number | undefined => trace.entries.find((entry) => entry.kind.name === kind)?.at;
  expect(momentOf("failed")).toBe(delivery?.atMicros);
  expect(momentOf("batch-sent")).toBe(delivery?.atMicros);
});

test("expired-but-written: reported as failed after a second, stored after two", () => {
  const report = told("expired-but-written");
  expect(ends(report)).toEqual(["order-42 TimeoutException"]);
  expect(logOf(report, "orders-0")).toEqual(["order-42"]);
  expect(broken(report)).toEqual([]);
});

test("producer-restart: the second process has another producer id, and the record lies there twice", () => {
  const report = told("producer-restart");
  expect(report.logs["orders-0"]?.map(({ record, producerId }) => [record, producerId])).toEqual([
    ["order-42", 0],
    ["order-42", 1],
  ]);
  expect(ends(report)).toEqual(["order-42 undecided", "order-42 acked"]);
  expect(broken(report)).toContain("order-42 breaks stored-once-end-to-end");
  expect(broken(report)).not.toContain("order-42 breaks acknowledged-exactly-once");
});

test("application-resend: one producer, one record, two sequences", () => {
  const report = told("application-resend");
  expect(report.logs["orders-0"]?.map(({ record, producerId, sequence }) => [record, producerId, sequence])).toEqual([
    ["order-42", 0, 0],
    ["order-42", 0, 1],
  ]);
  expect(ends(report)).toEqual(["order-42 TimeoutException", "order-42 acked"]);
});

test("zombie: the record of the one that woke up lies behind newer ones, under an older producer id", () => {
  const report = told("zombie");
  expect(report.logs["orders-0"]?.map(({ record, producerId }) => `${record} of ${producerId}`)).toEqual([
    "order-1 of 0",
    "order-2 of 1",
    "order-3 of 1",
    "order-2 of 0",
  ]);
  expect(broken(report)).toEqual(["order-2 breaks stored-once-end-to-end"]);
});

test("idempotent-consumer: after a restart and a resend the one that remembers applies each record once, the other every copy", () => {
  const report = told("idempotent-consumer");
  const { consumers, violations, marks } = report;
  expect(marks).toMatchObject({ "producer-restarted": 1, "record-replayed": 1, "application-resent": 1 });
  expect(logOf(report, "orders-0")).toEqual(["order-42", "order-42", "order-43", "order-43"]);
  expect(broken(report).filter((line) => line.endsWith("stored-once-end-to-end"))).toHaveLength(2);
  const applied = (name: string): readonly string[] =>
    (consumers[name] ?? []).filter((each) => each.applied).map(({ record }) => record);
  expect(applied("remembers")).toEqual(["order-42", "order-43"]);
  // Two copies of each, and what it read before its two restarts once more.
  const [again, last] = [
    ["order-42", "order-42"],
    ["order-42", "order-43", "order-43"],
  ];
  expect(applied("forgets")).toEqual([...again, ...again, "order-43", ...last]);
  expect(violations.filter(({ property }) => property === "applied-once").map(({ wanted }) => wanted)).toEqual(
    [1, 2, 3, 4, 5, 6].map(() => "applied once by forgets"),
  );
});

test("two-partitions: one is written, the other is not, and nobody was told", () => {
  const report = told("two-partitions");
  expect(logOf(report, "accounts-0")).toEqual(["debit"]);
  expect(logOf(report, "accounts-1")).toEqual([]);
  expect(ends(report)).toEqual(["debit acked", "credit undecided"]);
});

test("no-idempotence: two copies without a producer id, one success", () => {
  const report = told("no-idempotence");
  expect(report.logs["orders-0"]?.map(({ record, producerId }) => [record, producerId])).toEqual([
    ["order-42", -1],
    ["order-42", -1],
  ]);
  expect(ends(report)).toEqual(["order-42 acked"]);
  expect(told("no-idempotence", { producerProfile: "java-4.4" }).logs["orders-0"]).toHaveLength(2);
});

test("six-in-flight: what came back goes to the front, so that six requests lie in the log back to front", () => {
  expect(logOf(told("six-in-flight"), "orders-0")).toEqual([6, 5, 4, 3, 2, 1].map((nth) => `order-${nth}`));
});

test("acks-zero: a success without an offset and without a record", () => {
  const report = told("acks-zero");
  expect(report.deliveries).toMatchObject([{ outcome: "acked", offset: -1, attempts: 1 }]);
  expect(logOf(report, "orders-0")).toEqual([]);
  expect(broken(report)).toEqual([
    "order-42 breaks acknowledged-exactly-once",
    "order-42 breaks acknowledged-survives",
  ]);
});

test("config-matrix: refused where idempotence was asked for, without it where it was only the default", () => {
  const report = told("config-matrix");
  expect(report.refusals.map(({ producer, error, key }) => [producer, error, key])).toEqual([
    ["acks-0-asked", "ConfigException", "acks"],
    ["acks-1-asked", "ConfigException", "acks"],
    ["retries-0-asked", "ConfigException", "retries"],
    ["in-flight-6-asked", "ConfigException", "max.in.flight.requests.per.connection"],
  ]);
  const inForce = Object.entries(report.config).map(([name, settings]) => [name, settings["enable.idempotence"]]);
  expect(inForce).toEqual([
    ["acks-0", "false"],
    ["acks-1", "false"],
    ["retries-0", "false"],
    ["in-flight-6", "false"],
    ["defaults", "true"],
  ]);
  expect(ends(report)).toContain("retries-0 TimeoutException");
  expect(logOf(report, "retries-0-0")).toEqual(["retries-0"]);
  expect(logOf(report, "defaults-0")).toEqual(["defaults"]);
});

test("config-matrix: from 4.0 on six in flight are refused whether or not idempotence was asked for", () => {
  const report = told("config-matrix", { producerProfile: "java-4.4" });
  const refused = ["acks-0-asked", "acks-1-asked", "retries-0-asked", "in-flight-6-asked"];
  expect(told("config-matrix").refusals.map(({ producer }) => producer)).toEqual(refused);
  expect(report.refusals.map(({ producer }) => producer)).toEqual([...refused, "in-flight-6"]);
  expect(report.faultsUnused).toEqual([
    {
      fault: { message: "broker-1>in-flight-6 Produce response #1", do: "drop" },
      came: "in-flight-6 never starts, for its settings are refused",
    },
  ]);
  expect(ends(report)).toEqual(["acks-0 acked", "acks-1 acked", "retries-0 TimeoutException", "defaults acked"]);
});

test.each(stories.map(({ name }) => name))(
  "%s runs under each client, and its settings mean the same there",
  (name) => {
    const { scenario } = storyNamed(name);
    const { refusals } = told(name, { producerProfile: "java-4.4" });
    for (const { producer } of refusals) {
      expect(scenario.producers.find((known) => known.name === producer)?.refused).not.toBe(false);
    }
  },
);

test("silent-hole: the record after the one that was given up fails too, the third goes through under a new epoch", () => {
  const report = told("silent-hole");
  expect(ends(report)).toEqual([
    "order-0 acked",
    "order-1 NetworkException",
    "order-2 OutOfOrderSequenceException",
    "order-3 acked",
  ]);
  expect(
    report.logs["orders-0"]?.map(({ record, producerEpoch, sequence }) => [record, producerEpoch, sequence]),
  ).toEqual([
    ["order-0", 0, 0],
    ["order-3", 1, 0],
  ]);
});

test("renumbered-in-doubt: the second record lies there under two epochs of one producer", () => {
  const report = told("renumbered-in-doubt");
  expect(
    report.logs["orders-0"]?.map(({ record, producerEpoch, sequence }) => [record, producerEpoch, sequence]),
  ).toEqual([
    ["order-1", 0, 0],
    ["order-2", 0, 1],
    ["order-2", 1, 0],
  ]);
  expect(ends(report)).toEqual(["order-1 TimeoutException", "order-2 acked"]);
});

test("broker-restart: both batches are stored again; the printed rule would have hidden it", () => {
  expect(logOf(told("broker-restart"), "orders-0")).toEqual(["order-1", "order-2", "order-1", "order-2"]);
  const printed = told("broker-restart", { brokerProfile: "documented" });
  expect(logOf(printed, "orders-0")).toEqual(["order-1", "order-2"]);
  expect(broken(printed)).toEqual([]);
});

test("old-timestamps: the same identity lies there twice; a record of today would have been recognised", () => {
  const entry = { producerId: 0, producerEpoch: 0, sequence: 0, record: "order-1" };
  expect(told("old-timestamps").logs["orders-0"]).toEqual([
    { offset: 0, ...entry },
    { offset: 1, ...entry },
  ]);
  const { scenario } = storyNamed("old-timestamps");
  const producers = scenario.producers.map((each) => ({ ...each, sends: [{ at: "0ms", to: "orders-0", age: "23h" }] }));
  const today = run(prepare({ ...scenario, producers }));
  expect(today.marks["duplicate-suppressed"]).toBe(1);
  expect(today.shortfalls.map(({ text }) => text)).toContain("orders-0 was to hold 2 entries, and holds 1");
});

test("first-contact: the first batch is shut out until its time is over; kafka-4.5 lets it in, in order", () => {
  const report = told("first-contact");
  expect(logOf(report, "orders-0")).toEqual(["order-2"]);
  expect(ends(report)).toEqual(["order-1 TimeoutException", "order-2 acked"]);
  const fixed = told("first-contact", { brokerProfile: "kafka-4.5" });
  expect(logOf(fixed, "orders-0")).toEqual(["order-1", "order-2"]);
  expect(ends(fixed)).toEqual(["order-1 acked", "order-2 acked"]);
});

test("refused-for-ever: half a minute after its last fault the producer has not come to rest, and the run says whom it waits for", () => {
  const report = told("refused-for-ever");
  expect(broken(report)).toEqual(["shop breaks settles"]);
  expect(report.waits).toMatchObject([
    {
      producer: "shop",
      standing: "sending",
      keptBy: "refused",
      batches: [{ records: ["order-1"], place: "queued", chain: ["backoff"] }],
    },
  ]);
  const [wait] = report.waits[0]?.batches ?? [];
  expect(wait?.says).toBe("producer 0, epoch 0, sequence 0, written 33 times");
  expect(wait?.waitsFor).toContain("the broker takes sequence 2 next, and this batch begins at 0 (B-31)");
  const fixed = told("refused-for-ever", { brokerProfile: "kafka-4.5" });
  expect(broken(fixed)).toEqual([]);
  expect(fixed.waits).toEqual([]);
});

test("overtaken: an old 45 makes the client renumber a batch that was stored", () => {
  const report = told("overtaken");
  expect(logOf(report, "orders-0")).toEqual(["order-0", "order-1", "order-2", "order-2"]);
  expect(broken(report)).toEqual([
    "order-2 breaks acknowledged-exactly-once",
    "order-2 breaks stored-once-end-to-end",
    "order-2 breaks deduplication-transparent",
  ]);
});

test.each(stories.filter(({ name }) => name !== "standard").map(({ name, scenario }) => [name, scenario] as const))(
  "without its faults and settings %s would not come out",
  (_, scenario) => {
    const tame = scenario.producers.map((producer) => ({ ...producer, config: {}, resendsOnError: 0 }));
    const others = tame.slice(0, 1);
    const result = run(prepare({ ...scenario, faults: [], producers: others }));
    expect(result.shortfalls).not.toEqual([]);
    expect(result.outcome).toBe("violated");
  },
);

test("stories in which the client does otherwise than its documentation says tell what that says, and where", () => {
  const beside = stories.filter(({ documented }) => documented !== undefined).map(({ name }) => name);
  expect(beside).toEqual([
    "expired-but-written",
    "silent-hole",
    "renumbered-in-doubt",
    "sent-without-a-producer-id",
    "called-back-twice",
  ]);
  for (const { name, documented } of stories) {
    if (documented === undefined) continue;
    expect(documented.says, name).toMatch(/\.$/);
    expect(documented.where, name).toMatch(/Javadoc|Producer Configs|Design/);
  }
});
