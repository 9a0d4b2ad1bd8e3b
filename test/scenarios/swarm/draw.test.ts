import { describe, expect, test } from "vitest";
import { prepare } from "../../../src/scenarios/compile.ts";
import { scenarioOf } from "../../../src/scenarios/files.ts";
import { run } from "../../../src/scenarios/run.ts";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../../src/scenarios/spec.ts";
import { stories } from "../../../src/scenarios/stories/index.ts";
import { standard } from "../../../src/scenarios/stories/standard.ts";
import type { SwarmChoice } from "../../../src/scenarios/swarm/bounds.ts";
import { drawerOf, drawn } from "../../../src/scenarios/swarm/draw.ts";
import { streamNames } from "../../../src/scenarios/swarm/streams.ts";

const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, nth) => nth + 1);

const two: ScenarioInput = {
  name: "two",
  producers: [
    { name: "a", stream: { count: 5, every: "2ms", to: ["orders-0"] } },
    { name: "b", sends: [{ to: "orders-0", record: "b-1" }] },
  ],
};
const mine = (swarm: ScenarioInput["swarm"], more: Partial<ScenarioInput> = {}): Scenario =>
  scenarioOf({ ...two, ...more, ...(swarm === undefined ? {} : { swarm }) });

/** The faults of a drawn scenario that are of one kind, as people name it. */
const isTimed = (fault: Scenario["faults"][number], kind: string): boolean =>
  !("message" in fault) && (kind === "restart" ? fault.do.startsWith("restart") : fault.do === kind);
const isAimed = (fault: Scenario["faults"][number]): boolean => "message" in fault && fault.do !== "error";

