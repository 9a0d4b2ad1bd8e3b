import type {
  Delay,
  Discipline,
  Duration,
  Fault,
  Instant,
  SwarmProfile,
  Tapes,
  TiePolicy,
  TraceSink,
} from "../../sim/index.ts";
import type { BrokerProfile } from "../broker/profiles.ts";
import type { TopicConfig } from "../broker/topic-config.ts";
import type { ClientBehaviour } from "../clients/switches.ts";
import type { ProducerConfig } from "../producer/config.ts";
import type { RecordNames } from "./records.ts";
import type { ApplicationCode } from "./code/api.ts";
import type { Workload } from "./workload.ts";
import type { Property } from "../properties/property.ts";

/** A topic of a run, and how many records each of its partitions holds before it begins. */
export interface TopicPlan extends TopicConfig {
  readonly holds: number;
  /** By partition number: the id of the first record that it holds. */
  readonly heldFrom: readonly number[];
}

/** What a record carries, as its sender wrote it. */
export interface Texts {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

/** An application whose code the user wrote. */
export interface CodePlan {
  readonly code: ApplicationCode;
  readonly storage: {
    /** Applications with one name share what they store. */
    readonly name: string;
    /** How long a flush takes. */
    readonly flushTakes: Duration;
    /** Whether each write that was not flushed may survive a crash; else none does. */
    readonly isTorn: boolean;
  };
}

/** What the user's code does around `send`. */
export interface ApplicationPlan {
  /** Name of the network node, and the producer's client id. */
  readonly name: string;
  readonly config: ProducerConfig;
  /** What its client does where it is not the Java one. */
  readonly behaviour: ClientBehaviour | undefined;
  readonly workload: Workload;
  /** Whether it waits for each record's callback before it sends the next. */
  readonly waitsForEach: boolean;
  /** How often it sends a record again whose callback reported an error; 0: it gives up at once. */
  readonly resendsOnError: number;
  readonly resendAfter: Duration;
  /** What a new life does about records that the last one had sent without seeing their callback. */
  readonly onRestart: "replay-undecided" | "forget";
  /** Whether the producer knows the cluster at the start, or has to ask first (P-36). */
  readonly knowsMetadata: boolean;
  /** How many epochs each of its lives has used up when it gets its first producer id: 0 … 32767 (P-96, P-100). */
  readonly epochsSpent: number;
  /** The code that runs in place of all that; `undefined`: none, and the above is what it does. */
  readonly code: CodePlan | undefined;
}

/** A reader of a topic's log that applies each record to something outside. */
export interface ConsumerPlan {
  readonly name: string;
  readonly topic: string;
  /** Whether it remembers the ids of the records it has applied. */
  readonly remembersIds: boolean;
  readonly every: Duration;
  /** Begins again, this often, from the last position it committed; it commits after every `commitEvery` records. */
  readonly restartsAt: readonly Duration[];
  readonly commitEvery: number;
}

/** The two phases of a run that is to come to rest: until when faults may strike, and by when all must be done. */
export interface SettlePlan {
  readonly faultsUntil: Instant;
  readonly deadline: Instant;
}

export interface RunLimits {
  readonly events: number;
  readonly time: Duration;
}

/** Everything one run needs but its seed, resolved: nothing is optional that a run depends on. */
export interface RunPlan {
  readonly ties: TiePolicy;
  readonly topics: readonly TopicPlan[];
  readonly brokerProfile: BrokerProfile;
  /** `producer.id.expiration.ms` of the broker. */
  readonly producerIdExpirationMillis: number;
  /** `warm`: ids flow at once; `cold`: the first InitProducerId is answered 14 (B-91). */
  readonly producerIdBlock: "warm" | "cold";
  /** How long after an append the broker's follower has it; `undefined`: there is none, and every append is safe at once. */
  readonly replicationLag: Duration | undefined;
  /** The nodes of the network: the broker, then each application. */
  readonly nodes: readonly string[];
  readonly discipline: Discipline;
  readonly delay: Delay;
  readonly linkCapacity: number;
  readonly swarm: SwarmProfile;
  /** Faults by position and by time; they come before chance. */
  readonly faults: readonly Fault[];
  /** Replays delays and jitter instead of drawing them. */
  readonly tapes: Tapes | undefined;
  /** Whether to keep what was drawn, for a repro file. */
  readonly recordTapes: boolean;
  readonly applications: readonly ApplicationPlan[];
  readonly consumers: readonly ConsumerPlan[];
  readonly names: RecordNames;
  /** By record: what it carries, where the scenario wrote it down. */
  readonly texts: ReadonlyMap<number, Texts>;
  /** The user's own promises, beside those that every run is held to. */
  readonly properties: readonly Property[];
  readonly limits: RunLimits;
  /** `undefined`: faults may strike to the end, and only limits end the run. */
  readonly settle: SettlePlan | undefined;
  readonly trace: TraceSink;
  /** Whether deliveries and whole logs are kept. Without, memory stays constant however long the run. */
  readonly keepHistory: boolean;
  /** How late a producer's poll wakes up, in milliseconds (P-23): 1 in a real one. */
  readonly pollOvershootMillis: number;
  /** Whether backoffs are spread by chance (P-76), or none of them is. */
  readonly jitter: "drawn" | "none";
}

/** Where the client's and the broker's clocks stand at the start, in milliseconds: five days in, so that records can be old. */
export const clockAtStart = 500_000_000;

export const brokerName = "broker-1";
/** The broker's id in Kafka. */
export const brokerId = 1;
