import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { sweepJsonSchema } from "../../../src/lab/sweep/json-schema.ts";

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

test("the published schema is that of the command, and tells the example from a file with a mistake", () => {
  const published = JSON.parse(read("docs/sweep.schema.json")) as object;
  expect(published, "renew it by npm run sweep-schema").toEqual(JSON.parse(JSON.stringify(sweepJsonSchema())));
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(published);
  const example = parse(read("examples/sweeps/timeouts.yml")) as object;
  expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...example, sedes: 3 })).toBe(false);
  expect(validate({ ...example, network: "moon" })).toBe(false);
});
