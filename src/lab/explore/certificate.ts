import * as z from "zod";
import { BadInput } from "../../input/bad-input.ts";
import { InputDocument } from "../../input/document.ts";
import { scenarioSchema } from "../../scenarios/spec.ts";
import { sumOf } from "../sum.ts";
import type { Exploration } from "./exploration.ts";
import { mostFaults } from "./scope.ts";
import { type Subject, subjectOf } from "./subject.ts";

const schema = "onceproof.certificate/1";
const hex = z.string().regex(/^[0-9a-f]{16}$/, "16 hexadecimal digits");
const count = z.int().min(0);
const faults = count.max(mostFaults);

const contentSchema = z.strictObject({
  schema: z.literal(schema),
  /** Of the package that explored. */
  version: z.string(),
  /** What was explored, with every setting and profile in it; without its times and faults. */
  scenario: scenarioSchema,
  scope: z.strictObject({
    records: count,
    losses: faults,
    duplicates: faults,
    delays: faults,
    reorder: faults,
    crashes: faults,
    restarts: faults,
  }),
  /** The promises that hold in every state. */
  properties: z.array(z.string()),
  /** Those whose breaches were not to count. */
  allowed: z.array(z.string()),
  /** Those of `properties` that nothing put to the test. */
  untested: z.array(z.string()),
  /** Breaches that are not counted, for the protocol makes no promise there: `property: circumstances`. */
  excused: z.array(z.string()),
  states: count,
  transitions: count,
  /** States in which a run ends. */
  ends: count,
  /** Orders of like producers of which one stands for all; 1: no two are alike. */
  symmetry: z.int().min(1),
  /** Over every state: what its parts are in, to the last field, and which of them go together. */
  digest: hex,
});

const certificateSchema = contentSchema.extend({
  /** Over all that stands above. */
  sum: hex,
});

/** What was searched, and that nothing in it is broken. Self-contained: from it alone it can be explored again. */
export type Certificate = z.output<typeof certificateSchema>;

/** Of an exploration that came to its end without finding anything. */
export function certificateOf(exploration: Exploration, version: string): Certificate {
  const { subject, world, search, untested } = exploration;
  // Through the schema, so that it is summed up as it will be when it is read.
  const content = contentSchema.parse({
    schema,
    version,
    scenario: subject.written,
    scope: subject.scope,
    properties: exploration.properties.map(({ name }) => name),
    allowed: subject.allowed,
    untested: untested.map(({ name }) => name),
    excused: [...world.truth.excused].sort(),
    states: search.table.size,
    transitions: search.transitions,
    ends: search.ends,
    symmetry: world.symmetry.order,
    digest: world.digestOf(search.table),
  });
  return { ...content, sum: sumOf(JSON.stringify(content)) };
}

/**
 * Reads a certificate.
 *
 * @throws BadInput where it is none, or was changed after it was written.
 */
export function readCertificate(file: string, text: string): Certificate {
  const document = new InputDocument(file, text);
  const known = document.value?.["schema"];
  if (known !== schema) {
    const what = typeof known === "string" ? `is a ${known}` : "has no schema";
    throw new BadInput(`${file}:1: ${what}; give a certificate (${schema}), as explore --out writes it`);
  }
  const { sum, ...content } = document.checked(certificateSchema);
  if (sumOf(JSON.stringify(content)) !== sum) {
    throw new BadInput(
      `${file}: was changed after it was written: its sum is not ${sum}; explore again, or give it as it was`,
      "said",
    );
  }
  return { ...content, sum };
}

/** What a certificate is about. @throws BadInput as `subjectOf` does. */
export const subjectOfCertificate = ({ scenario, scope, allowed }: Certificate): Subject =>
  subjectOf(scenario, { ...scope, allow: allowed });

/** In what one certificate is not another, in words; empty: they say the same, by whichever version. */
export function differences(one: Certificate, other: Certificate): readonly string[] {
  const keys = ["properties", "untested", "excused", "states", "transitions", "ends", "symmetry", "digest"] as const;
  return keys.flatMap((key) => {
    const [here, there] = [JSON.stringify(one[key]), JSON.stringify(other[key])];
    return here === there ? [] : [`${key}: ${here} there, ${there} here`];
  });
}
