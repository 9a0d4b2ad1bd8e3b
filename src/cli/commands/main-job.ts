import { reportOf } from "../../scenarios/report.ts";
import { run } from "../../scenarios/run.ts";
import { stories } from "../../scenarios/stories/index.ts";
import { standard } from "../../scenarios/stories/standard.ts";
import type { Story } from "../../scenarios/story.ts";
import { prepare } from "../../scenarios/compile.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { huntDown } from "../hunt/hunting.ts";
import { kept } from "../hunt/repros.ts";
import { asItIs, commandFor } from "../options.ts";
import { exitCodeOf } from "../session.ts";
import { sourceOf } from "../source.ts";
import type { Terminal } from "../terminal.ts";
import { columns, counted } from "../text/figures.ts";
import { callbacksText, logsText } from "../text/story-text.ts";
import { tellHunt } from "../text/hunt-text.ts";
import { preyOf } from "./hunt.ts";

/** The main job (`npm start`): every story once, then a hunt over many seeds of the standard load. */
export async function mainJob(seeds: number, workers: number | undefined, terminal: Terminal): Promise<ExitCode> {
  const { bold } = terminal.colors;
  terminal.out(bold("Stories, each as it is written"));
  const told = stories.filter(({ name }) => name !== standard.name);
  const codes = tellStories(told, terminal);
  const wrong = codes.filter((code) => code !== exitCodes.asExpected).length;
  const ended = wrong === 0 ? "each of them as expected" : `${wrong} of them not as expected`;
  terminal.out(`${counted(codes.length, "story", "stories")}, ${ended}`);

  terminal.out(
    `\n${bold(`A hunt over ${counted(seeds, "seed")} of ${standard.name}`)}, with other faults, settings and loads for each`,
  );
  const { subject, again } = preyOf(sourceOf(standard.name), asItIs, terminal);
  const plan = { subject, seeds: { from: 1, count: seeds }, workers, again };
  const hunted = await huntDown(plan, terminal);
  return worst([
    ...codes,
    tellHunt({ ...hunted, scenario: subject.scenario, shown: kept(undefined, again) }, {}, terminal),
  ]);
}

function tellStories(told: readonly Story[], { out, colors }: Terminal): readonly ExitCode[] {
  const codes: ExitCode[] = [];
  const rows = told.map((story) => {
    const result = run(prepare(story.scenario));
    codes.push(exitCodeOf(result.outcome, result.violations));
    const command = commandFor("run", story.name, asItIs);
    const report = reportOf(result, command);
    return [command, logsText(report), callbacksText(report), report.outcome.replaceAll("-", " "), story.deed];
  });
  for (const [at, line] of columns(rows).entries()) {
    out(codes[at] === exitCodes.asExpected ? `${colors.green("✓")} ${line}` : colors.red(`✗ ${line}`));
  }
  return codes;
}

/** A broken safety property weighs more than a broken liveness property, and both more than nothing. */
function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.find((code) => code === exitCodes.safetyBroke) ?? codes.find((code) => code !== 0) ?? 0;
}
