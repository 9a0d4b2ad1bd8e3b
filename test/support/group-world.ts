import { GroupCoordinator } from "../../src/model/broker/groups/group-coordinator.ts";
import type { PartitionName } from "../../src/model/broker/groups/committed-offsets.ts";
import type {
  GroupRequest,
  GroupResponse,
  JoinGroupRequest,
  JoinGroupResponse,
  SyncGroupResponse,
} from "../../src/model/broker/groups/messages.ts";
import { defaultGroupSettings } from "../../src/model/broker/groups/rebalance.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
export const textOf = (opaque: Uint8Array): string => String.fromCharCode(...opaque);

/** What a member says when it joins. Protocols as `name:metadata`, best liked first. */
export interface Joining {
  readonly as?: string;
  readonly instance?: string;
  readonly version?: number;
  readonly protocols?: readonly string[];
  readonly protocolType?: string;
  readonly session?: number;
  readonly rebalance?: number;
}

/**
 * A coordinator with time that tests let pass, and with everybody's answers. Requests are numbered from 1; an answer
 * that is not there yet is `undefined`.
 */
export class GroupWorld {
  now = 1_760_000_000_000;
  readonly group = "readers";
  readonly coordinator: GroupCoordinator;
  private readonly answers = new Map<number, GroupResponse>();
  private requests = 0;

  constructor(partitions: readonly PartitionName[] = []) {
    this.coordinator = new GroupCoordinator(defaultGroupSettings, ({ topic, partition }) =>
      partitions.some((known) => known.topic === topic && known.partition === partition),
    );
  }

  send(request: GroupRequest): number {
    this.requests += 1;
    for (const { waiter, response } of this.coordinator.handle(this.requests, request, this.now)) {
      this.take(waiter, response);
    }
    return this.requests;
  }

  private take(waiter: number, response: GroupResponse): void {
    if (this.answers.has(waiter)) throw new Error(`request ${waiter} was answered twice`);
    this.answers.set(waiter, response);
  }

  /** Lets time pass, stopping wherever the coordinator wants to be woken. */
  pass(millis: number): void {
    const until = this.now + millis;
    for (let next = this.coordinator.nextWake; next !== undefined && next <= until; next = this.coordinator.nextWake) {
      if (next <= this.now) throw new Error(`the coordinator wants to be woken at ${next}, it is ${this.now} already`);
      this.now = next;
      for (const { waiter, response } of this.coordinator.wake(next)) this.take(waiter, response);
    }
    this.now = until;
  }

  restart(): void {
    this.coordinator.restart(this.now);
  }

  answerTo(request: number): GroupResponse | undefined {
    return this.answers.get(request);
  }

  joinRequest(client: string, joining: Joining = {}): JoinGroupRequest {
    const { as = "", instance, version = 5, protocolType = "consumer", session = 10_000, rebalance = 60_000 } = joining;
    const { protocols = ["range:topics"] } = joining;
    return {
      api: "JoinGroup",
      version,
      clientId: client,
      clientHost: "/127.0.0.1",
      groupId: this.group,
      memberId: as,
      groupInstanceId: instance,
      sessionTimeoutMillis: session,
      rebalanceTimeoutMillis: rebalance,
      protocolType,
      protocols: protocols.map((text) => {
        const [name = "", metadata = ""] = text.split(":");
        return { name, metadata: bytes(metadata) };
      }),
      freshId: `u${this.requests + 1}`,
    };
  }

  join(client: string, joining: Joining = {}): number {
    return this.send(this.joinRequest(client, joining));
  }

  /** The two steps of a newcomer: it is given an id, and joins with it. */
  enter(client: string, joining: Joining = {}): { readonly id: string; readonly request: number } {
    const id = this.joined(this.join(client, joining)).memberId;
    return { id, request: this.join(client, { ...joining, as: id }) };
  }

  joined(request: number): JoinGroupResponse {
    const answer = this.answers.get(request);
    if (answer?.api !== "JoinGroup") throw new Error(`request ${request} has no answer to a JoinGroup`);
    return answer;
  }

  /** Asks for an assignment; `shares` from the leader, by member id. */
  sync(
    memberId: string,
    generationId: number,
    shares: Readonly<Record<string, string>> = {},
    instance?: string,
  ): number {
    return this.send({
      api: "SyncGroup",
      groupId: this.group,
      generationId,
      memberId,
      groupInstanceId: instance,
      protocolType: undefined,
      protocolName: undefined,
      assignments: new Map(Object.entries(shares).map(([member, share]) => [member, bytes(share)])),
    });
  }

  synced(request: number): SyncGroupResponse {
    const answer = this.answers.get(request);
    if (answer?.api !== "SyncGroup") throw new Error(`request ${request} has no answer to a SyncGroup`);
    return answer;
  }

  heartbeat(memberId: string, generationId: number): number {
    return this.codeOf(
      this.send({ api: "Heartbeat", groupId: this.group, generationId, memberId, groupInstanceId: undefined }),
    );
  }

  /** The members' own error codes. */
  leave(...members: readonly { readonly memberId: string; readonly groupInstanceId?: string }[]): readonly number[] {
    const request = this.send({
      api: "LeaveGroup",
      groupId: this.group,
      members: members.map(({ memberId, groupInstanceId }) => ({ memberId, groupInstanceId })),
    });
    const answer = this.answers.get(request);
    return answer?.api === "LeaveGroup" ? answer.members.map(({ error }) => error.code) : [];
  }

  /** Error code of an answer; -99: there is none yet. */
  codeOf(request: number): number {
    return this.answers.get(request)?.error.code ?? -99;
  }

  get state(): string {
    return this.coordinator.describe(this.group, 5).state;
  }

  /** A group of these members, joined together and stable; the first leads and gives each its own name. */
  stable(...clients: readonly string[]): { readonly ids: readonly string[]; readonly generation: number } {
    const members = clients.map((client) => this.enter(client));
    this.pass(6_001);
    const ids = members.map(({ id }) => id);
    const generation = Math.max(...members.map(({ request }) => this.joined(request).generationId));
    const [leader = "", ...others] = ids;
    for (const id of others) this.sync(id, generation);
    this.sync(leader, generation, Object.fromEntries(ids.map((id, index) => [id, clients[index] ?? ""])));
    if (this.state !== "Stable") throw new Error(`the group is ${this.state}`);
    return { ids, generation };
  }
}
