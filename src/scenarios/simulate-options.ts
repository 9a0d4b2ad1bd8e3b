import { distance } from "fastest-levenshtein";
import { BadInput } from "../input/bad-input.ts";

const optionNames = ["seed", "config", "profiles"];
const profileNames = ["broker", "producer"];

/**
 * Holds the arguments of `simulate` against what it takes: who calls it from JavaScript, or past the types, should hear
 * of a mistake, and not get a run that is not the one he meant.
 *
 * @throws BadInput that names the option, what it is and what it must be.
 */
export function checkArguments(what: unknown, options: unknown): void {
  if (typeof what !== "string" && !isMap(what)) {
    throw new BadInput(`what to simulate is ${shown(what)}, and must be the name of a story or a scenario`);
  }
  if (!isMap(options)) throw new BadInput(`the options are ${shown(options)}, and must be an object`);
  checkNames(options, optionNames, "");
  const { seed, config, profiles } = options;
  if (seed !== undefined && !isSeed(seed)) {
    throw new BadInput(`seed is ${shown(seed)}, and must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  }
  if (config !== undefined) checkConfig(config);
  if (profiles !== undefined) checkProfiles(profiles);
}

const isSeed = (value: unknown): boolean => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

type Known = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Known =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map);

function checkNames(given: Known, known: readonly string[], prefix: string): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const [near = ""] = known.toSorted((one, other) => distance(name, one) - distance(name, other));
    const hint = distance(name, near) <= 3 ? `did you mean ${prefix}${near}?` : `the options are ${known.join(", ")}`;
    throw new BadInput(`${prefix}${name} is no option of simulate; ${hint}`);
  }
}

/** Which keys there are is the client's business: it ignores the others, and the report says so. */
function checkConfig(config: unknown): void {
  if (!isMap(config)) {
    throw new BadInput(`config is ${shown(config)}, and must be an object of settings, such as { "linger.ms": 5 }`);
  }
  for (const [key, value] of Object.entries(config)) {
    if (isSetting(value)) continue;
    const right = "a text, a number, true or false, null, or a list of texts";
    throw new BadInput(`config["${key}"] is ${shown(value)}, and must be ${right}`);
  }
}

function isSetting(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((element) => typeof element === "string");
  return value === null || ["string", "number", "bigint", "boolean", "undefined"].includes(typeof value);
}

function checkProfiles(profiles: unknown): void {
  if (!isMap(profiles)) {
    throw new BadInput(`profiles is ${shown(profiles)}, and must be an object, such as { broker: "kafka-2.4" }`);
  }
  checkNames(profiles, profileNames, "profiles.");
  for (const [name, value] of Object.entries(profiles)) {
    if (value !== undefined && typeof value !== "string") {
      throw new BadInput(`profiles.${name} is ${shown(value)}, and must be the name of a profile`);
    }
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "object":
      return value === null ? "null" : value instanceof Map ? "a Map" : "an object";
    case "function":
      return "a function";
    case "string":
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
    default:
      return String(value);
  }
}
