import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Came } from "./came.ts";

/** What real clients came to on the scripts of the comparison. */
export interface Measured {
  readonly broker: string;
  readonly date: string;
  /** By client: which version was measured. */
  readonly versions: Readonly<Record<string, string>>;
  /** By subject and script. */
  readonly came: Readonly<Record<string, Readonly<Record<string, Came>>>>;
}

const file = join(import.meta.dirname, "measured.json");

export const readMeasured = (): Measured => JSON.parse(readFileSync(file, "utf8")) as Measured;

export function writeMeasured({ came, ...head }: Measured): void {
  const runs = Object.entries(came).map(([subject, scripts]) => {
    const lines = Object.entries(scripts).map(
      ([script, one]) => `      ${JSON.stringify(script)}: ${JSON.stringify(one)}`,
    );
    return `    ${JSON.stringify(subject)}: {\n${lines.join(",\n")}\n    }`;
  });
  const text = JSON.stringify(head, null, 2).slice(0, -2);
  writeFileSync(file, `${text},\n  "came": {\n${runs.join(",\n")}\n  }\n}\n`);
}
