import type { ProducedRecord } from "../../../model/protocol.ts";
import type { Circumstance } from "../../../model/properties/circumstances.ts";
import { GroundTruth } from "../../../model/run/ground-truth.ts";
import type { GroundTruthOptions } from "../../../model/run/ground-truth-options.ts";
import { Occurrences, type Scope } from "../../../model/run/occurrences.ts";
import { clockAtStart } from "../../../model/run/plan.ts";
import { type SentRecord, isSent } from "../../../model/run/records.ts";
import { InvariantError } from "../../../sim/index.ts";
import type { ClientSight } from "./observation.ts";

class ToldOccurrences extends Occurrences {
  private readonly tell: (sight: ClientSight) => void;

  constructor(tell: (sight: ClientSight) => void) {
    super();
    this.tell = tell;
  }

  override add(circumstance: Circumstance, scope?: Scope): void {
    super.add(circumstance, scope);
    this.tell({ what: "circumstance", circumstance, scope });
  }
}

/** What one actor sees of a run is held to nothing: that is for the whole of it. */
export const nothingToJudge = {
  consumers: [],
  properties: [],
  logView: () => {
    throw new InvariantError("the ground truth of one actor alone is held to nothing");
  },
} satisfies Partial<GroundTruthOptions>;

/** The ground truth as far as one client has it: it keeps the client's own ledger, and passes on what it is told. */
export class ClientTruth extends GroundTruth {
  override readonly circumstances: Occurrences;
  private readonly tell: (sight: ClientSight) => void;
  /** What follows from a failure the whole truth will conclude by itself. */
  private concluding = false;

  constructor(options: Omit<GroundTruthOptions, "consumers" | "logView">, tell: (sight: ClientSight) => void) {
    super({ ...options, ...nothingToJudge });
    this.tell = tell;
    this.circumstances = new ToldOccurrences((sight) => {
      if (!this.concluding) tell(sight);
    });
  }

  override sent(producerNode: number, producer: string, record: SentRecord): void {
    super.sent(producerNode, producer, record);
    this.tell({ what: "sent", record: { ...record, timestamp: clockAtStart } });
  }

  override acknowledged(producerNode: number, record: SentRecord, offset: number, attempts: number): void {
    super.acknowledged(producerNode, record, offset, attempts);
    this.tell({ what: "acknowledged", send: record.send, offset, attempts });
  }

  override failed(producerNode: number, record: SentRecord, exception: string, attempts: number): void {
    this.concluding = true;
    super.failed(producerNode, record, exception, attempts);
    this.concluding = false;
    this.tell({ what: "failed", send: record.send, exception, attempts });
  }

  override refused(producerNode: number, record: SentRecord, exception: string): void {
    super.refused(producerNode, record, exception);
    this.tell({ what: "refused", send: record.send, exception });
  }

  override identified(session: number, producerId: number): void {
    super.identified(session, producerId);
    this.tell({ what: "identified", session, producerId });
  }

  /** How long a sender goes round for nothing is about time. */
  override spun(): void {}

  override renumberedInDoubt(records: readonly ProducedRecord[]): void {
    this.concluding = true;
    super.renumberedInDoubt(records);
    this.concluding = false;
    this.tell({ what: "renumbered", sends: records.filter(isSent).map(({ send }) => send) });
  }
}
