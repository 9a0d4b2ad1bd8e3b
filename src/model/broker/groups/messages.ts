import type { KafkaError } from "../../core/errors.ts";

/** What the members of a group tell each other through the coordinator, which never looks inside. */
export type Opaque = Uint8Array;

/** Whoever waits for an answer, by the number that the world gave the request. */
export type Waiter = number;

/** "No member yet" and "no generation", as on the wire. */
export const noMemberId = "";
export const noGeneration = -1;

/** One way of sharing partitions out that a member knows, with what it says to it. */
export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Opaque;
}

export interface JoinGroupRequest {
  readonly api: "JoinGroup";
  readonly version: number;
  readonly clientId: string;
  readonly clientHost: string;
  readonly groupId: string;
  readonly memberId: string;
  readonly groupInstanceId: string | undefined;
  readonly sessionTimeoutMillis: number;
  /** The session timeout again in version 0, which has none of its own. */
  readonly rebalanceTimeoutMillis: number;
  readonly protocolType: string;
  /** Best liked first. */
  readonly protocols: readonly GroupProtocol[];
  /** What a new member's id is to end in: chosen by the world, since the model has no chance. */
  readonly freshId: string;
}

export interface SyncGroupRequest {
  readonly api: "SyncGroup";
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | undefined;
  /** Told from version 5 on. */
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  /** By member id; empty but from the leader. */
  readonly assignments: ReadonlyMap<string, Opaque>;
}

export interface HeartbeatRequest {
  readonly api: "Heartbeat";
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | undefined;
}

export interface LeavingMember {
  readonly memberId: string;
  readonly groupInstanceId: string | undefined;
}

export interface LeaveGroupRequest {
  readonly api: "LeaveGroup";
  readonly groupId: string;
  readonly members: readonly LeavingMember[];
}

/** Requests whose answers may wait for other members, or end other members' waits. */
export type GroupRequest = JoinGroupRequest | SyncGroupRequest | HeartbeatRequest | LeaveGroupRequest;

export interface JoinedMember {
  readonly memberId: string;
  readonly groupInstanceId: string | undefined;
  readonly metadata: Opaque;
}

export interface JoinGroupResponse {
  readonly api: "JoinGroup";
  readonly error: KafkaError;
  readonly generationId: number;
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  /** Id of the leader, who shares out. */
  readonly leader: string;
  /** The leader need not share out again (version 9). */
  readonly skipAssignment: boolean;
  readonly memberId: string;
  /** All members, told to the leader alone. */
  readonly members: readonly JoinedMember[];
}

export interface SyncGroupResponse {
  readonly api: "SyncGroup";
  readonly error: KafkaError;
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  readonly assignment: Opaque;
}

export interface HeartbeatResponse {
  readonly api: "Heartbeat";
  readonly error: KafkaError;
}

export interface LeaveGroupResponse {
  readonly api: "LeaveGroup";
  readonly error: KafkaError;
  /** In the order of the request; versions below 3 tell the error of the only one. */
  readonly members: readonly (LeavingMember & { readonly error: KafkaError })[];
}

export type GroupResponse = JoinGroupResponse | SyncGroupResponse | HeartbeatResponse | LeaveGroupResponse;

/** An answer that is due now, to a request of now or of long ago. */
export interface GroupAnswer {
  readonly waiter: Waiter;
  readonly response: GroupResponse;
}
