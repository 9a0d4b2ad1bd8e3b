import type { Seeds } from "../seeds.ts";
import { sumOf } from "../sum.ts";
import { Tally, type TallyData } from "../tally.ts";
import { SeedRanges } from "./ranges.ts";
import { type Shard } from "./shard.ts";
import type { Subject } from "./subject.ts";

const schema = "onceproof.ledger/1";

/**
 * What a ledger is about. Self-contained: from it alone each of its runs can be run again.
 */
export interface LedgerHead {
  readonly schema: typeof schema;
  /** Of the package that hunts. */
  readonly version: string;
  readonly subject: Subject;
  /** Of the whole hunt. */
  readonly seeds: Seeds;
  readonly shard: Shard;
  /** Of the run of the hunt's first seed: another simulator under the same version gives another. */
  readonly digest: string;
  /** The command that shows a seed again, but for the seed, which comes last in it. */
  readonly again: string;
}

/** Some seeds and what came of them. */
export interface LedgerEntry {
  readonly seeds: readonly Seeds[];
  readonly tally: TallyData;
}

/** An entry as it stands in a ledger: what came of its seeds is read when somebody asks, for all of them may be much. */
export interface WrittenEntry {
  readonly seeds: readonly Seeds[];
  readonly read: () => LedgerEntry;
}

/** What a ledger holds. */
export interface LedgerReading {
  readonly head: LedgerHead;
  readonly tally: Tally;
  readonly done: SeedRanges;
  /** What was counted, in the order in which it was written. */
  readonly entries: readonly WrittenEntry[];
  /** Lines that were not counted: cut off or damaged, or with seeds that an earlier line has. Their seeds are to be run again. */
  readonly dropped: number;
}

export const ledgerHead = (head: Omit<LedgerHead, "schema">): LedgerHead => ({ schema, ...head });

/**
 * One line of a ledger: JSON whose last key is a sum over all that stands before it. A line that was cut off, or that
 * somebody changed, does not have its sum.
 */
export function ledgerLine(content: object): string {
  const open = JSON.stringify(content).slice(0, -1);
  return `${open},"sum":"${sumOf(open)}"}\n`;
}

/**
 * Reads a ledger. Whatever line does not have its sum is left out, and so is one whose seeds were counted before: nothing
 * counts twice, and what is not counted is still to be run.
 *
 * `undefined`: it does not even have a whole first line, as that of a hunt that was killed when it had just begun.
 * "something-else": it is no ledger.
 */
export function readLedger(text: string): LedgerReading | "something-else" | undefined {
  const [first = "", ...lines] = text.split("\n");
  const opening = `{"schema":"${schema}"`;
  if (lines.length === 0 && (opening.startsWith(first) || first.startsWith(opening))) return undefined;
  const head = contentOf(first) as LedgerHead | undefined;
  if (head?.schema !== schema) return "something-else";
  const [tally, done, entries] = [new Tally(), new SeedRanges(), [] as WrittenEntry[]];
  // Behind the last line break stands nothing, or what was written when the hunt was killed.
  let dropped = lines.pop() === "" ? 0 : 1;
  for (const line of lines) {
    const entry = contentOf(line) as LedgerEntry | undefined;
    if (entry === undefined || !addAll(done, entry.seeds)) {
      dropped++;
      continue;
    }
    tally.merge(entry.tally);
    entries.push({ seeds: entry.seeds, read: () => contentOf(line) as LedgerEntry });
  }
  return { head, tally, done, entries, dropped };
}

/** All or none. */
function addAll(done: SeedRanges, seeds: readonly Seeds[]): boolean {
  if (seeds.some((range) => done.shared(range) !== undefined)) return false;
  for (const range of seeds) done.add(range);
  return true;
}

const sumAtEnd = /,"sum":"([0-9a-f]{16})"\}$/;

/** What a line of a ledger holds; `undefined`: it does not have its sum. */
export function contentOf(line: string): unknown {
  const [end, sum] = sumAtEnd.exec(line) ?? [];
  if (end === undefined) return undefined;
  const open = line.slice(0, -end.length);
  return sumOf(open) === sum ? JSON.parse(`${open}}`) : undefined;
}

/**
 * In what the hunt of one ledger is not that of another: what each does, as words that go on "it …"; `undefined` where
 * they are of the same hunt. Shards of one hunt are the same hunt unless `shardsToo`.
 */
export function difference(
  one: LedgerHead,
  other: LedgerHead,
  shardsToo: boolean,
): readonly [string, string] | undefined {
  const all = shardsToo ? [...aspects, shardTold] : aspects;
  const differing = all.find((aspect) => aspect(one) !== aspect(other));
  return differing && [differing(one), differing(other)];
}

type Aspect = (head: LedgerHead) => string;

/** What makes a hunt this one and no other, the plainest first. */
const aspects: readonly Aspect[] = [
  ({ version }) => `is of onceproof ${version}`,
  ({ subject }) => `hunts ${subject.scenario.name}`,
  ({ subject: { profiles } }) => `hunts with ${profiles.broker} and ${profiles.producer}`,
  ({ subject: { settings } }) => `lays over it ${settingsTold(settings)}`,
  ({ subject }) => `draws by the swarm ${subject.swarm}`,
  ({ subject }) => `${subject.guided === true ? "is" : "is not"} guided`,
  ({ subject }) => `counts ${subject.coverage === true ? "" : "no "}states of behaviour`,
  ({ subject: { scenario } }) => {
    const { seed: _, ...rest } = scenario;
    return `has a scenario with the sum ${sumOf(JSON.stringify(rest))}`;
  },
  ({ seeds: { from, count } }) => `hunts seeds ${from} to ${from + count - 1}`,
  ({ digest, seeds }) => `comes with seed ${seeds.from} to the run ${digest}`,
];

const shardTold: Aspect = ({ shard: { index, of } }) => (of === 1 ? "is no shard" : `is shard ${index}/${of}`);

function settingsTold(settings: Subject["settings"]): string {
  const told = Object.entries(settings).map(([key, value]) => `${key}=${value ?? ""}`);
  return told.length === 0 ? "no settings" : told.toSorted().join(" ");
}
