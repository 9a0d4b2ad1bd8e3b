import type { BrokerProfile } from "../../src/model/broker/profiles.ts";
import { differences, signature, type Difference } from "./compare.ts";
import { families } from "./families/index.ts";
import { isForServers, type Answers, type Script } from "./script.ts";
import { shrink } from "./shrink.ts";
import { ModelTarget, type Target } from "./targets.ts";

export interface Tally {
  readonly family: string;
  readonly about: string;
  scripts: number;
  agreeing: number;
  answers: number;
  agreeingAnswers: number;
}

/** A difference at its smallest, and how many scripts differ in the same way. */
export interface Finding {
  readonly target: string;
  readonly signature: string;
  readonly count: number;
  readonly script: Script;
  /** What the real broker answers to it. */
  readonly expected: Answers;
  readonly differences: readonly Difference[];
}

export interface Comparison {
  readonly target: string;
  readonly tallies: readonly Tally[];
  readonly findings: readonly Finding[];
}

export interface Played {
  readonly script: Script;
  readonly expected: Answers;
}

const asPlayed = (played: readonly Played[]): [scripts: Script[], times: (number | undefined)[]] => [
  played.map(({ script }) => script),
  played.map(({ expected }) => expected.now),
];

/** Shrinking asks the real broker again and again; beyond so many kinds the rest is only counted. */
const mostFindings = 12;

/** Lets `target` play what the real broker has played, and shrinks one script of each way in which they differ. */
export async function compareWith(target: Target, real: Target, all: readonly Played[]): Promise<Comparison> {
  const played = target instanceof ModelTarget ? all.filter(({ script }) => !isForServers(script)) : all;
  const mine = await target.play(...asPlayed(played));
  const tallies = new Map<string, Tally>();
  const kinds = new Map<string, Script[]>();
  for (const [at, { script, expected }] of played.entries()) {
    const got = mine[at];
    if (got === undefined) throw new Error(`${target.name} did not play ${script.id}`);
    const found = differences(got, expected);
    count(tallyOf(tallies, script), expected, found);
    if (found.length > 0) kinds.set(signature(script, found), [...(kinds.get(signature(script, found)) ?? []), script]);
  }
  const findings: Finding[] = [];
  for (const [kind, scripts] of [...kinds].slice(0, mostFindings)) {
    findings.push(await smallestOf(kind, scripts, target, real));
  }
  return { target: target.name, tallies: [...tallies.values()], findings };
}

function tallyOf(tallies: Map<string, Tally>, { family }: Script): Tally {
  const known = tallies.get(family);
  if (known !== undefined) return known;
  const about = families.find(({ name }) => name === family)?.about ?? "committed vectors";
  const made = { family, about, scripts: 0, agreeing: 0, answers: 0, agreeingAnswers: 0 };
  tallies.set(family, made);
  return made;
}

function count(tally: Tally, expected: Answers, found: readonly Difference[]): void {
  tally.scripts += 1;
  if (found.length === 0) tally.agreeing += 1;
  tally.answers += expected.a.length;
  tally.agreeingAnswers += expected.a.length - found.filter(({ where }) => where.startsWith("answer")).length;
}

async function smallestOf(kind: string, scripts: readonly Script[], target: Target, real: Target): Promise<Finding> {
  const [shortest] = [...scripts].sort((one, other) => one.steps.length - other.steps.length);
  if (shortest === undefined) throw new Error(`nothing differs in the way "${kind}"`);
  const script = await shrink(shortest, async (candidates) => {
    const theirs = await real.play(candidates);
    const mine = await target.play(
      candidates,
      theirs.map(({ now }) => now),
    );
    return candidates.map((candidate, at) => {
      const [expected, got] = [theirs[at], mine[at]];
      return expected !== undefined && got !== undefined && signature(candidate, differences(got, expected)) === kind;
    });
  });
  const [expected] = await real.play([script]);
  const [got] = await target.play([script], [expected?.now]);
  if (expected === undefined || got === undefined) throw new Error(`${script.id} was not played`);
  return {
    target: target.name,
    signature: kind,
    count: scripts.length,
    script,
    expected,
    differences: differences(got, expected),
  };
}

/** A profile that is wrong on purpose: a run that does not notice it proves nothing. */
export interface Planted {
  readonly profile: string;
  readonly caughtBy: number;
  /** The first script that tells it from the real broker, and where. */
  readonly first: Difference | undefined;
}

/** Scripts on which `honest` agrees with the real broker and `planted`, the same with one switch turned, does not. */
export async function plantedBreach(
  honest: BrokerProfile,
  planted: BrokerProfile,
  all: readonly Played[],
): Promise<Planted> {
  const played = all.filter(({ script }) => !isForServers(script));
  const [right, wrong] = [
    await new ModelTarget(honest).play(...asPlayed(played)),
    await new ModelTarget(planted).play(...asPlayed(played)),
  ];
  const found = played.flatMap(({ expected }, at) => {
    const [agreeing, breaking] = [right[at], wrong[at]];
    if (agreeing === undefined || breaking === undefined || differences(agreeing, expected).length > 0) return [];
    return differences(breaking, expected).slice(0, 1);
  });
  return { profile: planted.title, caughtBy: found.length, first: found[0] };
}
