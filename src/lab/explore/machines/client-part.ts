import type { Response } from "../../../model/protocol.ts";
import { type ApplicationPlan, type RunPlan } from "../../../model/run/plan.ts";
import { RecordNames } from "../../../model/run/records.ts";
import { listed } from "../../../model/run/workload.ts";
import type { Instant } from "../../../sim/index.ts";
import { ActorPart } from "./actor-part.ts";
import type { Step } from "./automaton.ts";
import { type ClientInput, ClientMachine, type ClientOutcome, type ClientStanding } from "./client-machine.ts";
import type { Vocabulary } from "./vocabulary.ts";

export type ClientStep = Step<ClientOutcome>;

/** Clients that are alike but for their names, as the states that each of them can be in. */
export class ClientPart extends ActorPart<ClientInput, ClientOutcome, ClientStanding> {
  private readonly vocabulary: Vocabulary;

  constructor(plan: RunPlan, application: ApplicationPlan, vocabulary: Vocabulary) {
    const alone = aloneIn(plan, application);
    const machine = new ClientMachine(alone.plan, alone.application, vocabulary);
    super(machine, machine.truth);
    this.vocabulary = vocabulary;
  }

  standing(state: number): ClientStanding {
    return this.automaton.standing(state);
  }

  /** Something happens to it that says all there is to say. `time`: the number of `at`. */
  happens(state: number, kind: Plain, at: Instant, time: number): ClientStep {
    return this.automaton.step(state, codeOf(kind, time), () => ({ kind, at }));
  }

  /** Time moves on until it does something by itself. */
  advances(state: number): ClientStep {
    return this.automaton.step(state, codeOf("advance", 0), () => ({ kind: "advance" }));
  }

  answered(state: number, connection: number, message: number, at: Instant, time: number): ClientStep {
    return this.automaton.step(state, codeOf("answer", time, connection, message), () => {
      const response = this.vocabulary.messages.at(message) as Response;
      return { kind: "answer", at, connection, response };
    });
  }

  connectionTurned(state: number, connection: number, kind: News, at: Instant, time: number): ClientStep {
    return this.automaton.step(state, codeOf(kind, time, connection), () => ({ kind, at, connection }));
  }
}

type Plain = "begin" | "send" | "crash" | "restart";
export type News = "connected" | "refused" | "gone";

const kinds = ["begin", "send", "crash", "restart", "advance", "answer", "connected", "refused", "gone"] as const;

/** One whole number for an input: of these no two are alike while each part stays below its bound. */
const codeOf = (kind: (typeof kinds)[number], time: number, connection = 0, message = 0): number =>
  kinds.indexOf(kind) + 16 * (connection + 1_024 * (time + 1_048_576 * message));

/** A client by itself: its records are numbered from 0, so that clients which are alike have the same ones. */
export function aloneIn(plan: RunPlan, application: ApplicationPlan): Alone {
  const names = new RecordNames();
  const { workload } = application;
  const sends = Array.from({ length: workload.length }, (_, index) => {
    const planned = workload.send(index);
    return { ...planned, record: names.named(String(planned.record)) };
  });
  return { plan: { ...plan, names }, application: { ...application, workload: listed(sends) } };
}

interface Alone {
  readonly plan: RunPlan;
  readonly application: ApplicationPlan;
}

/** By the number that a client alone has for a record: the run's. */
export function recordIdsOf({ workload }: ApplicationPlan): readonly number[] {
  const ids: number[] = [];
  for (let index = 0; index < workload.length; index++) {
    const { record } = workload.send(index);
    if (!ids.includes(record)) ids.push(record);
  }
  return ids;
}

/** What two clients must have in common to be alike. */
export function likenessOf(application: ApplicationPlan): string {
  const { name, workload, behaviour, config, ...others } = application;
  void name;
  const ids = recordIdsOf(application);
  const sends = Array.from({ length: workload.length }, (_, index) => {
    const { topicPartition, record, ...send } = workload.send(index);
    return { ...send, to: topicPartition.name, record: ids.indexOf(record) };
  });
  return JSON.stringify({ sends, behaviour, config, others }, (_key, value: unknown) =>
    value === Infinity ? "Infinity" : value,
  );
}
