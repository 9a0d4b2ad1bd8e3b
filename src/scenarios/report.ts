import type { ConfigNotice, ResolvedConfig } from "../model/config/verdict.ts";
import {
  type AnswerReport,
  type DeliveryReport,
  type LogEntry,
  type Outcome,
  type ReachedLimit,
  type RunResult,
  answersOf,
  deliveriesOf,
  logsOf,
  streamedDeliveriesOf,
  streamedLogsOf,
} from "./run.ts";
import type { FaultSpec } from "./spec.ts";
import type { Settle } from "./settle.ts";
import type { UnusedFault } from "./unused-faults.ts";
import { type WaitReport, waitsOf } from "./waits.ts";

/** One broken promise in a report. */
export interface ReportedViolation {
  readonly property: string;
  readonly kind: "safety" | "liveness";
  readonly atMicros: number;
  readonly subject: string;
  /** Whether the scenario meant it, or the promise does not hold in such a run. */
  readonly expected: boolean;
  /** What would have kept the promise. */
  readonly wanted: string;
  readonly got: string;
  /** Why the promise does not hold there, or what may have brought the breach about. */
  readonly because: readonly string[];
  /** The command that shows it again. */
  readonly replay: string;
}

/** `run --json`: one object (design: `onceproof.run/1`). */
export interface RunReport {
  readonly schema: "onceproof.run/1";
  readonly scenario: string;
  readonly seed: number;
  readonly profiles: { readonly broker: string; readonly producer: string };
  /** By producer: the settings in force under Kafka's names. */
  readonly config: Readonly<Record<string, ResolvedConfig["inForce"]>>;
  /** Whether the run is the scenario as it is written; with other settings or profiles, what it says of itself may not hold. */
  readonly asWritten: boolean;
  readonly outcome: Outcome;
  /** The limit that cut the run off, before it had come to rest. */
  readonly limitReached: ReachedLimit | null;
  /** The two phases that it was held to come to rest in. */
  readonly settle: Settle | null;
  /** Who waited for whom when a limit, or the bound after the faults, ended it. */
  readonly waits: readonly WaitReport[];
  readonly virtualMicros: number;
  readonly events: number;
  readonly digest: string;
  readonly logs: Readonly<Record<string, readonly LogEntry[]>>;
  readonly deliveries: readonly DeliveryReport[];
  /** What the broker answered to batches that it did not simply append: at most a thousand. */
  readonly answers: readonly AnswerReport[];
  /** How many more there were. */
  readonly answersLeftOut: number;
  readonly faults: readonly FaultSpec[];
  /** Planned faults that never struck, or struck when the run was over, with what came instead. */
  readonly faultsUnused: readonly UnusedFault[];
  readonly violations: readonly ReportedViolation[];
  readonly marks: Readonly<Record<string, number>>;
  /** Producers that never started, for the client refuses their settings. */
  readonly refusals: readonly {
    readonly producer: string;
    readonly error: string;
    readonly key: string;
    readonly message: string;
  }[];
  /** What consumers did with what they read. */
  readonly consumers: Readonly<
    Record<string, readonly { readonly record: string; readonly offset: number; readonly applied: boolean }[]>
  >;
  /** What a user may not expect of his settings. */
  readonly notices: readonly {
    readonly producer: string;
    readonly kind: ConfigNotice["kind"];
    readonly key: string;
    readonly message: string;
  }[];
  /** In what the scenario's own expectations were not met. */
  readonly shortfalls: readonly string[];
}

/** A report whose long lists are made when they are asked for: one that is written, not kept. */
export interface StreamedReport extends Omit<RunReport, "logs" | "deliveries"> {
  readonly logs: Readonly<Record<string, Iterable<LogEntry>>>;
  readonly deliveries: Iterable<DeliveryReport>;
}

/** A run as plain data. `replay` is the command that repeats it. */
export const reportOf = (result: RunResult, replay: string): RunReport => ({
  ...streamedReportOf(result, replay),
  logs: logsOf(result),
  deliveries: deliveriesOf(result),
});

const violationsOf = ({ violations }: RunResult, replay: string): readonly ReportedViolation[] =>
  violations.map(({ property, kind, at, subject, expected, got, allowed, because }) => ({
    property,
    kind,
    atMicros: at,
    subject,
    expected: allowed,
    wanted: expected,
    got,
    because,
    replay,
  }));

/** The same, key by key, without holding all of it at once. */
export function streamedReportOf(result: RunResult, replay: string): StreamedReport {
  const { prepared, simulation, marks } = result;
  const { names } = simulation.plan;
  const answers = answersOf(result);
  return {
    schema: "onceproof.run/1",
    scenario: prepared.scenario.name,
    seed: simulation.seed,
    profiles: prepared.profiles,
    config: prepared.inForce,
    asWritten: prepared.asWritten,
    outcome: result.outcome,
    limitReached: result.limit ?? null,
    settle: prepared.settle ?? null,
    waits: waitsOf(result),
    virtualMicros: result.virtualTime,
    events: result.events,
    digest: result.digest,
    logs: streamedLogsOf(result),
    deliveries: streamedDeliveriesOf(result),
    answers,
    answersLeftOut: simulation.truth.answers.count - answers.length,
    faults: result.faults,
    faultsUnused: result.faultsUnused,
    violations: violationsOf(result, replay),
    marks,
    refusals: prepared.refusals.map(({ producer, refusal: { error, key, message } }) => ({
      producer,
      error,
      key,
      message,
    })),
    consumers: Object.fromEntries(
      simulation.consumers.map(({ plan, applications }) => [
        plan.name,
        applications.map(({ record, offset, applied }) => ({ record: names.nameOf(record), offset, applied })),
      ]),
    ),
    notices: prepared.notices.map(({ producer, notice: { kind, key, message } }) => ({ producer, kind, key, message })),
    shortfalls: result.shortfalls.map(({ text }) => text),
  };
}
