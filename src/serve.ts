/**
 * A broker behind the real Kafka protocol, for the tests of applications: it answers as the broker of a chosen version
 * does, does to clients what its faults say, and holds what they were told against what its logs hold.
 *
 *     await using broker = await serve({ topics: [{ name: "orders" }] });
 *     broker.faults.put([{ message: "broker-1>* Produce response #1", do: "cut" }]);
 *     // … the application, with broker.bootstrap …
 *     broker.history().violations;
 *
 * Time is the wall clock here, so that no run is deterministic; simulated runs are (`onceproof`).
 */
import { BadInput, unknownName } from "./input/bad-input.ts";
import { openControl } from "./live/control/server.ts";
import { liveDiagram } from "./live/drawing.ts";
import { brokerProfileNamed, brokerProfiles } from "./model/broker/profiles.ts";
import type { DiagramOptions } from "./scenarios/diagram/index.ts";
import { faultsOf, noFaults } from "./wire/faults/fault-file.ts";
import type { FaultFile, FaultFileInput, WireFaultSpec } from "./wire/faults/fault-spec.ts";
import { usualHistoryLimit } from "./wire/history/history.ts";
import type { LiveDelivery, LiveViolation } from "./wire/history/reports.ts";
import { WatchedBroker } from "./wire/oversight/watched-broker.ts";
import type { LiveLogEntry, LiveState } from "./wire/oversight/state.ts";
import type { ServedTopic } from "./wire/serve.ts";

export { BadInput } from "./input/bad-input.ts";
export { recordHeader } from "./wire/history/identity.ts";
export type {
  FaultFile,
  FaultFileInput,
  LiveDelivery,
  LiveLogEntry,
  LiveState,
  LiveViolation,
  ServedTopic,
  WireFaultSpec,
};

/** Faults as they may be given: a whole file's worth, or its list of faults alone. */
export type Faults = FaultFileInput | readonly WireFaultSpec[];

export interface ServeOptions {
  /** Which broker: a name from `onceproof list profiles`; `kafka-4.4` unless given. */
  readonly profile?: string;
  /** Topics that are there from the beginning; others come with the first request that names them, as on a broker. */
  readonly topics?: readonly (string | ServedTopic)[];
  /** Whether unknown topics come into being; true unless given. */
  readonly autoCreateTopics?: boolean;
  readonly faults?: Faults;
  /** 0 (any free port) unless given. */
  readonly port?: number;
  /** Also opens the control port; 0: any free one. */
  readonly controlPort?: number;
  /** Whether clients are held against the logs; true unless given. */
  readonly history?: boolean;
  /**
   * How many records the history remembers, the newest; a million unless given. Each takes memory, and what became of
   * older ones is taken for what should.
   */
  readonly historyLimit?: number;
}

/** What clients were told, held against the logs. */
export interface LiveHistory {
  readonly deterministic: false;
  readonly deliveries: readonly LiveDelivery[];
  /** How many of the first records are remembered no more (`historyLimit`). */
  readonly forgotten: number;
  readonly violations: readonly LiveViolation[];
  /** What did happen, counted: `response-lost`, `duplicate-suppressed` and the like. */
  readonly marks: Readonly<Record<string, number>>;
}

/** A broker that serves. */
export interface ServedBroker extends AsyncDisposable {
  /** `127.0.0.1:9092` */
  readonly bootstrap: string;
  readonly port: number;
  readonly controlPort: number | undefined;
  readonly faults: {
    /** These take the place of those before, and count from now. @throws BadInput */
    put(faults: Faults): void;
    clear(): void;
    /** What struck so far, at exact positions: put back, it strikes there again. */
    struck(): readonly WireFaultSpec[];
  };
  history(): LiveHistory;
  state(): LiveState;
  /** Everything in a partition, or from an offset on. @throws BadInput where there is no such partition */
  log(topic: string, partition: number, from?: number): readonly LiveLogEntry[];
  /** What happened, as a sequence diagram in wall-clock time. */
  diagram(options?: DiagramOptions): string;
  /** Resolves when it takes connections again, `downForMillis` later. */
  restart(how: "clean" | "crash", downForMillis?: number): Promise<void>;
  /** Forgets one producer, or all; gives how many entries of producer tables went. */
  expireProducers(producerId?: number): number;
  /** As it was when it was started; all connections break. */
  reset(): void;
  stop(): Promise<void>;
}

/**
 * Starts a broker on 127.0.0.1.
 *
 * @throws BadInput for options that it can't take, and Error when a port can't be had.
 */
export async function serve(options: ServeOptions = {}): Promise<ServedBroker> {
  const { profile: name = "kafka-4.4", topics = [], faults, port = 0, controlPort, history = true } = options;
  const { historyLimit = usualHistoryLimit } = options;
  if (!Number.isSafeInteger(historyLimit) || historyLimit < 1) {
    throw new BadInput(`historyLimit: ${historyLimit} is no whole number from 1`);
  }
  const profile = brokerProfileNamed(name);
  if (profile === undefined)
    throw new BadInput(
      unknownName(
        "broker profile",
        name,
        brokerProfiles.map((one) => one.name),
      ),
    );
  const broker = await WatchedBroker.start({
    profile,
    port,
    historyLimit: history ? historyLimit : 0,
    topics: topics.map((topic) => (typeof topic === "string" ? { name: topic } : topic)),
    autoCreateTopics: options.autoCreateTopics ?? true,
    faults: faults === undefined ? noFaults : faultsOf(faults),
  });
  if (controlPort === undefined) return servedBroker(broker, undefined);
  try {
    return servedBroker(broker, await openControl(broker, controlPort, rethrow));
  } catch (error) {
    await broker.close();
    throw error;
  }
}

function servedBroker(
  broker: WatchedBroker,
  control: Awaited<ReturnType<typeof openControl>> | undefined,
): ServedBroker {
  const stop = async (): Promise<void> => {
    await Promise.all([broker.close(), control?.close()]);
  };
  return {
    bootstrap: `${broker.serving.host}:${broker.serving.port}`,
    port: broker.serving.port,
    controlPort: control?.port,
    faults: {
      put: (faults) => broker.putFaults(faultsOf(faults)),
      clear: () => broker.putFaults(noFaults),
      struck: () => [...broker.faults.struck],
    },
    history: () => ({
      deterministic: false,
      deliveries: broker.deliveries,
      forgotten: broker.forgotten,
      violations: broker.violations,
      marks: broker.marks,
    }),
    state: () => broker.state,
    log: (topic, partition, from = 0) => {
      const entries = broker.log(topic, partition, { from, limit: Infinity });
      if (entries === undefined) throw new BadInput(`there is no partition ${topic}-${partition}`);
      return entries;
    },
    diagram: (options) => liveDiagram(broker, options).join("\n"),
    restart: (how, downForMillis) => broker.restart(how, downForMillis),
    expireProducers: (producerId) => broker.expireProducers(producerId),
    reset: () => broker.reset(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** A mistake of this program ends it as any other would. */
function rethrow(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
