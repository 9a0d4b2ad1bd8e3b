import type { Fault, SwarmProfile } from "./faults.ts";
import type { LinkSettings } from "./link.ts";
import type { Discipline, NetworkEvent } from "./network-events.ts";
import type { Streams } from "./prng.ts";
import type { Agenda } from "./scheduler.ts";
import type { Instant } from "./time.ts";
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
  /**
   * When faults are over: timed ones end by then, and chance strikes no message any more. Those planned by position, which
   * are so many and no more, strike whenever their message comes. What was done to a connection before stays done. A node
   * fault that never ends is the model's business. Never, unless given.
   */
  readonly healsAt?: Instant;
  readonly scheduler: Agenda<NetworkEvent<Body>>;
  readonly streams: Streams;
  readonly trace: Trace;
}
