/** The lines of the Java client whose producers are told apart here. */
export type JavaLine = "java-3.9" | "java-4.4";

/** What lines of the Java client do differently once they run: each a switch with a name, measured by recordings. */
export interface ClientBehaviour {
  /** A batch that is too large though it came of a split is packed for half its size; otherwise for batch.size again (P-104). */
  readonly halvesSplitBatches: boolean;
  /** `flush` also waits for what splits made of its batches (P-111). */
  readonly flushAwaitsSplits: boolean;
  /** While it asks for a producer id it waits for a broker no longer than that broker's connection, backoff or throttle takes. */
  readonly waitsNoLongerThanBroker: boolean;
  /** INVALID_PRODUCER_ID_MAPPING ends the producer, as the errors of P-93 do. */
  readonly lostMappingIsFatal: boolean;
  /** A batch that fails while it is on the wire keeps its memory until its request is over (KAFKA-19012). */
  readonly keepsMemoryOnWire: boolean;
  /** Batches that are aborted are in flight no more: their time can not run out a second time (P-114). */
  readonly forgetsAborted: boolean;
  /**
   * A new epoch passes by a partition with nothing in flight, which counts on under it; one with batches in flight begins
   * anew when the last of them is acknowledged, and not when it fails (against P-54; KAFKA-12152, Z19).
   */
  readonly epochForgetsIdle: boolean;
}

export const clientBehaviours: Readonly<Record<JavaLine, ClientBehaviour>> = {
  "java-3.9": {
    halvesSplitBatches: false,
    flushAwaitsSplits: false,
    waitsNoLongerThanBroker: false,
    lostMappingIsFatal: false,
    keepsMemoryOnWire: false,
    forgetsAborted: false,
    epochForgetsIdle: false,
  },
  "java-4.4": {
    halvesSplitBatches: true,
    flushAwaitsSplits: true,
    waitsNoLongerThanBroker: true,
    lostMappingIsFatal: true,
    keepsMemoryOnWire: true,
    forgetsAborted: true,
    epochForgetsIdle: false,
  },
};

/** Another version of the Java client: the line whose settings and behaviour it has, and what it does otherwise. */
export interface JavaVariant {
  readonly name: string;
  readonly title: string;
  readonly line: JavaLine;
  readonly turned: Partial<ClientBehaviour>;
}

/** Older versions, for the gallery of bugs: read out of their sources as far as a bug goes, and not measured. */
export const javaVariants: readonly JavaVariant[] = [
  {
    // From the sources at the tags 2.6.0 and 2.7.0, and of what changed them (KAFKA-12152): TransactionManager's
    // `bumpIdempotentProducerEpoch`, `handleCompletedBatch` and `handleFailedBatch`.
    name: "java-2.6",
    title: "the Java producer, 2.6.0 to 2.7.0, as far as Z19 goes; all else as in java-3.9, and unmeasured",
    line: "java-3.9",
    turned: { epochForgetsIdle: true },
  },
];
