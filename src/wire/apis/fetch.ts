import type { FetchedPartition } from "../../model/broker/reading.ts";
import { errors, type KafkaError } from "../../model/core/errors.ts";
import type { TopicPartition } from "../../model/core/topic-partition.ts";
import { storedBytes } from "../fetch.ts";
import type { RequestOf, ResponseFor } from "../protocol/apis.ts";
import type { Call, Handler } from "../server/call.ts";

type Request = RequestOf<"Fetch">;
type TopicResponse = NonNullable<ResponseFor<"Fetch">["responses"]>[number];
type PartitionResponse = NonNullable<TopicResponse["partitions"]>[number];
type AskedPartition = Request["topics"][number]["partitions"][number];

/** Topics go by id from here on. */
const topicIdsSince = 13;
const errorOfWholeSince = 7;
const zstdSince = 10;
const readCommitted = 1;
const isolationLevels: readonly number[] = [0, readCommitted];
/** Of a session's first request and of its last, which stands for requests without a session, too. */
const fullEpochs: readonly number[] = [0, -1];
const noBytes = Buffer.alloc(0);

interface Collected {
  readonly responses: readonly TopicResponse[];
  readonly bytes: number;
  /** Something went wrong, which the client is to hear of without waiting. */
  readonly failed: boolean;
}

/**
 * Records from where the client asks on. With fewer bytes than it wants at least, the answer waits for appends, as long
 * as the client allows. Fetch sessions are not kept: each request is answered in full, and the answer says so.
 */
export const fetch: Handler<"Fetch"> = (request, call) => {
  // Whoever begins or ends a session names none that would have to be there.
  if (!fullEpochs.includes(request.sessionEpoch)) return { errorCode: errors.FETCH_SESSION_ID_NOT_FOUND.code };
  // An isolation level that there is not fails as nothing that the protocol has a name for (4.4.0, measured).
  if (!isolationLevels.includes(request.isolationLevel)) return failedWhole(request, call, errors.UNKNOWN_SERVER_ERROR);
  const first = collect(request, call);
  if (first.failed || first.bytes >= request.minBytes || request.maxWaitMs <= 0) return { responses: first.responses };
  const partitions = partitionsOf(request, call);
  if (partitions.length === 0 && request.topics.length === 0) return { responses: first.responses };
  return new Promise((resolve) => {
    let unwatch = (): void => {};
    const end = (): void => {
      clearTimeout(timer);
      unwatch();
      resolve({ responses: collect(request, call).responses });
    };
    const timer = setTimeout(end, request.maxWaitMs);
    unwatch = call.served.appends.watch(partitions, () => {
      if (collect(request, call).bytes >= request.minBytes) end();
    });
    call.onGone(() => {
      clearTimeout(timer);
      unwatch();
    });
  });
};

function collect(request: Request, call: Call): Collected {
  let room = request.maxBytes;
  let bytes = 0;
  let failed = false;
  const responses = request.topics.map((topic): TopicResponse => {
    const name = nameOf(topic, call);
    const partitions = topic.partitions.map((asked): PartitionResponse => {
      if (name === undefined) {
        failed = true;
        return withoutRecords(asked.partition, errors.UNKNOWN_TOPIC_ID);
      }
      const partition = call.served.broker.topics.partition(name, asked.partition);
      const fetched = read(partition, asked, room, bytes === 0, call);
      const refusal = refusalOf(fetched, asked, request) ?? (lacksZstd(name, call) ? noZstd : undefined);
      if (refusal !== undefined) {
        failed = true;
        return withoutRecords(asked.partition, refusal);
      }
      if (fetched.error !== errors.NONE) failed = true;
      const records = recordsOf(fetched, name, call);
      bytes += records.byteLength;
      room -= records.byteLength;
      return partitionResponse(asked.partition, fetched, records, request.isolationLevel === readCommitted);
    });
    return call.version < topicIdsSince ? { topic: topic.topic, partitions } : { topicId: topic.topicId, partitions };
  });
  return { responses, bytes, failed };
}

/** Whether a topic compresses by zstd, which brokers before 4.0 give to no version that is too old to know of it. */
function lacksZstd(topic: string, { version, served: { broker } }: Call): boolean {
  if (version >= zstdSince || broker.profile.topicConfigs === "java-4.4") return false;
  return broker.topics.named(topic)?.compressionType === "zstd";
}

const noZstd = errors.UNSUPPORTED_COMPRESSION_TYPE;

/** What is wrong with asking for what is there. */
function refusalOf(fetched: FetchedPartition, asked: AskedPartition, request: Request): KafkaError | undefined {
  const { replicaId, replicaState, maxBytes } = request;
  // Reading less than nothing fails, where there is something to read (4.4.0, measured).
  if (Math.min(asked.partitionMaxBytes, maxBytes) < 0 && fetched.batches.length > 0) return errors.UNKNOWN_SERVER_ERROR;
  // Nobody replicates from here (B-74), whatever he says that he is.
  const isFollower = replicaId >= 0 || replicaState.replicaId >= 0;
  const isThere = fetched.error !== errors.UNKNOWN_TOPIC_OR_PARTITION;
  return isFollower && isThere ? errors.NOT_LEADER_OR_FOLLOWER : undefined;
}

function read(
  partition: TopicPartition,
  asked: AskedPartition,
  room: number,
  atLeastOne: boolean,
  { served }: Call,
): FetchedPartition {
  return served.broker.fetch(partition, {
    offset: asked.fetchOffset,
    maxBytes: Math.max(0, Math.min(asked.partitionMaxBytes, room)),
    atLeastOne,
    currentLeaderEpoch: asked.currentLeaderEpoch,
  });
}

function recordsOf({ batches }: FetchedPartition, topic: string, { served }: Call): Buffer {
  const settings = served.broker.topics.named(topic);
  if (settings === undefined || batches.length === 0) return noBytes;
  return Buffer.concat(batches.map((batch) => storedBytes(batch, settings.timestampType)));
}

const partitionResponse = (
  partitionIndex: number,
  fetched: FetchedPartition,
  records: Buffer,
  committed: boolean,
): PartitionResponse => ({
  partitionIndex,
  errorCode: fetched.error.code,
  highWatermark: fetched.highWatermark,
  lastStableOffset: fetched.lastStableOffset,
  logStartOffset: fetched.logStartOffset,
  abortedTransactions: committed ? [] : null,
  records,
});

/** The error of a whole request, in versions that have no room for one beside each partition. */
function failedWhole({ topics }: Request, { version }: Call, error: KafkaError): ResponseFor<"Fetch"> {
  if (version >= errorOfWholeSince) return { errorCode: error.code };
  const responses = topics.map(({ topic, partitions }): TopicResponse => {
    return { topic, partitions: partitions.map(({ partition }) => withoutRecords(partition, error)) };
  });
  return { responses };
}

const withoutRecords = (partitionIndex: number, { code }: KafkaError): PartitionResponse => ({
  partitionIndex,
  errorCode: code,
  highWatermark: -1,
  abortedTransactions: null,
  records: noBytes,
});

const nameOf = ({ topic, topicId }: Request["topics"][number], { version, served }: Call): string | undefined =>
  version < topicIdsSince ? topic : served.broker.topics.withId(topicId)?.name;

const partitionsOf = (request: Request, call: Call): readonly TopicPartition[] =>
  request.topics.flatMap((topic) => {
    const name = nameOf(topic, call);
    if (name === undefined) return [];
    return topic.partitions.map(({ partition }) => call.served.broker.topics.partition(name, partition));
  });
