import { describe, expect, test } from "vitest";
import { type BrokerProfile, kafka44, variantOf } from "../../../src/model/broker/profiles.ts";
import type { Rulings } from "../../../src/model/core/append-ruling.ts";
import { properties } from "../../../src/model/properties/index.ts";
import type { MarkName } from "../../../src/model/run/marks.ts";
import { prepare } from "../../../src/scenarios/compile.ts";
import { gallery } from "../../../src/scenarios/gallery/index.ts";
import { reportOf } from "../../../src/scenarios/report.ts";
import { type RunResult, run } from "../../../src/scenarios/run.ts";
import { type ScenarioInput, scenarioSchema } from "../../../src/scenarios/spec.ts";
import { stories } from "../../../src/scenarios/stories/index.ts";
import { enacted } from "../../support/code.ts";
import { storyNamed } from "../../support/story-run.ts";

type Row = Rulings["same"];

/** A broker with one wrong ruling on batches of the epoch that it knows. */
function brokerThat(title: string, wrong: Partial<Row>): BrokerProfile {
  const evidence = { kind: "unmeasured", how: "made up" } as const;
  const healthy = variantOf(kafka44, { name: "broken", title, evidence }, {});
  return { ...healthy, rulings: { ...healthy.rulings, same: { ...healthy.rulings.same, ...wrong } } };
}

const forgetful = brokerThat("takes every retry for new", { cached: "append" });
const careless = brokerThat("takes whatever comes after a gap", { ahead: "append", behind: "append" });
const lenient = brokerThat("takes what comes too late", { forgotten: "append" });
const thief = brokerThat("acknowledges what comes after a gap, and throws it away", { ahead: "duplicate" });

function runOn(scenario: ScenarioInput, brokerProfile: BrokerProfile): RunResult {
  // A story's own expectations are no excuse here.
  const prepared = prepare(scenarioSchema.parse({ ...scenario, expect: undefined }));
  return run({ ...prepared, plan: { ...prepared.plan, brokerProfile } });
}

const runStory = (name: string, brokerProfile = kafka44): RunResult => runOn(storyNamed(name).scenario, brokerProfile);

/** `order-42 breaks stored-once-end-to-end`: what no reason excuses. */
const unexcused = ({ violations }: RunResult): readonly string[] =>
  violations.filter(({ allowed }) => !allowed).map(({ subject, property }) => `${subject} breaks ${property}`);

describe("planted bugs of brokers are caught", () => {
  test("a broker that takes every retry for new", () => {
    const result = runStory("lost-ack", forgetful);
    expect(unexcused(result)).toEqual([
      "order-42 breaks acknowledged-exactly-once",
      "order-42 breaks stored-once-end-to-end",
      "order-42 breaks deduplication-transparent",
    ]);
    expect(result.outcome).toBe("violated");
    expect(runStory("lost-ack").outcome).toBe("as-expected");
  });

  test("a broker that takes whatever comes after a gap", () => {
    expect(unexcused(runStory("gap", careless))).toContain("order-1 breaks order-as-sent");
    expect(unexcused(runStory("gap"))).toEqual([]);
  });

  test("a broker that acknowledges and throws away", () => {
    const lost = ["order-2", "order-3", "order-4", "order-5"];
    expect(unexcused(runStory("gap", thief))).toEqual(
      expect.arrayContaining(lost.map((record) => `${record} breaks acknowledged-exactly-once`)),
    );
  });

  test("a run that is cut off leaves sends undecided, and that breaks nothing; one that comes to rest so does", () => {
    const { scenario } = storyNamed("lost-ack");
    const cutOff = runOn({ ...scenario, limits: { time: "1s" } }, kafka44);
    expect(cutOff).toMatchObject({ violations: [], outcome: "limit-reached" });
    const faults = [{ at: "20ms", do: "pause", node: "shop" }] as const;
    const atRest = runOn({ ...scenario, expect: undefined, faults: [...scenario.faults, ...faults] }, kafka44);
    expect(atRest.violations).toMatchObject([
      { property: "every-send-decided", kind: "liveness", allowed: false },
      { property: "decided-in-time", kind: "liveness", excuses: ["producer-paused"] },
    ]);
    expect(atRest.outcome).toBe("violated");
  });
});

