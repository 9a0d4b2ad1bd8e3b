import type { SpringDocument, SpringEntry } from "./spring-document.ts";
import { springPaths } from "./spring-keys.ts";

/** A line of an environment: `NAME=value`, as in an env file, with or without `export`. */
const assignment = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*?)\s*$/;

/** Whether a text is an environment with Spring's variables in it: every line that says something assigns one. */
export function looksLikeEnvironment(text: string): boolean {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => !/^\s*(?:#.*)?$/.test(line));
  return (
    lines.length > 0 &&
    lines.every((line) => assignment.test(line)) &&
    lines.some((line) => /^\s*(?:export\s+)?SPRING_[A-Z0-9_]+\s*=/.test(line))
  );
}

/**
 * The variables of an env file. Spring reads `SPRING_KAFKA_PRODUCER_BATCHSIZE`, and with an underscore for each dash too,
 * which loses to the other; below `PROPERTIES_` every underscore is a dot of Kafka's.
 */
export function readEnvironment(text: string, file: string): readonly SpringDocument[] {
  const entries: SpringEntry[] = [];
  for (const [at, line] of text.split(/\r\n|\r|\n/).entries()) {
    const [, name, raw] = assignment.exec(line) ?? [];
    if (name === undefined || raw === undefined) continue;
    const meant = pathOfVariable(name);
    entries.push({ path: name, ...(meant === undefined ? {} : { meant }), value: unquoted(raw), file, line: at + 1 });
  }
  // The legacy form first, so that the other one wins wherever it stands.
  const ranked = entries.toSorted((one, other) => Number(isLegacy(other)) - Number(isLegacy(one)));
  return [{ file, line: 1, entries: ranked }];
}

const unquoted = (text: string): string => {
  const [, , quoted] = /^(["'])(.*)\1$/s.exec(text) ?? [];
  return quoted ?? text.replace(/\s+#.*$/, "");
};

const underProperties = /^SPRING_KAFKA_(PRODUCER_)?PROPERTIES_(.+)$/;

function pathOfVariable(name: string): string | undefined {
  const upper = name.replaceAll(".", "_").replaceAll("-", "").toUpperCase();
  const [, producer = "", rest] = underProperties.exec(upper) ?? [];
  if (rest !== undefined) {
    return `spring.kafka.${producer.toLowerCase().replace("_", ".")}properties.${rest.toLowerCase().replaceAll("_", ".")}`;
  }
  const [, stem = upper, index] = /^(.*?)_(\d+)$/.exec(upper) ?? [];
  const known = springPaths.find((path) => variablesOf(path).includes(stem));
  return known === undefined ? undefined : `${known}${index === undefined ? "" : `[${index}]`}`;
}

/** The names of variables for a path: Boot's own first, then the one with an underscore for each dash. */
const variablesOf = (path: string): readonly string[] =>
  ["", "_"].map((dash) => path.replaceAll("-", dash).replaceAll(".", "_").toUpperCase());

const isLegacy = ({ path, meant }: SpringEntry): boolean =>
  meant !== undefined && meant.includes("-") && path.toUpperCase() === variablesOf(meant.replace(/\[\d+\]$/, ""))[1];
