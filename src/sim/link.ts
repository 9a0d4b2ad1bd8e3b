import { type Delay, drawDelay } from "./delays.ts";
import type { MessageFault, Storm, SwarmProfile, TimedFault } from "./faults.ts";
import { type Ratio, type Stream, type Streams, ratio } from "./prng.ts";
import { type Duration, type Instant, micros, never, plus, start } from "./time.ts";

/** What a link does to messages of its own accord. */
export interface LinkSettings {
  readonly delay: Delay;
  /** How many datagrams may be on their way at once; one beyond is lost. 0: no bound. Connections have none. */
  readonly capacity: number;
}

/** What becomes of one message. */
export interface Verdict {
  readonly kind: "deliver" | "drop" | "cut" | "duplicate";
  /** How long it takes; where it is cut, how long until that is known. */
  readonly delay: Duration;
  /** How long a second copy takes; only of a duplicate. */
  readonly copyDelay: Duration;
}

const impossible: Ratio = ratio(0, 1);
const noFaults: ReadonlyMap<number, MessageFault> = new Map();

const purposes = ["loss", "duplication", "cut", "delay", "copy delay", "farewell delay"] as const;
const [lossLuck, duplicationLuck, cutLuck, delayLuck, copyDelayLuck, farewellLuck] = [0, 1, 2, 3, 4, 5] as const;
type Purpose = 0 | 1 | 2 | 3 | 4 | 5;

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
  private loss: Ratio;
  private duplication: Ratio;
  private cut: Ratio;
  private readonly storms: readonly Storm[] | undefined;
  private readonly name: string;
  private readonly streams: Streams;
  /** Made at first need, by name: a link that never loses anything spends nothing on the luck of losing. */
  private readonly luck: (Stream | undefined)[] = purposes.map(() => undefined);
  private readonly counts: number[] = [];
  /** Written anew for every message: two of them travel for every record. */
  private readonly verdict: { -readonly [Key in keyof Verdict]: Verdict[Key] } = {
    kind: "deliver",
    delay: micros(0),
    copyDelay: micros(0),
  };
  private readonly plans: ReadonlyMap<number, MessageFault>[] = [];

  constructor(
    ends: { from: number; to: number; name: string },
    settings: LinkSettings,
    swarm: SwarmProfile,
    streams: Streams,
  ) {
    this.from = ends.from;
    this.to = ends.to;
    this.settings = settings;
    this.loss = swarm.loss ?? impossible;
    this.duplication = swarm.duplication ?? impossible;
    this.cut = swarm.cut ?? impossible;
    this.storms = swarm.storms;
    this.name = ends.name;
    this.streams = streams;
  }

  /** Lets a planned fault strike the `occurrence`-th message of kind `label`. */
  plan(label: number, fault: MessageFault): void {
    const planned = new Map(this.plans[label] ?? noFaults);
    planned.set(fault.on.occurrence, fault);
    this.plans[label] = planned;
  }

  planned(label: number, occurrence: number): MessageFault | undefined {
    // Most links of a hunt have no plan, and each message asks for it twice.
    return this.plans.length === 0 ? undefined : this.plans[label]?.get(occurrence);
  }

  /** From now on chance strikes no message that is sent. What is planned by position strikes whenever it comes. */
  heal(): void {
    this.loss = impossible;
    this.duplication = impossible;
    this.cut = impossible;
  }

  /** How many messages of kind `label` there have been. */
  sent(label: number): number {
    return this.counts[label] ?? 0;
  }

  /** Counts one more message of kind `label`, from 1. */
  count(label: number): number {
    const occurrence = (this.counts[label] ?? 0) + 1;
    this.counts[label] = occurrence;
    return occurrence;
  }

  /** Lets a timed fault begin. Where two of a kind overlap, the later end counts, and of two slownesses the greater. */
  suffer(fault: LinkFault): void {
    if (fault.do === "split") this.blockedUntil = later(this.blockedUntil, fault.until);
    else if (fault.do === "clog") this.heldUntil = later(this.heldUntil, fault.until);
    else {
      const overlaps = fault.at < this.slowUntil;
      this.slowBy = overlaps && this.slowBy > fault.by ? this.slowBy : fault.by;
      this.slowUntil = later(this.slowUntil, fault.until);
    }
  }

  /** Whether one more datagram finds no room. */
  get full(): boolean {
    return this.settings.capacity > 0 && this.underWay >= this.settings.capacity;
  }

  /** How long the news takes that one end has let go. */
  farewellDelay(): Duration {
    return drawDelay(this.settings.delay, this.stream(farewellLuck));
  }

  /** When what leaves a reliable sender at `leaves` gets through: after a split, and never if that lasts. */
  carries(leaves: Instant, delay: Duration): Instant {
    if (this.blockedUntil === never) return never;
    return this.holds(this.blockedUntil > leaves ? this.blockedUntil : leaves, delay);
  }

  /** When what leaves at `leaves` arrives: later on a slow link, and not before a clog ends. */
  holds(leaves: Instant, delay: Duration): Instant {
    const arrives = plus(leaves, leaves < this.slowUntil ? micros(delay + this.slowBy) : delay);
    return arrives < this.heldUntil ? this.heldUntil : arrives;
  }

  /**
   * Rules on a message that leaves at `leaves`. `may` says what the discipline allows: duplicates for datagrams, cuts for
   * connections. Out of a storm chance draws as it does within, and does nothing. The verdict holds until the link rules
   * on its next message.
   */
  rule(label: number, occurrence: number, may: "duplicate" | "cut", leaves: Instant): Verdict {
    const { verdict } = this;
    verdict.delay = drawDelay(this.settings.delay, this.stream(delayLuck));
    verdict.kind = "deliver";
    const lost = this.loss.numerator > 0 && this.stream(lossLuck).chance(this.loss);
    if (may === "duplicate" && this.duplication.numerator > 0) {
      if (this.stream(duplicationLuck).chance(this.duplication)) verdict.kind = "duplicate";
      verdict.copyDelay = drawDelay(this.settings.delay, this.stream(copyDelayLuck));
    }
    if (may === "cut" && this.cut.numerator > 0 && this.stream(cutLuck).chance(this.cut)) verdict.kind = "cut";
    if (lost) verdict.kind = "drop";
    if (this.storms !== undefined && !isWithin(this.storms, leaves)) verdict.kind = "deliver";
    const planned = this.planned(label, occurrence);
    if (planned !== undefined) this.ruleByPlan(planned);
    return verdict;
  }

  /** A planned fault stands in place of all chance but the message's own delay. */
  private ruleByPlan(fault: MessageFault): void {
    const { verdict } = this;
    verdict.kind = fault.do === "delay" || fault.do === "answer" ? "deliver" : fault.do;
    if (fault.do === "duplicate") verdict.copyDelay = fault.after;
    if (fault.do === "delay") verdict.delay = micros(verdict.delay + fault.by);
  }

  private stream(purpose: Purpose): Stream {
    return (this.luck[purpose] ??= this.streams.own(purposes[purpose], this.name));
  }
}

type LinkFault = Exclude<TimedFault, { readonly do: "node" }>;

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other);

function isWithin(storms: readonly Storm[], at: Instant): boolean {
  for (const storm of storms) if (storm.at <= at && at < storm.until) return true;
  return false;
}
