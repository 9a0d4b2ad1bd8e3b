import type { JavaLine } from "../../../src/model/producer/client-behaviour.ts";

/** A version of kafka-clients that can be recorded. */
export interface RealVersion {
  readonly version: string;
  /** The folder of `recorder/lines` that fits it. */
  readonly sources: string;
  /** The producer here that is held against it. */
  readonly line: JavaLine;
}

export const realVersions: readonly RealVersion[] = [
  { version: "3.9.0", sources: "3.9", line: "java-3.9" },
  { version: "4.3.1", sources: "4.3", line: "java-4.4" },
  { version: "4.4.0", sources: "4.4", line: "java-4.4" },
];

export const realVersion = (version: string): RealVersion | undefined =>
  realVersions.find((known) => known.version === version);
