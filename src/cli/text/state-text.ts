import type { Stop } from "../../lab/watch/watch.ts";
import type { BatchState, BrokerState, KnownProducer, ProducerState, RunState } from "../../lab/watch/state.ts";
import type { NamedEntry } from "../../scenarios/trace.ts";
import { formatTime, instant } from "../../sim/index.ts";
import { columns, counted } from "./figures.ts";

const timeText = (micros: number): string => formatTime(instant(micros));

/** What is to come, as far as people read it. */
const mostUpcoming = 5;
const mostRecords = 4;

/** Where a run was stopped and why, what the last event brought about, and the state there. */
export const stopLines = (stop: Stop, bold: (text: string) => string): readonly string[] => [
  bold(`event ${stop.state.event}, ${timeText(stop.state.atMicros)}: ${stop.because}`),
  ...happeningLines(stop.entries),
  ...stateLines(stop.state),
];

/** What one event brought about. */
export const happeningLines = (entries: readonly NamedEntry[]): readonly string[] =>
  columns(entries.map(({ atMicros: _at, kind, ...fields }) => [`  ${kind}`, fieldsText(fields)]));

const fieldsText = (fields: object): string =>
  Object.entries(fields)
    .map(([field, value]) => `${field}=${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(" ");

/** The state of a run between two events. */
function stateLines({ producers, broker, next }: RunState): readonly string[] {
  const upcoming = next.slice(0, mostUpcoming).map(({ atMicros, what }) => `${timeText(atMicros)} ${what}`);
  const more = next.length - mostUpcoming;
  if (more > 0) upcoming.push(`… and ${counted(more, "more thing")}`);
  return columns([
    ...producers.flatMap(producerRows),
    ...brokerRows(broker),
    ...labelled("next", upcoming.length === 0 ? ["nothing"] : upcoming),
  ]);
}

type Row = readonly [label: string, text: string];

/** A label on the first of its lines. */
const labelled = (label: string, texts: readonly string[]): readonly Row[] =>
  texts.map((text, at) => [at === 0 ? label : "", text]);

function producerRows({ name, application, producer }: ProducerState): readonly Row[] {
  const { doing, sent, left, open } = application;
  const work = `its application ${doings[doing]}: ${sent} sent, ${left} left, ${open} open`;
  if (producer === null) return [[name, work]];
  const { session, producerId, producerEpoch, identity, partitions, connections, deadlines } = producer;
  const who = producerId < 0 ? "no producer id" : `producer id ${producerId}, epoch ${producerEpoch}`;
  const requests = connections.flatMap((connection) => connection.requests);
  return [
    [name, `session ${session}, ${who}, ${identity}; ${work}`],
    ...partitions.flatMap(({ topicPartition, nextSequence, inFlight, queued }): readonly Row[] => [
      [`  ${topicPartition}`, nextSequence < 0 ? "no sequences" : `next sequence ${nextSequence}`],
      ...labelled("    in flight", inFlight.map(batchText)),
      ...labelled("    queue", queued.map(batchText)),
    ]),
    ["  connection", connections.map(({ state }) => state).join(", ") || "none"],
    ...labelled(
      "  requests",
      requests.map(({ api, correlationId }) => `${api} request ${correlationId}`),
    ),
    ...labelled(
      "  deadlines",
      deadlines.map(({ atMicros, what }) => `${timeText(atMicros)} ${what}`),
    ),
  ];
}

const doings: Readonly<Record<ProducerState["application"]["doing"], string>> = {
  sending: "is sending",
  blocked: "is blocked in send",
  closing: "is closing its producer",
  down: "is down",
  done: "is done",
};

function batchText({ producerEpoch, baseSequence, records, sends }: BatchState): string {
  const last = baseSequence + records.length - 1;
  const identity = baseSequence < 0 ? "no sequence" : `e${producerEpoch} s${baseSequence}..${last}`;
  const shown = records.slice(0, mostRecords).join(", ");
  const more = records.length > mostRecords ? ` and ${records.length - mostRecords} more` : "";
  const times = sends === 0 ? "never sent" : sends === 1 ? "sent once" : `sent ${sends} times`;
  return `${identity} (${shown}${more}), ${times}`;
}

function brokerRows({ name, isUp, partitions }: BrokerState): readonly Row[] {
  return [
    [name, isUp ? "is up" : "is down"],
    ...partitions.flatMap(({ topicPartition, logStartOffset, logEndOffset, producers }): readonly Row[] => [
      [
        `  ${topicPartition}`,
        `log end offset ${logEndOffset}${logStartOffset > 0 ? `, log start offset ${logStartOffset}` : ""}`,
      ],
      ...producers.map(knownRow),
    ]),
  ];
}

function knownRow({ producerId, producerEpoch, slots, window }: KnownProducer): Row {
  const filled = window.map(({ baseSequence, lastSequence }) => `[${baseSequence}-${lastSequence}]`);
  while (filled.length < slots) filled.push("[ ]");
  const offsets = window.map(({ baseOffset }) => `@${baseOffset}`).join(" ");
  return [`    producer ${producerId}`, `epoch ${producerEpoch}  window ${filled.join("")}  ${offsets}`.trimEnd()];
}
