import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Fault,
  type MessageAddress,
  Network,
  Streams,
  constantDelay,
  formatAddress,
  instant,
  isTimed,
  micros,
  never,
  parseAddress,
} from "../../src/sim/index.ts";
import { drawTimedFaults } from "../../src/sim/swarm.ts";
import { Wire } from "../support/wire.ts";

const address: MessageAddress = { from: "a", to: "b", label: "ask", occurrence: 3 };

describe("the address of a message", () => {
  it("is written as people write it", () => {
    expect(formatAddress({ from: "shop", to: "node-1", label: "Some request", occurrence: 3 })).toBe(
      "shop>node-1 Some request #3",
    );
  });

  it("is read back as it was written", () => {
    const name = fc.stringMatching(/^[^\s>]{1,12}$/u);
    // Blanks within a kind of message are read as one.
    const label = fc.stringMatching(/^\S([^\r\n]{0,10}\S)?$/u).filter((text) => !/[^\S ]| {2}/.test(text));
    fc.assert(
      fc.property(name, name, label, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (from, to, kind, nth) => {
        const written = { from, to, label: kind, occurrence: nth };
        expect(parseAddress(formatAddress(written))).toEqual(written);
      }),
    );
  });

  it("may be written with blanks around it", () => {
    expect(parseAddress("  a > b  ask   #3 ")).toEqual(address);
  });

  it.each([
    "",
    "a>b ask",
    "a>b #1",
    "a b ask #1",
    "a>b ask #0",
    "a>b ask #-1",
    "a>b ask #1.5",
    "a>b ask #99999999999999999",
  ])("is not %j", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe("a plan", () => {
  const refused =
    (...plan: Fault[]): (() => Wire) =>
    () =>
      new Wire({ plan });

  it("is refused where two faults strike one message, before anything has run", () => {
    expect(refused({ on: address, do: "drop" }, { on: { ...address }, do: "cut" })).toThrow(
      "two faults strike a>b ask #3",
    );
    expect(refused({ on: address, do: "drop" }, { on: { ...address, occurrence: 4 }, do: "drop" })).not.toThrow();
    expect(refused({ on: address, do: "drop" }, { on: { ...address, from: "b", to: "a" }, do: "drop" })).not.toThrow();
  });

  it("is refused where it names somebody or something that is not there", () => {
    expect(refused({ on: { ...address, to: "c" }, do: "drop" })).toThrow("no node is called c");
    expect(refused({ on: { ...address, label: "sing" }, do: "drop" })).toThrow("no message is called sing");
    expect(refused({ on: { ...address, occurrence: 0 }, do: "drop" })).toThrow("a>b ask #0 names no message");
    expect(refused({ at: instant(0), do: "clog", from: "a", to: "c", until: never })).toThrow("no node is called c");
    expect(refused({ at: instant(0), do: "node", node: "c", action: "rest", until: never })).toThrow(
      "no node is called c",
    );
  });

  it("may strike the handshake, whose messages are called connect and accept", () => {
    expect(refused({ on: { ...address, label: "connect" }, do: "drop" })).not.toThrow();
  });

  it("that strikes nothing leaves nothing in the record", () => {
    const wire = new Wire({ plan: [{ on: { ...address, occurrence: 99 }, do: "drop" }] });
    wire.ask(wire.open(), "m1").settle();
    expect(wire.bodies).toEqual(["m1"]);
    expect(wire.network.faults).toEqual([]);
  });
});

describe("the faults that a swarm places in time", () => {
  const split = { do: "split", from: "a", to: "b", oneWay: false } as const;
  const clog = { do: "clog", from: "b", to: "a" } as const;
  const lasting = [micros(10), micros(20)] as const;

  it("are none to the most that was allowed, within the time allowed, and last as long as allowed", () => {
    const counts = new Set<number>();
    for (let seed = 0; seed < 200; seed++) {
      const placed = drawTimedFaults(
        { timed: [{ atMost: 3, within: micros(100), lasting, fault: split }] },
        new Streams({ seed }),
      );
      counts.add(placed.length);
      for (const fault of placed) {
        expect(fault.at).toBeLessThanOrEqual(100);
        expect(fault.until - fault.at).toBeGreaterThanOrEqual(10);
        expect(fault.until - fault.at).toBeLessThanOrEqual(20);
      }
      expect(placed.map((fault) => fault.at)).toEqual(
        placed.map((fault) => fault.at).toSorted((one, other) => one - other),
      );
    }
    expect([...counts].toSorted()).toEqual([0, 1, 2, 3]);
  });

  it("stay where they are when another kind is added behind them", () => {
    const one = { atMost: 3, within: micros(100), lasting, fault: split };
    for (let seed = 0; seed < 50; seed++) {
      const alone = drawTimedFaults({ timed: [one] }, new Streams({ seed }));
      const both = drawTimedFaults({ timed: [one, { ...one, fault: clog }] }, new Streams({ seed }));
      expect(both.filter((fault) => fault.do === "split")).toEqual(alone);
    }
  });

  it("are told from faults of messages", () => {
    expect(isTimed({ at: instant(0), ...split, until: never })).toBe(true);
    expect(isTimed({ on: address, do: "drop" })).toBe(false);
  });
});

describe("the names of a network", () => {
  const network = (nodes: readonly string[], labels: readonly string[]): (() => void) => {
    const { scheduler, trace } = new Wire();
    return () =>
      void new Network<string>({
        discipline: "tcp",
        nodes,
        labels,
        link: () => ({ delay: constantDelay(micros(1)), capacity: 0 }),
        swarm: {},
        plan: [],
        scheduler,
        streams: new Streams({ seed: 1 }),
        trace,
      });
  };

  it("can be written in an address, each for one thing", () => {
    expect(network(["a", "b-1.x"], ["ask", "ask again"])).not.toThrow();
    expect(network(["a", "a"], [])).toThrow("two nodes have one name");
    expect(network(["a b"], [])).toThrow('a node can\'t be called "a b"');
    expect(network(["a>b"], [])).toThrow("can't be called");
    expect(network([""], [])).toThrow("can't be called");
    expect(network(["a"], ["accept"])).toThrow("two kinds of message have one name");
    expect(network(["a"], [" ask"])).toThrow('a kind of message can\'t be called " ask"');
  });

  it("are found by name and number, and an unknown one is refused", () => {
    const { network: known } = new Wire();
    expect(known.nameOf(known.node("b"))).toBe("b");
    expect(known.labelName(known.label("answer"))).toBe("answer");
    expect(() => known.node("c")).toThrow("no node is called c");
    expect(() => known.label("sing")).toThrow("no message is called sing");
  });
});
