import type { BrokerProfile } from "../../model/broker/profiles.ts";
import { apiNames, type ApiName } from "../protocol/apis.ts";

/** The versions of one API that a broker answers, ends included. */
export type Versions = readonly [lowest: number, highest: number];
export type Advertised = Readonly<Partial<Record<ApiName, Versions>>>;

/*
 * Versions as brokers of these releases advertise them, of the APIs that are answered here. Fetch begins at 4,
 * ListOffsets and the committed offsets at 1 even where the release went lower: what lies below speaks of message
 * formats before record batches, and of offsets in ZooKeeper.
 */
const kafka44: Advertised = {
  // Versions 0 to 2 are advertised and not answered: some librdkafka compresses only if it sees them (KAFKA-18659).
  Produce: [0, 13],
  Fetch: [4, 18],
  ListOffsets: [1, 11],
  Metadata: [0, 13],
  OffsetCommit: [2, 10],
  OffsetFetch: [1, 10],
  FindCoordinator: [0, 6],
  JoinGroup: [0, 9],
  Heartbeat: [0, 4],
  LeaveGroup: [0, 5],
  SyncGroup: [0, 5],
  DescribeGroups: [0, 6],
  ListGroups: [0, 5],
  DeleteGroups: [0, 3],
  ApiVersions: [0, 5],
  CreateTopics: [2, 7],
  DeleteTopics: [1, 6],
  DeleteRecords: [0, 2],
  InitProducerId: [0, 5],
  OffsetForLeaderEpoch: [2, 4],
  DescribeConfigs: [1, 4],
  DescribeCluster: [0, 2],
  DescribeProducers: [0, 0],
};

const kafka39: Advertised = {
  Produce: [0, 11],
  Fetch: [4, 17],
  ListOffsets: [1, 9],
  Metadata: [0, 12],
  OffsetCommit: [1, 9],
  OffsetFetch: [1, 9],
  FindCoordinator: [0, 6],
  JoinGroup: [0, 9],
  Heartbeat: [0, 4],
  LeaveGroup: [0, 5],
  SyncGroup: [0, 5],
  DescribeGroups: [0, 5],
  ListGroups: [0, 5],
  DeleteGroups: [0, 2],
  ApiVersions: [0, 4],
  CreateTopics: [0, 7],
  DeleteTopics: [0, 6],
  DeleteRecords: [0, 2],
  InitProducerId: [0, 5],
  OffsetForLeaderEpoch: [0, 4],
  DescribeConfigs: [0, 4],
  DescribeCluster: [0, 1],
  DescribeProducers: [0, 0],
};

const kafka28: Advertised = {
  Produce: [0, 9],
  Fetch: [4, 12],
  ListOffsets: [1, 6],
  Metadata: [0, 11],
  OffsetCommit: [1, 8],
  OffsetFetch: [1, 7],
  FindCoordinator: [0, 3],
  JoinGroup: [0, 7],
  Heartbeat: [0, 4],
  LeaveGroup: [0, 4],
  SyncGroup: [0, 5],
  DescribeGroups: [0, 5],
  ListGroups: [0, 4],
  DeleteGroups: [0, 2],
  ApiVersions: [0, 3],
  CreateTopics: [0, 7],
  DeleteTopics: [0, 6],
  DeleteRecords: [0, 2],
  InitProducerId: [0, 4],
  OffsetForLeaderEpoch: [0, 4],
  DescribeConfigs: [0, 4],
  DescribeCluster: [0, 0],
  DescribeProducers: [0, 0],
};

const kafka24: Advertised = {
  Produce: [0, 8],
  Fetch: [4, 11],
  ListOffsets: [1, 5],
  Metadata: [0, 9],
  OffsetCommit: [1, 8],
  OffsetFetch: [1, 6],
  FindCoordinator: [0, 3],
  JoinGroup: [0, 6],
  Heartbeat: [0, 4],
  LeaveGroup: [0, 4],
  SyncGroup: [0, 4],
  DescribeGroups: [0, 5],
  ListGroups: [0, 3],
  DeleteGroups: [0, 2],
  ApiVersions: [0, 3],
  CreateTopics: [0, 5],
  DeleteTopics: [0, 4],
  DeleteRecords: [0, 1],
  InitProducerId: [0, 2],
  OffsetForLeaderEpoch: [0, 3],
  DescribeConfigs: [0, 2],
};

const kafka10: Advertised = {
  Produce: [0, 5],
  Fetch: [4, 6],
  ListOffsets: [1, 2],
  Metadata: [0, 5],
  OffsetCommit: [1, 3],
  OffsetFetch: [1, 3],
  FindCoordinator: [0, 1],
  JoinGroup: [0, 2],
  Heartbeat: [0, 1],
  LeaveGroup: [0, 1],
  SyncGroup: [0, 1],
  DescribeGroups: [0, 1],
  ListGroups: [0, 1],
  ApiVersions: [0, 1],
  CreateTopics: [0, 2],
  DeleteTopics: [0, 1],
  DeleteRecords: [0, 0],
  InitProducerId: [0, 0],
  OffsetForLeaderEpoch: [0, 0],
  DescribeConfigs: [0, 0],
};

const kafka011: Advertised = { ...kafka10, Produce: [0, 3], Fetch: [4, 5], Metadata: [0, 4] };

const byProfile: Readonly<Record<string, Advertised>> = {
  "kafka-3.9": kafka39,
  "kafka-2.8": kafka28,
  "kafka-2.4": kafka24,
  "kafka-1.0": kafka10,
  "kafka-0.11": kafka011,
};

/** The APIs that some profile's broker answers: those of the newest. */
export const servedApis: readonly ApiName[] = apiNames.filter((name) => name in kafka44);

/** What a broker of this profile advertises; profiles that are no release speak as the newest does. */
export const advertisedBy = ({ name }: BrokerProfile): Advertised => byProfile[name] ?? kafka44;

/** The lowest version of Produce that is answered although a lower one is advertised; 0: all are. */
export const produceAnsweredFrom = ({ topicConfigs }: BrokerProfile): number => (topicConfigs === "java-4.4" ? 3 : 0);
