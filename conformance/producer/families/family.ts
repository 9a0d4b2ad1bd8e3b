import type { Script } from "../script.ts";
import type { Luck } from "./luck.ts";

/** A script without its name. */
export type Draft = Omit<Script, "id" | "kind">;

/** A kind of scripts, drawn at random. */
export interface Family {
  readonly name: string;
  /** What it tries, for the report. */
  readonly about: string;
  /** How many of 100 scripts are of this family. */
  readonly share: number;
  readonly draw: (luck: Luck) => Draft;
}
