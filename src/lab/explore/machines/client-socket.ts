import type { ActorNetwork, Message } from "../../../model/run/context.ts";
import type { ProducedRecord, Request } from "../../../model/protocol.ts";
import { newConnection } from "../../../sim/connection.ts";
import {
  type Connection,
  type Discipline,
  InvariantError,
  type Label,
  type NodeId,
  start,
} from "../../../sim/index.ts";
import { type RunPlan, clockAtStart } from "../../../model/run/plan.ts";
import { type SentRecord, isSent } from "../../../model/run/records.ts";
import type { Agenda } from "./agenda.ts";
import { mindsTime } from "./broker-time.ts";

/** What a client does to the network. Connections are told by their number, which counts over this client. */
export type ClientDeed =
  | { readonly does: "connect"; readonly connection: number }
  | { readonly does: "close"; readonly connection: number }
  | { readonly does: "send"; readonly connection: number; readonly request: Request };

const clientNode = 1 as NodeId;
const brokerNode = 0 as NodeId;

/** The network as one client has it before it: deeds are told, and what comes of them is somebody else's business. */
export class ClientSocket implements ActorNetwork {
  /** The connection that the client has not let go of; it has one broker to talk to. */
  present: Connection | undefined = undefined;
  connections = 0;
  private readonly agenda: Agenda;
  private readonly discipline: Discipline;
  private readonly isTimed: boolean;
  private readonly tell: (deed: ClientDeed) => void;

  constructor(agenda: Agenda, plan: RunPlan, tell: (deed: ClientDeed) => void) {
    this.agenda = agenda;
    this.discipline = plan.discipline;
    this.isTimed = mindsTime(plan);
    this.tell = tell;
  }

  node(): NodeId {
    return clientNode;
  }

  connect(): Connection {
    const ends = { client: clientNode, server: brokerNode, ordinal: this.connections++, serverLife: 0 };
    const connection = newConnection(ends, start);
    this.present = connection;
    this.tell({ does: "connect", connection: connection.ordinal });
    // Datagrams need no handshake.
    if (this.discipline === "datagram") this.agenda.soon({ kind: "connected", connection });
    return connection;
  }

  send(connection: Connection, _toServer: boolean, _label: Label, message: Message): void {
    if (connection.closedByClient) return;
    this.tell({ does: "send", connection: connection.ordinal, request: asWritten(message as Request, this.isTimed) });
  }

  close(connection: Connection): void {
    if (connection.state === "closed") return;
    connection.closedByClient = true;
    this.shut(connection);
    this.tell({ does: "close", connection: connection.ordinal });
  }

  hangUp(): void {
    throw new InvariantError("a client does not hang up on itself");
  }

  isRead(): boolean {
    throw new InvariantError("a client does not know what the broker reads");
  }

  takeDown(): void {
    if (this.present !== undefined) this.close(this.present);
  }

  bringUp(): void {}

  /** A connection is no more without the client's doing. */
  shut(connection: Connection): void {
    connection.state = "closed";
    if (this.present === connection) this.present = undefined;
  }

  /** The present connection, if it has this number. */
  numbered(ordinal: number): Connection | undefined {
    return this.present?.ordinal === ordinal ? this.present : undefined;
  }
}

/**
 * A request as it leaves: what it is made of may be put back to what it was before, or go on changing. What only the ground
 * truth notes about its records stays behind; so do their times where the broker does not mind them.
 */
function asWritten(request: Request, isTimed: boolean): Request {
  if (request.api !== "Produce") return { ...request };
  const plain = (record: ProducedRecord): ProducedRecord => {
    const timestamp = isTimed ? record.timestamp : clockAtStart;
    if (!isSent(record)) return { ...record, timestamp };
    const notes = { writtenUnderEpoch: 0, renumberedInDoubt: false, written: 0, writtenAt: start };
    return { ...record, timestamp, ...notes } satisfies SentRecord;
  };
  const batches = request.batches.map((batch) => ({ ...batch, records: batch.records.map(plain) }));
  return { ...request, batches };
}
