import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { type Circumstance, circumstances } from "../../src/model/properties/circumstances.ts";
import { properties as promises } from "../../src/model/properties/index.ts";
import type { Property } from "../../src/model/properties/property.ts";
import type { Gate } from "./gate.ts";

/** Where the properties are told. */
export const propertyDocument = "docs/properties.md";

/** The document as it should be, as the formatter leaves it. */
export async function freshProperties(root: string): Promise<string> {
  return formatted(propertiesText(promises), root);
}

async function formatted(text: string, root: string): Promise<string> {
  return format(text, { ...(await resolveConfig(join(root, propertyDocument))), parser: "markdown" });
}

type Told = Omit<Property, "begin">;

function propertiesText(all: readonly Told[]): string {
  const ofKind = (kind: Property["kind"]): string =>
    table(
      ["property", "what it promises", "it promises nothing where", "tested where there is", "catches, for example"],
      all.filter((property) => property.kind === kind).map(cells),
    );
  return `${[
    "# Properties",
    "<!-- written by `npm run properties`; the check fails when it is stale -->",
    "What every run is held to. A breach for which the third column has a reason is reported with it and not counted: there the protocol itself promises nothing. The fourth column is a mark, something that has to happen in a run for the promise to have been put to the test; `npx onceproof hunt … --require-marks` fails where one was never met. Each property is one file of `src/model/properties`. The tests plant a bug for each and see it caught (`planted.test.ts`), need each of the reasons for some run (`runs.test.ts`), and hold each property against a judge that reads the whole history in the simplest way, on 10,000 random histories, of which each verdict is given at least 500 times (`twins.test.ts`).",
    "## Safety",
    ofKind("safety"),
    "## Liveness",
    ofKind("liveness"),
    twoPhases,
    "## Where the protocol promises nothing",
    table(
      ["circumstance", ""],
      Object.entries(circumstances).map(([name, words]) => [`\`${name}\``, words]),
    ),
    "## Jepsen's anomalies",
    "What Jepsen's Kafka checker looks for, and who does here:",
    table(["Jepsen", "here"], jepsen),
  ].join("\n\n")}\n`;
}

const cells = ({ name, promise, unless, mark, catches }: Told): readonly string[] => [
  `\`${name}\``,
  promise,
  unless.map((circumstance: Circumstance) => `\`${circumstance}\``).join(", ") || "–",
  `\`${mark}\``,
  catches,
];

const twoPhases = `### Two phases

\`settle: 30s\` in a scenario, or \`--settle 30s\`, parts a run in two. In the first, faults strike as they do. Then splits heal, pauses and slowness end, the broker is up, and chance strikes no message any more; from then on everything must come to an end within the bound, or \`settles\` is broken. \`settle: { faultsUntil: 10s, within: 30s }\` states both; what is left out follows from the workload, the planned faults and the settings (\`--settle\` alone, \`--faults-until 10s\`). Faults that are planned by position strike whenever their message comes.

A run that has not come to its end says who waits for whom: the application for a callback, the batch for an answer, a backoff, a connection, a producer id, the batch in front of it, …, link by link, and whether the broker would take it at all. \`npx onceproof run refused-for-ever\` shows one:

\`\`\`
shop: the application waits for callbacks before it sends more or closes
  order-1 in orders-0, queued (producer 0, epoch 0, sequence 0, written 33 times)
    waits for its next attempt, at 30.71s at the latest; the broker takes sequence 2 next, and
    this batch begins at 0 (B-31)
\`\`\`

In a hunt (\`npx onceproof hunt FILE --settle\`) such failures are told apart by what keeps them: \`settles/refused\`, \`settles/producer-id\`, \`settles/retrying\`, …`;

const jepsen: readonly (readonly [string, string])[] = [
  ["`duplicate`", "`acknowledged-exactly-once` within a session, `stored-once-end-to-end` across them"],
  ["`lost-write`", "`acknowledged-survives`; at once: `acknowledged-exactly-once` (absent)"],
  ["`unseen`", "`acknowledged-is-seen`"],
  [
    "`inconsistent-offsets`",
    "`offset-holds-one-record` over time, `acknowledged-offset-holds-record` and `offset-acknowledged-once` between acknowledgement and log",
  ],
  ["`G1a`", "`failed-not-stored`; what nobody sent is `no-phantom`"],
  ["`precommitted-read`", "`read-stays`: there are no transactions here, but there is a high watermark"],
  ["`nonmonotonic-send`", "`order-as-sent`"],
  ["`int-nonmonotonic-send`", "`order-within-batch`"],
  ["`int-send-skip`, `G0`, `PL-1`", "allowed, as in Jepsen: what several producers write interleaves"],
  [
    "`poll-skip`, `nonmonotonic-poll` and their internal forms",
    "not looked for: consumers read the log directly, and fetching is not modelled",
  ],
  ["`G1c`, `PL-2`", "not looked for: they need transactions over several keys"],
];

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map(row).join("\n");

const row = (values: readonly string[]): string =>
  `| ${values.map((value) => value.replaceAll("|", "\\|")).join(" | ")} |`;

/** The page of the properties says what they are. */
export const properties: Gate = {
  name: "properties",
  async look(root) {
    const file = join(root, propertyDocument);
    const fresh = await freshProperties(root);
    const isStale = !existsSync(file) || readFileSync(file, "utf8") !== fresh;
    const findings = isStale ? [{ where: propertyDocument, what: "is stale; renew it with: npm run properties" }] : [];
    const unexcused = promises.map((promise) => ({ ...promise, unless: [] }));
    const caught = (await formatted(propertiesText(unexcused), root)) !== fresh;
    return { saw: promises.length, findings, planted: [{ breach: "promises without an exception", caught }] };
  },
};
