import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Diagnosis, diagnosed } from "../../../src/lab/doctor/diagnosis.ts";
import { type GuaranteeName, breachesOf } from "../../../src/lab/doctor/guarantees.ts";
import { longestWait, patientOf } from "../../../src/lab/doctor/patient.ts";
import { smallerScenarios } from "../../../src/lab/smaller/index.ts";
import type { ClientLine } from "../../../src/model/config/definition.ts";
import { resolveProducerConfig } from "../../../src/model/config/resolve.ts";
import type { ProducerSettings } from "../../../src/model/config/producer-settings.ts";
import { producerSettings } from "../../../src/model/config/settings.ts";
import { prepare } from "../../../src/scenarios/compile.ts";
import { run } from "../../../src/scenarios/run.ts";
import { endOf } from "../../../src/lab/ending.ts";

function diagnosis(config: ProducerSettings, line: ClientLine = "java-3.9", seeds = 3): Diagnosis {
  const settings = producerSettings(config);
  return endOf(diagnosed({ settings, line, broker: "kafka-4.4", seeds: { from: 1, count: seeds } }));
}

const broken = ({ judgements }: Diagnosis): readonly GuaranteeName[] =>
  judgements.filter(({ holds }) => !holds).map(({ guarantee }) => guarantee.name);

const changesOf = ({ treatment }: Diagnosis): readonly string[] =>
  (treatment?.changes ?? []).map(({ key, to }) => `${key}=${to}`);

const recommended: ProducerSettings = {
  "enable.idempotence": true,
  acks: "all",
  "max.in.flight.requests.per.connection": 5,
  retries: 2_147_483_647,
  "delivery.timeout.ms": 120_000,
};

test("the recommended settings are sound, and their limits are shown: restart, application resend, renumbering", () => {
  const { verdict, judgements, limits, tried, treatment } = diagnosis(recommended, "java-3.9", 60);
  expect(verdict).toBe("sound");
  expect(treatment).toBeUndefined();
  const shown = limits.flatMap(({ limit, shown: one }) => (one === undefined ? [] : [limit.name]));
  expect(shown.slice(0, 3)).toEqual(["producer-restart", "application-resend", "renumbering"]);
  const once = judgements.find(({ guarantee }) => guarantee.name === "once");
  expect(once?.onlyWhile.map(({ name }) => name)).toEqual(expect.arrayContaining(shown.slice(0, 3)));
  // They were put to the test: something did break for which no setting is to blame.
  expect(tried.excused).toBeGreaterThan(0);
});

test("each limit is a run that ends as its scenario says, and shows what is told of it", () => {
  const shown = diagnosis(recommended).limits.flatMap(({ limit, shown: one }) =>
    one === undefined ? [] : [{ limit, ...one }],
  );
  expect(shown.length).toBeGreaterThanOrEqual(6);
  for (const { limit, scenario, breach } of shown) {
    const result = run(prepare(scenario));
    expect([limit.name, result.outcome, result.faults.length > 0]).toEqual([limit.name, "as-expected", true]);
    expect(scenario.title).toBe(breach.what);
  }
});

test("one request in flight avoids renumbering and what a broker's restart forgets, and the judgement says so", () => {
  const { verdict, limits } = diagnosis({ "max.in.flight.requests.per.connection": 1 });
  expect(verdict).toBe("sound");
  const unshown = limits.filter(({ shown }) => shown === undefined).map(({ limit }) => limit.name);
  expect(unshown).toEqual(expect.arrayContaining(["renumbering", "broker-restart"]));
});

describe("what is unsound", () => {
  test("acks=1 doubles and reorders, and loses what a leader acknowledged that dies before its follower has it; acks=all mends it", () => {
    const found = diagnosis({ acks: 1 });
    expect([found.verdict, broken(found)]).toEqual(["unsound", ["once", "order", "no-silent-loss"]]);
    const [once, order, loss] = found.judgements;
    expect(once?.counterexample?.scenario.faults).toEqual([
      { message: "broker-1>shop Produce response #1", do: "drop" },
    ]);
    expect(order?.counterexample?.scenario.producers[0]?.sends).toHaveLength(2);
    expect(loss?.counterexample?.what).toBe("order-1 is acknowledged, and in no log");
    expect(loss?.counterexample?.scenario.faults).toMatchObject([{ do: "fail-over", node: "broker-1" }]);
    expect(changesOf(found)).toEqual(["acks=all"]);
    expect(found.treatment?.broken).toEqual([]);
    const mended = (found.treatment?.runs ?? []).map(({ scenario }) => run(prepare(scenario)));
    expect(mended.map(({ outcome }) => outcome)).toEqual(["as-expected", "as-expected", "as-expected"]);
    // The same leader dies with the same record, and the producer sends it again.
    expect(mended[2]?.marks).toMatchObject({ "record-truncated": 1, "batch-retried": 1, acknowledged: 1 });
  });

  test("acks=0 loses in silence, and one lost message costs a record", () => {
    const found = diagnosis({ acks: 0 });
    expect(broken(found)).toEqual(["no-silent-loss", "rides-out-faults"]);
    expect(found.judgements[2]?.counterexample?.what).toBe("order-1 is acknowledged, and in no log");
  });

  test("retries=0 switches idempotence off and gives a record up at the first fault", () => {
    const found = diagnosis({ retries: 0 });
    expect([found.verdict, broken(found), changesOf(found)]).toEqual([
      "unsound",
      ["rides-out-faults"],
      ["retries=2147483647"],
    ]);
  });

  test("without idempotence one request in flight keeps order, but not one copy", () => {
    const found = diagnosis({ "enable.idempotence": false, "max.in.flight.requests.per.connection": 1 });
    expect([broken(found), changesOf(found)]).toEqual([["once"], ["enable.idempotence=true"]]);
  });

  test("a delivery timeout that leaves no time for a second attempt gives up at the first lost answer", () => {
    const found = diagnosis({ "delivery.timeout.ms": 60_000, "request.timeout.ms": 60_000 });
    expect([broken(found), changesOf(found)]).toEqual([["rides-out-faults"], ["delivery.timeout.ms=240000"]]);
  });

  test.each([
    [{ "buffer.memory": 50 }, "rides-out-faults", "buffer.memory=33554432"],
    [{ "max.block.ms": 0 }, "rides-out-faults", "max.block.ms=60000"],
    [{ "request.timeout.ms": 1 }, "bounded-wait", "request.timeout.ms=30000"],
  ] as const)("%o lets nothing through even where nothing goes wrong", (config, guarantee, change) => {
    const found = diagnosis(config);
    expect([broken(found), changesOf(found)]).toEqual([[guarantee], [change]]);
    expect(found.judgements.find(({ holds }) => !holds)?.counterexample?.scenario.faults).toEqual([]);
  });
});

