import type { SwarmInput, SwarmName } from "./section.ts";

/** What may exist in a run or not. */
export type Kind = Exclude<keyof SwarmInput, "like" | "within" | "delay" | "ties" | "settings" | "workload">;
type Written<Name extends Kind> = Exclude<NonNullable<SwarmInput[Name]>, "none">;
/** The section of a kind with nothing left out. */
export type Whole<Name extends Kind> = { readonly [Key in keyof Written<Name>]-?: NonNullable<Written<Name>[Key]> };

/**
 * The bounds of each kind where nobody says otherwise. Aimed faults strike where it hurts: at answers on their way, at
 * batches in flight, at the request that gives a producer its id and epoch.
 */
export const usualBounds: { readonly [Name in Kind]: Whole<Name> } = {
  loss: { exists: "1/2", strength: { from: "0.1%", to: "20%" } },
  duplication: { exists: "1/2", strength: { from: "0.1%", to: "20%" } },
  cut: { exists: "1/2", strength: { from: "0.1%", to: "10%" } },
  split: { exists: "1/4", atMost: 2, lasting: { from: "1ms", to: "2s" } },
  clog: { exists: "1/4", atMost: 2, lasting: { from: "1ms", to: "1s" } },
  slow: { exists: "1/4", atMost: 2, lasting: { from: "5ms", to: "2s" }, by: { from: "1ms", to: "500ms" } },
  pause: { exists: "1/4", atMost: 2, lasting: { from: "1ms", to: "2s" } },
  restart: { exists: "1/4", atMost: 2, lasting: { from: "1ms", to: "2s" } },
  crash: { exists: "1/4", atMost: 2, lasting: { from: "1ms", to: "2s" } },
  "metadata-late": { exists: "1/4", atMost: 1, lasting: { from: "1ms", to: "500ms" } },
  "fail-over": { exists: "1/4", atMost: 1, lasting: { from: "10ms", to: "3s" } },
  "follower-stalls": { exists: "1/4", atMost: 2, lasting: { from: "1ms", to: "2s" } },
  aimed: {
    exists: "1/2",
    atMost: 3,
    first: 12,
    at: [
      "Produce response",
      "Produce response",
      "Produce response",
      "Produce request",
      "Produce request",
      "InitProducerId response",
      "InitProducerId request",
    ],
    do: ["drop", "cut", "duplicate", "delay"],
    by: { from: "1ms", to: "2s" },
  },
  errors: {
    exists: "1/4",
    atMost: 2,
    first: 12,
    at: ["Produce request", "Produce request", "InitProducerId request"],
    // Each says that the request was not carried out, and means "again".
    names: ["NOT_LEADER_OR_FOLLOWER", "NOT_ENOUGH_REPLICAS", "COORDINATOR_LOAD_IN_PROGRESS"],
  },
  storms: { exists: "1/2", atMost: 3, lasting: { from: "5ms", to: "1s" } },
};

/** A built-in profile: what it is for, and its bounds, each kind that it knows by its name. */
export interface SwarmProfileText {
  readonly name: SwarmName;
  readonly title: string;
  readonly section: SwarmInput;
}

const anyTies = ["fifo", "lifo", "shuffle"] as const;
/** A coordinator that is loading says so to every producer that starts just then (B-91). */
const loading = { ...usualBounds.errors, at: ["InitProducerId request" as const], first: 4 };
const { loss, duplication, cut, split, clog, slow, pause, restart, crash, aimed, errors, storms } = usualBounds;

export const swarmProfiles: readonly SwarmProfileText[] = [
  {
    name: "calm",
    title: "a good network on a bad day: now and then a message lost, doubled or held up",
    section: {
      loss: { exists: "1/2", strength: { from: "0.1%", to: "1%" } },
      duplication: { exists: "1/2", strength: { from: "0.1%", to: "1%" } },
      cut: { exists: "1/2", strength: { from: "0.1%", to: "1%" } },
      clog: { ...clog, atMost: 1, lasting: { from: "1ms", to: "100ms" } },
      slow: { ...slow, atMost: 1, by: { from: "1ms", to: "50ms" } },
      storms,
      ties: ["fifo"],
    },
  },
  {
    name: "default",
    title: "all that sound settings withstand: faults of the network, pauses, answers lost, a coordinator that loads",
    section: { loss, duplication, cut, split, clog, slow, pause, aimed, errors: loading, storms, ties: [...anyTies] },
  },
  {
    name: "storm",
    title:
      "also what no settings withstand: crashes of producers, restarts of the broker, batches refused with an error",
    section: {
      loss: { ...loss, strength: { from: "0.5%", to: "40%" } },
      duplication: { ...duplication, strength: { from: "0.5%", to: "40%" } },
      cut: { ...cut, strength: { from: "0.5%", to: "20%" } },
      split: { ...split, exists: "1/2", atMost: 3, lasting: { from: "1ms", to: "1m" } },
      clog: { ...clog, exists: "1/2", atMost: 3, lasting: { from: "1ms", to: "1m" } },
      slow: { ...slow, exists: "1/2", atMost: 3 },
      pause: { ...pause, exists: "1/2", atMost: 3, lasting: { from: "1ms", to: "1m" } },
      restart: { ...restart, exists: "1/2" },
      crash: { ...crash, exists: "1/2" },
      aimed: { ...aimed, atMost: 6 },
      errors: {
        ...errors,
        exists: "1/2",
        names: [
          ...errors.names,
          "OUT_OF_ORDER_SEQUENCE_NUMBER",
          "UNKNOWN_PRODUCER_ID",
          "INVALID_PRODUCER_EPOCH",
          "KAFKA_STORAGE_ERROR",
        ],
      },
      storms,
      ties: [...anyTies],
    },
  },
];
