import { closeSync, existsSync, ftruncateSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { BadInput } from "../../input/bad-input.ts";
import {
  RunIndex,
  type SweepHead,
  headLine,
  isBegunHead,
  readHead,
  readRuns,
  runsLine,
  sweepDifference,
} from "../../lab/sweep/ledger.ts";
import type { RunRow } from "../../lab/sweep/measure.ts";
import { unwritable } from "../files.ts";
import { ledgerName, syncFolder, takeWorkFolder, writeDown } from "../folder/work-folder.ts";
import { eachLine } from "./lines.ts";

interface Place {
  readonly offset: number;
  readonly length: number;
}

/**
 * The folder of a sweep. Its ledger holds one line for each tenth of a second of work, in the order in which it came
 * about; of each line only the place is kept in memory, and its runs are read again when they are asked for.
 */
export class SweepFolder {
  readonly path: string;
  readonly head: SweepHead;
  /** Lines that were not counted: cut off or damaged, or with runs that an earlier line has. */
  readonly dropped: number;
  private readonly descriptor: number;
  private readonly index: RunIndex<Place>;
  private readonly release: () => void;
  private end: number;

  constructor(path: string, head: SweepHead, opened: Opened, release: () => void) {
    this.path = path;
    this.head = head;
    this.descriptor = opened.descriptor;
    this.index = opened.index;
    this.end = opened.end;
    this.dropped = opened.dropped;
    this.release = release;
  }

  /** Writes runs down. When it comes back they are on the disk, whatever happens to this process. */
  append(rows: readonly RunRow[]): void {
    const line = Buffer.from(runsLine(rows));
    writeDown(join(this.path, ledgerName), this.descriptor, line);
    this.index.add(rows, { offset: this.end, length: line.length });
    this.end += line.length;
  }

  seedsOf(point: number): ReturnType<RunIndex<Place>["seedsOf"]> {
    return this.index.seedsOf(point);
  }

  /** The runs of a point in the order of their seeds. */
  rowsOf(point: number): readonly RunRow[] {
    const rows = this.index.placesOf(point).flatMap(({ offset, length }) => {
      const bytes = Buffer.alloc(length);
      readSync(this.descriptor, bytes, 0, length, offset);
      return readRuns(bytes.toString("utf8").trimEnd()) ?? [];
    });
    return rows.toSorted((one, other) => one.seed - other.seed);
  }

  leave(): void {
    closeSync(this.descriptor);
    this.release();
  }
}

interface Opened {
  readonly descriptor: number;
  readonly index: RunIndex<Place>;
  readonly end: number;
  readonly dropped: number;
}

/**
 * Takes a folder for a sweep and begins its ledger there, or goes on with it.
 *
 * @throws BadInput where it holds something else or another sweep, where another process has it, where there is a sweep
 *   and nobody asked to resume, or where it cannot be written.
 */
export function enterSweepFolder(path: string, head: SweepHead, resume: boolean): SweepFolder {
  const taken = takeWorkFolder(path, { kept: "a sweep", doing: "is at work in it" }, resume);
  const release = (): void => taken.release();
  try {
    const file = join(path, ledgerName);
    const before = existsSync(file) ? readLedger(file) : undefined;
    if (before?.head === undefined) return new SweepFolder(path, head, begun(path, file, head), release);
    const other = sweepDifference(before.head, head);
    if (other !== undefined) {
      throw new BadInput(
        `--out ${path}: holds another sweep: it ${other[0]}, and this one ${other[1]}; give another folder`,
      );
    }
    return new SweepFolder(path, before.head, before, release);
  } catch (error) {
    release();
    throw error;
  }
}

/** Opens the folder of a sweep to read it. @throws BadInput where there is none. */
export function sweepIn(path: string): SweepFolder {
  const file = join(path, ledgerName);
  const before = existsSync(file) ? readLedger(file, "r") : undefined;
  if (before?.head !== undefined) return new SweepFolder(path, before.head, before, () => undefined);
  throw new BadInput(`${path}: holds no sweep; give a folder that was written by sweep … --out`);
}

function begun(path: string, file: string, head: SweepHead): Opened {
  const line = headLine(head);
  let descriptor;
  try {
    descriptor = openSync(file, "w+");
  } catch (error) {
    throw unwritable(file, error);
  }
  writeDown(file, descriptor, line);
  syncFolder(path);
  return { descriptor, index: new RunIndex(), end: Buffer.byteLength(line), dropped: 0 };
}

/** Reads a ledger line by line; what stands behind its last line break was cut off, and is taken away. */
function readLedger(
  file: string,
  flags: "r" | "a+" = "a+",
): (Opened & { readonly head: SweepHead | undefined }) | undefined {
  const descriptor = openSync(file, flags);
  const index = new RunIndex<Place>();
  let [head, dropped, end]: [SweepHead | undefined, number, number] = [undefined, 0, 0];
  for (const { text, offset, length, isWhole } of eachLine(descriptor)) {
    if (offset === 0) {
      head = isWhole ? readHead(text) : undefined;
      if (head === undefined && (isWhole || !isBegunHead(text))) {
        throw new BadInput(`${file}: is no ledger of a sweep, or its first line is damaged; give another folder`);
      }
    } else if (!isWhole || !counted(index, text, { offset, length })) dropped++;
    if (isWhole) end = offset + length;
  }
  if (flags === "a+" && head !== undefined) ftruncateSync(descriptor, end);
  return { descriptor, index, end, dropped, head };
}

function counted(index: RunIndex<Place>, text: string, place: Place): boolean {
  const rows = readRuns(text);
  return rows !== undefined && index.add(rows, place);
}
