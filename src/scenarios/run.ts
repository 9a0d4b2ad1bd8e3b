import { incrementSequence } from "../model/core/sequence.ts";
import type { TopicPartition } from "../model/core/topic-partition.ts";
import { circumstances } from "../model/properties/circumstances.ts";
import type { Answer } from "../model/run/answers.ts";
import type { Delivery } from "../model/run/ledger.ts";
import type { Violation } from "../model/run/violation.ts";
import type { MarkName } from "../model/run/marks.ts";
import { type End, Simulation } from "../model/run/simulation.ts";
import type { Instant } from "../sim/index.ts";
import type { Prepared } from "./compile.ts";
import { type Shortfall, shortfalls } from "./expectation.ts";
import { writtenFault } from "./faults.ts";
import type { FaultSpec, Repro } from "./spec.ts";
import { type UnusedFault, unusedFaults } from "./unused-faults.ts";

/** One entry of a log. */
export interface LogEntry {
  readonly offset: number;
  /** -1: written without a producer id. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly sequence: number;
  /** The application's id of the record: two entries with one are a duplicate. */
  readonly record: string;
}

export interface DeliveryReport {
  readonly record: string;
  readonly producer: string;
  readonly topicPartition: string;
  readonly outcome: Delivery["outcome"];
  /** -1: acknowledged, and nobody says where. */
  readonly offset: number | null;
  /** The simple name of the exception. */
  readonly error: string | null;
  readonly atMicros: number | null;
  /** How often its batch was written to a socket. */
  readonly attempts: number;
}

/** What a broker answered to a batch that it did not simply append: a duplicate, or one that it refused. */
export interface AnswerReport extends Omit<Answer, "at" | "error"> {
  readonly atMicros: number;
  /** Kafka's code and name of it; 0 and NONE for a duplicate. */
  readonly errorCode: number;
  readonly error: string;
}

/**
 * How a run is judged: as its scenario says, or as its properties say where it says nothing. `limit-reached`: it was cut
 * off before it had come to rest, and nothing had broken by then; whether its scenario's expectations and liveness would
 * have held nobody knows.
 */
export type Outcome = "as-expected" | "violated" | "limit-reached";

/** The limit that cut a run off, as its scenario has it. */
export type ReachedLimit =
  { readonly of: "events"; readonly limit: number } | { readonly of: "time"; readonly limit: string };

/** A violation with its judgement: whether the scenario, or the promise itself, had allowed for it. */
export interface JudgedViolation extends Violation {
  readonly allowed: boolean;
  /** Why the promise does not hold there, or what may have brought the breach about. */
  readonly because: readonly string[];
}

/** What came of one run. What is for people to read is put into words only when it is asked for: a hunt seldom does. */
export class RunResult {
  readonly prepared: Prepared;
  readonly simulation: Simulation;
  readonly end: End;
  readonly outcome: Outcome;
  readonly violations: readonly JudgedViolation[];
  /** In what the scenario's own expectations were not met; empty when they were, or when they bind nobody. */
  readonly shortfalls: readonly Shortfall[];

  constructor(prepared: Prepared, simulation: Simulation, end: End) {
    this.prepared = prepared;
    this.simulation = simulation;
    this.end = end;
    const { expect } = prepared.scenario;
    this.violations = simulation.truth.violations.map((violation) => judge(violation, prepared));
    const cutOff = end === "limit-reached" && expect?.limit !== true;
    const judged = prepared.asWritten && !cutOff;
    this.shortfalls = judged ? shortfalls(expect, prepared, this, this.violations) : [];
    const broken = this.shortfalls.length > 0 || this.violations.some(({ allowed }) => !allowed);
    this.outcome = broken ? "violated" : cutOff ? "limit-reached" : "as-expected";
  }

  /** The limit that cut the run off; `undefined`: it came to rest. */
  get limit(): ReachedLimit | undefined {
    if (this.end !== "limit-reached") return undefined;
    const { events, time } = this.prepared.scenario.limits;
    return this.events >= events ? { of: "events", limit: events } : { of: "time", limit: time };
  }

  get virtualTime(): Instant {
    return this.simulation.scheduler.now;
  }

  get events(): number {
    return this.simulation.scheduler.fired;
  }

