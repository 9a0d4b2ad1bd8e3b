import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillPlaceholders } from "../../../src/scenarios/input/placeholders.ts";

const known: Readonly<Record<string, string>> = { host: "h1", again: "${host}", loop: "${pool}", pool: "${loop}" };
const fill = (text: string) => fillPlaceholders(text, (name) => known[name]);

describe("placeholders", () => {
  test.each([
    ["plain", "plain"],
    ["${ACKS:all}", "all"],
    ["${ACKS:}", ""],
    ["${ACKS:-1}", "-1"],
    ["${A:b:c}", "b:c"],
    ["a${X:1}b${Y:2}c", "a1b2c"],
    ["${A:${B:5}}", "5"],
    ["${${A:host}}", "h1"],
    ["${host:other}", "h1"],
    ["${again}", "h1"],
    ["${never closed", "${never closed"],
    ["$5 {x} ${A:}}", "$5 {x} }"],
  ])("%s becomes %j", (text, filled) => {
    expect(fill(text)).toEqual({ ok: true, text: filled });
  });

  test("one without value and default is named, the inner one if that is it", () => {
    expect(fill("a ${NOPE} b")).toEqual({ ok: false, name: "NOPE", circular: false });
    expect(fill("${A:${NOPE}}")).toEqual({ ok: false, name: "NOPE", circular: false });
  });

  test("those that lead back to themselves are told apart", () => {
    expect(fill("${loop}")).toMatchObject({ ok: false, circular: true });
  });

  test("any nesting comes to an end", () => {
    const piece = fc.constantFrom("${", "}", ":", "a", "host", "loop");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const filled = fill(pieces.join(""));
        if (filled.ok) expect(filled.text.length).toBeLessThanOrEqual(400);
        else expect(filled.name.length).toBeLessThanOrEqual(400);
      }),
    );
    expect(fill(`${"${a:".repeat(5_000)}${"}".repeat(5_000)}`).ok).toBe(false);
  });
});
