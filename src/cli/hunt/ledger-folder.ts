import { closeSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { BadInput } from "../../input/bad-input.ts";
import {
  type LedgerEntry,
  type LedgerHead,
  type LedgerReading,
  difference,
  ledgerLine,
  readLedger,
} from "../../lab/hunt/ledger.ts";
import { readText, unwritable } from "../files.ts";
import type { Terminal } from "../terminal.ts";
import { counted } from "../text/figures.ts";
import { ledgerName, syncFolder, takeWorkFolder, writeDown } from "../folder/work-folder.ts";

/** The folder of a hunt: its ledger, and a repro for each way of failing. It belongs to this process until it is left. */
export interface LedgerFolder {
  readonly path: string;
  /** What it holds from earlier; `undefined`: nothing, the hunt begins. */
  readonly before: LedgerReading | undefined;
  /** Writes down what came of some seeds. When it comes back it is on the disk, whatever happens to this process. */
  append(entry: LedgerEntry): void;
  leave(): void;
}

/**
 * Takes a folder for a hunt and begins its ledger there, or goes on with it.
 *
 * @throws BadInput where it holds something else or another hunt, where another process hunts into it, where there is a
 *   ledger and nobody asked to resume, or where it cannot be written.
 */
export function enterFolder(path: string, head: LedgerHead, resume: boolean): LedgerFolder {
  const taken = takeWorkFolder(path, { kept: "a hunt", doing: "is hunting into it" }, resume);
  try {
    const before = readingOf(path);
    if (before !== undefined) refuseOther(path, before.head, head);
    const descriptor = openLedger(path, before === undefined ? head : undefined);
    return {
      path,
      before,
      append: (entry) => writeDown(join(path, ledgerName), descriptor, ledgerLine(entry)),
      leave: () => {
        closeSync(descriptor);
        taken.release();
      },
    };
  } catch (error) {
    taken.release();
    throw error;
  }
}

/** Reads the ledger of a folder. @throws BadInput where there is none. */
export function ledgerIn(path: string): LedgerReading {
  const isThere = statSync(join(path, ledgerName), { throwIfNoEntry: false })?.isFile() === true;
  const reading = isThere ? readingOf(path) : undefined;
  if (reading !== undefined) return reading;
  throw new BadInput(`${path}: holds no ledger of a hunt; give folders that were written by hunt … --out`);
}

/** Says what of a ledger is not counted. */
export function sayDropped(path: string, { dropped }: LedgerReading, terminal: Terminal): void {
  if (dropped === 0) return;
  const lines = `${counted(dropped, "line")} of ${join(path, ledgerName)}`;
  terminal.err(`note: ${lines} cut off or damaged, and not counted: those seeds are still to be run`);
}

function readingOf(path: string): LedgerReading | undefined {
  const file = join(path, ledgerName);
  const isThere = statSync(file, { throwIfNoEntry: false }) !== undefined;
  const reading = isThere ? readLedger(readText(file)) : undefined;
  if (reading !== "something-else") return reading;
  throw new BadInput(`${file}: is no ledger of a hunt, or its first line is damaged; give another folder`);
}

function refuseOther(path: string, ledger: LedgerHead, head: LedgerHead): void {
  const other = difference(ledger, head, true);
  if (other === undefined) return;
  const [there, here] = other;
  throw new BadInput(`--out ${path}: holds another hunt: it ${there}, and this one ${here}; give another folder`);
}

/** Opens the ledger for what is to be added: behind its last whole line, or behind a first one. */
function openLedger(path: string, head: LedgerHead | undefined): number {
  const file = join(path, ledgerName);
  try {
    if (head === undefined) truncateSync(file, wholeLines(file));
    const descriptor = openSync(file, head === undefined ? "a" : "w");
    if (head !== undefined) {
      writeDown(file, descriptor, ledgerLine(head));
      syncFolder(path);
    }
    return descriptor;
  } catch (error) {
    throw error instanceof BadInput ? error : unwritable(file, error);
  }
}

const lineFeed = 10;

/** How many bytes there are up to the last line break. */
const wholeLines = (file: string): number => readFileSync(file).lastIndexOf(lineFeed) + 1;
