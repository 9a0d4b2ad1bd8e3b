import { MalformedBytes } from "../malformed.ts";
import {
  apiCodec,
  apis,
  isFlexible,
  type ApiName,
  type RequestFor,
  type ResponseFor,
  type ResponseOf,
} from "./apis.ts";
import { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** What a client says of a request that it sends. */
export interface RequestIdentity {
  readonly correlationId: number;
  readonly clientId?: string | null;
}

/** The part of a request header that every version of it has, so that a broker can look at the version first. */
export interface RequestHead {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
}

/**
 * The first eight bytes of a request.
 *
 * @throws MalformedBytes
 */
export function readRequestHead(reader: Reader): RequestHead {
  return { apiKey: reader.int16(), apiVersion: reader.int16(), correlationId: reader.int32() };
}

/**
 * What follows the head: the client id, which no version makes compact, and with flexible versions the tagged fields,
 * of which none is known. Leaves the reader at the body.
 *
 * @throws MalformedBytes
 */
export function readClientId(reader: Reader, flexible: boolean): string | null {
  const length = reader.int16();
  const clientId = length < 0 ? null : reader.string(length);
  if (flexible) skipTagged(reader);
  return clientId;
}

/** A whole request, with the length of the rest in its first four bytes. */
export function encodeRequest<Name extends ApiName>(
  name: Name,
  version: number,
  identity: RequestIdentity,
  body: RequestFor<Name>,
): Buffer {
  const writer = beginFrame();
  const { correlationId, clientId = null } = identity;
  writer.int16(apis[name].key);
  writer.int16(version);
  writer.int32(correlationId);
  writeClientId(writer, clientId);
  if (isFlexible(name, version)) writer.unsignedVarint(0);
  apiCodec(name, version).request.write(writer, body);
  return finishFrame(writer);
}

/** A whole response, with the length of the rest in its first four bytes. */
export function encodeResponse<Name extends ApiName>(
  name: Name,
  version: number,
  correlationId: number,
  body: ResponseFor<Name>,
): Buffer {
  const writer = beginFrame();
  writer.int32(correlationId);
  if (hasTaggedResponseHeader(name, version)) writer.unsignedVarint(0);
  apiCodec(name, version).response.write(writer, body);
  return finishFrame(writer);
}

/**
 * Reads the response to a request of this API and version. `bytes`: without the length before it.
 *
 * @throws MalformedBytes also when bytes are left over.
 */
export function decodeResponse<Name extends ApiName>(
  name: Name,
  version: number,
  bytes: Uint8Array,
): { readonly correlationId: number; readonly body: ResponseOf<Name> } {
  const reader = new Reader(bytes);
  const correlationId = reader.int32();
  if (hasTaggedResponseHeader(name, version)) skipTagged(reader);
  const body = apiCodec(name, version).response.read(reader);
  if (reader.remaining > 0) throw new MalformedBytes(`${reader.remaining} bytes too many`, reader.offset);
  return { correlationId, body };
}

/** ApiVersions is answered with the plain header always: a client that asks it does not know yet what there is. */
const hasTaggedResponseHeader = (name: ApiName, version: number): boolean =>
  name !== "ApiVersions" && isFlexible(name, version);

// Messages are written one after the other, never one within the other, so one writer serves them all.
const shared = new Writer();

function beginFrame(): Writer {
  shared.offset = 0;
  shared.int32(0);
  return shared;
}

function finishFrame(writer: Writer): Buffer {
  writer.patch32(0, writer.offset - 4);
  return writer.finish();
}

function writeClientId(writer: Writer, clientId: string | null): void {
  if (clientId === null) {
    writer.int16(-1);
    return;
  }
  const length = Buffer.byteLength(clientId);
  writer.int16(length);
  writer.text(clientId, length);
}

function skipTagged(reader: Reader): void {
  const count = reader.unsignedVarint();
  for (let index = 0; index < count; index += 1) {
    reader.unsignedVarint();
    reader.skip(reader.unsignedVarint());
  }
}
