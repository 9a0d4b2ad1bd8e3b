import { type Stream, Streams, ratio } from "../../../src/sim/index.ts";
import type { Claimed, Fact, Kind, Partition } from "./facts.ts";
import { endAfter, logAfter } from "./log-book.ts";

/** How often each kind of fact comes, relative to the others. */
export type Mix = Partial<Record<Kind, number>>;

type Send = Fact & { readonly kind: "send" };

/** As likely as not, one in three, one in ten. */
const [often, seldom, rarely] = [ratio(1, 2), ratio(1, 3), ratio(1, 10)];

const mostFacts = 12;
const exceptions = [
  "TimeoutException",
  "NetworkException",
  "InvalidRecordException",
  "RecordTooLargeException",
  "NotLeaderOrFollowerException",
  "ClusterAuthorizationException",
] as const;

/** Random histories, always the same ones for a name: most of them small, likely and unlikely ones alike. */
export function* drawnHistories(name: string, mix: Mix, count: number): Generator<readonly Fact[]> {
  const streams = new Streams({ seed: 20_261_127 });
  const luck = streams.stream("histories", name);
  for (let nth = 0; nth < count; nth++) yield new Draw(luck, mix).history();
}

/** One history in the making. */
class Draw {
  private readonly luck: Stream;
  private readonly kinds: readonly (readonly [Kind, number])[];
  private readonly facts: Fact[] = [];
  /** Where leaders are lost logs have no other fault: records lie where they belong, and offsets are given in turn. */
  private readonly isOrderly: boolean;

  constructor(luck: Stream, mix: Mix) {
    this.luck = luck;
    this.isOrderly = mix["take-over"] !== undefined;
    this.kinds = Object.entries(mix).map(([kind, weight]) => [kind as Kind, weight] as const);
  }

  history(): readonly Fact[] {
    for (const session of [0, 1]) this.facts.push(this.beginning(session));
    const length = this.luck.between(2, mostFacts - 1);
    for (let nth = 0; nth < length; nth++) this.facts.push(this.next(this.luck.weighted(this.kinds)) ?? this.send());
    this.facts.push({ kind: "end", settled: !this.luck.chance(rarely) });
    return this.facts;
  }

  private get sends(): readonly Send[] {
    return this.facts.filter((fact) => fact.kind === "send");
  }

  private anyOf<Value>(values: readonly Value[]): Value | undefined {
    return values[this.luck.between(0, Math.max(values.length - 1, 0))];
  }

  private partition(): Partition {
    return this.luck.chance(seldom) ? 1 : 0;
  }

  private next(kind: Kind): Fact | undefined {
    const { luck } = this;
    switch (kind) {
      case "wait":
        return { kind, millis: luck.between(0, 40) };
      case "send":
        return this.send();
      case "append":
        return this.append();
      case "suppress":
      case "remember":
        return { kind, ...this.claim() };
      case "ask-for-id":
        return { kind, session: luck.between(0, 1) };
      case "identify":
        return { kind, session: luck.between(0, 1), producerId: luck.between(0, 2) };
      case "lose": {
        const partition = this.partition();
        return { kind, partition, from: luck.between(0, endAfter(this.facts, this.facts.length, partition)) };
      }
      case "take-over":
        return this.takeOver();
      case "accept":
        return { kind, record: luck.between(0, Math.max(this.sends.length, 1)) };
      case "spin":
        return { kind, session: luck.between(0, 4) };
      case "throw":
        return { kind, application: luck.chance(often) ? "shop" : "outbox", error: "TypeError" };
      case "restart":
        return { kind, swapped: luck.chance(often) ? [0, luck.between(0, 2), luck.between(0, 2)] : undefined };
      case "unsettled": {
        const stuck = Array.from({ length: luck.between(0, 2) }, (_, nth) => ({
          application: `a${nth}`,
          by: "closing",
        }));
        return { kind, stuck };
      }
      default:
        return this.aboutSend(kind);
    }
  }

  /** Of a log that has anything, mostly the last batches go. */
  private takeOver(): Fact | undefined {
    const partition = this.partition();
    const from = this.anyOf(logAfter(this.facts, this.facts.length, partition))?.baseOffset;
    return from === undefined ? undefined : { kind: "take-over", partition, from };
  }