test("a producer without idempotence does not excuse what a broker does to the one beside it", () => {
  const order = { to: "orders-0", value: "x" };
  const result = runOn(
    {
      name: "side-by-side",
      producers: [
        { name: "plain", config: { "enable.idempotence": false }, sends: [{ ...order, record: "of-plain" }] },
        { name: "safe", sends: [{ ...order, record: "of-safe" }] },
      ],
      faults: ["plain", "safe"].map((name) => ({
        message: `broker-1>${name} Produce response #1`,
        do: "drop" as const,
      })),
    },
    forgetful,
  );
  const exactlyOnce = result.violations.filter(({ property }) => property === "acknowledged-exactly-once");
  expect(exactlyOnce.map(({ subject, excuses }) => [subject, excuses])).toEqual([
    ["of-plain", ["not-idempotent"]],
    ["of-safe", []],
  ]);
});

const oneRecordEach = { "batch.size": 1 };

const sends = (...records: readonly string[]) =>
  records.map((record) => ({ to: "orders-0", record, at: "20ms", value: "x".repeat(60) }));

describe("what `send` itself refuses was never in line: its callback runs at once, before those of earlier records", () => {
  const small = { to: "orders-0", value: "x" };
  const large = { ...small, value: "x".repeat(400) };
  const howTheyEnd = (result: RunResult): readonly string[] =>
    reportOf(result, "run").deliveries.map(({ error, outcome }) => error ?? outcome);
  const calledBack = (result: RunResult): readonly (number | null)[] =>
    reportOf(result, "run").deliveries.map(({ atMicros }) => atMicros);

  test("a record that is too large, behind a small one that lingers (P-36, P-37)", () => {
    const config = { "max.request.size": 300, "linger.ms": 5 };
    const result = runOn({ name: "too-large", producers: [{ name: "shop", config, sends: [small, large] }] }, kafka44);
    expect(howTheyEnd(result)).toEqual(["acked", "RecordTooLargeException"]);
    const [first, second] = calledBack(result);
    expect(second).toBeLessThan(first as number);
    expect(result).toMatchObject({ violations: [], outcome: "as-expected" });
  });

  test("records for which there is no buffer memory (P-39)", () => {
    const config = { "buffer.memory": 200, "batch.size": 100, "max.block.ms": 0 };
    const five = sends("order-1", "order-2", "order-3", "order-4", "order-5");
    const result = runOn({ name: "no-memory", producers: [{ name: "shop", config, sends: five }] }, kafka44);
    expect(howTheyEnd(result)).toEqual(["acked", ...Array<string>(4).fill("BufferExhaustedException")]);
    expect(result).toMatchObject({ violations: [], outcome: "as-expected" });
  });

  test("one that waited for metadata in vain, which is no delivery that timed out and excuses nobody (P-36)", () => {
    const config = { "max.block.ms": 0 };
    const producer = { name: "shop", knowsMetadata: false, config, sends: [small] };
    const result = runOn({ name: "no-metadata", producers: [producer] }, kafka44);
    expect(howTheyEnd(result)).toEqual(["TimeoutException"]);
    expect(result.marks).toMatchObject({ failed: 1 });
    expect(result.marks["delivery-timed-out"]).toBeUndefined();
    expect(result.simulation.truth.circumstances.has("delivery-timed-out")).toBe(false);
  });

  test("while records that time out in their batches still count as such (P-81)", () => {
    const config = { "request.timeout.ms": 20, "delivery.timeout.ms": 20 };
    const producers = [{ name: "shop", config, sends: [{ ...small, at: "20ms" }] }];
    const faults = [{ message: "shop>broker-1 Produce request #1", do: "drop" as const }];
    const result = runOn({ name: "in-vain", producers, faults }, kafka44);
    expect(howTheyEnd(result)).toEqual(["TimeoutException"]);
    expect(result.marks["delivery-timed-out"]).toBe(1);
    expect(result.simulation.truth.circumstances.has("delivery-timed-out")).toBe(true);
  });
});

