/**
 * A set of offsets that mostly come one after the other: kept as runs without a gap, so that it stays as small as the gaps
 * are few, however long a log gets.
 */
export class OffsetRuns {
  /** First and last of each run, ascending. */
  private readonly runs: { first: number; last: number }[] = [];

  /** False: it was in there already. */
  add(offset: number): boolean {
    const { runs } = this;
    // Nearly every offset is the one behind the last.
    let at = runs.length - 1;
    while (at >= 0 && (runs[at] as Run).first > offset) at--;
    const before = runs[at];
    if (before !== undefined && offset <= before.last) return false;
    const behind = runs[at + 1];
    if (before?.last === offset - 1) {
      before.last = offset;
      if (behind?.first !== offset + 1) return true;
      before.last = behind.last;
      runs.splice(at + 1, 1);
    } else if (behind?.first === offset + 1) behind.first = offset;
    else runs.splice(at + 1, 0, { first: offset, last: offset });
    return true;
  }

  /** Takes out those from `offset` on, and gives them, ascending. */
  cut(offset: number): readonly number[] {
    const { runs } = this;
    const taken: number[] = [];
    for (const { first, last } of runs) for (let at = Math.max(first, offset); at <= last; at++) taken.push(at);
    while (runs.length > 0 && (runs[runs.length - 1] as Run).first >= offset) runs.pop();
    const last = runs[runs.length - 1];
    if (last !== undefined && last.last >= offset) last.last = offset - 1;
    return taken;
  }

  /** Of the offsets in here those that are not in the other set, ascending. */
  *without(other: OffsetRuns): Generator<number> {
    for (const { first, last } of this.runs) {
      for (let offset = first; offset <= last; offset++) if (!other.has(offset)) yield offset;
    }
  }

  private has(offset: number): boolean {
    return this.runs.some(({ first, last }) => first <= offset && offset <= last);
  }
}

type Run = OffsetRuns["runs"][number];
