import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { BadInput } from "../input/bad-input.ts";
import { chunked } from "./pieces.ts";

/** Reads a text file that a user named. @throws BadInput where that cannot be done. */
export const readText = (file: string): string => contentOf(file).toString("utf8");

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new BadInput(`${file}: cannot be read, for ${reason(error)}; give the path of a file that can be`);
  }
}

/**
 * Reads a file of settings: YAML as UTF-8, properties as Java reads them, in ISO-8859-1, unless they are plainly meant to
 * be UTF-8. @throws BadInput where that cannot be done.
 */
export function readSettingsText(file: string): string {
  const bytes = contentOf(file);
  const isUnicode = /\.ya?ml$/i.test(file) || isUtf8(bytes);
  return bytes.toString(isUnicode ? "utf8" : "latin1");
}

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** A file that a user wants written. */
export interface Output {
  /** The option that names it. */
  readonly option: string;
  readonly file: string;
  /** Its text in pieces, for together they may be longer than a string can be. */
  readonly pieces: Iterable<string>;
}

/** A file that is read, or will be written, and by which word of the command. */
export type Named = Pick<Output, "option" | "file">;

/**
 * Refuses outputs that would overwrite what the command reads, or each other. What is no ordinary file (`/dev/null`) can
 * be named as often as one likes. @throws BadInput that names both.
 */
export function checkOutputs(outputs: readonly Named[], inputs: readonly Named[]): void {
  const taken = [...inputs];
  for (const output of outputs) {
    const other = isSpecial(output.file) ? undefined : taken.find(({ file }) => isSame(file, output.file));
    if (other !== undefined) {
      const does = inputs.includes(other) ? "is read as" : "is already written by";
      throw new BadInput(`${output.option} ${output.file}: ${does} ${other.option}; give another path`);
    }
    taken.push(output);
  }
}

/** By whatever path, link or spelling. */
function isSame(one: string, other: string): boolean {
  const [here, there] = [statSync(one, { throwIfNoEntry: false }), statSync(other, { throwIfNoEntry: false })];
  if (here !== undefined && there !== undefined) return here.dev === there.dev && here.ino === there.ino;
  return here === there && placeOf(one) === placeOf(other);
}

/** Where a file will be that is not there yet. */
function placeOf(file: string): string {
  try {
    return join(realpathSync(dirname(file)), basename(file));
  } catch {
    return resolve(file);
  }
}

/**
 * Writes all of them whole, or none: each under a name beside its own first, and only when all are there do they get
 * their names, so that nobody ever reads half of one. What is no ordinary file (`/dev/stdout`) is written to as it is.
 *
 * @throws BadInput that names the one that cannot be written.
 */
export function writeOutputs(outputs: readonly Output[]): void {
  const parts: Part[] = [];
  try {
    for (const output of outputs) if (!isSpecial(output.file)) parts.push(writtenBeside(output));
    for (const output of outputs) if (isSpecial(output.file)) writeSpecial(output);
    rename(parts);
    for (const { before } of parts) rmSync(before, { force: true });
  } finally {
    for (const { beside } of parts) rmSync(beside, { force: true });
  }
}

interface Part {
  readonly file: string;
  /** Where the text lies until all texts are written. */
  readonly beside: string;
  /** Where the file that was there before is kept until all have their names. */
  readonly before: string;
}

function isSpecial(file: string): boolean {
  const there = statSync(file, { throwIfNoEntry: false });
  return there !== undefined && !there.isFile() && !there.isDirectory();
}

function writtenBeside({ file, pieces }: Output): Part {
  const path = (ending: string): string => join(dirname(file), `.${basename(file)}.${process.pid}.${ending}`);
  const part = { file, beside: path("part"), before: path("before") };
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
      throw Object.assign(new Error("directory"), { code: "EISDIR" });
    }
    writePieces(part.beside, pieces);
    return part;
  } catch (error) {
    rmSync(part.beside, { force: true });
    throw unwritable(file, error);
  }
}

function writeSpecial({ file, pieces }: Output): void {
  try {
    writePieces(file, pieces);
  } catch (error) {
    if (codeOf(error) !== "EPIPE") throw unwritable(file, error); // whoever read it has gone away
  }
}

function writePieces(file: string, pieces: Iterable<string>): void {
  const descriptor = openSync(file, "w");
  try {
    for (const chunk of chunked(pieces)) writeFileSync(descriptor, chunk);
  } finally {
    closeSync(descriptor);
  }
}

/** Gives the parts their names. Where one cannot have it, those that already have theirs give them back. */
function rename(parts: readonly Part[]): void {
  const named: Part[] = [];
  for (const part of parts) {
    const { file, beside, before } = part;
    try {
      // The last one, and so the only one, simply takes its place: it never has to be given back.
      if (part !== parts.at(-1) && isFile(file)) renameSync(file, before);
      renameSync(beside, file);
      named.push(part);
    } catch (error) {
      if (isFile(before)) renameSync(before, file);
      for (const done of named) giveBack(done);
      throw unwritable(file, error);
    }
  }
}

function giveBack({ file, before }: Part): void {
  if (isFile(before)) renameSync(before, file);
  else rmSync(file, { force: true });
}

/** The complaint about a file that cannot be written. */
export const unwritable = (file: string, error: unknown): BadInput =>
  new BadInput(`${file}: cannot be written, for ${reason(error)}; give the path of a file that can be`);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  EACCES: "that is not allowed",
  EPERM: "that is not allowed",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
};

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");

function reason(error: unknown): string {
  return reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}
