import { compile, type MessageCodec } from "./compile.ts";
import { holdsVersion, versionRange, type Decoded, type Encodable, type VersionRange } from "./schema.ts";
import { addOffsetsToTxn } from "./schemas/add-offsets-to-txn.ts";
import { addPartitionsToTxn } from "./schemas/add-partitions-to-txn.ts";
import { alterConfigs } from "./schemas/alter-configs.ts";
import { apiVersions } from "./schemas/api-versions.ts";
import { consumerGroupHeartbeat } from "./schemas/consumer-group-heartbeat.ts";
import { createTopics } from "./schemas/create-topics.ts";
import { deleteGroups } from "./schemas/delete-groups.ts";
import { deleteRecords } from "./schemas/delete-records.ts";
import { deleteTopics } from "./schemas/delete-topics.ts";
import { describeCluster } from "./schemas/describe-cluster.ts";
import { describeConfigs } from "./schemas/describe-configs.ts";
import { describeGroups } from "./schemas/describe-groups.ts";
import { describeProducers } from "./schemas/describe-producers.ts";
import { endTxn } from "./schemas/end-txn.ts";
import { fetch } from "./schemas/fetch.ts";
import { findCoordinator } from "./schemas/find-coordinator.ts";
import { heartbeat } from "./schemas/heartbeat.ts";
import { incrementalAlterConfigs } from "./schemas/incremental-alter-configs.ts";
import { initProducerId } from "./schemas/init-producer-id.ts";
import { joinGroup } from "./schemas/join-group.ts";
import { leaveGroup } from "./schemas/leave-group.ts";
import { listGroups } from "./schemas/list-groups.ts";
import { listOffsets } from "./schemas/list-offsets.ts";
import { metadata } from "./schemas/metadata.ts";
import { offsetCommit } from "./schemas/offset-commit.ts";
import { offsetFetch } from "./schemas/offset-fetch.ts";
import { offsetForLeaderEpoch } from "./schemas/offset-for-leader-epoch.ts";
import { produce } from "./schemas/produce.ts";
import { syncGroup } from "./schemas/sync-group.ts";
import { txnOffsetCommit } from "./schemas/txn-offset-commit.ts";

/** The APIs that are known here, by Kafka's name, in order of their keys. */
export const apis = {
  Produce: produce,
  Fetch: fetch,
  ListOffsets: listOffsets,
  Metadata: metadata,
  OffsetCommit: offsetCommit,
  OffsetFetch: offsetFetch,
  FindCoordinator: findCoordinator,
  JoinGroup: joinGroup,
  Heartbeat: heartbeat,
  LeaveGroup: leaveGroup,
  SyncGroup: syncGroup,
  DescribeGroups: describeGroups,
  ListGroups: listGroups,
  ApiVersions: apiVersions,
  CreateTopics: createTopics,
  DeleteTopics: deleteTopics,
  DeleteRecords: deleteRecords,
  InitProducerId: initProducerId,
  OffsetForLeaderEpoch: offsetForLeaderEpoch,
  AddPartitionsToTxn: addPartitionsToTxn,
  AddOffsetsToTxn: addOffsetsToTxn,
  EndTxn: endTxn,
  TxnOffsetCommit: txnOffsetCommit,
  DescribeConfigs: describeConfigs,
  AlterConfigs: alterConfigs,
  DeleteGroups: deleteGroups,
  IncrementalAlterConfigs: incrementalAlterConfigs,
  DescribeCluster: describeCluster,
  DescribeProducers: describeProducers,
  ConsumerGroupHeartbeat: consumerGroupHeartbeat,
} as const;

export type ApiName = keyof typeof apis;
export type RequestSchema<Name extends ApiName> = (typeof apis)[Name]["request"];
export type ResponseSchema<Name extends ApiName> = (typeof apis)[Name]["response"];

/** What a request or a response holds once it was read. */
export type RequestOf<Name extends ApiName> = Decoded<RequestSchema<Name>>;
export type ResponseOf<Name extends ApiName> = Decoded<ResponseSchema<Name>>;
/** What writing one takes: everything has a default. */
export type RequestFor<Name extends ApiName> = Encodable<RequestSchema<Name>>;
export type ResponseFor<Name extends ApiName> = Encodable<ResponseSchema<Name>>;

export const apiNames = Object.keys(apis) as readonly ApiName[];

const namesByKey: ReadonlyMap<number, ApiName> = new Map(apiNames.map((name) => [apis[name].key, name]));

/** `undefined`: an API that is not known here. */
export const apiNamed = (key: number): ApiName | undefined => namesByKey.get(key);

/** The versions for which there are layouts; a broker answers fewer. */
export const versionsOf = (name: ApiName): VersionRange => versionRange(apis[name].request.versions);

/** Whether a version has compact lengths and tagged fields. */
export const isFlexible = (name: ApiName, version: number): boolean =>
  holdsVersion(apis[name].request.flexible, version);

/** One API in one version: how both of its messages travel. */
export interface ApiCodec<Name extends ApiName> {
  readonly request: MessageCodec<RequestSchema<Name>>;
  readonly response: MessageCodec<ResponseSchema<Name>>;
}

const compiled = new Map<ApiName, ApiCodec<ApiName>[]>();

/**
 * The codec of an API in a version, made when it is first asked for.
 *
 * @throws InvariantError for a version without a layout (`versionsOf`).
 */
export function apiCodec<Name extends ApiName>(name: Name, version: number): ApiCodec<Name> {
  let versions = compiled.get(name);
  if (versions === undefined) {
    versions = [];
    compiled.set(name, versions);
  }
  const known = versions[version];
  if (known !== undefined) return known as unknown as ApiCodec<Name>;
  const { request, response } = apis[name];
  const codec = { request: compile(request, version), response: compile(response, version) };
  versions[version] = codec as unknown as ApiCodec<ApiName>;
  return codec as unknown as ApiCodec<Name>;
}
