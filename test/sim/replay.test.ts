import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DrawnFault,
  type Fault,
  type Ratio,
  type SwarmProfile,
  type TiePolicy,
  constantDelay,
  instant,
  longTailedDelay,
  micros,
  ratio,
  uniformDelay,
} from "../../src/sim/index.ts";
import { type PingPongPlan, type PingPongRun, pingPong } from "../support/ping-pong.ts";

const chance: fc.Arbitrary<Ratio> = fc.integer({ min: 0, max: 20 }).map((hundredths) => ratio(hundredths, 100));
const ties: fc.Arbitrary<TiePolicy> = fc.oneof(
  fc.constant({ kind: "fifo" } as const),
  fc.constant({ kind: "lifo" } as const),
  fc.nat().map((seed) => ({ kind: "shuffle", seed }) as const),
);
const drawnFault: fc.Arbitrary<DrawnFault> = fc.record({
  atMost: fc.integer({ min: 1, max: 3 }),
  // Some begin after the end of the run, and some at one instant.
  within: fc.constantFrom(micros(0), micros(20_000), micros(90_000)),
  lasting: fc.constantFrom([micros(0), micros(0)] as const, [micros(100), micros(9_000)] as const),
  fault: fc.constantFrom<DrawnFault["fault"]>(
    { do: "split", from: "ann", to: "table", oneWay: false },
    { do: "split", from: "table", to: "bob", oneWay: true },
    { do: "clog", from: "bob", to: "table" },
    { do: "slow", from: "table", to: "ann", by: micros(700) },
    { do: "node", node: "table", action: "restart" },
    { do: "node", node: "ann", action: "restart" },
  ),
});
const swarm: fc.Arbitrary<SwarmProfile> = fc.record({
  loss: chance,
  duplication: chance,
  cut: chance,
  timed: fc.array(drawnFault, { maxLength: 4 }),
});
const delay = fc.constantFrom(
  constantDelay(micros(0)),
  constantDelay(micros(100)),
  uniformDelay(micros(50), micros(450)),
  longTailedDelay(micros(90)),
);
const plans: fc.Arbitrary<PingPongPlan> = fc.record({
  seed: fc.maxSafeInteger(),
  discipline: fc.constantFrom("tcp", "datagram"),
  ties,
  swarm,
  link: fc.record({ delay, capacity: fc.constantFrom(0, 3) }),
});

const planned: fc.Arbitrary<readonly Fault[]> = fc.uniqueArray(
  fc.record({
    on: fc.record({
      from: fc.constant("ann"),
      to: fc.constant("table"),
      label: fc.constantFrom("ping", "connect"),
      occurrence: fc.integer({ min: 1, max: 8 }),
    }),
    do: fc.constant("delay" as const),
    by: fc.constantFrom(micros(10), micros(3_000)),
  }),
  { maxLength: 4, selector: (fault) => `${fault.on.label} ${fault.on.occurrence}` },
);

/** The run again, from its record alone: no chance of faults, another seed, only the tapes of what is no fault. */
function replay(plan: PingPongPlan, run: PingPongRun, faults = run.faults): PingPongRun {
  return pingPong({ ...plan, seed: plan.seed === 7 ? 8 : 7, swarm: {}, plan: faults, tapes: run.tapes });
}

const names = (run: PingPongRun): readonly string[] =>
  run.entries.map((entry) => `${entry.at} ${entry.kind.name} ${entry.values.join(" ")}`);

