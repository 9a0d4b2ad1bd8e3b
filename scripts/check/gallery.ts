import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { prepare } from "../../src/scenarios/compile.ts";
import { faultSentence } from "../../src/scenarios/fault-text.ts";
import type { GalleryBug } from "../../src/scenarios/gallery/bug.ts";
import { galleryName } from "../../src/scenarios/gallery/bug.ts";
import { gallery as bugs } from "../../src/scenarios/gallery/index.ts";
import { deliveriesOf, logsOf, run } from "../../src/scenarios/run.ts";
import type { Scenario } from "../../src/scenarios/spec.ts";
import type { Gate } from "./gate.ts";

/** Where the gallery is told. */
export const galleryDocument = "docs/gallery.md";

/** The document as it should be, as the formatter leaves it. */
export async function freshGallery(root: string): Promise<string> {
  return formatted(galleryText(bugs), root);
}

async function formatted(text: string, root: string): Promise<string> {
  return format(text, { ...(await resolveConfig(join(root, galleryDocument))), parser: "markdown" });
}

function galleryText(all: readonly GalleryBug[]): string {
  const rows = all.map(({ id, title, affected, breaks, remedy }) =>
    row([`[${id}](#${id.toLowerCase()})`, title, affected, `\`${breaks}\``, remedy.kind]),
  );
  const parts = [
    "# Gallery of bugs",
    "<!-- written by `npm run gallery`; the check fails when it is stale -->",
    "Bugs that real software had or has, each a switch on a profile, a setting or a habit of the application, and none an exception in the rules. `npx onceproof list gallery` names them, `run` shows one by the smallest run that does, `--fixed` the same faults with what helps, and `hunt` finds it among drawn runs: it exits with 10, and with `--fixed` with 0. How many seeds that takes is in [figures.md](figures.md), from `npm run bench:hunt`; the tests fail when a bug is not found any more.",
    "What older versions did is read out of their sources and not measured, unless it says so. A _fix_ takes the bug away; a _trade_ takes something else with it.",
    [row(["bug", "", "in", "breaks", "what helps"]), row(["---", "---", "---", "---", "---"]), ...rows].join("\n"),
    ...all.map(section),
  ];
  return `${parts.join("\n\n")}\n`;
}

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

function section(bug: GalleryBug): string {
  const { id, title, affected, fixedIn, happened, breaks, remedy, shown } = bug;
  const { faults } = shown.buggy.scenario;
  const name = galleryName(id);
  const done = faults.map((fault) => `- ${faultSentence(fault)}`);
  return [
    `## ${id}`,
    `**${title}.**`,
    `Affected: ${affected}. Fixed in: ${fixedIn}. Breaks: \`${breaks}\`.`,
    happened,
    [`What is done: ${shown.buggy.deed}.`, ...(done.length === 0 ? [] : ["", ...done])].join("\n"),
    [
      row(["", "before", "after"]),
      row(["---", "---", "---"]),
      row(["runs on", surroundings(shown.buggy.scenario), surroundings(shown.fixed.scenario)]),
      row(["the application is told", told(shown.buggy.scenario), told(shown.fixed.scenario)]),
      row(["the logs hold", held(shown.buggy.scenario), held(shown.fixed.scenario)]),
      row(["it took", taken(shown.buggy.scenario), taken(shown.fixed.scenario)]),
    ].join("\n"),
    shown.buggy.lesson,
    `${remedy.kind === "fix" ? "A fix" : "A trade, and no fix"}: ${remedy.text}`,
    `\`\`\`sh\nnpx onceproof run ${name}\nnpx onceproof run ${name} --fixed\nnpx onceproof hunt ${name} --seeds 1000\n\`\`\``,
  ].join("\n\n");
}

/** The profiles, and of settings and habits those that are not what everybody has. */
function surroundings({ profiles, producers }: Scenario): string {
  const [first] = producers;
  const settings = Object.entries(first?.config ?? {}).map(([key, value]) => `\`${key}=${value}\``);
  const habits = [
    ...(first?.waitsForEach === true ? ["each send is awaited"] : []),
    ...((first?.resendsOnError ?? 0) > 0 ? ["what failed is sent again"] : []),
    ...(first?.onRestart === "forget" ? ["a new life forgets"] : []),
  ];
  return [profiles.broker, profiles.producer, ...settings, ...habits].join(", ");
}

function told(scenario: Scenario): string {
  return deliveriesOf(run(prepare(scenario)))
    .map(({ record, outcome, offset, error }) => {
      if (outcome !== "acked") return `${record}: ${error ?? outcome}`;
      return offset === -1 ? `${record}: stored` : `${record}: stored at ${offset}`;
    })
    .join("<br>");
}

function held(scenario: Scenario): string {
  return Object.entries(logsOf(run(prepare(scenario))))
    .map(([partition, entries]) => `${partition}: ${entries.map(({ record }) => record).join(", ") || "nothing"}`)
    .join("<br>");
}

const countedMarks = [
  ["batch-sent", "batches sent"],
  ["rejected-out-of-order", "refused as out of order"],
  ["duplicate-suppressed", "taken for duplicates"],
  ["epoch-bumped", "epochs raised"],
] as const;

function taken(scenario: Scenario): string {
  const { marks } = run(prepare(scenario));
  return countedMarks
    .flatMap(([mark, what]) => (marks[mark] === undefined ? [] : [`${marks[mark]} ${what}`]))
    .join(", ");
}

/** The page of the gallery says what its runs do now. */
export const gallery: Gate = {
  name: "gallery",
  async look(root) {
    const file = join(root, galleryDocument);
    const fresh = await freshGallery(root);
    const isStale = !existsSync(file) || readFileSync(file, "utf8") !== fresh;
    const findings = isStale ? [{ where: galleryDocument, what: "is stale; renew it with: npm run gallery" }] : [];
    const mended = bugs.map((bug) => ({ ...bug, shown: { ...bug.shown, buggy: bug.shown.fixed } }));
    const caught = (await formatted(galleryText(mended), root)) !== fresh;
    return { saw: bugs.length, findings, planted: [{ breach: "bugs that do no harm", caught }] };
  },
};
