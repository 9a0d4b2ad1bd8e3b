import type { Instant, Trace } from "../../sim/index.ts";
import type { LogView } from "../properties/log-view.ts";
import type { Property, Reader } from "../properties/property.ts";
import type { Json } from "./code/storage.ts";
import type { RecordNames } from "./records.ts";

export interface GroundTruthOptions {
  readonly names: RecordNames;
  readonly trace: Trace;
  readonly now: () => Instant;
  readonly brokerNode: number;
  readonly keepHistory: boolean;
  readonly consumers: readonly Reader[];
  /** What lies in the logs at the time. */
  readonly logView: () => LogView;
  /** What has come through to a storage, by its name; nothing unless given. */
  readonly storage?: (name: string) => ReadonlyMap<string, Json>;
  /** What it is held to; to everything unless given. */
  readonly properties?: readonly Property[];
}
