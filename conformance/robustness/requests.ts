import { codecs } from "../../src/wire/records/layout.ts";
import { apiNames, type ApiName, type RequestFor } from "../../src/wire/protocol/apis.ts";
import { encodeRequest } from "../../src/wire/protocol/frames.ts";
import type { Advertised } from "../../src/wire/server/advertised.ts";
import { sampleBatch } from "./batches.ts";

/** A request as a real client might send it. */
export interface RealRequest {
  readonly api: ApiName;
  readonly version: number;
  /** What tells it from others of the same API and version; empty where there is one. */
  readonly variant: string;
  /** Whole, with the length before it. */
  readonly frame: Buffer;
  /** Where in the frame record batches stand. */
  readonly batches: readonly Span[];
}

/** Bytes from `at` on, up to `end`. */
export interface Span {
  readonly at: number;
  readonly end: number;
}

export const topicName = "orders";
export const topicId = "b3JkZXJzLW9yZGVycy1vcg";
export const partitionCount = 3;
/** Stands in no other request than those that delete it. */
export const spareTopic = "spare";
export const spareTopicId = "c3BhcmUtc3BhcmUtc3BhcA";

const clientId = "robust";
const group = "group-1";
const committed = [{ partitionIndex: 0, committedOffset: 3, committedMetadata: "m" }];
const noOffsetIdsYet = 10;
const groupsSince = 8;
const idsInDeleteSince = 6;
const membersSince = 3;

type Bodies = {
  readonly [Name in ApiName]?: (version: number) => Readonly<Record<string, RequestFor<Name>>>;
};

/** Milliseconds since 1970 of all records, so that a seed means the same frames on any day. */
export const recordsTime = 1_760_000_000_000;

const produceBodies = (version: number): Readonly<Record<string, RequestFor<"Produce">>> => {
  const withSets = (acks: number, ...sets: (Buffer | null)[]): RequestFor<"Produce"> => ({
    acks,
    timeoutMs: 1_000,
    topicData: [{ name: topicName, topicId, partitionData: sets.map((records, index) => ({ index, records })) }],
  });
  const packed = codecs.filter((codec) => codec !== "zstd" || version >= 7);
  return {
    ...Object.fromEntries(packed.map((codec) => [codec, withSets(-1, sampleBatch(codec, recordsTime))])),
    idempotent: withSets(-1, sampleBatch("none", recordsTime, 5_000), sampleBatch("gzip", recordsTime, 5_000)),
    unanswered: withSets(0, sampleBatch("none", recordsTime)),
    null: withSets(1, null),
  };
};

