import type { Instant, Scheduler, TimerId } from "../../sim/index.ts";
import type { ProducerLook } from "../producer/look.ts";
import type { ProducerAutomaton } from "../producer/seam.ts";

/** An application as it is between two events, for those who look on. */
export interface ApplicationLook {
  readonly doing: "sending" | "blocked" | "closing" | "down" | "done";
  /** Records of its workload that it is done with, and sends that are left, those that it makes again among them. */
  readonly sent: number;
  readonly left: number;
  /** When it goes on by itself. */
  readonly wakesAt: Instant | undefined;
  /** Its producer's present life; `undefined` while there is none. */
  readonly host: HostLook | undefined;
}

/** One life of a producer. */
export interface HostLook {
  /** Which of all lives of producers in the run, counted from 0. */
  readonly session: number;
  /** When its sender's thread goes on by itself. */
  readonly wakesAt: Instant | undefined;
  readonly producer: ProducerLook;
}

interface Host {
  readonly session: number;
  readonly producer: ProducerAutomaton;
  readonly timer: TimerId;
}

export const lookAtHost = (
  { session, producer, timer }: Host,
  scheduler: Pick<Scheduler<unknown>, "dueOf">,
): HostLook => ({ session, wakesAt: scheduler.dueOf(timer), producer: producer.look() });
