import { type KafkaError, errors } from "../../model/core/errors.ts";
import { messageLabels, notes } from "../../model/run/notes.ts";
import { type Instant, type NoteKind, type TraceListener, networkNotes } from "../../sim/index.ts";
import { BatchesInFlight, type SentBatch } from "./batches.ts";
import { type ErrorClass, type StateFields, type Step, errorClasses, packed, steps } from "./state.ts";

const placeOf: Readonly<Record<Step, number>> = Object.fromEntries(steps.map((step, at) => [step, at])) as Record<
  Step,
  number
>;

const errorOfCode = new Map<number, number>(Object.values(errors).map((error) => [error.code, classOf(error)]));

function classOf({ name, retriable }: KafkaError): number {
  const place = (known: ErrorClass): number => errorClasses.indexOf(known);
  switch (name) {
    case "NONE":
      return place("none");
    case "OUT_OF_ORDER_SEQUENCE_NUMBER":
      return place("out-of-order");
    case "UNKNOWN_PRODUCER_ID":
      return place("unknown-producer");
    case "INVALID_PRODUCER_EPOCH":
      return place("stale-epoch");
    default:
      return place(retriable ? "retriable" : "other");
  }
}

/** Labels count from 2 in notes: connect and accept come before. */
const firstLabel = 2;
const requests: readonly boolean[] = [true, false, ...messageLabels.map((label) => label.endsWith("request"))];

/**
 * Listens to one run and names the abstract state of each of its steps. It knows of the run what its notes say: what a
 * producer thinks of its batches it concludes from what was sent and answered.
 */
export class StateWatcher implements TraceListener {
  private readonly reached: (state: number) => void;
  private readonly batches = new BatchesInFlight();
  private readonly state: StateFields = {
    step: 0,
    error: 0,
    epoch: 0,
    sequence: 0,
    window: 0,
    inFlight: 0,
    stored: 0,
    sends: 0,
    epochs: 0,
    age: 0,
    others: 0,
    world: 0,
  };
  /** The last ruling: relations from 1, for 0 is none. */
  private ruledEpoch = 0;
  private ruledSequence = 0;
  private ruledWindow = 0;
  private brokerDown = false;
  private paused = 0;

  /** `reached` is told the number of each state, as often as it is reached. */
  constructor(reached: (state: number) => void) {
    this.reached = reached;
  }

  hear(at: Instant, kind: NoteKind, a: number, b: number, c: number, d: number, e: number, f: number): void {
    switch (kind.code) {
      case notes.ruled.code:
        this.ruledEpoch = b + 1;
        this.ruledSequence = c + 1;
        this.ruledWindow = d;
        return;
      case notes.batchSent.code:
        return this.step(
          "send",
          at,
          a,
          this.batches.sent(at, { node: a, partition: b, epoch: c, baseSequence: d, correlation: f }),
        );
      case notes.appended.code:
        return this.ruling("append", at, this.batches.stored(b, d, e), 0);
      case notes.duplicateSuppressed.code:
        return this.ruling("duplicate", at, this.batches.named(b, d, e), 0);
      case notes.rejected.code:
        return this.ruling("refuse", at, this.batches.named(b, d, e), f);
      case notes.answered.code:
        return this.step("answer", at, a, this.batches.answered(a, b, e, c === 0), c);
      case notes.failed.code:
        return this.step("fail", at, a, undefined);
      case notes.identity.code:
        return this.step("producer-id", at, -1, undefined, d);
      default:
        this.hearOfWorld(at, kind, a, b, c);
    }
  }

  /** What happens to nodes and messages. */
  private hearOfWorld(at: Instant, kind: NoteKind, a: number, b: number, label: number): void {
    switch (kind.code) {
      case networkNotes.connected.code:
        return this.step("connect", at, a, undefined);
      case networkNotes.refused.code:
        return this.step("refused", at, a, undefined);
      case networkNotes.gone.code:
        return this.step("gone", at, a, undefined);
      case networkNotes.closed.code:
        return this.step("close", at, a, undefined);
      case networkNotes.lost.code:
        return this.message("lose", at, a, b, label);
      case networkNotes.cut.code:
        return this.message("cut", at, a, b, label);
      case networkNotes.doubled.code:
        return this.message("double", at, a, b, label);
      default:
        this.hearOfNodes(at, kind, a);
    }
  }

  private hearOfNodes(at: Instant, kind: NoteKind, node: number): void {
    switch (kind.code) {
      case notes.producerStarted.code:
        return this.step("start-producer", at, node, undefined);
      case notes.producerCrashed.code:
        return this.ending("crash-producer", at, node);
      case notes.producerClosed.code:
        return this.ending("close-producer", at, node);
      case notes.brokerStopped.code:
        this.brokerDown = true;
        return this.step("stop-broker", at, -1, undefined);
      case notes.brokerStarted.code:
        this.brokerDown = false;
        return this.step("start-broker", at, -1, undefined);
      case notes.paused.code:
        this.paused++;
        return this.step("pause", at, node, undefined);
      case notes.resumed.code:
        this.paused = Math.max(0, this.paused - 1);
        return this.step("resume", at, node, undefined);
      case notes.producerExpired.code:
        return this.step("forget-producer", at, -1, undefined);
    }
  }

  /** One end of each link is a producer, the other the broker, which is node 0. */
  private message(what: "lose" | "cut" | "double", at: Instant, from: number, to: number, label: number): void {
    const isRequest = label < firstLabel ? label === 0 : requests[label] === true;
    this.step(isRequest ? `${what}-request` : `${what}-response`, at, from === 0 ? to : from, undefined);
  }

  /** What a producer that ends leaves behind counts for its last step only. */
  private ending(step: Step, at: Instant, node: number): void {
    this.step(step, at, node, undefined);
    this.batches.forget(node);
  }

  private ruling(step: Step, at: Instant, batch: SentBatch | undefined, error: number): void {
    const { state } = this;
    state.epoch = this.ruledEpoch;
    state.sequence = this.ruledSequence;
    state.window = Math.min(this.ruledWindow, 6);
    this.ruledEpoch = 0;
    this.ruledSequence = 0;
    this.ruledWindow = 0;
    this.step(step, at, batch?.node ?? -1, batch, error);
    state.epoch = 0;
    state.sequence = 0;
    state.window = 0;
  }

  /** `node`: the producer that it happened to; -1: none in particular. */
  private step(step: Step, at: Instant, node: number, batch: SentBatch | undefined, error = 0): void {
    const { state, batches } = this;
    state.step = placeOf[step];
    state.error = error === 0 ? 0 : (errorOfCode.get(error) ?? errorClasses.length - 1);
    batches.describe(state, at, node, batch);
    state.world = this.brokerDown ? 1 : this.paused > 0 ? 2 : 0;
    this.reached(packed(state));
  }
}
