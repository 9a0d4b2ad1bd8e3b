import type { ProducerConfig } from "../producer/config.ts";
import type { Waiting, WaitLink } from "../producer/waits.ts";
import type { BrokerConnection, SentRequest } from "./connection.ts";
import type { ProducerIdentity } from "./identity.ts";
import type { Unit } from "./unit.ts";

/** The parts of a client that know why something waits. */
export interface WaitingClient {
  readonly config: ProducerConfig;
  readonly identity: ProducerIdentity;
  readonly connections: readonly BrokerConnection[];
  /** Batches or calls without an outcome. */
  readonly open: readonly Unit[];
  leaderOf(unit: Unit): BrokerConnection | undefined;
}

type Links = readonly [WaitLink, ...WaitLink[]];

/** Every batch or call without an outcome, and whom it waits for. */
export function waitsOf(client: WaitingClient, nowMillis: number): readonly Waiting[] {
  const onTheWire = client.connections.flatMap((connection) =>
    connection.inFlight.flatMap((sent) => sent.units.map((unit) => ({ unit, answer: answerTo(sent, connection) }))),
  );
  const sent = onTheWire.map(({ unit, answer }) => waitOf(unit, "in-flight", [answer]));
  const queued = client.open.filter((open) => !onTheWire.some(({ unit }) => unit === open));
  return [...sent, ...queued.map((unit) => waitOf(unit, "queued", linksOf(client, unit, nowMillis)))];
}

function waitOf(unit: Unit, place: Waiting["place"], links: Links): Waiting {
  const { topicPartition, records, producerId, producerEpoch, baseSequence, sends: written } = unit;
  return { topicPartition, records, place, producerId, producerEpoch, baseSequence, written, links };
}

const answerTo = ({ request, lateAtMillis }: SentRequest, { node }: BrokerConnection): WaitLink => ({
  kind: "answer",
  node,
  correlationId: request.correlationId,
  untilMillis: lateAtMillis,
});

function linksOf(client: WaitingClient, unit: Unit, nowMillis: number): Links {
  const { identity, config } = client;
  if (identity.needed && !identity.isKnown) return [{ kind: "producer-id" }, ...linksOfId(client, nowMillis)];
  if (identity.bumpWhenDrained) return [{ kind: "old-epoch" }];
  if (unit.againAtMillis > nowMillis) return [{ kind: "backoff", untilMillis: unit.againAtMillis }];
  const connection = client.leaderOf(unit);
  if (connection === undefined) return [{ kind: "metadata" }];
  if (connection.state !== "up") return [connectionTo(connection, nowMillis)];
  const [oldest] = connection.inFlight;
  if (oldest !== undefined && connection.producing >= config.maxInFlightRequestsPerConnection)
    return [{ kind: "in-flight-limit", node: connection.node }, answerTo(oldest, connection)];
  return [{ kind: "next-turn" }];
}

function linksOfId({ connections, identity }: WaitingClient, nowMillis: number): Links {
  for (const connection of connections) {
    const asked = connection.inFlight.find(({ request: { api } }) => api === "InitProducerId");
    if (asked !== undefined) return [answerTo(asked, connection)];
  }
  const untilMillis = identity.askFromMillis;
  if (untilMillis > nowMillis) return [{ kind: "backoff", untilMillis }];
  const [first] = connections;
  return [first === undefined || first.state === "up" ? { kind: "next-turn" } : connectionTo(first, nowMillis)];
}

function connectionTo(connection: BrokerConnection, nowMillis: number): WaitLink {
  const { node, state } = connection;
  const untilMillis = connection.nextMillis(true, nowMillis);
  return {
    kind: "connection",
    node,
    state: state === "connecting" ? state : "down",
    untilMillis: untilMillis < Infinity ? untilMillis : nowMillis,
  };
}
