import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apiCodec, apiNames, apis, versionsOf } from "../../../src/wire/protocol/apis.ts";
import { Reader } from "../../../src/wire/protocol/reader.ts";
import { holdsVersion } from "../../../src/wire/protocol/schema.ts";
import { Writer } from "../../../src/wire/protocol/writer.ts";
import { anyStruct, sentPart } from "../../support/wire-values.ts";

const sides = ["request", "response"] as const;

describe.each(apiNames)("%s", (name) => {
  const { from, to } = versionsOf(name);
  const versions = Array.from({ length: to - from + 1 }, (_, index) => from + index);

  it.each(sides)("reads every %s that it wrote, in every version, to the last byte", (side) => {
    const { fields } = apis[name][side];
    for (const version of versions) {
      const codec = apiCodec(name, version)[side];
      fc.assert(
        fc.property(anyStruct(fields, version), (value) => {
          const writer = new Writer();
          codec.write(writer, value);
          const reader = new Reader(writer.finish());
          const read = codec.read(reader);
          expect(reader.remaining).toBe(0);
          expect(sentPart(read, fields, version)).toEqual(value);
        }),
        { numRuns: 20 },
      );
    }
  });

  it.each(sides)("writes a %s from nothing but defaults, and reads them back", (side) => {
    for (const version of versions) {
      const writer = new Writer();
      const codec = apiCodec(name, version)[side];
      codec.write(writer, {});
      const value = codec.read(new Reader(writer.finish()));
      for (const field of apis[name][side].fields) {
        if (holdsVersion(field.versions, version) && "default" in field && typeof field.default !== "string") {
          expect(value).toHaveProperty(field.name, field.default);
        }
      }
    }
  });
});
