import { describe, expect, it } from "vitest";
import { instant, never, ratio } from "../../src/sim/index.ts";
import { Wire, type WireOptions } from "../support/wire.ts";

const certain = ratio(1, 1);

/** A message every ten microseconds for half a millisecond; the network heals after a quarter. */
function overTime(options: WireOptions): readonly number[] {
  const wire = new Wire({ discipline: "datagram", healsAt: instant(250), ...options });
  const connection = wire.open();
  for (let nth = 0; nth < 50; nth++) wire.at(10 * nth, () => void wire.ask(connection, `m${nth}`));
  return wire.settle().bodies.map((body) => Number(body.slice(1)));
}

const all = Array.from({ length: 50 }, (_, nth) => nth);

describe("a network that heals", () => {
  it("loses and doubles nothing by chance from then on", () => {
    const heard = overTime({ swarm: { loss: certain } });
    expect(heard).toEqual(all.slice(25));
    expect(overTime({ swarm: { duplication: certain } }).length).toBe(75);
  });

  it("ends what was planned to last, and lets nothing begin", () => {
    const split = { do: "split", from: "a", to: "b", oneWay: true } as const;
    expect(overTime({ plan: [{ at: instant(100), until: never, ...split }] })).toEqual([
      ...all.slice(0, 10),
      ...all.slice(25),
    ]);
    expect(overTime({ plan: [{ at: instant(300), until: never, ...split }] })).toEqual(all);
  });

  it("still lets those faults strike that are planned by position", () => {
    const on = { from: "a", to: "b", label: "ask", occurrence: 40 };
    expect(overTime({ plan: [{ on, do: "drop" }] })).toEqual(all.filter((nth) => nth !== 39));
  });
});
