import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Trace, type TraceSink, instant, noteKind } from "../../src/sim/index.ts";

const hello = noteKind(40, "hello", "from:node count");
const silence = noteKind(41, "silence");
const six = noteKind(42, "six", "a b c d e f");

const sinks: readonly TraceSink[] = [
  { keep: "none" },
  { keep: "last", count: 0 },
  { keep: "last", count: 1 },
  { keep: "last", count: 7 },
  { keep: "all" },
];

describe("a kind of note", () => {
  it("reads its fields as name:meaning, and a field without meaning as a number", () => {
    expect(hello.fields).toEqual([
      ["from", "node"],
      ["count", "number"],
    ]);
    expect(silence.fields).toEqual([]);
  });

  it("has six fields at most", () => {
    expect(six.fields).toHaveLength(6);
    expect(() => noteKind(43, "seven", "a b c d e f g")).toThrow("seven has more than six fields");
  });
});

describe("a trace", () => {
  it("has one digest whatever its sink keeps", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.boolean(), fc.nat())), (notes) => {
        const digests = sinks.map((sink) => {
          const trace = new Trace(sink);
          for (const [at, greet, count] of notes) trace.note(instant(at), greet ? hello : silence, 1, count);
          return trace.digest.hex;
        });
        expect(new Set(digests).size).toBe(1);
      }),
    );
  });

  it("has another digest for another instant, kind or value", () => {
    const digestOf = (note: (trace: Trace) => void): string => {
      const trace = new Trace();
      note(trace);
      return trace.digest.hex;
    };
    const digests = [
      digestOf((trace) => trace.note(instant(1), hello, 1, 2)),
      digestOf((trace) => trace.note(instant(2), hello, 1, 2)),
      digestOf((trace) => trace.note(instant(1 + 2 ** 32), hello, 1, 2)),
      digestOf((trace) => trace.note(instant(1), hello, 1, 3)),
      digestOf((trace) => trace.note(instant(1), hello, 1, 2 + 2 ** 32)),
      digestOf((trace) => trace.note(instant(1), silence)),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it("takes every one of six values into the digest", () => {
    const digests = Array.from({ length: 6 }, (_, place) => {
      const trace = new Trace();
      const [a, b, c, d, e, f] = [0, 0, 0, 0, 0, 0].with(place, 1);
      trace.note(instant(0), six, a, b, c, d, e, f);
      return trace.digest.hex;
    });
    expect(new Set(digests).size).toBe(6);
  });

  it("keeps nothing, the last ones or all of them, oldest first", () => {
    const kept = sinks.map((sink) => {
      const trace = new Trace(sink);
      for (let nth = 0; nth < 20; nth++) trace.note(instant(nth), hello, 1, nth);
      return trace.entries.map((entry) => entry.at as number);
    });
    const all = Array.from({ length: 20 }, (_, nth) => nth);
    expect(kept).toEqual([[], [], [19], all.slice(13), all]);
  });

  it("keeps as many values as the kind has fields", () => {
    const trace = new Trace({ keep: "all" });
    trace.note(instant(3), hello, 7, 8, 9);
    trace.note(instant(4), silence, 7);
    expect(trace.entries).toEqual([
      { at: 3, kind: hello, values: [7, 8] },
      { at: 4, kind: silence, values: [] },
    ]);
  });
});

describe("a listener", () => {
  it("hears every note as it is made, and what is told to it alone; the digest is that of a run without", () => {
    const heard: string[] = [];
    const by = {
      hear: (at: number, { name }: { readonly name: string }, ...values: readonly number[]) =>
        void heard.push(`${at} ${name} ${values.join(" ")}`),
    };
    const [listened, plain] = [new Trace({ keep: "heard", by }), new Trace()];
    for (const trace of [listened, plain]) {
      trace.note(instant(5), hello, 1, 2);
      trace.tell(instant(6), six, 1, 2, 3, 4, 5, 6);
      trace.note(instant(7), silence);
    }
    expect(heard).toEqual(["5 hello 1 2 0 0 0 0", "6 six 1 2 3 4 5 6", "7 silence 0 0 0 0 0 0"]);
    expect(listened.digest.hex).toBe(plain.digest.hex);
    expect([listened.isHeard, plain.isHeard]).toEqual([true, false]);
    expect(listened.entries).toEqual([]);
  });
});
