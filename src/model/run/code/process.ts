import type { NodeId, NoteKind } from "../../../sim/index.ts";
import type { TopicPartition } from "../../core/topic-partition.ts";
import type { RunContext } from "../context.ts";
import type { ApplicationPlan, CodePlan } from "../plan.ts";
import type { Message, Task } from "./api.ts";
import type { Positions } from "./inbox.ts";
import type { CodedWorld } from "./world.ts";

/** The process of an application that is given as code, as its lives see it. */
export interface Process {
  readonly plan: ApplicationPlan;
  readonly code: CodePlan;
  readonly node: NodeId;
  readonly context: RunContext;
  readonly world: CodedWorld;
  readonly positions: Positions;
  /** How many producers it has made so far, over all of its lives. */
  producers: number;
  /** Something has come of a send: what its present life does about it, in a turn of its own. */
  add(deed: () => void): void;
  /** Lets the next turn come when there is something to do. */
  arm(): void;
  note(kind: NoteKind, first: number, second?: number): void;
  /** A text in the trace, and all of it in the digest. */
  say(kind: NoteKind, text: string): void;
  random(low: number, high: number): number;
  applied(record: string): void;
  accepted(from: number, to: number): void;
  taskAt(position: number): Task;
  read(topicPartition: TopicPartition, offset: number): Message;
}
