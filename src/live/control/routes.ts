import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { BadInput } from "../../input/bad-input.ts";
import { checkedValue } from "../../input/document.ts";
import { durationOf, durationText } from "../../input/units.ts";
import { namedEntry } from "../../scenarios/trace.ts";
import { faultsOf, noFaults } from "../../wire/faults/fault-file.ts";
import type { FaultFileInput } from "../../wire/faults/fault-spec.ts";
import { judgedProperties } from "../../wire/history/history.ts";
import type { WatchedBroker } from "../../wire/oversight/watched-broker.ts";
import { liveNames } from "../names.ts";
import { Refusal, bodyOf, jsonOf } from "./http.ts";

/** One request that a route answers. */
export interface Asked {
  readonly broker: WatchedBroker;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What stands in the place of the path's `{names}`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

export interface Route {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** As the OpenAPI file writes it: `/logs/{topic}/{partition}`. */
  readonly path: string;
  /** What goes back as JSON; `streaming`: it has answered by itself. */
  answer(asked: Asked): unknown;
}

export const streaming = Symbol("the response is written piece by piece");

const restartBody = z.strictObject({ how: z.enum(["clean", "crash"]), for: durationText.optional() });
const expireBody = z.strictObject({ producerId: z.int().min(0).optional() });

/** All that the control port knows, in the order of the OpenAPI file. */
export const routes: readonly Route[] = [
  {
    method: "GET",
    path: "/health",
    answer: ({ broker: { state } }) => ({ status: "serving", profile: state.profile, bootstrap: state.bootstrap }),
  },
  { method: "GET", path: "/state", answer: ({ broker }) => ({ ...broker.state, deterministic: false }) },
  { method: "GET", path: "/logs/{topic}/{partition}", answer: log },
  { method: "GET", path: "/faults", answer: ({ broker }) => broker.faults },
  {
    method: "PUT",
    path: "/faults",
    answer: async ({ broker, request }) => {
      const given = await jsonOf(request);
      broker.putFaults(faultsOf(given as FaultFileInput));
      return broker.faults;
    },
  },
  {
    method: "DELETE",
    path: "/faults",
    answer: ({ broker }) => {
      broker.putFaults(noFaults);
      return broker.faults;
    },
  },
  {
    method: "POST",
    path: "/broker/restart",
    answer: async ({ broker, request }) => {
      const body = checkedValue("the body", restartBody, await jsonOf(request));
      await broker.restart(body.how, body.for === undefined ? 0 : durationOf(body.for) / 1_000);
      return { restarted: body.how };
    },
  },
  {
    method: "POST",
    path: "/producers/expire",
    answer: async ({ broker, request }) => {
      const text = await bodyOf(request);
      const given: unknown = text === "" ? {} : parsed(text);
      return { expired: broker.expireProducers(checkedValue("the body", expireBody, given).producerId) };
    },
  },
  {
    method: "GET",
    path: "/violations",
    answer: ({ broker }) => ({
      deterministic: false,
      judged: judgedProperties,
      violations: broker.violations,
      marks: broker.marks,
    }),
  },
  {
    method: "GET",
    path: "/deliveries",
    answer: ({ broker: { deliveries, forgotten } }) => ({ deliveries, forgotten }),
  },
  { method: "GET", path: "/trace", answer: trace },
  {
    method: "POST",
    path: "/reset",
    answer: ({ broker }) => {
      broker.reset();
      return { reset: true };
    },
  },
];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal(400, "the body is no JSON");
  }
}

const mostEntries = 10_000;

function log({ broker, parameters, query }: Asked): unknown {
  const { topic = "", partition = "" } = parameters;
  const range = { from: numberIn(query, "from", 0), limit: Math.min(numberIn(query, "limit", 1_000), mostEntries) };
  const entries = /^\d+$/.test(partition) ? broker.log(topic, Number(partition), range) : undefined;
  if (entries === undefined) {
    const known = broker.topicPartitions.map(({ name }) => name);
    throw new Refusal(404, `there is no partition ${topic}-${partition}; there are: ${known.join(", ") || "none"}`);
  }
  return { topic, partition: Number(partition), entries };
}

function numberIn(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,15}$/.test(text)) throw new BadInput(`${name} is "${text}", and must be a whole number`);
  return Number(text);
}

/** Server-sent events: what there is of the trace, and everything from then on, until the client has enough. */
function trace({ broker, response, request }: Asked): typeof streaming {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const { trace: live } = broker.oversight;
  const write = (entry: Parameters<typeof namedEntry>[0], names = liveNames(broker)): void => {
    response.write(`data: ${JSON.stringify(namedEntry(entry, names))}\n\n`);
  };
  response.write(": wall-clock time since the start; not deterministic\n\n");
  const names = liveNames(broker);
  for (const entry of live.entries) write(entry, names);
  const stop = live.listen((entry) => {
    // Whoever does not read is left alone: what he misses he finds in the trace when he comes again.
    if (response.writableLength > mostUnread) response.destroy();
    else write(entry);
  });
  request.on("close", stop);
  response.on("close", stop);
  return streaming;
}

const mostUnread = 16_777_216;