  private aboutSend(kind: Kind): Fact | undefined {
    const { luck } = this;
    const of = this.anyOf(this.sends);
    if (of === undefined) return undefined;
    const { send } = of;
    switch (kind) {
      case "acknowledge":
        return { kind, send, offset: this.offsetFor(send) };
      case "fail":
        return { kind, send, exception: this.anyOf(exceptions) ?? "", attempts: luck.between(1, 2) };
      case "refuse":
      case "write":
        return { kind, send };
      case "consume": {
        const consumer = luck.chance(often) ? "one" : "other";
        return { kind, consumer, send, offset: this.offsetFor(send), applied: !luck.chance(seldom) };
      }
      default:
        throw new Error(`${kind} cannot be drawn`);
    }
  }

  private beginning(session: number): Fact {
    const { luck } = this;
    return {
      kind: "begin",
      session,
      writes: luck.between(2, 4),
      backoffMillis: luck.between(5, 15),
      decisionMillis: luck.between(20, 90),
      needsId: luck.chance(often),
    };
  }

  private send(): Send {
    const { sends, luck } = this;
    const [send, session] = [sends.length, luck.chance(seldom) ? 1 : 0];
    const partition = this.partition();
    const known = luck.chance(rarely) ? this.anyOf(sends) : undefined;
    const again = known === undefined ? undefined : sends.findLast(({ record }) => record === known.record)?.send;
    return { kind: "send", send, record: known?.record ?? send, session, partition, again };
  }

  private append(): Fact | undefined {
    const { luck, facts } = this;
    const partition = this.partition();
    const sends = this.batch(partition);
    if (sends === undefined) return undefined;
    const end = endAfter(facts, facts.length, partition);
    const baseOffset = luck.chance(rarely) && !this.isOrderly ? luck.between(0, end) : end;
    const producerId = luck.chance(rarely) ? luck.between(-1, 1) : 0;
    const epoch = luck.chance(seldom) ? luck.between(0, 2) : 0;
    return { kind: "append", partition, sends, producerId, epoch, baseSequence: luck.between(0, 3), baseOffset };
  }

  /** Mostly what comes next of one session, sometimes anything. */
  private batch(partition: Partition): readonly number[] | undefined {
    const { luck, sends } = this;
    if (luck.chance(rarely)) return [-1];
    const isAstray = luck.chance(rarely) && !this.isOrderly;
    const home = sends.filter((send) => isAstray || send.partition === partition);
    if (home.length === 0) return undefined;
    if (luck.chance(seldom)) return Array.from({ length: luck.between(1, 2) }, () => this.anyOf(home)?.send ?? -1);
    const stored = new Set(this.facts.flatMap((fact) => (fact.kind === "append" ? fact.sends : [])));
    const open = home.filter(({ send }) => !stored.has(send));
    const of = open.filter(({ session }) => session === open[0]?.session);
    if (of.length === 0) return undefined;
    if (luck.chance(seldom)) return of.slice(-1).map(({ send }) => send);
    return of.slice(0, luck.between(1, 3)).map(({ send }) => send);
  }

  /** Mostly an offset that the record was given. */
  private offsetFor(send: number): number {
    const { luck } = this;
    const given = this.facts.flatMap((fact) => {
      const at = fact.kind === "append" ? fact.sends.indexOf(send) : -1;
      return fact.kind === "append" && at >= 0 ? [fact.baseOffset + at] : [];
    });
    if (given.length > 0 && !luck.chance(ratio(1, 4))) return this.anyOf(given) ?? -1;
    return luck.between(-1, 3);
  }

  /** Mostly a batch that lies in the log, and sometimes not quite it. */
  private claim(): Claimed & { readonly partition: Partition; readonly count: number } {
    const { luck, facts } = this;
    const partition = this.partition();
    const batch = this.anyOf(logAfter(facts, facts.length, partition));
    const { producerId = 0, epoch = 0, baseSequence = 0, baseOffset = 0, sends = [-1] } = batch ?? {};
    const off = (): number => (luck.chance(rarely) ? 1 : 0);
    return {
      partition,
      count: sends.length + off(),
      producerId: Math.max(producerId, 0) + off(),
      epoch: epoch + off(),
      baseSequence: baseSequence + off(),
      baseOffset: baseOffset + off(),
    };
  }
}
