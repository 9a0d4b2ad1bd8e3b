import type { Fault, SwarmProfile } from "./faults.ts";
import type { LinkSettings } from "./link.ts";
import type { Discipline, NetworkEvent } from "./network-events.ts";
import type { Streams } from "./prng.ts";
import type { Agenda } from "./scheduler.ts";
import type { Trace } from "./trace.ts";

export interface NetworkOptions<Body> {
  readonly discipline: Discipline;
  readonly nodes: readonly string[];
  /** The kinds of message that travel, in an order that never changes: it is part of the digest. */
  readonly labels: readonly string[];
  readonly link: (from: string, to: string) => LinkSettings;
  readonly swarm: SwarmProfile;
  /** Faults by position and by time, applied before chance. */
  readonly plan: readonly Fault[];
  readonly scheduler: Agenda<NetworkEvent<Body>>;
  readonly streams: Streams;
  readonly trace: Trace;
}
