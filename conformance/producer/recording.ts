import type { Script, Trace } from "./script.ts";

/** What came of playing a script: its trace, or why there is none. */
export type Recording = Trace | { readonly failed: string };

/** Plays scripts to one client or another; the recordings are in the order of the scripts. */
export interface Player {
  play(scripts: readonly Script[]): Promise<readonly Recording[]>;
}

/** Scripts with their traces, and those that the real client spoiled by a defect of its own. */
export interface Recorded {
  readonly scripts: readonly Script[];
  readonly traces: readonly Trace[];
  readonly leftOut: readonly Script[];
}

/**
 * Up to 4.1 the client writes the bytes of a batch that expired as it was drained after their buffer went to another
 * batch. What it then sends is neither, and no model of the protocol has it.
 */
const overwritten = "KAFKA-19012";

/** Records scripts. @throws Error for a script that the driver cannot play. */
export async function record(player: Player, scripts: readonly Script[]): Promise<Recorded> {
  const recordings = await player.play(scripts);
  const played: Script[] = [];
  const traces: Trace[] = [];
  const leftOut: Script[] = [];
  for (const [at, script] of scripts.entries()) {
    const recording = recordings[at] as Recording;
    if (!("failed" in recording)) {
      played.push(script);
      traces.push(recording);
    } else if (recording.failed.includes(overwritten)) leftOut.push(script);
    else throw new Error(`${script.id} was not played: ${recording.failed}`);
  }
  return { scripts: played, traces, leftOut };
}
