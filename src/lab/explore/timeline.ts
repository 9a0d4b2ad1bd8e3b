import { type Fault, type Instant, type MessageAddress, instant, micros } from "../../sim/index.ts";

/** How far apart two steps lie that no time passes between: many fit into a millisecond, which is what a client's clock tells. */
export const stepMicros = 2;

/**
 * `connect` and `accept` are one step: the first of them takes all of its time. `farewell` is no message, but the news that
 * the broker has let go.
 */
export type PostKind = "message" | "connect" | "accept" | "farewell";

/** The least that a message takes. */
const leastMicros = 1;

/** What was sent in one direction, and what became of it. */
interface Posted {
  readonly kind: PostKind;
  readonly on: MessageAddress;
  readonly message: number;
  readonly connection: number;
  readonly at: Instant;
  state: "under-way" | "aside" | "done";
  fate: "arrives" | "lost" | "comes-twice" | "held";
  arrived: Instant | undefined;
  /** Where it came twice: the second time. */
  again: Instant | undefined;
}

/** The delays of one direction, in the order in which a run draws them. */
export interface Delays {
  readonly delay: readonly number[];
  readonly farewell: readonly number[];
}

/**
 * One direction between a client and the broker: what is sent there, when and in which order, so that in the end it can be
 * said how long each message must take, and what must be done to it, for a run to go that way.
 */
export class Timeline {
  private readonly from: string;
  private readonly to: string;
  private readonly posted: Posted[] = [];
  private readonly counts = new Map<string, number>();

  constructor(from: string, to: string) {
    this.from = from;
    this.to = to;
  }

  /** Something is sent. */
  post(kind: PostKind, label: string, message: number, connection: number, at: Instant): void {
    const occurrence = (this.counts.get(label) ?? 0) + 1;
    this.counts.set(label, occurrence);
    const on = { from: this.from, to: this.to, label, occurrence };
    const rest = { state: "under-way", fate: "arrives", arrived: undefined, again: undefined } as const;
    this.posted.push({ kind, on, message, connection, at, ...rest });
  }

  /** The same for what is sent once in the life of a connection. */
  postOnce(kind: PostKind, label: string, message: number, connection: number, at: Instant): void {
    const isIt = (posted: Posted): boolean => posted.kind === kind && posted.connection === connection;
    if (!this.posted.some(isIt)) this.post(kind, label, message, connection, at);
  }

  /** It was never sent after all. */
  unpost(message: number, connection: number): void {
    const at = this.posted.findLastIndex((posted) => posted.message === message && posted.connection === connection);
    if (at >= 0) this.posted.splice(at, 1);
  }

  lose(message: number, connection: number): void {
    const posted = this.find(message, connection, "under-way");
    posted.state = "done";
    posted.fate = "lost";
  }

  hold(message: number, connection: number): void {
    const posted = this.find(message, connection, "under-way");
    posted.state = "aside";
    posted.fate = "held";
  }

  /** It arrives in its turn. */
  arrive(message: number, connection: number, at: Instant, comesTwice: boolean): void {
    const posted = this.find(message, connection, "under-way");
    posted.arrived = at;
    posted.state = comesTwice ? "aside" : "done";
    if (comesTwice) posted.fate = "comes-twice";
  }

  /** It arrives late, or for the second time. */
  arriveLate(message: number, connection: number, at: Instant): void {
    const posted = this.find(message, connection, "aside");
    posted.state = "done";
    if (posted.fate === "held") posted.arrived = at;
    else posted.again = at;
  }

  /** What has not arrived by `end` arrives then, one after the other. */
  settle(end: Instant): void {
    let at = end;
    for (const posted of this.posted) {
      if (posted.state === "done") continue;
      at = instant(at + stepMicros);
      if (posted.fate === "comes-twice") posted.again = at;
      else posted.arrived = at;
    }
  }

  get faults(): readonly Fault[] {
    return this.posted.flatMap((posted): readonly Fault[] => {
      const { on, fate, at, again } = posted;
      switch (fate) {
        case "arrives":
          return [];
        case "lost":
          return [{ on, do: "drop" }];
        case "held":
          return [{ on, do: "delay", by: micros(took(posted) - leastMicros) }];
        case "comes-twice":
          return [{ on, do: "duplicate", after: micros(Math.max((again ?? at) - at, leastMicros)) }];
      }
    });
  }

  get delays(): Delays {
    const farewell = this.posted.filter(({ kind }) => kind === "farewell").map(took);
    const delay = this.posted
      .filter(({ kind }) => kind !== "farewell")
      .map((posted) => {
        const { kind, fate } = posted;
        return kind === "accept" || fate === "lost" || fate === "held" ? leastMicros : took(posted);
      });
    return { delay, farewell };
  }

  private find(message: number, connection: number, state: Posted["state"]): Posted {
    const isIt = (posted: Posted): boolean => posted.message === message && posted.connection === connection;
    const found = this.posted.find((posted) => isIt(posted) && posted.state === state);
    if (found === undefined)
      throw new RangeError(`${this.from}>${this.to}: nothing is under way with number ${message}`);
    return found;
  }
}

/** How long it takes to arrive; of a handshake, how long that takes until its answer is sent. */
function took({ kind, at, arrived }: Posted): number {
  const whole = (arrived ?? at) - at;
  return Math.max(kind === "connect" ? whole - leastMicros : whole, leastMicros);
}
