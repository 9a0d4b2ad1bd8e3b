import type { ClientLine, Definition, Demand } from "../../src/model/config/definition.ts";
import { defaultOf, definitionsOf } from "../../src/model/config/definitions.ts";
import type { RealDefinition } from "./real.ts";

/** How our table of settings differs from what the real client defines; nothing where it does not. */
export function definitionDifferences(line: ClientLine, real: readonly RealDefinition[]): readonly string[] {
  const ours = [...definitionsOf(line).values()];
  const names = (of: readonly { readonly key: string }[]): string => of.map(({ key }) => key).join(" ");
  const order = names(ours) === names(real) ? [] : [`keys: real ${names(real)}, ours ${names(ours)}`];
  const parts = real.flatMap((theirs) => {
    const mine = definitionsOf(line).get(theirs.key);
    return mine === undefined ? [] : differencesOf(mine, theirs, line);
  });
  return [...order, ...parts];
}

function differencesOf(ours: Definition, real: RealDefinition, line: ClientLine): readonly string[] {
  const preset = defaultOf(ours, line);
  const shownDefault = preset !== null && ours.type === "list" ? preset.replaceAll(/\s*,\s*/g, ",") : preset;
  const demand = line === "java-4.4" ? (ours.demand44 ?? ours.demand) : ours.demand;
  const pairs: readonly (readonly [what: string, ours: string | null, real: string | null])[] = [
    ["type", ours.type, real.type],
    ["default", shownDefault, real.default],
    ["validator", validatorText(demand, ours, line), real.validator],
  ];
  return pairs
    .filter(([, mine, theirs]) => mine !== theirs)
    .map(([what, mine, theirs]) => `${ours.key} ${what}: real ${theirs}, ours ${mine}`);
}

/** A demand in the words of the client's own validators, for which lists have none. */
function validatorText(demand: Demand | undefined, { type }: Definition, line: ClientLine): string | null {
  if (type === "list") return line === "java-4.4" ? "" : demand === undefined ? null : "non-null string";
  if (demand === undefined) return null;
  const shown = (limit: number): string => (type === "double" && Number.isInteger(limit) ? `${limit}.0` : `${limit}`);
  switch (demand.kind) {
    case "at-least":
      return `[${shown(demand.least)},...]`;
    case "between": {
      const or = demand.or === undefined ? "" : ` or ${demand.or}`;
      return `[${shown(demand.least)},...,${shown(demand.most)}]${or}`;
    }
    case "one-of":
      return `${demand.ignoringCase ? "(case insensitive) " : ""}[${demand.names.join(", ")}]`;
    case "not-empty":
      return "non-empty string";
    case "not-null":
      return "non-null string";
  }
}
