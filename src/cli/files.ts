import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { BadInput } from "../input/bad-input.ts";

/** Reads a text file that a user named. @throws BadInput where that cannot be done. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new BadInput(`${file}: cannot be read, for ${reason(error)}; give the path of a file that can be`);
  }
}

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * Writes a whole file or none: under a name beside it first, then renamed, so that nobody ever reads half of it. Where
 * the path is no ordinary file (`/dev/stdout`), it is written to as it is. @throws BadInput where that cannot be done.
 */
export function writeText(file: string, text: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  const special = there !== undefined && !there.isFile() && !there.isDirectory();
  const beside = special ? file : join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  try {
    if (there?.isDirectory() === true) throw Object.assign(new Error("directory"), { code: "EISDIR" });
    writeFileSync(beside, text);
    if (!special) renameSync(beside, file);
  } catch (error) {
    if (special && codeOf(error) === "EPIPE") return; // whoever read it has gone away
    if (!special) rmSync(beside, { force: true });
    throw new BadInput(`${file}: cannot be written, for ${reason(error)}; give the path of a file that can be`);
  }
}

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
