import { describe, expect, it } from "vitest";
import { type MessageFault, constantDelay, instant, micros, never, ratio, uniformDelay } from "../../src/sim/index.ts";
import { Wire, type WireOptions } from "../support/wire.ts";

const ask = (occurrence: number): MessageFault["on"] => ({ from: "a", to: "b", label: "ask", occurrence });
const bodies = (count: number): string[] => Array.from({ length: count }, (_, nth) => `m${nth}`);

function datagrams(options: WireOptions, count: number): Wire {
  const wire = new Wire({ discipline: "datagram", ...options });
  return wire.ask(wire.open(), ...bodies(count)).settle();
}

const varied = { delay: uniformDelay(micros(10), micros(500)), capacity: 0 };

describe("datagrams", () => {
  it("connect at once", () => {
    const wire = new Wire({ discipline: "datagram" });
    wire.connect();
    expect(wire.settle().heard).toEqual(["0 connected 0"]);
  });

  it("arrive each once where no fault strikes, overtaking each other", () => {
    const wire = datagrams({ link: varied }, 200);
    expect(wire.bodies).not.toEqual(bodies(200));
    expect(wire.bodies.toSorted()).toEqual(bodies(200).toSorted());
    expect(wire.network.faults).toEqual([]);
  });

  it("are lost now and then, each on its own, and every loss is recorded", () => {
    const wire = datagrams({ swarm: { loss: ratio(1, 4) } }, 200);
    const lost = 200 - wire.bodies.length;
    expect(lost).toBeGreaterThan(20);
    expect(lost).toBeLessThan(80);
    expect(wire.network.faults).toHaveLength(lost);
    expect(wire.network.faults.every((fault) => fault.do === "drop")).toBe(true);
    // Unlike a connection's: others still come after a loss.
    expect(wire.bodies.at(-1)).toMatch(/m19\d/);
  });

  it("are doubled now and then, and every copy is recorded with its delay", () => {
    const wire = datagrams({ link: varied, swarm: { duplication: ratio(1, 4) } }, 200);
    const copies = wire.bodies.length - 200;
    expect(copies).toBeGreaterThan(20);
    expect(new Set(wire.bodies).size).toBe(200);
    expect(wire.network.faults).toHaveLength(copies);
    expect(wire.network.faults.every((fault) => fault.do === "duplicate" && fault.after >= 10)).toBe(true);
  });

  it("are lost and doubled in storms only, where there are some, and there with the luck that they have without", () => {
    const storms = [
      { at: instant(100), until: instant(150) },
      { at: instant(400), until: instant(460) },
    ];
    const over = (swarm: WireOptions["swarm"]): Wire => {
      const wire = new Wire({ discipline: "datagram", ...(swarm === undefined ? {} : { swarm }) });
      const connection = wire.open();
      for (let nth = 0; nth < 100; nth++) wire.at(10 * nth, () => void wire.ask(connection, `m${nth}`));
      return wire.settle();
    };
    const chances = { loss: ratio(1, 3), duplication: ratio(1, 3) };
    const struck = (wire: Wire): readonly string[] => wire.network.faults.map((fault) => JSON.stringify(fault));
    const [always, stormy] = [struck(over(chances)), struck(over({ ...chances, storms }))];
    const within = (fault: string): boolean => {
      const sentAt = 10 * (Number(/"occurrence":(\d+)/.exec(fault)?.[1]) - 1);
      return storms.some(({ at, until }) => at <= sentAt && sentAt < until);
    };
    expect(stormy).toEqual(always.filter(within));
    expect(stormy.length).toBeGreaterThan(3);
    expect(always.length).toBeGreaterThan(40);
  });

  it("are never cut, whatever the profile says", () => {
    const wire = datagrams({ swarm: { cut: ratio(1, 1) } }, 50);
    expect(wire.bodies).toEqual(bodies(50));
    expect(wire.network.faults).toEqual([]);
  });

  it("are lost, doubled or held up by plan", () => {
    const plan: MessageFault[] = [
      { on: ask(1), do: "drop" },
      { on: ask(2), do: "duplicate", after: micros(90) },
      { on: ask(3), do: "delay", by: micros(50) },
    ];
    const wire = datagrams({ plan }, 4);
    expect(wire.heard).toEqual(["10 b heard m1", "10 b heard m3", "60 b heard m2", "90 b heard m1"]);
    expect(wire.network.faults).toEqual(plan);
  });

  it("are ruled on by the plan before chance", () => {
    const wire = datagrams({ plan: [{ on: ask(2), do: "delay", by: micros(1) }], swarm: { loss: ratio(1, 1) } }, 3);
    expect(wire.bodies).toEqual(["m1"]);
  });

  it("of one link keep their delays when a fault is switched off", () => {
    const arrivals = (options: WireOptions): Map<string, string> =>
      new Map(datagrams({ link: varied, ...options }, 100).heard.map((line) => [line.split(" ").at(-1) ?? "", line]));
    const calm = arrivals({});
    const lossy = arrivals({ swarm: { loss: ratio(1, 3) } });
    expect(lossy.size).toBeGreaterThan(40);
    expect(lossy.size).toBeLessThan(90);
    for (const [body, line] of lossy) expect(calm.get(body)).toBe(line);
    const losses = (options: WireOptions): unknown[] =>
      datagrams({ link: varied, ...options }, 100).network.faults.filter((fault) => fault.do === "drop");
    expect(losses({ swarm: { loss: ratio(1, 3), duplication: ratio(1, 3) } })).toEqual(
      losses({ swarm: { loss: ratio(1, 3) } }),
    );
  });

  it("are lost in a split and go on after it", () => {
    const plan = [{ at: instant(50), do: "split", from: "a", to: "b", oneWay: true, until: instant(100) }] as const;
    const wire = new Wire({ discipline: "datagram", plan });
    const connection = wire.open();
    for (const [nth, at] of [45, 50, 99, 100].entries()) wire.at(at, () => wire.ask(connection, `m${nth}`));
    expect(wire.settle().bodies).toEqual(["m0", "m3"]);
  });

  it("wait for the end of a clog, and for good where it has none", () => {
    for (const until of [instant(100), never]) {
      const plan = [{ at: instant(0), do: "clog", from: "a", to: "b", until }] as const;
      const wire = new Wire({ discipline: "datagram", plan });
      wire.ask(wire.open(), "m0").settle();
      expect(wire.bodies).toEqual(until === never ? [] : ["m0"]);
      expect(wire.now).toBe(until === never ? 0 : 100);
    }
  });

  it("are lost at a node that is down", () => {
    const wire = new Wire({ discipline: "datagram" });
    const connection = wire.open();
    wire.ask(connection, "m0").network.takeDown(wire.b);
    expect(wire.settle().bodies).toEqual([]);
  });
});

describe("a link of bounded capacity", () => {
  const narrow = { delay: constantDelay(micros(10)), capacity: 3 };

  it("loses what finds no room, and has room again when something arrived", () => {
    const wire = new Wire({ discipline: "datagram", link: narrow });
    const connection = wire.open();
    wire.ask(connection, ...bodies(5));
    wire.at(10, () => wire.ask(connection, "later"));
    wire.settle();
    expect(wire.bodies).toEqual(["m0", "m1", "m2", "later"]);
    // The bound is the link's own, no fault: a run repeats it without being told.
    expect(wire.network.faults).toEqual([]);
  });

  it("has no room for the copy either", () => {
    const plan: MessageFault[] = [{ on: ask(3), do: "duplicate", after: micros(20) }];
    expect(datagrams({ link: narrow, plan }, 3).bodies).toEqual(["m0", "m1", "m2"]);
    expect(datagrams({ link: { ...narrow, capacity: 4 }, plan }, 3).bodies).toEqual(["m0", "m1", "m2", "m2"]);
  });

  it("bounds datagrams only", () => {
    const wire = new Wire({ link: narrow });
    wire.ask(wire.open(), ...bodies(9)).settle();
    expect(wire.bodies).toEqual(bodies(9));
  });
});
