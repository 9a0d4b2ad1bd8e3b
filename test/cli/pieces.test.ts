import * as fc from "fast-check";
import { expect, test } from "vitest";
import { chunked, jsonPieces } from "../../src/cli/pieces.ts";

test("pieces of JSON are together what JSON.stringify gives, whatever the data", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(1, 2), (value, indent) => {
      expect([...jsonPieces(value, indent)].join("")).toBe(JSON.stringify(value, null, indent));
    }),
    { numRuns: 500 },
  );
  const gaps = { a: undefined, b: [undefined, { c: undefined }], d: {}, e: [], f: { g: "1\n2" } };
  expect([...jsonPieces(gaps, 2)].join("")).toBe(JSON.stringify(gaps, null, 2));
});

test("a long list is never one piece", () => {
  const list = Array.from({ length: 1_000 }, (_, at) => ({ at }));
  const longest = Math.max(...[...jsonPieces({ list, inner: { list } }, 2)].map((piece) => piece.length));
  expect(longest).toBeLessThan(50);
});

test("chunks hold the same text in fewer pieces, and none is without end", () => {
  const pieces = Array.from({ length: 10_000 }, (_, at) => `piece ${at}, `);
  const chunks = [...chunked(pieces)];
  expect(chunks.join("")).toBe(pieces.join(""));
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.length).toBeLessThan(10);
  expect([...chunked([])]).toEqual([]);
});

test("a list that makes its elements one by one is written as one that holds them", () => {
  const list = {
    *[Symbol.iterator]() {
      yield* [{ a: 1 }, { a: 2 }];
    },
  };
  expect([...jsonPieces({ list, none: new Set() }, 2)].join("")).toBe(
    JSON.stringify({ list: [{ a: 1 }, { a: 2 }], none: [] }, null, 2),
  );
});
