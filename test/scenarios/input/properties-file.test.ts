import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseProperties } from "../../../src/scenarios/input/properties-file.ts";

const pairs = (text: string): readonly (readonly [string, string])[] =>
  parseProperties(text).entries.map(({ key, value }) => [key, value]);

const lines = (text: string): readonly number[] => parseProperties(text).entries.map(({ line }) => line);

/** Writes one entry as `Properties.store` may: every character outside plain text escaped. */
function written(key: string, value: string): string {
  const escape = (text: string, blanks: RegExp): string =>
    text.replace(/[^]/g, (character) => {
      const code = character.charCodeAt(0);
      if (/[=:#!\\]/.test(character)) return `\\${character}`;
      if (code < 32 || code > 126) return `\\u${code.toString(16).padStart(4, "0")}`;
      return blanks.test(character) ? `\\${character}` : character;
    });
  return `${escape(key, / /)}=${escape(value, / /)}`;
}

// What java.util.Properties makes of each text was recorded from the real class.
describe("a properties file is read as Java reads it", () => {
  test.each<[string, (readonly [string, string])[]]>([
    [
      "a=1\nb:2\nc 3\nd\t=\t4",
      [
        ["a", "1"],
        ["b", "2"],
        ["c", "3"],
        ["d", "4"],
      ],
    ],
    ["a = : b", [["a", ": b"]]],
    ["a==b", [["a", "=b"]]],
    ["alone", [["alone", ""]]],
    ["=value", [["", "value"]]],
    ["  \t\f indented = 1 ", [["indented", "1 "]]],
    ["# no\n! no\n  # no\na=1#yes", [["a", "1#yes"]]],
    ["a=1\\\n   2\\\n3", [["a", "123"]]],
    [
      "a=1\\\\\nb=2",
      [
        ["a", "1\\"],
        ["b", "2"],
      ],
    ],
    [
      "a=1\\\n\nb=2",
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    ["a=1\\\n#2", [["a", "1#2"]]],
    ["# comment \\\na=1", [["a", "1"]]],
    ["a\\ b\\=c\\:d=e", [["a b=c:d", "e"]]],
    ["a=\\t\\n\\r\\f\\u0041\\b\\'", [["a", "\t\n\r\fAb'"]]],
    [
      "a=1\r\nb=2\rc=3",
      [
        ["a", "1"],
        ["b", "2"],
        ["c", "3"],
      ],
    ],
    ["a=1\\\r\n  2", [["a", "12"]]],
    ["a=\\", [["a", ""]]],
    ["\\", [["", ""]]],
    ["\\\n", [["", ""]]],
    ["\\\r\n", []],
    ["\\\n#comment\na=1", [["a", "1"]]],
    [
      "a=1\na=2",
      [
        ["a", "1"],
        ["a", "2"],
      ],
    ],
    ["\u00a0a=\u00a01", [["\u00a0a", "\u00a01"]]],
    ["", []],
    ["\n \n", []],
  ])("%j", (text, expected) => {
    expect(pairs(text)).toEqual(expected);
  });

  test("each entry has the line on which it begins", () => {
    expect(lines("# one\r\na=1\r\n\r\nb=2\\\r\n 3\r\nc=4")).toEqual([2, 4, 6]);
  });

  test("a \\u without four digits is reported with its line, as Java gives up there", () => {
    expect(parseProperties("a=1\nb=\\u12g4\nc=\\u00e9").malformed).toEqual([2]);
    expect(pairs("c=\\u00e9")).toEqual([["c", "é"]]);
  });

  test("the lines that part the documents of a Spring file are named", () => {
    expect(parseProperties("a=1\n#---\nb=2\n!---  \n #---\n#----").documentLines).toEqual([2, 4]);
  });

  test("what a writer escaped comes back, whatever it was", () => {
    const text = fc.string({ unit: "binary", maxLength: 20 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, text), { maxLength: 8 }),
        fc.constantFrom("\n", "\r\n", "\r"),
        (entries, ending) => {
          const file = entries.map(([key, value]) => written(key, value)).join(ending);
          expect(pairs(file)).toEqual(entries);
        },
      ),
    );
  });

  test("arbitrary text is read without an error, and no entry lies outside of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "=", "\\", "\n", "\r", " ", "#", "u", "0", "é") }), (text) => {
        const count = text.split(/\r\n|\r|\n/).length;
        for (const line of lines(text)) expect(line).toBeLessThanOrEqual(count);
      }),
    );
  });
});
