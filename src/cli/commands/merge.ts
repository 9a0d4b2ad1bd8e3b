import { existsSync } from "node:fs";
import { type LedgerHead, difference } from "../../lab/hunt/ledger.ts";
import { type Merged, type NamedLedger, merged } from "../../lab/hunt/merge.ts";
import { runSeedOfSubject } from "../../lab/hunt/subject.ts";
import { BadInput } from "../../input/bad-input.ts";
import type { ExitCode } from "../exit-codes.ts";
import { enterFolder, ledgerIn, sayDropped } from "../hunt/ledger-folder.ts";
import { Repros, type Shown, kept, reproFile, seenAgain, seenInFile } from "../hunt/repros.ts";
import type { Terminal } from "../terminal.ts";
import { counted, grouped } from "../text/figures.ts";
import { type TellingOptions, tellHunt } from "../text/hunt-text.ts";
import { packageVersion } from "../version.ts";

export interface MergeOptions extends TellingOptions {
  readonly out?: string;
}

/** Puts the ledgers of a hunt's shards together, and tells them as the one hunt that they are. */
export function mergeCommand(paths: readonly string[], options: MergeOptions, terminal: Terminal): ExitCode {
  const begun = terminal.now();
  const [first, ...others] = paths.map((name): NamedLedger => ({ name, ...ledgerIn(name) }));
  if (first === undefined) throw new BadInput("--merge: give the folders of the hunts that are to be put together");
  const ledgers = [first, ...others] as const;
  for (const ledger of ledgers) sayDropped(ledger.name, ledger, terminal);
  const all = merged(ledgers);
  sayMissing(all, terminal);
  if (options.out !== undefined) writeMerged(options.out, all);
  const shown = options.out === undefined ? inFolders(ledgers) : kept(options.out, all.head.again);
  const elapsedMillis = Math.round(terminal.now() - begun);
  const { scenario } = all.head.subject;
  const told = { scenario, tally: all.tally, ran: 0, elapsedMillis, isComplete: all.missing.length === 0, shown };
  return tellHunt(told, options, terminal);
}

const mostRanges = 5;

function sayMissing({ missing, absent, head }: Merged, terminal: Terminal): void {
  if (missing.length === 0) return;
  const count = missing.reduce((sum, seeds) => sum + seeds.count, 0);
  const ranges = missing.slice(0, mostRanges).map((seeds) => `${seeds.from} to ${seeds.from + seeds.count - 1}`);
  const which = `${ranges.join(", ")}${missing.length > mostRanges ? ", …" : ""}`;
  const shards = absent.map(({ index, of }) => `${index}/${of}`).join(", ");
  const part = shards === "" ? "" : `; no folder is of shard ${shards}`;
  terminal.err(`note: ${grouped(count)} of ${counted(head.seeds.count, "seed")} are missing: ${which}${part}`);
}

/** A folder as that of one hunt: with what is missing it can be resumed. */
function writeMerged(out: string, { head, tally, done }: Merged): void {
  refuseOtherSimulator(head);
  const folder = enterFolder(out, head, false);
  try {
    folder.append({ seeds: done.list, tally: tally.toData() });
    new Repros(out, head.subject).keep(tally);
  } finally {
    folder.leave();
  }
}

/** Repros are written from runs that are run again, and only the same simulator gives the same runs. */
function refuseOtherSimulator(head: LedgerHead): void {
  const { digest } = runSeedOfSubject(head.subject)(head.seeds.from, { keep: "none" });
  const other = difference(head, { ...head, version: packageVersion(), digest }, false);
  if (other === undefined) return;
  throw new BadInput(
    `--out: what is merged ${other[0]}, and this command ${other[1]}; merge without --out, or with that`,
  );
}

/** The smallest run of all is the smallest of one of the parts, which has written it down. */
function inFolders(ledgers: readonly [NamedLedger, ...NamedLedger[]]): Shown {
  return (found) => {
    const { fingerprint, smallest } = found;
    const holder = ledgers.find(({ tally }) =>
      tally.fingerprints.some((known) => known.fingerprint === fingerprint && known.smallest.seed === smallest.seed),
    );
    const file = holder && reproFile(holder.name, fingerprint);
    if (file !== undefined && existsSync(file)) return seenInFile(file);
    return seenAgain(ledgers[0].head.again, found);
  };
}
