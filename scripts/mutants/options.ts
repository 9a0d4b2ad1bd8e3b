import { parseArgs } from "node:util";
import { distance } from "fastest-levenshtein";

export type Command =
  | {
      readonly kind: "run" | "list";
      readonly only: readonly string[];
      /** Only mutants of the producer. */
      readonly producer: boolean;
      readonly json: boolean;
    }
  /** What a copy of the project is asked: one hunt, on the code as it stands there. */
  | { readonly kind: "hunt"; readonly name: string }
  | { readonly kind: "bad-usage"; readonly because: string };

/** Reads the options; names that are none are bad usage, each with the nearest one. */
export function commandOf(args: readonly string[], mutants: readonly string[], hunts: readonly string[]): Command {
  const read = optionsOf(args);
  if (typeof read === "string") return { kind: "bad-usage", because: read };
  const { list = false, json = false, producer = false, only = [], hunt } = read;
  if (hunt !== undefined) {
    if (list || json || producer || only.length > 0)
      return { kind: "bad-usage", because: "--hunt goes with no other option" };
    if (!hunts.includes(hunt)) return { kind: "bad-usage", because: unknown("hunt", hunt, hunts) };
    return { kind: "hunt", name: hunt };
  }
  const strange = only.find((name) => !mutants.includes(name));
  if (strange !== undefined) return { kind: "bad-usage", because: unknown("mutant", strange, mutants) };
  return { kind: list ? "list" : "run", only, producer, json };
}

function optionsOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: "string", multiple: true },
        list: { type: "boolean" },
        json: { type: "boolean" },
        producer: { type: "boolean" },
        hunt: { type: "string" },
      },
    }).values;
  } catch (error) {
    const [first = "these options cannot be read"] = String(error instanceof Error ? error.message : error).split("\n");
    return first.replace(/\.? To specify .*$/, "");
  }
}

function unknown(what: string, name: string, names: readonly string[]): string {
  const [nearest = "none"] = names.toSorted((one, other) => distance(one, name) - distance(other, name));
  return `there is no ${what} ${JSON.stringify(name)}; the nearest is ${nearest}`;
}
