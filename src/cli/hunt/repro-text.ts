import { isMap } from "yaml";
import type { Repro } from "../../scenarios/spec.ts";
import { isPlain, yamlText } from "../text/yaml-text.ts";

/**
 * A repro as YAML that people read: a fault, a send and a tape take one line each. `says` stands above it as a comment,
 * line by line.
 */
export const reproText = (repro: Repro, says: readonly string[]): string =>
  yamlText(repro, says, (value) => isPlain(value) || (isMap(value) && value.items.length === 0));
