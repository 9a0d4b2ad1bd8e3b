import { ratio, type Stream } from "../../../src/sim/prng.ts";
import { codecNames, type CodecName } from "../client/codecs.ts";
import { toInt32, type ScriptedBatch, type SendStep, type Step } from "../script.ts";

/** What a producer of a script may do next on one partition, seen from what it believes to be there. */
export type Move =
  | "next"
  /** Exactly one of the newest five batches, or of all. */
  | "repeat"
  | "repeatAny"
  | "gap"
  | "behind"
  /** A part of the newest batch, or the newest two as one. */
  | "part"
  | "merged"
  | "zero"
  | "bump"
  | "bumpAway"
  | "leap"
  | "stale"
  | "anything";

export type Weights<Value> = readonly (readonly [value: Value, weight: number])[];

const usualMoves: Weights<Move> = [
  ["next", 40],
  ["repeat", 16],
  ["repeatAny", 8],
  ["gap", 5],
  ["behind", 4],
  ["part", 4],
  ["merged", 3],
  ["zero", 3],
  ["bump", 4],
  ["bumpAway", 3],
  ["leap", 1],
  ["stale", 4],
  ["anything", 1],
];

const usualCounts: Weights<number> = [
  [1, 6],
  [2, 3],
  [3, 3],
  [5, 2],
  [10, 1],
];

export interface WalkOptions {
  readonly partitions: number;
  /** Aliases that an init names, and others: ids that nobody issued. */
  readonly producers: readonly string[];
  readonly strangers?: readonly string[];
  readonly sends: readonly [least: number, most: number];
  readonly moves?: Weights<Move>;
  readonly counts?: Weights<number>;
  readonly acks?: Weights<number>;
  readonly batches?: Weights<number>;
  /** Where each producer's numbering begins on a partition. */
  readonly firstSequence?: (draw: Stream) => number;
  /** Gives a batch what is particular to the family. */
  readonly adorn?: (batch: ScriptedBatch, draw: Stream) => ScriptedBatch;
  readonly adornSend?: (step: SendStep, draw: Stream) => SendStep;
  /** A step to slip in before the next send. */
  readonly between?: (draw: Stream) => readonly Step[];
}

interface Sent {
  readonly epoch: number;
  readonly seq: number;
  readonly n: number;
  readonly tag: string;
}

/** What one producer believes of one partition. */
interface Belief {
  epoch: number;
  next: number;
  sent: Sent[];
}

export const pick = <Value>(draw: Stream, values: readonly Value[]): Value => {
  const value = values[draw.between(0, values.length - 1)];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
};

/** One of the four. */
export const someCodec = (draw: Stream): Exclude<CodecName, "none"> =>
  pick(
    draw,
    codecNames.filter((name) => name !== "none"),
  );

export const oneIn = (draw: Stream, count: number): boolean => draw.chance(ratio(1, count));

/** The steps of a script in which producers number their batches rightly, mostly. */
export function walk(draw: Stream, options: WalkOptions): Step[] {
  return new Walk(draw, options).steps();
}

class Walk {
  private readonly draw: Stream;
  private readonly options: WalkOptions;
  private readonly beliefs = new Map<string, Belief>();
  private tags = 0;

  constructor(draw: Stream, options: WalkOptions) {
    this.draw = draw;
    this.options = options;
  }

  steps(): Step[] {
    const { draw, options } = this;
    const steps: Step[] = options.producers.map((p) => ({ op: "init", p }));
    const sends = draw.between(...options.sends);
    for (let send = 0; send < sends; send += 1) {
      steps.push(...(options.between?.(draw) ?? []));
      const step = this.send();
      steps.push(options.adornSend?.(step, draw) ?? step);
    }
    return steps;
  }

  private send(): SendStep {
    const { draw, options } = this;
    const acks = draw.weighted(
      options.acks ?? [
        [-1, 3],
        [1, 1],
      ],
    );
    const wanted = draw.weighted(
      options.batches ?? [
        [1, 5],
        [2, 1],
      ],
    );
    const partitions = [...Array(options.partitions).keys()];
    const b: ScriptedBatch[] = [];
    while (b.length < wanted && partitions.length > 0) {
      const [part = 0] = partitions.splice(draw.between(0, partitions.length - 1), 1);
      b.push(this.batch(part));
    }
    return { op: "send", acks, b: b.sort((one, other) => one.part - other.part) };
  }

  private batch(part: number): ScriptedBatch {
    const { draw, options } = this;
    const p = pick(draw, [...options.producers, ...(options.strangers ?? [])]);
    const belief = this.belief(part, p);
    const sent = this.move(belief);
    const batch = { part, p, epoch: sent.epoch, seq: sent.seq, n: sent.n, tag: sent.tag };
    return options.adorn?.(batch, draw) ?? batch;
  }

  private belief(part: number, p: string): Belief {
    const name = `${p} ${part}`;
    const known = this.beliefs.get(name);
    if (known !== undefined) return known;
    const made = { epoch: 0, next: this.options.firstSequence?.(this.draw) ?? 0, sent: [] };
    this.beliefs.set(name, made);
    return made;
  }

  /** Draws a move and moves the belief along where the real broker would take the batch. */
  private move(belief: Belief): Sent {
    const { draw } = this;
    const move = draw.weighted(this.options.moves ?? usualMoves);
    const n = draw.weighted(this.options.counts ?? usualCounts);
    const tag = String(this.tags);
    this.tags += 1;
    const { epoch, next, sent } = belief;
    const last = sent.at(-1);
    const fresh = (seq: number, at = epoch): Sent => ({ epoch: at, seq, n, tag });
    switch (move) {
      case "next":
        return this.accept(belief, fresh(next));
      case "bump":
        return this.accept(belief, fresh(0, epoch + 1));
      case "leap":
        return this.accept(belief, fresh(0, Math.min(epoch + draw.between(2, 3_000), 32_767)));
      case "repeat":
        return sent.length === 0 ? this.accept(belief, fresh(next)) : pick(draw, sent.slice(-5));
      case "repeatAny":
        return sent.length === 0 ? fresh(next + 1) : pick(draw, sent);
      case "part":
        return last === undefined ? fresh(next) : { ...last, seq: last.seq + draw.between(0, 1), n: 1, tag };
      case "merged":
        return this.merged(sent, tag) ?? fresh(next + 2);
      case "gap":
        return fresh(next + draw.between(1, 5));
      case "behind":
        return fresh(Math.max(next - draw.between(1, 12), 0));
      case "zero":
        return fresh(0);
      case "bumpAway":
        return fresh(draw.between(1, 4), epoch + 1);
      case "stale":
        return fresh(pick(draw, [0, next]), epoch - 1);
      case "anything":
        return fresh(draw.between(-2, 2_147_483_647), draw.between(-2, 40));
    }
  }

  private merged(sent: readonly Sent[], tag: string): Sent | undefined {
    const [one, other] = sent.slice(-2);
    if (one === undefined || other === undefined || one.epoch !== other.epoch) return undefined;
    return { ...one, n: one.n + other.n, tag };
  }

  private accept(belief: Belief, sent: Sent): Sent {
    if (sent.epoch !== belief.epoch) belief.sent = [];
    belief.epoch = sent.epoch;
    belief.next = wrapped(sent.seq + sent.n);
    belief.sent.push(sent);
    return sent;
  }
}

const sequences = 2_147_483_648;
const wrapped = (sequence: number): number => (toInt32(sequence) === sequence ? sequence : sequence - sequences);