/** A run in which `order-1` is undecided at the end, long after all its time was over. */
const outlived = (fault: "crash" | "pause"): RunResult =>
  runOn(
    {
      name: "outlived",
      producers: [
        { name: "shop", sends: [{ to: "orders-0", record: "order-1" }] },
        { name: "till", sends: [{ to: "orders-0", record: "order-2", at: "30m" }] },
      ],
      faults: [{ at: "9ms", do: fault, node: "shop" }],
    },
    kafka44,
  );

/** For each excuse a run in which that excuse alone stands between a breach and a violation. */
const witnesses: Readonly<Record<string, () => RunResult>> = {
  "acknowledged-exactly-once unless not-idempotent": () => runStory("no-idempotence"),
  "acknowledged-exactly-once unless producer-state-expired": () => runStory("old-timestamps"),
  "acknowledged-exactly-once unless renumbered-in-doubt": () => runStory("overtaken"),
  "order-as-sent unless not-idempotent": () => runStory("six-in-flight"),
  // The retry and the record behind it share a flight; the retry meets too few replicas, which may be over a moment later.
  "callback-once-in-order unless stored-but-refused": () =>
    runOn(
      {
        name: "stored-but-refused",
        producers: [
          {
            name: "shop",
            config: oneRecordEach,
            sends: [
              { to: "orders-0", record: "order-1", at: "20ms" },
              { to: "orders-0", record: "order-2", at: "30ms" },
            ],
          },
        ],
        faults: [
          { message: "broker-1>shop Produce response #1", do: "cut" },
          { message: "shop>broker-1 Produce request #2", do: "error", error: "NOT_ENOUGH_REPLICAS" },
        ],
      },
      kafka44,
    ),
  // 45 comes back before the acknowledgement of the batch that shut it out: the client raises its epoch.
  "order-as-sent unless first-contact-overtaken": () =>
    runOn(
      {
        name: "first-contact-renumbered",
        network: { discipline: "datagram" },
        producers: [{ name: "shop", config: oneRecordEach, sends: sends("order-1", "order-2") }],
        faults: [
          { message: "shop>broker-1 Produce request #1", do: "delay", by: "5ms" },
          { message: "broker-1>shop Produce response #1", do: "delay", by: "50ms" },
        ],
      },
      kafka44,
    ),
  // The broker forgets the producer between its first record and two more, of which the first is overtaken.
  "order-as-sent unless producer-state-expired": () =>
    runOn(
      {
        name: "forgotten-and-overtaken",
        network: { discipline: "datagram" },
        producers: [
          {
            name: "shop",
            config: oneRecordEach,
            sends: [
              { to: "orders-0", record: "order-0", age: "30h" },
              ...sends("order-1", "order-2").map((send) => ({ ...send, at: "2s", age: "30h" })),
            ],
          },
        ],
        faults: [
          { at: "1s", do: "restart-clean", node: "broker-1", for: "100ms" },
          { message: "shop>broker-1 Produce request #2", do: "delay", by: "5ms" },
          { message: "broker-1>shop Produce response #2", do: "delay", by: "50ms" },
        ],
      },
      kafka44,
    ),
  "callback-once-in-order unless not-idempotent": () => runStory("six-in-flight"),
  // Sequence 0 was given up. Then 2 reaches the broker before 1, which is refused for good, and answered first.
  "callback-once-in-order unless first-contact-overtaken": () =>
    runOn(
      {
        name: "first-contact-after-a-hole",
        network: { discipline: "datagram" },
        producers: [
          {
            name: "shop",
            config: { ...oneRecordEach, "request.timeout.ms": 100, retries: 1 },
            sends: [...sends("order-0"), ...sends("order-1", "order-2").map((send) => ({ ...send, at: "1s" }))],
          },
        ],
        faults: [
          { message: "shop>broker-1 Produce request #1", do: "drop" },
          { message: "shop>broker-1 Produce request #2", do: "drop" },
          { message: "shop>broker-1 Produce request #3", do: "delay", by: "1ms" },
          { message: "broker-1>shop Produce response #1", do: "delay", by: "3ms" },
        ],
      },
      kafka44,
    ),
  "deduplication-transparent unless not-idempotent": () => runStory("no-idempotence"),
  "deduplication-transparent unless producer-state-expired": () => runStory("old-timestamps"),
  "deduplication-transparent unless renumbered-in-doubt": () => runStory("overtaken"),
  // A broker that lets the first batch in after the second.
  "deduplication-transparent unless first-contact-overtaken": () => runStory("first-contact", lenient),
  // The client packs the batch anew, and sends both halves at once.
  "retries-bounded unless batch-split": () =>
    runOn(
      {
        name: "split",
        producers: [{ name: "shop", sends: sends("order-1", "order-2") }],
        faults: [{ message: "shop>broker-1 Produce request #1", do: "error", error: "MESSAGE_TOO_LARGE" }],
      },
      kafka44,
    ),
  "no-busy-spin unless partition-held-back": () => runStory("gap"),
  "no-busy-spin unless no-backoff": () =>
    runOn(
      {
        name: "refused-at-once",
        network: { delay: "0ms" },
        producers: [
          {
            name: "shop",
            config: { "reconnect.backoff.ms": 0, "retry.backoff.ms": 0 },
            sends: [...sends("order-1"), ...sends("order-2").map((send) => ({ ...send, at: "20ms" }))],
          },
        ],
        faults: [{ at: "10ms", do: "restart-clean", node: "broker-1", for: "150ms" }],
      },
      kafka44,
    ),
  "decided-in-time unless producer-crashed": () => outlived("crash"),
  "decided-in-time unless producer-paused": () => outlived("pause"),
  "acknowledged-survives unless acks-zero": () => runStory("acks-zero"),
  "every-send-decided unless producer-crashed": () => runStory("two-partitions"),
  "applied-once unless consumer-forgets": () => runStory("idempotent-consumer"),
};

