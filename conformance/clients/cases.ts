import { defects } from "./cases/defects.ts";
import { tenThousand } from "./cases/ten-thousand.ts";

/** One run of one client, and what comes of it. */
export interface Case {
  readonly name: string;
  /** Name of a client in programs.ts. */
  readonly client: string;
  /** Name of a file in faults/, without its ending. */
  readonly faults: string;
  /** How many records, or a plan such as `1 1+2`: groups of sends, the sends of a group at once. */
  readonly sends: number | string;
  readonly partitions: number;
  /** By the client's own names. */
  readonly settings: Readonly<Record<string, string>>;
  /** Kinds of deviations as judge.ts words them; none: each record exactly once, in order. */
  readonly expected: readonly string[];
  /** Kinds that come with some timings and not with others. */
  readonly possible: readonly string[];
  /** Number of the defect of the client that it shows. */
  readonly defect: string | undefined;
  /** What the client does, or how the run is set up, in a sentence. */
  readonly because: string;
}

export const cases: readonly Case[] = [...tenThousand, ...defects];
