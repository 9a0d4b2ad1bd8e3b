import { join } from "node:path";
import { type Subject, smallestRepro } from "../../lab/hunt/subject.ts";
import type { Fingerprint, TallyData } from "../../lab/tally.ts";
import { writeOutputs } from "../files.ts";
import { asItIs, commandFor } from "../options.ts";
import { counted } from "../text/figures.ts";
import { type Calling, bySeed, commandOf } from "./calling.ts";
import { reproText } from "./repro-text.ts";

/** Where the smallest repro of a way of failing is kept. */
export const reproFile = (folder: string, fingerprint: string): string =>
  join(folder, `${fingerprint.replaceAll("/", ".").replaceAll(/[^\w.-]/g, "_")}.repro.yml`);

/** How a way of failing can be looked at. */
export interface Sight {
  /** Its smallest repro, if it has been written down. */
  readonly file: string | undefined;
  readonly command: string;
}

export type Shown = (found: Fingerprint) => Sight;

export const seenInFile = (file: string): Sight => ({ file, command: commandFor("replay", file, asItIs) });

/** `again`: the command that shows a seed, but for the seed at its end. */
export const seenAgain = (again: string, { smallest }: Fingerprint, calling = bySeed): Sight => ({
  file: undefined,
  command: commandOf(again, calling.nameOf(smallest.seed)),
});

/** What a hunt has found, where it keeps its repros in a folder and where it has none. */
export const kept =
  (folder: string | undefined, again: string, calling = bySeed): Shown =>
  (found) =>
    folder === undefined ? seenAgain(again, found, calling) : seenInFile(reproFile(folder, found.fingerprint));

/** The repros of a hunt's folder: for each way of failing the smallest run that was met so far. */
export class Repros {
  private readonly folder: string;
  private readonly subject: Subject;
  private readonly calling: Calling;
  /** By fingerprint: the seed whose run is written down. */
  private readonly written = new Map<string, number>();

  constructor(folder: string, subject: Subject, calling = bySeed) {
    this.folder = folder;
    this.subject = subject;
    this.calling = calling;
  }

  /** Writes down what has become the smallest. A run that was met is run again for it, now with all that is drawn kept. */
  keep({ fingerprints }: Pick<TallyData, "fingerprints">): void {
    for (const found of fingerprints) {
      const { fingerprint, smallest } = found;
      if (this.written.get(fingerprint) === smallest.seed) continue;
      this.write(found);
      this.written.set(fingerprint, smallest.seed);
    }
  }

  private write(found: Fingerprint): void {
    const { fingerprint, smallest } = found;
    const { calling, subject } = this;
    const { seed, faults, records } = smallest;
    const file = reproFile(this.folder, fingerprint);
    const says = [
      fingerprint,
      `The smallest run that shows it: ${calling.told(seed)} of ${subject.scenario.name}, with ${counted(faults, "fault")} and ${counted(records, "record")}.`,
    ];
    const repro = smallestRepro(subject, found, calling.nameOf(seed));
    writeOutputs([{ option: "--out", file, pieces: [reproText(repro, says)] }]);
  }
}
