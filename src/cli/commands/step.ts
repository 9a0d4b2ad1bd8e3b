import { createInterface } from "node:readline";
import { BadInput } from "../../input/bad-input.ts";
import type { Instant } from "../../sim/index.ts";
import { Watch } from "../../lab/watch/watch.ts";
import { usualWidth } from "../../scenarios/diagram/index.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type Answer, Stepping } from "../stepping.ts";
import type { Terminal } from "../terminal.ts";
import { happeningLines, stopLines } from "../text/state-text.ts";
import { type ReplayOptions, type Replaying, breaking, verdictOf } from "../replaying.ts";

/**
 * Goes through a run by the lines on standard input, be they typed or piped: until they end, or say so. Whoever goes to the
 * end of the run gets its exit code.
 */
export async function stepThrough(replaying: Replaying, options: ReplayOptions, terminal: Terminal): Promise<ExitCode> {
  const watch = new Watch(replaying.prepared);
  const stepping = new Stepping(watch, options.width ?? terminal.columns ?? usualWidth);
  for (const text of options.break ?? []) breaking(() => stepping.breakAt(text));
  const { until } = replaying;
  const say = (answer: Answer): void => tell(answer, options.json === true, terminal);
  if (until !== undefined) say({ kind: "stop", stop: watch.goOn(until as number as Instant), whole: true });
  const isTyped = process.stdin.isTTY && options.json !== true;
  const lines = createInterface({ input: process.stdin, ...(isTyped ? { output: process.stderr, prompt: "> " } : {}) });
  if (isTyped) {
    terminal.err("next, until TIME, go, break CONDITION, state, diagram, quit; help says more");
    lines.prompt();
  }
  for await (const line of lines) {
    const answer = answerTo(line, stepping, terminal);
    if (answer?.kind === "quit") break;
    if (answer !== undefined) say(answer);
    if (isTyped) lines.prompt();
  }
  lines.close();
  return watch.isOver ? verdictOf(replaying, watch.result(), terminal) : exitCodes.asExpected;
}

/** A line that cannot be taken is told, and the next one may be better. */
function answerTo(line: string, stepping: Stepping, terminal: Terminal): Answer | undefined {
  try {
    return stepping.answer(line);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    terminal.err(`onceproof: ${error.message}`);
    return undefined;
  }
}

function tell(answer: Answer, asData: boolean, { out, colors }: Terminal): void {
  if (answer.kind === "quit") return;
  if (asData) {
    out(JSON.stringify(answer.kind === "stop" ? answer.stop : { lines: answer.lines }));
    return;
  }
  for (const line of linesOf(answer, colors.bold)) out(line);
}

function linesOf(answer: Exclude<Answer, { kind: "quit" }>, bold: (text: string) => string): readonly string[] {
  if (answer.kind === "text") return answer.lines;
  const { stop, whole } = answer;
  const [head = "", ...rest] = stopLines(stop, bold);
  return whole ? [head, ...rest] : [head, ...happeningLines(stop.entries)];
}