describe("each excuse is needed", () => {
  test.each(Object.entries(witnesses))("%s", (name, witness) => {
    const [property, excuse] = name.split(" unless ");
    const sole = witness().violations.filter((each) => each.property === property && each.excuses.length === 1);
    expect(sole.map(({ excuses }) => excuses[0])).toContain(excuse);
  });

  test("those that no run here shows are shown by generated runs or told as histories, or follow from the rules", () => {
    const all = properties.flatMap(({ name, unless }) => unless.map((excuse) => `${name} unless ${excuse}`));
    expect(all.filter((each) => witnesses[each] === undefined)).toEqual([
      "no-acknowledged-gap unless producer-crashed",
      "callback-once-in-order unless delivery-timed-out",
      "callback-once-in-order unless renumbered-in-doubt",
      "callback-once-in-order unless answers-out-of-turn",
      "callback-once-in-order unless producer-fenced",
      "fenced-epoch-appends-nothing unless producer-state-expired",
      "decided-in-time unless not-idempotent",
    ]);
  });
});

describe("each property's mark is hit, so that none is kept by standing idle", () => {
  const ran = [
    ...stories.map(({ name }) => runStory(name)),
    ...gallery.map(({ shown }) => runOn(shown.buggy.scenario, kafka44)),
    // Nobody in a story or in the gallery sends several records at once, or runs code of its own.
    runOn({ name: "at-once", producers: [{ name: "shop", sends: sends("order-1", "order-2") }] }, kafka44),
    enacted(
      function* start(app) {
        app.send(yield* app.work.next());
        app.work.commit();
      },
      { shop: { sends: [{ to: "orders-0" }] } },
    ),
  ];

  test.each(properties.map(({ name, mark }) => [name, mark]))("%s: %s", (_, mark) => {
    expect(ran.filter(({ marks }) => (marks[mark as MarkName] ?? 0) > 0)).not.toEqual([]);
  });
});
