import { execFileSync } from "node:child_process";

/** A field as Kafka's message definitions write it, as far as bytes depend on it. */
export interface Definition {
  readonly name: string;
  readonly type: string;
  readonly versions: string;
  readonly nullableVersions?: string;
  readonly taggedVersions?: string;
  readonly tag?: number;
  readonly default?: string | number | boolean;
  readonly fields?: readonly Definition[];
}

export interface MessageDefinition {
  readonly apiKey: number;
  readonly name: string;
  readonly validVersions: string;
  readonly flexibleVersions: string;
  readonly fields: readonly Definition[];
  readonly commonStructs?: readonly Definition[];
}

/** The definition of a message by its name, `ProduceRequest`. */
export type Definitions = (name: string) => MessageDefinition;

/** The definitions in a kafka-clients jar, read with `unzip`. */
export function readDefinitions(jar: string): Definitions {
  return (name) => {
    const entry = `common/message/${name}.json`;
    const text = execFileSync("unzip", ["-p", jar, entry], { encoding: "utf8", maxBuffer: 1 << 24 });
    return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, "")) as MessageDefinition;
  };
}
