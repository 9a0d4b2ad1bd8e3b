import { BadInput, unknownName } from "../input/bad-input.ts";
import type { Condition } from "../lab/watch/condition.ts";
import type { Stop, Watch } from "../lab/watch/watch.ts";
import { diagram } from "../scenarios/diagram/index.ts";
import { diagramNamesOf } from "../scenarios/diagram/names.ts";
import { type Instant, parseDuration } from "../sim/index.ts";

/** What came of one command. */
export type Answer =
  | {
      readonly kind: "stop";
      readonly stop: Stop;
      /** Whether the state is asked for, or only what happened. */ readonly whole: boolean;
    }
  | { readonly kind: "text"; readonly lines: readonly string[] }
  | { readonly kind: "quit" };

/** The commands, with what each is for. */
const commands: readonly (readonly [word: string, usage: string, what: string])[] = [
  ["next", "next [N]", "the next event, or the next N (an empty line: the next one)"],
  ["until", "until TIME", "to the last event up to this virtual time, such as 1.5s"],
  ["go", "go", "to the next event for which a condition comes to hold, or to the end"],
  ["break", "break [CONDITION]", "one more condition; without one: those that there are"],
  ["clear", "clear", "no conditions any more"],
  ["state", "state", "producers, broker and what comes next"],
  ["diagram", "diagram", "what happened so far, message by message"],
  ["help", "help", "this"],
  ["quit", "quit", "the end"],
];

/** Goes through a run by the commands of somebody who looks at it. */
export class Stepping {
  private readonly watch: Watch;
  private readonly width: number;
  private conditions: readonly Condition[] = [];

  constructor(watch: Watch, width: number) {
    this.watch = watch;
    this.width = width;
  }

  /** @throws BadInput for a condition that is none. */
  breakAt(text: string): void {
    this.conditions = [...this.conditions, this.watch.watchFor(text)];
  }

  /** Does what a line says. @throws BadInput with one line that says what would be right. */
  answer(line: string): Answer {
    const [given = "", ...rest] = line.trim().split(/\s+/);
    const words = commands.map(([word]) => word);
    const meant = given === "" ? ["next"] : words.filter((word) => word.startsWith(given));
    const [command] = meant;
    if (command === undefined) throw new BadInput(unknownName("command", given, words));
    return this.does(command, rest.join(" "));
  }

  private does(command: string, what: string): Answer {
    switch (command) {
      case "next":
        return this.goNext(what);
      case "until":
        return this.goUntil(what);
      case "go":
        return { kind: "stop", stop: this.watch.goOn(), whole: true };
      case "break":
        if (what !== "") this.breakAt(what);
        return { kind: "text", lines: this.conditions.map(({ text }) => text) };
      case "clear":
        for (const condition of this.conditions) this.watch.forget(condition);
        this.conditions = [];
        return { kind: "text", lines: [] };
      case "state":
        return { kind: "stop", stop: this.watch.stop("as it is"), whole: true };
      case "diagram":
        return { kind: "text", lines: this.drawn() };
      case "help":
        return { kind: "text", lines: helpLines() };
      default:
        return { kind: "quit" };
    }
  }

  private goNext(what: string): Answer {
    if (!/^(?:[1-9]\d{0,8})?$/.test(what)) throw new BadInput(`next ${what}: give how many events, such as next 10`);
    const count = what === "" ? 1 : Number(what);
    for (let nth = 0; nth < count; nth++) if (!this.watch.next()) break;
    const because = this.watch.isOver ? "the end" : this.watch.holding.join("; ") || "next";
    return { kind: "stop", stop: this.watch.stop(because), whole: false };
  }

  private goUntil(what: string): Answer {
    const time = parseDuration(what);
    if (time === undefined) throw new BadInput(`until ${what}: give a time with its unit, such as until 1.5s`);
    return { kind: "stop", stop: this.watch.goOn(time as number as Instant), whole: true };
  }

  private drawn(): readonly string[] {
    const { simulation } = this.watch;
    return diagram(simulation.trace.entries, diagramNamesOf(this.watch), { width: this.width });
  }
}

function helpLines(): readonly string[] {
  const widest = Math.max(...commands.map(([, usage]) => usage.length));
  return commands.map(([, usage, what]) => `${usage.padEnd(widest)}  ${what}`);
}
