import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Stream, Streams, ratio } from "../../src/sim/index.ts";

const draw = (stream: Stream, count: number, high = 1_000_000): number[] =>
  Array.from({ length: count }, () => stream.between(0, high));

describe("a stream", () => {
  it("hits both ends of a closed range and nothing outside it", () => {
    const stream = new Stream(1);
    const seen = new Set(Array.from({ length: 500 }, () => stream.between(3, 7)));
    expect([...seen].toSorted()).toEqual([3, 4, 5, 6, 7]);
  });

  it("never leaves its range, be it one number or most of the safe integers", () => {
    fc.assert(
      fc.property(fc.integer(), fc.maxSafeNat(), fc.maxSafeNat(), (seed, one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const drawn = new Stream(seed).between(low, high);
        expect(Number.isSafeInteger(drawn) && drawn >= low && drawn <= high).toBe(true);
      }),
    );
  });

  it("spreads over wide ranges: both halves, and more than 32 bits of them", () => {
    const drawn = draw(new Stream(2), 200, Number.MAX_SAFE_INTEGER - 1);
    expect(drawn.some((value) => value < 2 ** 52)).toBe(true);
    expect(drawn.some((value) => value > 2 ** 52)).toBe(true);
    expect(drawn.some((value) => value % 2 === 1)).toBe(true);
    expect(new Set(drawn).size).toBe(200);
  });

  it("refuses a range that holds no number, and a table of no weight", () => {
    expect(() => new Stream(1).between(2, 1)).toThrow("no whole number lies between 2 and 1");
    expect(() => new Stream(1).weighted([["never", 0]])).toThrow("positive weight");
    expect(() => new Stream(1, [5]).weighted([["never", 0]])).toThrow("positive weight");
  });

  it("draws from seed 0 as well as from any other", () => {
    expect(new Set(draw(new Stream(0), 50)).size).toBeGreaterThan(40);
  });

  it("holds a chance in about its share of cases: 0 never, 1 always, a quarter between a fifth and a third", () => {
    const stream = new Stream(3);
    const hits = (numerator: number): number =>
      Array.from({ length: 4_000 }, () => stream.chance(ratio(numerator, 4))).filter(Boolean).length;
    expect(hits(0)).toBe(0);
    expect(hits(4)).toBe(4_000);
    expect(hits(1)).toBeGreaterThan(800);
    expect(hits(1)).toBeLessThan(1_333);
  });

  it("gives weighted values in about their shares, and one of weight 0 never", () => {
    const stream = new Stream(4);
    const counts = { often: 0, seldom: 0, never: 0 };
    const table: readonly (readonly [keyof typeof counts, number])[] = [
      ["often", 9],
      ["never", 0],
      ["seldom", 1],
    ];
    for (let nth = 0; nth < 4_000; nth++) counts[stream.weighted(table)]++;
    expect(counts.never).toBe(0);
    expect(counts.seldom).toBeGreaterThan(300);
    expect(counts.seldom).toBeLessThan(500);
    expect(counts.often + counts.seldom).toBe(4_000);
  });

  it("draws as much for a chance that is missed as for one that is hit", () => {
    const after = (numerator: number): number[] => {
      const stream = new Stream(5);
      for (let nth = 0; nth < 20; nth++) stream.chance(ratio(numerator, 100));
      return draw(stream, 5);
    };
    expect(after(0)).toEqual(after(100));
  });
});

describe("a chance", () => {
  it.each([
    [-1, 2],
    [1, 0],
    [0, 0],
    [3, 2],
    [0.5, 1],
    [1, 2.5],
    [1, 2 ** 22],
  ])("of %d in %d is refused", (numerator, denominator) => {
    expect(() => ratio(numerator, denominator)).toThrow("of a chance");
  });

  it("may be anything from never to always", () => {
    expect(ratio(0, 1)).toEqual({ numerator: 0, denominator: 1 });
    expect(ratio(2 ** 21, 2 ** 21).numerator).toBe(2 ** 21);
  });
});

