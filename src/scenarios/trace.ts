import { errors } from "../model/core/errors.ts";
import type { Simulation } from "../model/run/simulation.ts";
import { type FieldMeaning, type TraceEntry, formatTime } from "../sim/index.ts";
import { writtenFault } from "./faults.ts";
import type { RunResult } from "./run.ts";

/** A fault as its world writes it. */
export type WrittenFault = Readonly<Record<string, unknown>>;

/** Turns the numbers of a run's trace back into what they stand for. */
export interface TraceNames {
  node(id: number): string;
  label(id: number): string;
  record(id: number): string;
  partition(index: number): string;
  error(code: number): string;
  /** The name of an exception, or whatever else was said in words. */
  exception(number: number): string;
  consumer(index: number): string;
  /** As it is written in files. */
  fault(index: number): WrittenFault | undefined;
}

const errorNames: ReadonlyMap<number, string> = new Map(Object.values(errors).map(({ code, name }) => [code, name]));

export function traceNamesOf({ simulation }: Pick<RunResult, "simulation">): TraceNames {
  const { network, plan, topicPartitions, truth }: Simulation = simulation;
  return {
    node: (id) => network.nameOf(id as Parameters<typeof network.nameOf>[0]),
    label: (id) => network.labelName(id),
    record: (id) => plan.names.nameOf(id),
    partition: (index) => topicPartitions[index]?.name ?? `partition ${index}`,
    error: (code) => errorNames.get(code) ?? `error ${code}`,
    exception: (number) => truth.texts.textOf(number),
    consumer: (index) => plan.consumers[index]?.name ?? `consumer ${index}`,
    fault: (index) => {
      const fault = network.faults[index];
      return fault === undefined ? undefined : writtenFault(fault);
    },
  };
}

/** An entry of a trace with names in place of numbers: one line of a trace file. */
export interface NamedEntry {
  readonly atMicros: number;
  readonly kind: string;
  readonly [field: string]: string | number | WrittenFault;
}

export function namedEntry(entry: TraceEntry, names: TraceNames): NamedEntry {
  const fields = entry.kind.fields.map(([field, meaning], at) => [field, named(meaning, entry.values[at] ?? 0, names)]);
  return {
    atMicros: entry.at,
    kind: entry.kind.name,
    ...(Object.fromEntries(fields) as Record<string, string | number | WrittenFault>),
  };
}

function named(meaning: FieldMeaning, value: number, names: TraceNames): string | number | WrittenFault {
  switch (meaning) {
    case "node":
      return names.node(value);
    case "label":
      return names.label(value);
    case "record":
      return names.record(value);
    case "partition":
      return names.partition(value);
    case "error":
      return names.error(value);
    case "exception":
    case "text":
      return names.exception(value);
    case "consumer":
      return names.consumer(value);
    case "fault":
      return names.fault(value) ?? value;
    default:
      return value;
  }
}

/** An entry in one line for people: `30.105s  batch-sent  producer=shop partition=orders-0 …`. */
export function entryLine(entry: TraceEntry, names: TraceNames): string {
  const { atMicros: _at, kind, ...fields } = namedEntry(entry, names);
  const told = Object.entries(fields).map(
    ([field, value]) => `${field}=${typeof value === "object" ? JSON.stringify(value) : value}`,
  );
  return [formatTime(entry.at), kind, told.join(" ")].join("  ").trimEnd();
}
