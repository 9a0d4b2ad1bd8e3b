import { distance } from "fastest-levenshtein";
import { BadInput } from "../input/bad-input.ts";

/** A call that takes a scenario and options: its name, and the names of all options that it knows. */
export interface Call {
  readonly name: string;
  readonly options: readonly string[];
}

const simulateCall: Call = { name: "simulate", options: ["seed", "config", "profiles", "applications", "properties"] };
const profileNames = ["broker", "producer"];

/**
 * Holds the arguments of `simulate`, or of a call like it, against what it takes: who calls it from JavaScript, or past
 * the types, should hear of a mistake, and not get a run that is not the one he meant.
 *
 * @throws BadInput that names the option, what it is and what it must be.
 */
export function checkArguments(what: unknown, options: unknown, call: Call = simulateCall): void {
  if (typeof what !== "string" && !isMap(what)) {
    throw new BadInput(`what to simulate is ${shown(what)}, and must be the name of a story or a scenario`);
  }
  if (!isMap(options)) throw new BadInput(`the options are ${shown(options)}, and must be an object`);
  checkNames(options, call.options, "", call.name);
  const { seed, config, profiles } = options;
  if (seed !== undefined && !isSeed(seed)) {
    throw new BadInput(`seed is ${shown(seed)}, and must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  }
  if (config !== undefined) checkConfig(config);
  if (profiles !== undefined) checkProfiles(profiles, call.name);
  checkCode("applications", options["applications"], "start", "application({ name, start(app) { … } })");
  checkCode("properties", options["properties"], "begin", "property({ name, promise, begin(facts) { … } })");
}

const isSeed = (value: unknown): boolean => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

type Known = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Known =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map);

function checkNames(given: Known, known: readonly string[], prefix: string, call: string): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const [near = ""] = known.toSorted((one, other) => distance(name, one) - distance(name, other));
    const hint = distance(name, near) <= 3 ? `did you mean ${prefix}${near}?` : `the options are ${known.join(", ")}`;
    throw new BadInput(`${prefix}${name} is no option of ${call}; ${hint}`);
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

function checkCode(option: string, given: unknown, method: string, example: string): void {
  if (given === undefined) return;
  const right = `must be a list of what ${example} gives`;
  if (!Array.isArray(given)) throw new BadInput(`${option} is ${shown(given)}, and ${right}`);
  for (const [at, code] of given.entries()) {
    if (isMap(code) && typeof code["name"] === "string" && typeof code[method] === "function") continue;
    throw new BadInput(`${option}[${at}] is ${shown(code)}, and ${right}`);
  }
}

function checkProfiles(profiles: unknown, call: string): void {
  if (!isMap(profiles)) {
    throw new BadInput(`profiles is ${shown(profiles)}, and must be an object, such as { broker: "kafka-2.4" }`);
  }
  checkNames(profiles, profileNames, "profiles.", call);
  for (const [name, value] of Object.entries(profiles)) {
    if (value !== undefined && typeof value !== "string") {
      throw new BadInput(`profiles.${name} is ${shown(value)}, and must be the name of a profile`);
    }
  }
}

export function shown(value: unknown): string {
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
