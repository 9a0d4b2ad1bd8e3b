import { assert } from "./assert.ts";
import { type Delay, drawDelay } from "./delays.ts";
import type { MessageFault, SwarmProfile, TimedFault } from "./faults.ts";
import { type Ratio, type Stream, type Streams, ratio } from "./prng.ts";
import { type Duration, type Instant, micros, start } from "./time.ts";

/** What a link does to messages of its own accord. */
export interface LinkSettings {
  readonly delay: Delay;
  /** How many datagrams may be on their way at once; one beyond is lost. 0: no bound. Connections have none. */
  readonly capacity: number;
}

/** What becomes of one message. */
export type Verdict =
  | { readonly kind: "deliver"; readonly delay: Duration }
  | { readonly kind: "drop" }
  | { readonly kind: "cut"; readonly delay: Duration }
  | { readonly kind: "duplicate"; readonly delay: Duration; readonly copyDelay: Duration };

const impossible: Ratio = ratio(0, 1);
const noFaults: ReadonlyMap<number, MessageFault> = new Map();

const purposes = ["loss", "duplication", "cut", "delay", "copy delay"] as const;
const [lossLuck, duplicationLuck, cutLuck, delayLuck, copyDelayLuck] = [0, 1, 2, 3, 4] as const;
type Purpose = 0 | 1 | 2 | 3 | 4;

/**
 * One direction between two nodes: its luck, its planned faults and its state. Planned faults rule first, then chance;
 * and chance draws from a stream of its own for each purpose, the same number of times whatever comes out.
 */
export class Link {
  readonly from: number;
  readonly to: number;
  readonly settings: LinkSettings;
  /** A split blocks the link until then. */
  blockedUntil: Instant = start;
  /** A clog holds messages until then. */
  heldUntil: Instant = start;
  slowUntil: Instant = start;
  slowBy: Duration = micros(0);
  /** Messages on their way, counted only where the link has a capacity. */
  underWay = 0;
  readonly #loss: Ratio;
  readonly #duplication: Ratio;
  readonly #cut: Ratio;
  readonly #name: string;
  readonly #streams: Streams;
  /** Made at first need, by name: a link that never loses anything spends nothing on the luck of losing. */
  readonly #luck: (Stream | undefined)[] = [undefined, undefined, undefined, undefined, undefined];
  readonly #sent: number[] = [];
  readonly #planned: ReadonlyMap<number, MessageFault>[] = [];

  constructor(
    ends: { from: number; to: number; name: string },
    settings: LinkSettings,
    swarm: SwarmProfile,
    streams: Streams,
  ) {
    this.from = ends.from;
    this.to = ends.to;
    this.settings = settings;
    this.#loss = swarm.loss ?? impossible;
    this.#duplication = swarm.duplication ?? impossible;
    this.#cut = swarm.cut ?? impossible;
    this.#name = ends.name;
    this.#streams = streams;
  }

  /** Lets a planned fault strike the `occurrence`-th message of kind `label`. */
  plan(label: number, fault: MessageFault): void {
    const planned = new Map(this.#planned[label] ?? noFaults);
    assert(!planned.has(fault.on.occurrence), () => `two faults strike ${fault.on.label} #${fault.on.occurrence}`);
    planned.set(fault.on.occurrence, fault);
    this.#planned[label] = planned;
  }

  planned(label: number, occurrence: number): MessageFault | undefined {
    return this.#planned[label]?.get(occurrence);
  }

  /** Counts one more message of kind `label`, from 1. */
  count(label: number): number {
    const occurrence = (this.#sent[label] ?? 0) + 1;
    this.#sent[label] = occurrence;
    return occurrence;
  }

  /** Lets a timed fault begin. Where two of a kind overlap, the later end counts. */
  suffer(fault: LinkFault): void {
    if (fault.do === "split") this.blockedUntil = later(this.blockedUntil, fault.until);
    else if (fault.do === "clog") this.heldUntil = later(this.heldUntil, fault.until);
    else {
      this.slowUntil = fault.until;
      this.slowBy = fault.by;
    }
  }

  /** Rules on a message. `may` says what the discipline allows: duplicates for datagrams, cuts for connections. */
  rule(label: number, occurrence: number, may: "duplicate" | "cut"): Verdict {
    const delay = drawDelay(this.settings.delay, this.#stream(delayLuck));
    const lost = this.#loss.numerator > 0 && this.#stream(lossLuck).chance(this.#loss);
    let other = false;
    let copyDelay = micros(0);
    if (may === "duplicate" && this.#duplication.numerator > 0) {
      other = this.#stream(duplicationLuck).chance(this.#duplication);
      copyDelay = drawDelay(this.settings.delay, this.#stream(copyDelayLuck));
    }
    if (may === "cut" && this.#cut.numerator > 0) other = this.#stream(cutLuck).chance(this.#cut);
    const planned = this.#planned[label]?.get(occurrence);
    if (planned !== undefined) return ruleByPlan(planned, delay);
    if (lost) return { kind: "drop" };
    if (!other) return { kind: "deliver", delay };
    return may === "cut" ? { kind: "cut", delay } : { kind: "duplicate", delay, copyDelay };
  }

  #stream(purpose: Purpose): Stream {
    return (this.#luck[purpose] ??= this.#streams.stream(purposes[purpose], this.#name));
  }
}

function ruleByPlan(fault: MessageFault, delay: Duration): Verdict {
  switch (fault.do) {
    case "drop":
      return { kind: "drop" };
    case "cut":
      return { kind: "cut", delay };
    case "duplicate":
      return { kind: "duplicate", delay, copyDelay: fault.after };
    case "delay":
      return { kind: "deliver", delay: micros(delay + fault.by) };
  }
}

type LinkFault = Exclude<TimedFault, { readonly do: "node" }>;

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other);
