import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MalformedBytes } from "../../../src/wire/malformed.ts";
import { Reader } from "../../../src/wire/protocol/reader.ts";
import { codecOf, kafkaMessages, type KafkaMessage } from "../../support/kafka-messages.ts";

const messages = kafkaMessages();

/** Whether the bytes can be read as that message; anything thrown but a complaint about bytes fails the test. */
function isReadable(message: KafkaMessage, bytes: Buffer): boolean {
  try {
    codecOf(message).read(new Reader(bytes));
    return true;
  } catch (error) {
    if (!(error instanceof MalformedBytes)) throw error;
    // Where it is wrong lies within the bytes.
    if (error.offset >= 0 && error.offset <= bytes.byteLength) return false;
    throw error;
  }
}

describe("a message", () => {
  it("that ends early is malformed, wherever it ends", () => {
    const readAnyway: string[] = [];
    for (const message of messages) {
      expect(isReadable(message, message.bytes)).toBe(true);
      for (let end = 0; end < message.bytes.byteLength; end += 1) {
        const { api, side, version } = message;
        if (isReadable(message, message.bytes.subarray(0, end))) readAnyway.push(`${api} ${side} ${version} at ${end}`);
      }
    }
    expect(readAnyway).toEqual([]);
  });

  it("with other bytes in it is read or malformed, and nothing else", () => {
    const seen = { readable: 0, malformed: 0 };
    const noise = fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...messages), noise, (message, changes) => {
        const bytes = Buffer.from(message.bytes);
        for (const [at, byte] of changes) if (bytes.byteLength > 0) bytes[at % bytes.byteLength] = byte;
        seen[isReadable(message, bytes) ? "readable" : "malformed"] += 1;
      }),
      { numRuns: 20_000 },
    );
    expect(seen.readable).toBeGreaterThan(2_000);
    expect(seen.malformed).toBeGreaterThan(2_000);
  });

  it("that claims more than is there takes no room for it", () => {
    const list = Buffer.from("7fffffff", "hex");
    const fetch = { api: "Metadata", side: "request", version: 1 } as const;
    expect(() => codecOf(fetch).read(new Reader(list))).toThrow(
      "a list of 2147483647 elements where 0 bytes are left, at byte 4",
    );
    const text = Buffer.from("000000017fff61", "hex");
    expect(() => codecOf(fetch).read(new Reader(text))).toThrow(
      "a string of 32767 bytes where 1 bytes are left, at byte 6",
    );
  });
});
