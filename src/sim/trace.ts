import { assert } from "./assert.ts";
import { Digest } from "./digest.ts";
import type { Instant } from "./time.ts";

/** What a value in a note stands for; renderers turn it back into a name. The kernel reads nothing into it. */
export type FieldMeaning = string;

/** A kind of trace entry: its name and the meaning of each of its integers. Codes are unique in a run. */
export interface NoteKind {
  readonly code: number;
  readonly name: string;
  readonly fields: readonly (readonly [name: string, meaning: FieldMeaning])[];
}

/** `noteKind(1, "sent", "from:node to:node")`: a kind of note, its fields written as name:meaning, at most six. */
export function noteKind(code: number, name: string, fields = ""): NoteKind {
  const pairs = fields.split(" ").filter((field) => field !== "");
  assert(pairs.length <= 6, () => `${name} has more than six fields`);
  return {
    code,
    name,
    fields: pairs.map((field) => {
      const [label = "", meaning = "number"] = field.split(":");
      return [label, meaning];
    }),
  };
}

/** One entry: typed data; sentences, diagrams and files are renderings of it. */
export interface TraceEntry {
  readonly at: Instant;
  readonly kind: NoteKind;
  readonly values: readonly number[];
}

/** Hears the notes of a run as they are made. The rest of the six numbers is 0, as in `Trace.note`. */
export interface TraceListener {
  hear(at: Instant, kind: NoteKind, a: number, b: number, c: number, d: number, e: number, f: number): void;
}

/** What becomes of notes. `heard`: none is kept, and a listener is told each. */
export type TraceSink =
  | { readonly keep: "none" }
  | { readonly keep: "last"; readonly count: number }
  | { readonly keep: "all" }
  | { readonly keep: "heard"; readonly by: TraceListener };

/**
 * The trace of a run. Every note goes into the digest whatever the sink is, so that a run with a trace and one without
 * have the same digest, and `keep: "none"` allocates nothing.
 */
export class Trace {
  readonly digest = new Digest();
  private readonly keep: number;
  private readonly listener: TraceListener | undefined;
  private readonly kept: TraceEntry[] = [];
  /** Where the ring of the last entries begins once it is full. */
  private first = 0;

  constructor(sink: TraceSink = { keep: "none" }) {
    this.keep = sink.keep === "last" ? sink.count : sink.keep === "all" ? Number.POSITIVE_INFINITY : 0;
    this.listener = sink.keep === "heard" ? sink.by : undefined;
  }

  /** Notes what happened at `at`. `count` of the values belong to the kind; the rest is 0. */
  note(at: Instant, kind: NoteKind, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.digest.mixAll(at, kind.code, a, b, c, d, e, f);
    if (this.keep > 0) this.store({ at, kind, values: [a, b, c, d, e, f].slice(0, kind.fields.length) });
    if (this.listener !== undefined) this.listener.hear(at, kind, a, b, c, d, e, f);
  }

  /** Whether somebody listens: what is for listeners alone need not be worked out otherwise. */
  get isHeard(): boolean {
    return this.listener !== undefined;
  }

  /** Tells the listener, and nobody else: it is in no digest and in no kept trace. */
  tell(at: Instant, kind: NoteKind, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.listener?.hear(at, kind, a, b, c, d, e, f);
  }

  /** What the sink kept, oldest first. */
  get entries(): readonly TraceEntry[] {
    return this.first === 0 ? this.kept : [...this.kept.slice(this.first), ...this.kept.slice(0, this.first)];
  }

  private store(entry: TraceEntry): void {
    if (this.kept.length < this.keep) {
      this.kept.push(entry);
      return;
    }
    this.kept[this.first] = entry;
    this.first = (this.first + 1) % this.keep;
  }
}