describe("what the client of a version does", () => {
  const sixInFlight = { "max.in.flight.requests.per.connection": 6 };

  test("six in flight switch idempotence off in 3.9, and are refused in 4.4", () => {
    expect(diagnosis(sixInFlight)).toMatchObject({ verdict: "unsound" });
    expect(diagnosis(sixInFlight, "java-4.4")).toMatchObject({
      verdict: "refused",
      refusal: { error: "ConfigException", rule: "P-5" },
    });
    for (const line of ["java-3.9", "java-4.4"] as const) {
      expect(changesOf(diagnosis(sixInFlight, line))).toEqual(["max.in.flight.requests.per.connection=5"]);
    }
  });

  test("retries=0 is refused where idempotence was asked for", () => {
    const found = diagnosis({ retries: 0, "enable.idempotence": true });
    expect(found).toMatchObject({ verdict: "refused", refusal: { rule: "P-3" }, judgements: [] });
    expect(changesOf(found)).toEqual(["retries=2147483647"]);
  });

  test("an address that is yet to be filled in hides nothing of what the rest is worth", () => {
    const found = diagnosis({ "bootstrap.servers": "<BROKERS>", acks: 1 } as ProducerSettings);
    expect([found.verdict, found.rest, broken(found)]).toEqual([
      "refused",
      "unsound",
      ["once", "order", "no-silent-loss"],
    ]);
  });
});

test("no counterexample can be made smaller, and the run that it was found as breaks what it is said to break", () => {
  for (const config of [{ acks: 1 }, { acks: 0 }, { retries: 0 }] as const) {
    const patient = patientOf(producerSettings(config), "java-3.9", "kafka-4.4");
    if ("ok" in patient) throw new Error("refused");
    for (const { guarantee, counterexample } of diagnosis(config).judgements) {
      if (counterexample === undefined) continue;
      const { scenario } = counterexample;
      expect(run(prepare(scenario)).outcome).toBe("violated");
      const stillBroken = [...smallerScenarios({ ...scenario, expect: undefined })].filter((smaller) =>
        breachesOf(run(prepare(smaller)), longestWait(patient)).some((breach) => breach.guarantee === guarantee.name),
      );
      expect(stillBroken).toEqual([]);
    }
  }
});

/** What the rulebook says of settings, without any run (P-3 … P-5, P-53, P-58, P-72, P-74). */
function byTheRules(config: ProducerSettings): readonly GuaranteeName[] {
  const verdict = resolveProducerConfig(producerSettings(config));
  if (!verdict.ok) return [];
  const { acks, retries, enableIdempotence, maxInFlightRequestsPerConnection } = verdict.config;
  const isSentAgain = !enableIdempotence && retries > 0 && acks !== 0;
  return [
    ...(isSentAgain ? (["once"] as const) : []),
    ...(isSentAgain && maxInFlightRequestsPerConnection > 1 ? (["order"] as const) : []),
    ...(acks === -1 ? [] : (["no-silent-loss"] as const)),
    ...(acks === 0 || retries === 0 ? (["rides-out-faults"] as const) : []),
  ];
}

const settings = fc.record(
  {
    acks: fc.constantFrom("all", "0", "1"),
    "enable.idempotence": fc.constant(false),
    retries: fc.constantFrom(0, 1, 3, 2_147_483_647),
    "max.in.flight.requests.per.connection": fc.constantFrom(1, 2, 5, 6),
    "linger.ms": fc.constantFrom(0, 5, 200),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ProducerSettings>;

/** Settings on which a judge and the rulebook differ. */
function differences(judge: (config: ProducerSettings) => readonly GuaranteeName[]): readonly ProducerSettings[] {
  return fc
    .sample(settings, { numRuns: 14, seed: 11 })
    .filter((config) => judge(config).join() !== byTheRules(config).join());
}

test("what runs find is what the rules say, over drawn settings; a judge that trusts acks=1 is caught", () => {
  expect(differences((config) => broken(diagnosis(config, "java-3.9", 1)))).toEqual([]);
  const trusting = (config: ProducerSettings): readonly GuaranteeName[] =>
    config.acks === "1" ? [] : byTheRules(config);
  expect(differences(trusting).length).toBeGreaterThan(1);
});
