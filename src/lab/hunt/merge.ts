import { BadInput } from "../../input/bad-input.ts";
import type { Seeds } from "../seeds.ts";
import { Tally } from "../tally.ts";
import { type LedgerHead, type LedgerReading, difference } from "./ledger.ts";
import { SeedRanges } from "./ranges.ts";
import { type Shard, wholeHunt } from "./shard.ts";

/** A ledger and what people call it. */
export interface NamedLedger extends LedgerReading {
  readonly name: string;
}

/** Ledgers of one hunt put together. */
export interface Merged {
  /** Of the whole hunt. */
  readonly head: LedgerHead;
  readonly tally: Tally;
  readonly done: SeedRanges;
  /** Seeds of the hunt that none of the ledgers has. */
  readonly missing: readonly Seeds[];
  /** Shards that none of the ledgers is of. */
  readonly absent: readonly Shard[];
}

/**
 * Puts ledgers of one hunt together: the same totals as if one machine had run it all.
 *
 * @throws BadInput where they are not of one hunt, of a guided one, or two hold the same seed, which would count twice.
 */
export function merged(ledgers: readonly [NamedLedger, ...NamedLedger[]]): Merged {
  const [{ head, name }] = ledgers;
  const [tally, done] = [new Tally(), new SeedRanges()];
  for (const [at, ledger] of ledgers.entries()) {
    const other = difference(head, ledger.head, false);
    if (other !== undefined) {
      throw new BadInput(`${ledger.name}: is of another hunt than ${name}: it ${other[1]}, and ${name} ${other[0]}`);
    }
    if (ledger.head.subject.guided === true) {
      throw new BadInput(
        `${ledger.name}: is of a guided hunt, which has no parts; see it with its command and --resume`,
      );
    }
    refuseTwice(ledger, ledgers.slice(0, at));
    for (const seeds of ledger.done.list) done.add(seeds);
    tally.merge(ledger.tally);
  }
  const missing = done.missing(head.seeds);
  return {
    head: { ...head, shard: wholeHunt },
    tally,
    done,
    missing,
    absent: missing.length === 0 ? [] : absentOf(ledgers),
  };
}

function refuseTwice({ name, done }: NamedLedger, others: readonly NamedLedger[]): void {
  for (const seeds of done.list) {
    for (const other of others) {
      const shared = other.done.shared(seeds);
      if (shared === undefined) continue;
      const { from, count } = shared;
      throw new BadInput(
        `${name}: holds seeds ${from} to ${from + count - 1}, and so does ${other.name}; leave one of them out`,
      );
    }
  }
}

/** Only where all of them come from one division of the hunt. */
function absentOf(ledgers: readonly NamedLedger[]): readonly Shard[] {
  const of = ledgers[0]?.head.shard.of ?? 1;
  if (ledgers.some(({ head }) => head.shard.of !== of)) return [];
  const present = new Set(ledgers.map(({ head }) => head.shard.index));
  return Array.from({ length: of }, (_, at) => ({ index: at + 1, of })).filter(({ index }) => !present.has(index));
}