describe("a run", () => {
  it("is the same for the same seed, event for event, and another for another", () => {
    const plan: PingPongPlan = { seed: 5, discipline: "tcp", swarm: { loss: ratio(1, 20), cut: ratio(1, 20) } };
    expect(pingPong(plan)).toEqual(pingPong(plan));
    expect(pingPong({ ...plan, seed: 6 }).digest).not.toBe(pingPong(plan).digest);
    expect(pingPong({ ...plan, ties: { kind: "lifo" } }).digest).not.toBe(pingPong(plan).digest);
  });

  it("has one digest whatever is kept of its trace, recorded or not", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const digests = [
          pingPong(plan).digest,
          pingPong({ ...plan, sink: { keep: "last", count: 9 } }).digest,
          pingPong({ ...plan, sink: { keep: "all" } }).digest,
          pingPong({ ...plan, record: true }).digest,
        ];
        expect(new Set(digests).size).toBe(1);
      }),
      { numRuns: 50 },
    );
  });

  it("never lets the clock go back", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { entries } = pingPong({ ...plan, sink: { keep: "all" } });
        expect(entries.every((entry, nth) => entry.at >= (entries[nth - 1]?.at ?? 0))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the recorded faults of a run", () => {
  it("replay it without its seed: plan and tapes alone give the same digest", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(plans, planned, (plan, alreadyPlanned) => {
        const whole = { ...plan, plan: alreadyPlanned };
        const run = pingPong({ ...whole, record: true });
        const again = replay(whole, run);
        if (again.digest !== run.digest) {
          const traced = { ...whole, sink: { keep: "all" } } as const;
          expect(names(replay(traced, run))).toEqual(names(pingPong(traced)));
        }
        expect(again.digest).toBe(run.digest);
        expect(again.faults).toEqual(run.faults);
        expect([again.fired, again.now]).toEqual([run.fired, run.now]);
        for (const fault of run.faults) seen.set(fault.do, (seen.get(fault.do) ?? 0) + 1);
      }),
      { numRuns: 300 },
    );
    for (const kind of ["drop", "duplicate", "cut", "delay", "split", "clog", "slow", "node"]) {
      expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(10);
    }
  });

  it("strike the handshake too, and are found there by the replay", () => {
    const swarmed: SwarmProfile = { loss: ratio(1, 4), cut: ratio(1, 4) };
    const plan: PingPongPlan = { seed: 3, discipline: "tcp", swarm: swarmed, until: instant(900_000) };
    const run = pingPong({ ...plan, record: true });
    const struck = new Set(run.faults.map((fault) => ("on" in fault ? `${fault.on.label} ${fault.do}` : "")));
    for (const what of ["connect drop", "connect cut", "accept drop", "accept cut", "ping drop", "pong cut"]) {
      expect([...struck]).toContain(what);
    }
    expect(replay(plan, run).digest).toBe(run.digest);
  });

  it("are needed: without one of them the run is another", () => {
    const plan: PingPongPlan = { seed: 4, discipline: "tcp", swarm: { loss: ratio(1, 20), cut: ratio(1, 20) } };
    const run = pingPong({ ...plan, record: true });
    expect(run.faults.length).toBeGreaterThan(3);
    for (const left of run.faults) {
      const others = run.faults.filter((fault) => fault !== left);
      expect(replay(plan, run, others).digest).not.toBe(run.digest);
    }
  });

  it("are needed with the tapes: without those the delays are others", () => {
    const plan: PingPongPlan = { seed: 4, discipline: "tcp", swarm: { loss: ratio(1, 20) } };
    const run = pingPong({ ...plan, record: true });
    expect(replay(plan, { ...run, tapes: {} }).digest).not.toBe(run.digest);
  });

  it("include a timed fault only if it came about, and its absence moves no tie", () => {
    const late: Fault = { at: instant(70_000), do: "clog", from: "ann", to: "table", until: instant(80_000) };
    const plan: PingPongPlan = {
      seed: 9,
      discipline: "datagram",
      ties: { kind: "shuffle", seed: 2 },
      link: { delay: constantDelay(micros(100)), capacity: 0 },
    };
    const [without, withLate] = [pingPong(plan), pingPong({ ...plan, plan: [late] })];
    expect(withLate.faults).toEqual([]);
    expect(withLate.digest).toBe(without.digest);
    const reached = pingPong({ ...plan, plan: [late], until: instant(90_000) });
    expect(reached.faults).toEqual([late]);
  });
});