  get digest(): string {
    return this.simulation.trace.digest.hex;
  }

  get faults(): readonly FaultSpec[] {
    return this.simulation.network.faults.map(writtenFault);
  }

  /** What the plan would have done, and could not. */
  get faultsUnused(): readonly UnusedFault[] {
    return unusedFaults(this.prepared, this.simulation);
  }

  get marks(): Partial<Record<MarkName, number>> {
    return this.simulation.truth.marks.toObject();
  }
}

/** Runs a prepared scenario to its end. */
export function run(prepared: Prepared): RunResult {
  const simulation = new Simulation(prepared.plan, prepared.seed);
  return new RunResult(prepared, simulation, simulation.run());
}

/** The entries of all logs, by topic partition. */
export const logsOf = (result: RunResult): Readonly<Record<string, readonly LogEntry[]>> =>
  Object.fromEntries(Object.entries(streamedLogsOf(result)).map(([name, entries]) => [name, [...entries]]));

/** The same, each entry made when it is asked for: of a run of millions they would not all fit beside it. */
export const streamedLogsOf = ({ simulation }: RunResult): Readonly<Record<string, Iterable<LogEntry>>> =>
  Object.fromEntries(
    simulation.topicPartitions.map((topicPartition) => [
      topicPartition.name,
      { [Symbol.iterator]: () => entriesOf(simulation, topicPartition) },
    ]),
  );

function* entriesOf({ broker, plan }: Simulation, topicPartition: TopicPartition): Generator<LogEntry> {
  for (const { baseOffset, batch } of broker.broker.log(topicPartition)) {
    const { producerId, producerEpoch, baseSequence } = batch;
    for (const [at, { id }] of batch.records.entries()) {
      const sequence = baseSequence < 0 ? baseSequence : incrementSequence(baseSequence, at);
      yield { offset: baseOffset + at, producerId, producerEpoch, sequence, record: plan.names.nameOf(id) };
    }
  }
}

export const deliveriesOf = (result: RunResult): readonly DeliveryReport[] => [...streamedDeliveriesOf(result)];

/** The same, each made when it is asked for. */
export const streamedDeliveriesOf = ({ simulation }: RunResult): Iterable<DeliveryReport> => ({
  [Symbol.iterator]: () => deliveryReports(simulation),
});

function* deliveryReports({ truth, plan }: Simulation): Generator<DeliveryReport> {
  for (const { record, producer, outcome, offset, error, at, attempts } of truth.deliveries) {
    yield {
      record: plan.names.nameOf(record.id),
      producer,
      topicPartition: record.topicPartition.name,
      outcome,
      offset: offset ?? null,
      error: error ?? null,
      atMicros: at ?? null,
      attempts,
    };
  }
}

/** What the broker answered to batches that it did not simply append: the first thousand of them. */
export const answersOf = ({ simulation }: RunResult): readonly AnswerReport[] =>
  simulation.truth.answers.kept.map(({ at, error, ...answer }) => ({
    atMicros: at,
    ...answer,
    errorCode: error.code,
    error: error.name,
  }));

/** The run as a repro: its faults made explicit, its delays and jitter on tapes. Only of a run that recorded them. */
export function reproOf(result: RunResult): Repro {
  const { prepared, simulation, digest } = result;
  const { expect, swarm: _, ...effective } = prepared.effective;
  return {
    schema: "onceproof.repro/1",
    // Title and expectations hold for the scenario as it was written, not for other settings.
    scenario: {
      ...effective,
      seed: prepared.seed,
      title: prepared.asWritten ? effective.title : "",
      ...(prepared.asWritten && expect !== undefined ? { expect } : {}),
    },
    faults: [...result.faults],
    tapes: Object.fromEntries(Object.entries(simulation.recordedTapes()).map(([name, drawn]) => [name, [...drawn]])),
    digest,
  };
}

function judge(violation: Violation, prepared: Prepared): JudgedViolation {
  const { property, excuses, hints } = violation;
  const because = [...excuses, ...hints].map((circumstance) => circumstances[circumstance]);
  // With other settings the scenario means nothing by it, nor does a repro of such a run.
  const meant = prepared.asWritten && prepared.scenario.expect?.violations.includes(property) === true;
  return { ...violation, allowed: meant || excuses.length > 0, because };
}
