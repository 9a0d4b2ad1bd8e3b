import { durationOf, writtenDuration } from "../../input/units.ts";
import type { FaultSpec, Scenario } from "../../scenarios/spec.ts";
import { type Duration, parseAddress } from "../../sim/index.ts";
import { movedTo } from "./faults.ts";
import { ranges, withoutRange } from "./lists.ts";

type Producer = Scenario["producers"][number];
type Send = NonNullable<Producer["sends"]>[number];

/** Streams longer than this are first made shorter: written out, each of their records is a line. */
const mostWrittenOut = 500;

/** Fewer records: shorter streams, streams written out as sends, without some of the sends. */
export function* withFewerRecords(scenario: Scenario): Generator<Scenario> {
  for (const [at, producer] of scenario.producers.entries()) {
    const { stream, sends = [] } = producer;
    const withProducer = (changed: Producer): Scenario => ({
      ...scenario,
      producers: scenario.producers.with(at, changed),
    });
    if (stream !== undefined) yield* shorterStreams(producer, withProducer);
    for (const [from, to] of ranges(sends.length)) {
      const fewer = withProducer({ ...producer, sends: withoutRange(sends, from, to) });
      yield fewer;
      yield* withEarlierFaults(fewer, producer.name, { from, count: to - from, of: sends.length });
    }
  }
}

function* shorterStreams(producer: Producer, withProducer: (changed: Producer) => Scenario): Generator<Scenario> {
  const { stream, ...others } = producer;
  if (stream === undefined) return;
  for (const count of new Set([0, stream.count >> 1, stream.count - (stream.count >> 2), stream.count - 1])) {
    if (count < stream.count) yield withProducer({ ...producer, stream: { ...stream, count } });
  }
  if (stream.count > mostWrittenOut) return;
  const written = writtenOut(stream);
  yield withProducer({ ...others, sends: written.map(({ key: _key, value: _value, ...send }) => send) });
  yield withProducer({ ...others, sends: written });
}

/** What a stream sends, send by send. */
function writtenOut(stream: NonNullable<Producer["stream"]>): Send[] {
  const { count, from, every, to, keyBytes, valueBytes, age, firstAlone } = stream;
  return Array.from({ length: count }, (_, nth) => ({
    at: writtenDuration((durationOf(from) + nth * durationOf(every)) as Duration),
    to: to[nth % to.length] as string,
    ...(keyBytes === undefined ? {} : { key: String(nth).padStart(keyBytes, "k").slice(0, keyBytes) }),
    ...(valueBytes === 0 ? {} : { value: "v".repeat(valueBytes) }),
    ...(age === undefined ? {} : { age }),
    ...(firstAlone === true && nth === 0 ? { awaited: true } : {}),
  }));
}

/** Records that were left out of so many, from which one on. */
interface LeftOut {
  readonly from: number;
  readonly count: number;
  readonly of: number;
}

/**
 * Records that are left out shift the positions of messages behind them: by as many as there were records, where each has
 * a request of its own, or by their share of the messages. Each is tried, since what batches there are nobody knows here.
 */
function* withEarlierFaults(scenario: Scenario, producer: string, { from, count, of }: LeftOut): Generator<Scenario> {
  const shifts: readonly ((occurrence: number) => number)[] = [
    (occurrence) => (occurrence > from ? Math.max(1, occurrence - count) : occurrence),
    (occurrence) => Math.max(1, occurrence - Math.round((occurrence * count) / of)),
    (occurrence) => Math.max(1, occurrence - 1),
  ];
  const seen = new Set([JSON.stringify(scenario.faults)]);
  for (const shift of shifts) {
    const faults = scenario.faults.map((fault) => shifted(fault, producer, shift));
    const text = JSON.stringify(faults);
    if (seen.has(text)) continue;
    seen.add(text);
    yield { ...scenario, faults };
  }
}

function shifted(fault: FaultSpec, producer: string, shift: (occurrence: number) => number): FaultSpec {
  const address = "message" in fault ? parseAddress(fault.message) : undefined;
  if (address === undefined || !address.label.startsWith("Produce ")) return fault;
  if (address.from !== producer && address.to !== producer) return fault;
  return movedTo(fault, shift(address.occurrence)) ?? fault;
}
