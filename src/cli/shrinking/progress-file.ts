import { rmSync } from "node:fs";
import type { Shrinking } from "../../lab/shrink.ts";
import type { Case } from "../../lab/shrinking/case.ts";
import { type Progress, progressOf, readProgress } from "../../lab/shrinking/progress.ts";
import { BadInput } from "../../input/bad-input.ts";
import { isFile, readText, writeOutputs } from "../files.ts";

/** Milliseconds between two saves. */
const between = 250;

/**
 * Where a search for a smaller run keeps how far it is, beside the file that it is to write: whatever ends the process,
 * `--resume` goes on from there. It goes away with the end of the search.
 */
export class ProgressFile {
  readonly file: string;
  private readonly about: Pick<Progress, "of" | "fingerprint">;
  private saved = performance.now();

  constructor(out: string, about: Pick<Progress, "of" | "fingerprint">) {
    this.file = `${out}.shrinking`;
    this.about = about;
  }

  /** What an earlier search left. @throws BadInput where there is nothing, or it is about something else. */
  read(): Shrinking<Case> {
    if (!isFile(this.file)) {
      throw new BadInput(`--resume: there is no ${this.file} to go on with; leave out --resume`);
    }
    const { scenario, tapes, cursor, tried, kept } = readProgress(this.file, readText(this.file), this.about);
    return { smallest: { scenario, tapes }, cursor, tried, kept };
  }

  /** Keeps how far it is, but not every time that it is asked to. */
  reached(state: Shrinking<Case>): void {
    if (performance.now() - this.saved < between) return;
    this.save(state);
  }

  save(state: Shrinking<Case>): void {
    const pieces = [`${JSON.stringify(progressOf(state, this.about))}\n`];
    writeOutputs([{ option: "--out", file: this.file, pieces }]);
    this.saved = performance.now();
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }
}
