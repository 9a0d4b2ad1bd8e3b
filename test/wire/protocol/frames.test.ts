import { describe, expect, it } from "vitest";
import {
  apiNamed,
  apiNames,
  apis,
  isFlexible,
  type RequestFor,
  type RequestOf,
  type ResponseFor,
  type ResponseOf,
} from "../../../src/wire/protocol/apis.ts";
import {
  decodeResponse,
  encodeRequest,
  encodeResponse,
  readClientId,
  readRequestHead,
} from "../../../src/wire/protocol/frames.ts";
import { apiCodec } from "../../../src/wire/protocol/apis.ts";
import { Reader } from "../../../src/wire/protocol/reader.ts";

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ""), "hex");

describe("a request", () => {
  it("carries its length, the plain header and a classic body in old versions", () => {
    const body: RequestFor<"InitProducerId"> = { transactionalId: null, transactionTimeoutMs: 60_000 };
    const frame = encodeRequest("InitProducerId", 1, { correlationId: 7, clientId: "shop" }, body);
    expect(frame).toEqual(hex("00000014 0016 0001 00000007 0004 73686f70 ffff 0000ea60"));
  });

  it("has a classic client id and tagged fields in its header where the body is flexible", () => {
    const frame = encodeRequest(
      "InitProducerId",
      2,
      { correlationId: 7, clientId: "shop" },
      { transactionalId: null, transactionTimeoutMs: 1 },
    );
    expect(frame).toEqual(hex("00000015 0016 0002 00000007 0004 73686f70 00 00 00000001 00"));
  });

  it("is read by its head first, then by what its version says", () => {
    const frame = encodeRequest(
      "Heartbeat",
      4,
      { correlationId: -3 },
      { groupId: "g", generationId: 5, memberId: "m" },
    );
    const reader = new Reader(frame, 4);
    const head = readRequestHead(reader);
    expect(head).toEqual({ apiKey: 12, apiVersion: 4, correlationId: -3 });
    expect(apiNamed(head.apiKey)).toBe("Heartbeat");
    expect(readClientId(reader, isFlexible("Heartbeat", 4))).toBeNull();
    const request: RequestOf<"Heartbeat"> = apiCodec("Heartbeat", 4).request.read(reader);
    expect(request).toEqual({ groupId: "g", generationId: 5, memberId: "m", groupInstanceId: null });
  });

  it("of an API that nobody knows has no name", () => {
    expect(apiNamed(999)).toBeUndefined();
    expect(apiNames.map((name) => apiNamed(apis[name].key))).toEqual(apiNames);
  });
});

describe("a response", () => {
  it("to ApiVersions has the plain header in every version", () => {
    const body: ResponseFor<"ApiVersions"> = { errorCode: 35, apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 4 }] };
    expect(encodeResponse("ApiVersions", 0, 9, body)).toEqual(hex("00000010 00000009 0023 00000001 0012 0000 0004"));
    expect(encodeResponse("ApiVersions", 3, 9, body)).toEqual(
      hex("00000013 00000009 0023 02 0012 0000 0004 00 00000000 00"),
    );
  });

  it("has tagged fields in its header where its version is flexible", () => {
    expect(encodeResponse("Heartbeat", 4, 9, { errorCode: 27 })).toEqual(hex("0000000c 00000009 00 00000000 001b 00"));
    expect(encodeResponse("Heartbeat", 3, 9, { errorCode: 27 })).toEqual(hex("0000000a 00000009 00000000 001b"));
  });

  it("comes back with its correlation id, and with defaults for what its version does not say", () => {
    const frame = encodeResponse("Produce", 3, 5, {
      responses: [{ name: "t", partitionResponses: [{ baseOffset: 17 }] }],
    });
    const { correlationId, body } = decodeResponse("Produce", 3, frame.subarray(4));
    const read: ResponseOf<"Produce"> = body;
    expect(correlationId).toBe(5);
    expect(read.responses[0]?.partitionResponses[0]).toMatchObject({
      baseOffset: 17,
      errorCode: 0,
      logStartOffset: -1,
    });
  });

  it("with bytes behind its end is refused", () => {
    const frame = encodeResponse("Heartbeat", 0, 1, {});
    expect(() => decodeResponse("Heartbeat", 0, Buffer.concat([frame.subarray(4), hex("00")]))).toThrow(
      "1 bytes too many, at byte 6",
    );
  });
});
