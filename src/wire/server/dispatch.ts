import { unknownApiVersions } from "../apis/api-versions.ts";
import { handlers } from "../apis/index.ts";
import { apiCodec, apiNamed, isFlexible, type ApiName } from "../protocol/apis.ts";
import { encodeResponse, readClientId, readRequestHead } from "../protocol/frames.ts";
import { Reader } from "../protocol/reader.ts";
import type { Call, Handler, NoResponse, Reply, ServedBroker } from "./call.ts";
import type { Exchange } from "./overseer.ts";

/** Where a request came from. */
export type Origin = Pick<Call, "host" | "port" | "clientHost" | "onGone" | "connection">;

/** A whole response frame, or what happens instead of one. */
export type Outcome = Buffer | NoResponse;

/**
 * Answers one request. A broker hangs up on what it cannot read and on APIs and versions that it does not have, except
 * that it tells a client who asked for ApiVersions in a version too new which there are.
 *
 * @throws MalformedBytes when the frame is no request of the API and version that it names.
 */
export function answer(frame: Buffer, served: ServedBroker, origin: Origin): Outcome | Promise<Outcome> {
  const reader = new Reader(frame);
  const { apiKey, apiVersion, correlationId } = readRequestHead(reader);
  const name = apiNamed(apiKey);
  const versions = name === undefined ? undefined : served.advertised[name];
  const handler = name === undefined ? undefined : (handlers[name] as Handler<ApiName> | undefined);
  if (name === undefined || versions === undefined || handler === undefined) return "close-connection";
  const [lowest, highest] = versions;
  if (apiVersion < lowest || apiVersion > highest) {
    if (name !== "ApiVersions") return "close-connection";
    // The header of a version too new has to be whole as well, tagged fields and all (measured).
    readClientId(reader, isFlexible(name, apiVersion));
    return encodeResponse("ApiVersions", 0, correlationId, unknownApiVersions(served.advertised));
  }
  const clientId = readClientId(reader, isFlexible(name, apiVersion));
  const request = apiCodec(name, apiVersion).request.read(reader);
  const { host, port, clientHost, onGone, connection } = origin;
  // Field by field: spreading the origin costs as much as reading the request (`bench:serve`).
  const call: Call = {
    served,
    version: apiVersion,
    clientId,
    host,
    port,
    connection,
    clientHost,
    batches: undefined,
    onGone,
  };
  const exchange: Exchange = { api: name, request, correlationId, call };
  const { overseer } = served;
  const reply = overseer === undefined ? handler(request, call) : overseer.oversee(exchange, handler);
  return reply instanceof Promise ? reply.then((late) => finished(exchange, late)) : finished(exchange, reply);
}

const finished = ({ api, correlationId, call }: Exchange, reply: Reply<ApiName>): Outcome =>
  typeof reply === "string" ? reply : encodeResponse(api, call.version, correlationId, reply);