const bodies: Bodies = {
  Produce: produceBodies,
  Fetch: () => ({
    "": {
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: 100_000,
      topics: [{ topic: topicName, topicId, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 5_000 }] }],
      forgottenTopicsData: [{ topic: topicName, topicId, partitions: [1] }],
    },
    waiting: {
      maxWaitMs: 20,
      minBytes: 1_000_000,
      maxBytes: 100_000,
      topics: [{ topic: topicName, topicId, partitions: [{ partition: 2, fetchOffset: 0, partitionMaxBytes: 5_000 }] }],
    },
  }),
  ListOffsets: () => ({
    "": { replicaId: -1, topics: [{ name: topicName, partitions: [{ partitionIndex: 0, timestamp: -1 }] }] },
  }),
  Metadata: () => ({ "": { topics: [{ name: topicName }], allowAutoTopicCreation: false } }),
  OffsetCommit: (version) => ({
    "": {
      groupId: group,
      topics: [
        version < noOffsetIdsYet ? { name: topicName, partitions: committed } : { topicId, partitions: committed },
      ],
    },
  }),
  OffsetFetch: (version) => {
    const topics = [{ name: topicName, topicId, partitionIndexes: [0, 1] }];
    return { "": version < groupsSince ? { groupId: group, topics } : { groups: [{ groupId: group, topics }] } };
  },
  FindCoordinator: () => ({ "": { key: group, coordinatorKeys: [group] } }),
  JoinGroup: () => ({
    "": {
      groupId: group,
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 10_000,
      memberId: "",
      protocolType: "consumer",
      protocols: [{ name: "range", metadata: Buffer.from("000100000000ffffffff", "hex") }],
    },
  }),
  SyncGroup: () => ({
    "": {
      groupId: group,
      generationId: 1,
      memberId: "m-1",
      protocolType: "consumer",
      protocolName: "range",
      assignments: [{ memberId: "m-1", assignment: Buffer.from("00010000", "hex") }],
    },
  }),
  Heartbeat: () => ({ "": { groupId: group, generationId: 1, memberId: "m-1" } }),
  LeaveGroup: (version) => ({
    "":
      version < membersSince ? { groupId: group, memberId: "m-1" } : { groupId: group, members: [{ memberId: "m-1" }] },
  }),
  DescribeGroups: () => ({ "": { groups: [group] } }),
  ListGroups: () => ({ "": { statesFilter: ["Stable"], typesFilter: ["classic"] } }),
  DeleteGroups: () => ({ "": { groupsNames: [group] } }),
  ApiVersions: () => ({ "": { clientSoftwareName: "onceproof", clientSoftwareVersion: "1.0" } }),
  CreateTopics: () => ({
    "": {
      topics: [
        { name: "made", numPartitions: 2, replicationFactor: 1, configs: [{ name: "retention.ms", value: "1000" }] },
        {
          name: "placed",
          numPartitions: -1,
          replicationFactor: -1,
          assignments: [{ partitionIndex: 0, brokerIds: [1] }],
        },
      ],
      timeoutMs: 1_000,
    },
  }),
  DeleteTopics: (version) => ({
    "": version < idsInDeleteSince ? { topicNames: [spareTopic] } : { topics: [{ name: spareTopic }] },
  }),
  DeleteRecords: () => ({
    "": { topics: [{ name: topicName, partitions: [{ partitionIndex: 0, offset: 0 }] }], timeoutMs: 1_000 },
  }),
  InitProducerId: () => ({ "": { transactionalId: null, transactionTimeoutMs: 60_000 } }),
  OffsetForLeaderEpoch: () => ({
    "": { replicaId: -1, topics: [{ topic: topicName, partitions: [{ partition: 0, leaderEpoch: 0 }] }] },
  }),
  DescribeConfigs: () => ({
    "": { resources: [{ resourceType: 2, resourceName: topicName, configurationKeys: ["cleanup.policy"] }] },
    all: { resources: [{ resourceType: 2, resourceName: topicName, configurationKeys: null }], includeSynonyms: true },
  }),
  DescribeCluster: () => ({ "": {} }),
  DescribeProducers: () => ({ "": { topics: [{ name: topicName, partitionIndexes: [0, 1] }] } }),
};

/** One request at least of every API in every version that is advertised. */
export function realRequests(advertised: Advertised): readonly RealRequest[] {
  return apiNames.flatMap((api) => {
    const versions = advertised[api];
    if (versions === undefined) return [];
    const [lowest, highest] = versions;
    return Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index).flatMap((version) =>
      requestsOf(api, version),
    );
  });
}

function requestsOf<Name extends ApiName>(api: Name, version: number): readonly RealRequest[] {
  const known = bodies[api];
  if (known === undefined) throw new Error(`${api} is served and has no request here`);
  return Object.entries(known(version)).map(([variant, body]) => {
    const frame = encodeRequest(api, version, { correlationId: 7, clientId }, body as RequestFor<Name>);
    return {
      api,
      version,
      variant,
      frame,
      batches: api === "Produce" ? batchesIn(frame, body as RequestFor<"Produce">) : [],
    };
  });
}

function batchesIn(frame: Buffer, { topicData = [] }: RequestFor<"Produce">): readonly Span[] {
  const sets = topicData.flatMap(({ partitionData = [] }) => partitionData.map(({ records }) => records ?? null));
  return sets.flatMap((set) => {
    if (set === null) return [];
    const at = frame.indexOf(set);
    return [{ at, end: at + set.byteLength }];
  });
}

const sentinelId = 0x51515151;

/** A request that is answered whatever came before it, unless the connection waits for something or is no more. */
export const sentinel: Buffer = encodeRequest("ApiVersions", 0, { correlationId: sentinelId }, {});