describe("named streams", () => {
  it("are the same for the same seed and name, and differ by seed, purpose and entity", () => {
    const of = (seed: number, purpose: string, entity: string): string =>
      draw(new Streams({ seed }).stream(purpose, entity), 8).join();
    expect(of(1, "delay", "a>b")).toBe(of(1, "delay", "a>b"));
    const others = [of(1, "delay", "a>b"), of(2, "delay", "a>b"), of(1, "loss", "a>b"), of(1, "delay", "b>a")];
    expect(new Set(others).size).toBe(4);
  });

  it("know more than 32 bits of the seed, and negative ones", () => {
    const seeds = [1, 1 + 2 ** 32, 1 + 2 ** 33, -1, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER];
    const drawn = seeds.map((seed) => draw(new Streams({ seed }).stream("delay", "a>b"), 4).join());
    expect(new Set(drawn).size).toBe(seeds.length);
  });

  it("do not look alike for neighbouring seeds", () => {
    const firsts = Array.from({ length: 1_000 }, (_, seed) => new Streams({ seed }).stream("x", "y").between(0, 1));
    const ones = firsts.filter((first) => first === 1).length;
    expect(ones).toBeGreaterThan(400);
    expect(ones).toBeLessThan(600);
  });

  it("are independent: another stream, used or not, moves no draw", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.array(fc.nat(3), { maxLength: 30 }), (seed, others) => {
        const alone = new Streams({ seed }).stream("delay", "a>b");
        const streams = new Streams({ seed });
        const among = streams.stream("delay", "a>b");
        for (const other of others) {
          streams.stream("loss", `node ${other}`).between(0, 9);
          expect(among.between(0, 1_000)).toBe(alone.between(0, 1_000));
        }
      }),
    );
  });

  it("go on where they are when somebody asks for them again", () => {
    const whole = draw(new Streams({ seed: 6 }).stream("mood", "ann"), 6);
    const streams = new Streams({ seed: 6, record: true });
    const halves = [...draw(streams.stream("mood", "ann"), 3), ...draw(streams.stream("mood", "ann"), 3)];
    expect(halves).toEqual(whole);
    expect(streams.recorded()).toEqual({ "mood ann": whole });
  });
});

describe("a tape", () => {
  it("replays what was recorded, under any seed", () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.maxSafeInteger(),
        fc.array(fc.tuple(fc.nat(2), fc.maxSafeNat()), { minLength: 1, maxLength: 40 }),
        (seed, otherSeed, draws) => {
          const play = (streams: Streams): number[] =>
            draws.map(([entity, high]) => streams.stream("x", String(entity)).between(0, high));
          const recording = new Streams({ seed, record: true });
          const drawn = play(recording);
          const replaying = new Streams({ seed: otherSeed, tapes: recording.recorded(), record: true });
          expect(play(replaying)).toEqual(drawn);
          expect(replaying.recorded()).toEqual(recording.recorded());
        },
      ),
    );
  });

  it("gives the lowest once it is exhausted, and where a stream has none", () => {
    const streams = new Streams({ seed: 1, tapes: { "x a": [4] } });
    expect([streams.stream("x", "a").between(2, 9), streams.stream("x", "a").between(2, 9)]).toEqual([4, 2]);
    expect(streams.stream("x", "b").between(3, 9)).toBe(3);
  });

  it("is bent into the range that is asked for", () => {
    const stream = new Stream(1, [100, -100]);
    expect([stream.between(0, 9), stream.between(0, 9)]).toEqual([9, 0]);
  });

  it("is a copy: what is drawn later does not change it", () => {
    const streams = new Streams({ seed: 1, record: true });
    draw(streams.stream("x", "a"), 2);
    const tapes = streams.recorded();
    draw(streams.stream("x", "a"), 2);
    expect(tapes["x a"]).toHaveLength(2);
    expect(streams.recorded()["x a"]).toHaveLength(4);
  });

  it("leaves out streams that gave nothing, and is empty when nothing is recorded", () => {
    const recording = new Streams({ seed: 1, record: true });
    recording.stream("x", "a");
    expect(recording.recorded()).toEqual({});
    const silent = new Streams({ seed: 1 });
    draw(silent.stream("x", "a"), 3);
    expect(silent.recorded()).toEqual({});
  });

  it("changes nothing while it is recorded", () => {
    const streams = new Streams({ seed: 9, record: true });
    expect(draw(streams.stream("x", "a"), 9)).toEqual(draw(new Streams({ seed: 9 }).stream("x", "a"), 9));
  });
});