describe("what is drawn for a seed", () => {
  test("is the same each time, and another thing for another seed", () => {
    const draw = drawerOf(standard.scenario);
    for (const seed of seeds(50)) expect(drawn(standard.scenario, seed)).toEqual(draw(seed));
    expect(new Set(seeds(50).map((seed) => JSON.stringify({ ...draw(seed), seed: 0 }))).size).toBe(50);
  });

  test.each<[string, SwarmChoice]>([
    ["standard", "own"],
    ["standard", "storm"],
    ["in-flight-order", "default"],
    ["in-flight-order", "calm"],
    ["gap", "storm"],
    ["zombie", "storm"],
  ])("is a scenario that a file could hold, and that can be run: %s within %s", (name, swarm) => {
    const story = stories.find((known) => known.name === name);
    const draw = drawerOf(story?.scenario ?? standard.scenario, { swarm });
    for (const seed of seeds(60)) {
      const scenario = draw(seed);
      expect(scenario.swarm).toBeUndefined();
      expect(scenarioSchema.parse(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
      expect(prepare(scenario).plan.applications.length).toBe(scenario.producers.length);
    }
  });

  test("has each kind of fault in as many runs as its coin says, and runs without any", () => {
    const draw = drawerOf(mine({ like: "storm" }));
    const runs = seeds(400).map((seed) => draw(seed));
    const share = (has: (scenario: Scenario) => boolean): number => runs.filter(has).length / runs.length;
    const kinds = ["split", "clog", "slow", "pause", "restart", "crash"].map(
      (kind) => [kind, share(({ faults }) => faults.some((fault) => isTimed(fault, kind)))] as const,
    );
    const others = [
      ["aimed", share(({ faults }) => faults.some(isAimed))],
      ["loss", share(({ network }) => network.loss !== undefined)],
      ["cut", share(({ network }) => network.cut !== undefined)],
    ] as const;
    for (const [kind, found] of [...kinds, ...others]) {
      expect(found, kind).toBeGreaterThan(0.42);
      expect(found, kind).toBeLessThan(0.58);
    }
    // On connections there is no such thing.
    expect(share(({ network }) => network.duplication !== undefined)).toBe(0);
    const quiet = drawerOf(mine(undefined));
    expect(seeds(400).some((seed) => quiet(seed).faults.length === 0)).toBe(true);
  });

  test("keeps to its bounds, and comes to both ends of them", () => {
    const scenario = mine({
      like: "none",
      loss: { exists: "100%", strength: { from: "1%", to: "2%" } },
      split: { exists: "100%", atMost: 3, lasting: { from: "3ms", to: "9ms" } },
      within: "100ms",
      settings: { "linger.ms": { from: 2, to: 5 }, "batch.size": [1, 200] },
      workload: {
        count: { from: 3, to: 6 },
        every: ["1ms", "7ms"],
        valueBytes: { from: 0, to: 9 },
        partitions: [1, 3],
      },
    });
    const draw = drawerOf(scenario);
    const runs = seeds(200).map((seed) => draw(seed));
    const ofStream = <Value>(
      pick: (stream: NonNullable<Scenario["producers"][number]["stream"]>) => Value,
    ): Set<Value> =>
      new Set(runs.flatMap(({ producers }) => (producers[0]?.stream === undefined ? [] : [pick(producers[0].stream)])));
    expect([...ofStream(({ count }) => count)].toSorted()).toEqual([3, 4, 5, 6]);
    expect([...ofStream(({ every }) => every)].toSorted()).toEqual(["1ms", "7ms"]);
    expect([...ofStream(({ valueBytes }) => valueBytes)].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...ofStream(({ to }) => to.length)].toSorted()).toEqual([1, 3]);
    const lingers = new Set(runs.map(({ producers }) => producers[1]?.config["linger.ms"]));
    expect([...lingers].toSorted()).toEqual([2, 3, 4, 5]);
    for (const { network, faults } of runs) {
      expect(Number.parseFloat(network.loss ?? "0")).toBeGreaterThanOrEqual(1);
      expect(Number.parseFloat(network.loss ?? "0")).toBeLessThanOrEqual(2);
      for (const fault of faults) {
        if (!("for" in fault) || fault.for === undefined) continue;
        expect(Number.parseFloat(fault.for)).toBeGreaterThanOrEqual(3);
        expect(Number.parseFloat(fault.for)).toBeLessThanOrEqual(9);
      }
    }
    expect(new Set(runs.map(({ faults }) => faults.length))).toEqual(new Set([1, 2, 3]));
  });
});

describe("each thing is drawn from a stream of its own", () => {
  const full = mine({
    like: "storm",
    storms: "none",
    delay: ["1ms", "3ms"],
    settings: { "linger.ms": { from: 0, to: 50 }, "batch.size": [1, 200, 16_384] },
    workload: { count: { from: 1, to: 20 }, every: { from: "1ms", to: "20ms" } },
    within: "50ms",
  });

  test.each(["split", "clog", "slow", "pause", "restart", "crash"] as const)(
    "without %s all the rest is as it was",
    (kind) => {
      const [all, without] = [
        drawerOf(full),
        drawerOf({ ...full, swarm: { ...(full.swarm as object), [kind]: "none" } as never }),
      ];
      let struck = 0;
      for (const seed of seeds(60)) {
        const [before, after] = [all(seed), without(seed)];
        const kept = before.faults.filter((fault) => !isTimed(fault, kind));
        struck += before.faults.length - kept.length;
        expect(after).toEqual({ ...before, faults: kept });
      }
      expect(struck).toBeGreaterThan(20);
    },
  );

  test("a variation draws anew what it names, and nothing else but when faults strike that are aimed at sends", () => {
    const draw = drawerOf(full);
    const moves = (what: string): boolean => ["a.count", "a.every", "delay"].includes(what);
    const timeless = (value: unknown): unknown =>
      Array.isArray(value) ? value.map((fault: object) => ({ ...fault, at: "" })) : value;
    const fields = (scenario: Scenario): Readonly<Record<string, unknown>> => ({
      loss: scenario.network.loss,
      cut: scenario.network.cut,
      ...Object.fromEntries(
        ["split", "clog", "slow", "pause", "restart", "crash"].map((kind) => [
          kind,
          scenario.faults.filter((fault) => isTimed(fault, kind)),
        ]),
      ),
      aimed: scenario.faults.filter(isAimed),
      errors: scenario.faults.filter((fault) => fault.do === "error"),
      delay: scenario.network.delay,
      ties: scenario.ties,
      "a.count": scenario.producers[0]?.stream?.count,
      "a.every": scenario.producers[0]?.stream?.every,
      "a.linger.ms": scenario.producers[0]?.config["linger.ms"],
      "a.batch.size": scenario.producers[0]?.config["batch.size"],
      "b.linger.ms": scenario.producers[1]?.config["linger.ms"],
      "b.batch.size": scenario.producers[1]?.config["batch.size"],
      luck: scenario.seed,
    });
    for (const what of streamNames(full, "own")) {
      let moved = 0;
      for (const seed of seeds(20)) {
        const [before, after] = [fields(draw(seed)), fields(draw(seed, { [what]: 3 }))];
        expect(draw(seed, { [what]: 3 })).toEqual(draw(seed, { [what]: 3 }));
        for (const name of Object.keys(before)) {
          if (name === what) continue;
          if (moves(what)) expect(timeless(after[name]), name).toEqual(timeless(before[name]));
          else expect(after[name], name).toEqual(before[name]);
        }
        if (JSON.stringify(after[what]) !== JSON.stringify(before[what])) moved++;
      }
      expect(moved, what).toBeGreaterThan(3);
    }
  });
});

describe("times", () => {
  const within = (fault: Scenario["faults"][number], storms: Scenario["network"]["storms"]): boolean =>
    "message" in fault ||
    storms.some(({ at, for: lasting }) => {
      const [begins, ends] = [micros(at), micros(at) + micros(lasting)];
      return micros(fault.at) >= begins && micros(fault.at) <= ends;
    });

  test("in a run with storms every fault by time begins within one, and chance strikes there only", () => {
    const scenario = mine(
      { like: "storm", storms: { exists: "100%", lasting: { from: "5ms", to: "40ms" } }, loss: { exists: "100%" } },
      { limits: { time: "10m" } },
    );
    const draw = drawerOf(scenario);
    let lost = 0;
    for (const seed of seeds(60)) {
      const stormy = draw(seed);
      expect(stormy.network.storms.length).toBeGreaterThan(0);
      expect(stormy.faults.every((fault) => within(fault, stormy.network.storms))).toBe(true);
      const { faults } = run(prepare({ ...stormy, faults: [] }, { trace: { keep: "none" } }));
      lost += faults.filter(({ do: what }) => what === "drop").length;
    }
    expect(lost).toBeGreaterThan(5);
  });

  test("half of the faults begin when a send has just been made", () => {
    const late = mine(
      { like: "none", pause: { exists: "100%", atMost: 1 }, within: "100s" },
      { producers: [{ name: "a", sends: [{ to: "orders-0" }, { to: "orders-0", at: "60s" }] }] },
    );
    const draw = drawerOf(late);
    const begins = seeds(300).map(
      (seed) => draw(seed).faults.map((fault) => ("at" in fault ? micros(fault.at) : -1))[0] ?? -1,
    );
    const near = begins.filter((at) => at <= 16_000 || (at >= 60_000_000 && at <= 60_016_000)).length;
    expect(near).toBeGreaterThan(120);
    expect(near).toBeLessThan(180);
  });
});

/** A time of a file in microseconds. */
function micros(text: string): number {
  const [, count = "0", unit = ""] = /^([\d.]+)(us|ms|s|m)$/.exec(text) ?? [];
  return Math.round(Number(count) * ({ us: 1, ms: 1_000, s: 1_000_000, m: 60_000_000 }[unit] ?? 0));
}

describe("a drawn scenario", () => {
  test("keeps what the scenario itself plans, and strikes none of its messages twice", () => {
    const planned = { message: "broker-1>a Produce response #1", do: "drop" } as const;
    const scenario = mine({ like: "none", aimed: { exists: "100%", atMost: 20, first: 2 } }, { faults: [planned] });
    const draw = drawerOf(scenario);
    let aimed = 0;
    for (const seed of seeds(50)) {
      const { faults } = draw(seed);
      aimed += faults.length - 1;
      expect(faults[0]).toEqual(planned);
      const messages = faults.flatMap((fault) => ("message" in fault ? [fault.message] : []));
      expect(new Set(messages).size).toBe(messages.length);
    }
    expect(aimed).toBeGreaterThan(100);
  });

  test("is held to what is said of any run, and to nothing that is said of one", () => {
    const expectations = {
      violations: ["stored-once-end-to-end"],
      holds: ["order-as-sent"],
      decidedWithin: "2s",
      acked: 6,
      marks: ["acknowledged"],
    };
    const scenario = mine(undefined, { title: "one run", expect: expectations });
    expect(drawn(scenario, 3).expect).toEqual(
      expect.objectContaining({
        violations: [],
        holds: ["order-as-sent"],
        decidedWithin: "2s",
        entries: {},
        marks: [],
      }),
    );
    expect(drawn(scenario, 3).expect?.acked).toBeUndefined();
    expect(drawn(scenario, 3).title).toBe("");
    expect(drawn(mine(undefined, { expect: { acked: 6 } }), 3).expect).toBeUndefined();
  });

  test("of `none` is the scenario as it is written with another seed; what it means to show excuses nothing there", () => {
    const scenario = mine("none", { expect: { violations: ["order-as-sent"], acked: 6 } });
    const { swarm: _, ...rest } = scenario;
    expect(drawn(scenario, 8)).toEqual({ ...rest, seed: 8, expect: { ...scenario.expect, violations: [] } });
  });

  test("has what the scenario says of chance where nothing else is drawn, unless its own section speaks of it", () => {
    const network = { loss: "3%" } as const;
    const told = drawerOf(mine(undefined, { network }));
    const alone = drawerOf(mine({ loss: {} }, { network }));
    const losses = (draw: typeof told): Set<string | undefined> =>
      new Set(seeds(40).map((seed) => draw(seed).network.loss));
    expect(losses(told).has("3%")).toBe(true);
    expect(losses(told).has(undefined)).toBe(false);
    expect(losses(told).size).toBeGreaterThan(5);
    expect(losses(alone).has("3%")).toBe(false);
    expect(losses(alone).has(undefined)).toBe(true);
  });
});

describe("settings", () => {
  test("that the client refuses are drawn again, all of them", () => {
    // delivery.timeout.ms must not be below linger.ms + request.timeout.ms (P-10).
    const settings = { "delivery.timeout.ms": [500, 5_000], "request.timeout.ms": [100, 1_000], "linger.ms": [0] };
    const draw = drawerOf(mine({ like: "none", settings }));
    const met = new Set(
      seeds(60).map((seed) => {
        const config = draw(seed).producers[0]?.config ?? {};
        return `${config["delivery.timeout.ms"]} ${config["request.timeout.ms"]}`;
      }),
    );
    expect([...met].toSorted()).toEqual(["500 100", "5000 100", "5000 1000"]);
  });

  test("that it always refuses are told with the reason and the place", () => {
    const draw = drawerOf(mine({ like: "none", settings: { acks: ["2"] } }));
    expect(() => draw(1)).toThrow(
      /no settings that the client of a takes: 100 draws were refused, the last since .*acks/,
    );
  });

  test("are held against what the user lays over them", () => {
    const scenario = mine({ like: "none", settings: { "request.timeout.ms": [100, 60_000] } });
    const laidOver = new Map([["delivery.timeout.ms", { value: "5000", origin: { kind: "code" as const } }]]);
    const draw = drawerOf(scenario, { settings: laidOver as never });
    const met = new Set(seeds(30).map((seed) => draw(seed).producers[0]?.config["request.timeout.ms"]));
    expect([...met]).toEqual([100]);
  });
});
