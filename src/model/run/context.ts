import type { Connection, Label, Network, NetworkEvent, NodeId, Scheduler, Streams, Trace } from "../../sim/index.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { ClusterMetadata, Request, Response } from "../protocol.ts";
import type { GroundTruth } from "./ground-truth.ts";
import type { Waiting } from "../producer/waits.ts";
import type { ApplicationLook } from "./look.ts";
import type { ApplicationPlan, RunPlan } from "./plan.ts";
import type { Standing } from "./stuck.ts";

export type Message = Request | Response;

/** Someone in the run who can be woken by a timer of his own. */
export interface Actor {
  /** The network node on which it runs: while that is paused, it waits. `undefined`: it runs beside the network. */
  readonly node: NodeId | undefined;
  wake(): void;
}

/** Everything that can come due in a run. */
export type RunEvent =
  | NetworkEvent<Message>
  | { readonly kind: "wake"; readonly actor: Actor }
  /** The end of what a timed fault did to a node: a pause is over, a process starts again. */
  | { readonly kind: "node-restored"; readonly node: NodeId; readonly action: NodeAction };

/** Whose event it is: while that node is paused, it waits. */
export function receiverOf(event: RunEvent): NodeId | undefined {
  switch (event.kind) {
    case "wake":
      return event.actor.node;
    case "arrival":
      return event.toServer ? event.connection.server : event.connection.client;
    case "connected":
    case "refused":
    case "gone":
      return event.connection.client;
    default:
      return undefined;
  }
}

/** What a timed fault can do to any node, by the name that fault plans use. */
const anyNodeActions = ["crash", "restart-clean", "restart-kill", "pause"] as const;
/** What it can do to a broker alone, while it lasts or when it ends. */
export const brokerActions = ["metadata-late", "fail-over", "follower-stalls"] as const;
export const nodeActions = [...anyNodeActions, ...brokerActions] as const;
export type NodeAction = (typeof nodeActions)[number];

/** The part of an actor that owns the client's end of connections. */
export interface ConnectionOwner {
  arrived(connection: Connection, response: Response): void;
  connectionChanged(connection: Connection, state: "connected" | "refused" | "gone"): void;
}

/** One life of a producer. */
export interface RunningProducer extends ConnectionOwner {
  /** Which of all lives of producers in the run, counted from 0. */
  readonly session: number;
  /** What of its records has no outcome, and whom it waits for. */
  waits(): readonly Waiting[];
}

/** An application's process, as faults and connections see it. */
export interface RunningApplication {
  readonly plan: ApplicationPlan;
  readonly node: NodeId;
  /** Its producer's present life; `undefined` while there is none. */
  readonly host: RunningProducer | undefined;
  /** What it is at; `undefined`: it has nothing left to do. */
  readonly standing: Standing | undefined;
  /** The process dies, and will start again or not. */
  crash(startsAgain: boolean): void;
  /** A new life after a crash. */
  restart(): void;
  /** It as it is now, for those who look on. */
  look(): ApplicationLook;
}

/** What actors ask of the clock and its agenda: they read it, and set timers of their own. */
export type ActorClock = Pick<
  Scheduler<RunEvent>,
  "now" | "nowMillis" | "timer" | "arm" | "disarm" | "dueOf" | "onlyTimersWait"
>;

/** What actors ask of the network. */
export type ActorNetwork = Pick<
  Network<Message>,
  "node" | "connect" | "send" | "close" | "hangUp" | "isRead" | "takeDown" | "bringUp"
>;

/**
 * What the actors of one run share. `Simulation` is the usual one; an exploration lets each actor live in a context of its
 * own, and so decides itself what happens between them.
 */
export interface RunContext {
  readonly plan: RunPlan;
  readonly scheduler: ActorClock;
  readonly network: ActorNetwork;
  readonly streams: Streams;
  readonly trace: Trace;
  readonly truth: GroundTruth;
  readonly topicPartitions: readonly TopicPartition[];
  readonly requestLabels: Readonly<Record<Request["api"], Label>>;
  readonly responseLabels: Readonly<Record<Response["api"], Label>>;
  /** The network node of the broker with this id. */
  brokerNode(brokerId: number): NodeId;
  /** The brokers and leaders that a bootstrapped client knows. */
  cluster(): ClusterMetadata;
  /** The last send of each named record, whoever made it: two applications may mean the same record. */
  readonly lastSends: Map<number, EarlierSend>;
  /** Numbers the lives of producers over the run. */
  nextSession(): number;
  /** One application has nothing left to do. */
  finished(): void;
}

export interface EarlierSend {
  readonly send: number;
  readonly session: number;
  readonly application: string;
}
