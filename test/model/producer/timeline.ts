import { replay } from "../../../conformance/producer/replay.ts";
import type {
  AppAction,
  InitAnswer,
  LeaderChange,
  ProduceAnswer,
  Answer,
  Script,
  ScriptConfig,
  Trace,
  TraceEvent,
} from "../../../conformance/producer/script.ts";

/** A story about one producer: what its application does and what its cluster answers. */
export interface Story {
  readonly config?: Partial<ScriptConfig>;
  /** Records a, b, c, … in this order: the time of each, its partition (0) and its size (1). */
  readonly sends?: readonly (number | readonly [at: number, partition: number, size?: number])[];
  readonly flushAt?: number;
  readonly closeAt?: readonly [at: number, timeout: number | null];
  readonly produce?: readonly ProduceAnswer[];
  readonly init?: readonly InitAnswer[];
  readonly metadata?: readonly Answer[];
  readonly down?: Script["down"];
  readonly leaderChanges?: readonly LeaderChange[];
  readonly leaders?: readonly number[];
  readonly brokers?: number;
  readonly latency?: number;
  readonly connectDelay?: number;
  readonly overshoot?: number;
  readonly end?: number;
}

const config: ScriptConfig = {
  "enable.idempotence": true,
  acks: "all",
  "max.in.flight.requests.per.connection": 5,
  retries: 2_147_483_647,
  "linger.ms": 0,
  "batch.size": 16_384,
  "max.request.size": 1_048_576,
  "retry.backoff.ms": 100,
  "retry.backoff.max.ms": 100,
  "reconnect.backoff.ms": 50,
  "reconnect.backoff.max.ms": 50,
  "request.timeout.ms": 30_000,
  "delivery.timeout.ms": 120_000,
};

/** Settings and answers as in producer.md section 17, unless the story says otherwise. */
export function tell(story: Story): Trace {
  const sends = (story.sends ?? [0]).map((send, id): AppAction => {
    const [at, p, size] = typeof send === "number" ? [send, 0] : send;
    return { at, send: { id, p, size: size ?? 1 } };
  });
  const flush: AppAction[] = story.flushAt === undefined ? [] : [{ at: story.flushAt, flush: 0 }];
  const close: AppAction[] =
    story.closeAt === undefined ? [] : [{ at: story.closeAt[0], close: { timeout: story.closeAt[1] } }];
  const partitions = Math.max(0, ...sends.map(({ send }) => send?.p ?? 0)) + 1;
  return replay({
    id: "story",
    config: { ...config, ...story.config },
    brokers: story.brokers ?? 1,
    leaders: story.leaders ?? Array.from({ length: partitions }, () => 0),
    overshoot: story.overshoot ?? 0,
    connectDelay: story.connectDelay ?? 0,
    latency: { produce: story.latency ?? 10, init: 0, metadata: 0 },
    app: [...sends, ...flush, ...close],
    down: story.down ?? [],
    leaderChanges: story.leaderChanges ?? [],
    produce: story.produce ?? [],
    init: story.init ?? [],
    metadata: story.metadata ?? [],
    end: story.end ?? 10_000,
  });
}

interface SentBatch {
  readonly p: number;
  readonly pid: number;
  readonly epoch: number;
  readonly base: number;
  readonly ids: readonly number[];
}

const nameOf = (id: unknown): string => String.fromCharCode(97 + Number(id));

const inWords = (event: TraceEvent): string => {
  const { t, e } = event;
  switch (e) {
    case "produce": {
      const batches = (event["batches"] as readonly SentBatch[]).map(batchInWords).join(" ");
      return `${t} produce ${event["node"] === 0 ? "" : `to ${String(event["node"])}: `}${batches}`;
    }
    case "callback":
      return `${t} ${nameOf(event["id"])} ${String(event["error"] ?? `at ${String(event["offset"])}`)}`;
    case "threw":
      return `${t} send ${nameOf(event["id"])} threw ${String(event["error"])}`;
    default:
      return `${t} ${e}`;
  }
};

/** `p1 3/0 ab`: partition 1 (0 is not told), epoch 3, base sequence 0, records a and b. */
const batchInWords = ({ p, pid, epoch, base, ids }: SentBatch): string =>
  `${p === 0 ? "" : `p${p} `}${pid < 0 ? "none" : epoch}/${base} ${ids.map(nameOf).join("")}`;

/** The events of some kinds, one line each. */
export const lines = ({ events }: Trace, ...kinds: readonly string[]): string[] =>
  events.filter(({ e }) => kinds.includes(e)).map(inWords);

/** What application and brokers see: produce requests, outcomes of records, flushes and the end of a close. */
export const timeline = (story: Story): string[] =>
  lines(tell(story), "produce", "callback", "threw", "flushed", "closed");

/** As `timeline`, without the outcomes. */
export const requests = (story: Story): string[] => lines(tell(story), "produce");

/** Only what became of the records. */
export const outcomes = (story: Story): string[] => lines(tell(story), "callback", "threw");

/** The final report on one partition. */
export const reportOf = (story: Story, partition = 0): Readonly<Record<string, unknown>> =>
  (tell(story).final["partitions"] as readonly Readonly<Record<string, unknown>>[])[partition] ?? {};
