import type { RecordBatch } from "../../model/protocol.ts";
import type { Send, SendRun } from "./run.ts";
import type { SendsOnTheWire } from "./sends.ts";
import type { WireTruth } from "./truth.ts";

/** Who sends a produce request, and how. */
export interface ProduceSender {
  readonly client: string;
  /** The number that the trace has for the client. */
  readonly node: number;
  readonly acks: number;
}

/** What an answer says of one batch. */
export interface ToldBatch {
  readonly errorCode: number;
  readonly baseOffset: number;
}

/** One batch on its way. */
export interface Carried {
  /** As the broker is given it. */
  readonly batch: RecordBatch;
  /** Of a batch all of whose records are new. */
  readonly run: SendRun | undefined;
  /** Each of its sends, in their order. */
  sends(): readonly Send[];
}

/** Where an attempt belongs. */
export interface AttemptContext {
  readonly sender: ProduceSender;
  readonly sends: SendsOnTheWire;
  readonly truth: WireTruth;
  /** The answer to it is given or lost. */
  readonly ended: (batch: RecordBatch) => void;
}

/** One produce request on its way, until its answer is given or lost. */
export class ProduceAttempt {
  readonly batches: readonly RecordBatch[];
  readonly #carried: readonly Carried[];
  readonly #context: AttemptContext;
  #decided = false;

  constructor(carried: readonly Carried[], context: AttemptContext) {
    this.batches = carried.map(({ batch }) => batch);
    this.#carried = carried;
    this.#context = context;
  }

  /** The client was told; `undefined` for a partition that the answer does not speak of. */
  told(of: (batch: RecordBatch) => ToldBatch | undefined): void {
    this.#end(({ batch, run, sends }) => {
      const said = of(batch);
      const baseOffset = said?.errorCode === 0 ? said.baseOffset : undefined;
      const { truth, sender } = this.#context;
      if (baseOffset !== undefined && run?.isApart === false && isAsStored(run, baseOffset)) {
        run.open = 0;
        truth.acknowledgedAsStored(sender.node, run, baseOffset);
      } else for (const [at, send] of sends().entries()) this.#tell(send, at, baseOffset);
    });
  }

  /** With acks=0 nobody is told anything, and takes that for success (P-58). */
  unanswered(): void {
    this.told(() => ({ errorCode: 0, baseOffset: -1 }));
  }

  /** Nobody will ever be told what came of it. */
  lost(): void {
    this.#end(({ sends }) => {
      for (const send of sends()) this.#context.sends.decided(send, false);
    });
  }

  /** `baseOffset`: where its batch was said to lie; `undefined`: it was not said to be stored. */
  #tell(send: Send, at: number, baseOffset: number | undefined): void {
    const { sends, truth, sender } = this.#context;
    const isFirst = baseOffset !== undefined && !send.told;
    sends.decided(send, baseOffset !== undefined);
    if (isFirst) truth.acknowledged(sender.node, send, baseOffset < 0 ? -1 : baseOffset + at);
  }

  #end(each: (carried: Carried) => void): void {
    if (this.#decided) return;
    this.#decided = true;
    for (const carried of this.#carried) {
      this.#context.ended(carried.batch);
      each(carried);
    }
  }
}

/** Whether what a client is told of new records is what happened to them. */
const isAsStored = ({ copies, firstOffset }: SendRun, baseOffset: number): boolean =>
  copies === 1 && (baseOffset < 0 || baseOffset === firstOffset);
