import type { Entry, History } from "./history.ts";

/** A history held against what an idempotent producer promises. Lists are of record ids. */
export interface Verdict {
  readonly records: number;
  readonly acked: number;
  readonly failed: readonly number[];
  /** Neither acknowledged nor failed when the program ended. */
  readonly undecided: readonly number[];
  /** How many entries the logs hold, copies among them. */
  readonly stored: number;
  /** A record id for each copy beyond the first. */
  readonly duplicates: readonly number[];
  /** Acknowledged, and not in the log. */
  readonly losses: readonly number[];
  /** Failed, and in the log all the same: the client could not know better, or did not look. */
  readonly failedYetStored: readonly number[];
  /** Stored behind a record of the same partition that was sent later. */
  readonly reordered: readonly number[];
  /** Acknowledged with an offset at which another record lies. */
  readonly misplaced: readonly number[];
  /** Read, and never sent. */
  readonly phantoms: readonly number[];
  /** What was not right about the reading itself: offsets that jump or come twice, or an end that was not reached. */
  readonly reading: readonly string[];
  /** Timers a second that a connected producer started while it did nothing; 0 where nobody looked. */
  readonly idleTimers: number;
}

export function judge(history: History): Verdict {
  const copies = new Map<number, number>();
  for (const { record } of history.read) copies.set(record, (copies.get(record) ?? 0) + 1);
  const { sent, acked, failed } = history;
  const isStored = (record: number): boolean => copies.has(record);
  const known = new Set(sent);
  return {
    records: sent.length,
    acked: acked.size,
    failed: [...failed.keys()],
    undecided: sent.filter((record) => !acked.has(record) && !failed.has(record)),
    stored: history.read.length,
    duplicates: [...copies].flatMap(([record, count]) => Array<number>(count - 1).fill(record)),
    losses: [...acked.keys()].filter((record) => !isStored(record)),
    failedYetStored: [...failed.keys()].filter(isStored),
    reordered: reorderedOf(history.read),
    misplaced: misplacedOf(history),
    phantoms: [...copies.keys()].filter((record) => !known.has(record)),
    reading: readingOf(history),
    idleTimers: history.idle === undefined ? 0 : Math.round((history.idle.timers * 1_000) / history.idle.millis),
  };
}

/** One way in which a run was not as promised, and how often. */
export interface Deviation {
  readonly count: number;
  readonly what: string;
}

/** What a verdict says beside "each record exactly once, in the order sent, acknowledged at its offset". */
export function deviations(verdict: Verdict): readonly Deviation[] {
  const records = [
    [verdict.losses, "acknowledged and lost"],
    [verdict.duplicates, "stored again"],
    [verdict.reordered, "reordered"],
    [verdict.failed, "failed"],
    [verdict.failedYetStored, "failed and stored all the same"],
    [verdict.misplaced, "acknowledged at the offset of another"],
    [verdict.undecided, "undecided"],
    [verdict.phantoms, "never sent"],
  ] as const;
  const counted = records.map(([list, what]) => ({ count: list.length, what }));
  const idle = { count: verdict.idleTimers, what: "timers a second while idle" };
  const nothing = { count: verdict.records === 0 ? 1 : 0, what: "run without a record" };
  const reading = verdict.reading.map((what) => ({ count: 1, what }));
  return [...counted, idle, nothing, ...reading].filter(({ count }) => count > 0);
}

function reorderedOf(read: readonly Entry[]): readonly number[] {
  const latest = new Map<number, number>();
  const seen = new Set<number>();
  const late: number[] = [];
  for (const { partition, record } of read) {
    // The second copy of a record is a duplicate, wherever it stands.
    if (seen.has(record)) continue;
    seen.add(record);
    const last = latest.get(partition);
    if (last !== undefined && record < last) late.push(record);
    else latest.set(partition, record);
  }
  return late;
}

function misplacedOf({ acked, read }: History): readonly number[] {
  const at = new Map(read.map(({ partition, offset, record }) => [`${partition}@${offset}`, record]));
  const isElsewhere = ([record, { partition, offset }]: [number, { partition: number; offset: number | undefined }]) =>
    offset !== undefined && at.get(`${partition}@${offset}`) !== record;
  return [...acked].filter(isElsewhere).map(([record]) => record);
}

function readingOf({ read, unread, complete }: History): readonly string[] {
  const next = new Map<number, number>();
  const wrong: string[] = [];
  for (const { partition, offset } of read) {
    const expected = next.get(partition) ?? 0;
    if (offset !== expected) wrong.push(`partition ${partition}: offset ${offset} was read where ${expected} was due`);
    next.set(partition, offset + 1);
  }
  const jumps = wrong.length > 3 ? [...wrong.slice(0, 3), `and ${wrong.length - 3} more such`] : wrong;
  const ended = complete ? [] : ["the program did not come to its end"];
  return [...jumps, ...(unread === undefined ? [] : [`not all was read: ${unread}`]), ...ended];
}
