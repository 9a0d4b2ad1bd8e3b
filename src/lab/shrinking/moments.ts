import { notes } from "../../model/run/notes.ts";
import { faultSentence } from "../../scenarios/fault-text.ts";
import type { RunResult } from "../../scenarios/run.ts";
import { traceNamesOf } from "../../scenarios/trace.ts";
import { type NoteKind, type TraceEntry, networkNotes } from "../../sim/index.ts";
import type { Finding } from "../fingerprint.ts";
import { type Counterfactual, leftOutText } from "./counterfactuals.ts";
import { Sightings } from "./sightings.ts";

/** One event of a run that has to do with its failure. */
export interface Moment {
  readonly atMicros: number;
  readonly text: string;
  /** Why it matters; empty: it speaks for itself. */
  readonly why: string;
}

type Telling = (entry: TraceEntry) => Omit<Moment, "atMicros"> | undefined;

/**
 * The events of a small run that lead to its failure, in order: what was sent, stored, refused and told, what was done to
 * the run and what happens without it. Only of a run whose trace was kept.
 */
export function momentsOf(
  result: RunResult,
  finding: Finding,
  counterfactuals: readonly Counterfactual[],
): readonly Moment[] {
  const tellings = new Map([...faultTellings(result, counterfactuals), ...modelTellings(new Sightings(result))]);
  const moments: Moment[] = [];
  let isOver = false;
  for (const entry of result.simulation.trace.entries) {
    if (entry.at > finding.atMicros && !isOver) {
      isOver = true;
      moments.push(breachOf(finding));
    }
    const told = tellings.get(entry.kind)?.(entry);
    if (told !== undefined) moments.push({ atMicros: entry.at, ...told });
  }
  return isOver ? moments : [...moments, breachOf(finding)];
}

const breachOf = ({ property, got, atMicros }: Finding): Moment => ({
  atMicros,
  text: `${property} breaks: ${got}`,
  why: "the failure",
});

/** What was done to the run. A fault shows in the trace where it strikes, or where the message that it strikes is sent. */
function faultTellings(
  result: RunResult,
  counterfactuals: readonly Counterfactual[],
): readonly (readonly [NoteKind, Telling])[] {
  const names = traceNamesOf(result);
  const { faults } = result;
  const told = new Set<number>();
  const tell = (at: number): ReturnType<Telling> => {
    const fault = faults[at];
    if (fault === undefined || told.has(at)) return undefined;
    told.add(at);
    const text = faultSentence(fault).replace(/^at \S+ /, "");
    const known = counterfactuals.find(({ kind, without }) => kind === "fault" && without === faultSentence(fault));
    return { text, why: known === undefined ? "" : leftOutText(known) };
  };
  const atMessage: Telling = ({ values: [from = 0, to = 0, label = 0, occurrence = 0] }) => {
    const address = `${names.node(from)}>${names.node(to)} ${names.label(label)} #${occurrence}`;
    return tell(faults.findIndex((fault) => "message" in fault && fault.message === address));
  };
  return [
    [networkNotes.sent, atMessage],
    [networkNotes.lost, atMessage],
    [networkNotes.cut, atMessage],
    [networkNotes.doubled, atMessage],
    [networkNotes.fault, ({ values: [index = -1] }) => tell(index)],
  ];
}

function modelTellings(seen: Sightings): readonly (readonly [NoteKind, Telling])[] {
  const plain = (text: string | undefined): ReturnType<Telling> => (text === undefined ? undefined : { text, why: "" });
  return [
    [notes.sent, (entry) => plain(seen.sent(entry))],
    [notes.batchSent, (entry) => plain(seen.batchSent(entry))],
    [notes.appended, (entry) => seen.appended(entry)],
    [notes.duplicateSuppressed, (entry) => plain(seen.suppressed(entry))],
    [notes.rejected, (entry) => plain(seen.rejected(entry))],
    [notes.acknowledged, (entry) => plain(seen.acknowledged(entry))],
    [notes.failed, (entry) => plain(seen.failed(entry))],
    [notes.identity, (entry) => plain(seen.identified(entry))],
    [notes.producerStarted, (entry) => plain(seen.started(entry))],
    [notes.producerExpired, (entry) => plain(seen.expired(entry))],
    [notes.producerKept, (entry) => plain(seen.kept(entry))],
    [notes.brokerStarted, (entry) => plain(seen.brokerStarted(entry))],
    [notes.consumed, (entry) => plain(seen.consumed(entry))],
  ];
}
