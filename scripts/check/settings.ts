import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { type SettingDescription, describeSettings } from "../../src/model/config/describe.ts";
import { definitions } from "../../src/model/config/definitions.ts";
import type { Finding, Gate } from "./gate.ts";

/** Where the types of a producer's settings lie, with what an editor shows of each. */
export const settingsModule = "src/model/config/producer-settings.ts";

/** What it should hold, as the formatter would leave it. */
export async function freshSettingsModule(root: string): Promise<string> {
  return formatted(moduleOf(describeSettings()), root);
}

async function formatted(text: string, root: string): Promise<string> {
  return format(text, { ...(await resolveConfig(join(root, settingsModule))), parser: "typescript" });
}

const moduleOf = (
  settings: readonly SettingDescription[],
): string => `// written by \`npm run settings\` from the tables beside it; the check fails when it is stale

/**
 * The settings of a producer under Kafka's names, with the types that the Java client gives them. Whatever is a number
 * or a truth value may be a text as well, which is read as the client reads it; null is what only code can say.
 */
export interface ProducerSettings {
${settings.map(memberOf).join("\n")}
}
`;

function memberOf(setting: SettingDescription): string {
  const { key, doc } = setting;
  return `  /**\n   * ${doc}\n   *\n${factsOf(setting)
    .map((fact) => `   * - ${fact}\n`)
    .join("")}   */\n  readonly ${JSON.stringify(key)}?: ${typeOf(setting)};`;
}

const units = { ms: "milliseconds", s: "seconds", bytes: "bytes" } as const;

function factsOf({ unit, defaults, range, effect }: SettingDescription): readonly string[] {
  const [old, now] = [defaults["java-3.9"], defaults["java-4.4"]];
  const shown = (value: string | null | undefined): string =>
    value === null ? "unset" : value === "" ? "empty" : `\`${value}\``;
  const only = old === undefined ? "java-4.4" : now === undefined ? "java-3.9" : undefined;
  const preset =
    only === undefined && old !== now
      ? `${shown(old)}, ${shown(now)} in java-4.4`
      : shown(old === undefined ? now : old);
  return [
    ...(unit === undefined ? [] : [`Unit: ${units[unit]}`]),
    `Default: ${preset}`,
    `Valid: ${range}`,
    ...(only === undefined ? [] : [`Known to ${only} only`]),
    ...(effect === "simulated" ? [] : [effect === "none" ? "Has no part in delivery" : "Not simulated"]),
  ];
}

function typeOf({ key, type, range }: SettingDescription): string {
  if (key === "acks") return `"all" | "-1" | "0" | "1" | -1 | 0 | 1 | null`;
  switch (type) {
    case "boolean":
      return "boolean | string | null";
    case "list":
      return "readonly string[] | string | null";
    case "short":
    case "int":
    case "long":
    case "double":
      return "number | bigint | string | null";
    default: {
      // The names are offered, and any other text is left to the client to refuse.
      const names = /^one of (.*?)(?:, in any case)?$/.exec(range)?.[1]?.split(", ") ?? [];
      const offered = names.map((name) => JSON.stringify(name));
      return offered.length === 0
        ? "string | null"
        : [...offered, "(string & Record<never, never>)", "null"].join(" | ");
    }
  }
}

/** Every setting has its documentation, and the types say what the tables do. */
export const settings: Gate = {
  name: "settings",
  async look(root) {
    const file = join(root, settingsModule);
    const fresh = await freshSettingsModule(root);
    const isStale = !existsSync(file) || readFileSync(file, "utf8") !== fresh;
    const findings: Finding[] = isStale
      ? [{ where: settingsModule, what: "is stale; renew it with: npm run settings" }]
      : [];
    const all = describeSettings();
    for (const { key, doc } of all) if (doc === "") findings.push({ where: key, what: "has no documentation" });
    const moved = all.map((setting) => (setting.key === "linger.ms" ? { ...setting, range: "0 to 1" } : setting));
    const planted = [
      { breach: "another range of linger.ms", caught: (await formatted(moduleOf(moved), root)) !== fresh },
      { breach: "a setting less", caught: (await formatted(moduleOf(all.slice(1)), root)) !== fresh },
    ];
    return { saw: definitions.length, findings, planted };
  },
};
