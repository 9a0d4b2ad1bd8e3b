/** What a coordinator has to look at again, and when. Each kind of a group, or of a member, stands here once. */
export type Due =
  /** A first rebalance has waited for members long enough: `remainingMillis` more are allowed if one came. */
  | {
      readonly kind: "initial-delay";
      readonly groupId: string;
      readonly delayMillis: number;
      readonly remainingMillis: number;
    }
  /** Members had their time to come back. */
  | { readonly kind: "join"; readonly groupId: string }
  /** Members had their time to ask for their assignment. */
  | { readonly kind: "sync"; readonly groupId: string; readonly generationId: number }
  /** A member was not heard of for its session timeout. */
  | { readonly kind: "session"; readonly groupId: string; readonly memberId: string };

interface Entry {
  readonly at: number;
  readonly ordinal: number;
  readonly due: Due;
}

/** Deadlines in milliseconds of the broker's clock, in total order: by time, then by the order of their setting. */
export class Deadlines {
  private readonly entries = new Map<string, Entry>();
  private ordinal = 0;

  /** Sets a deadline, in the place of an earlier one of the same key. A wait is a millisecond at least. */
  set(due: Due, nowMillis: number, delayMillis: number): void {
    this.ordinal += 1;
    this.entries.set(keyOf(due), { at: nowMillis + Math.max(1, delayMillis), ordinal: this.ordinal, due });
  }

  cancelJoin(groupId: string): void {
    this.entries.delete(keyOf({ kind: "join", groupId }));
  }

  cancelSync(groupId: string): void {
    this.entries.delete(keyOf({ kind: "sync", groupId, generationId: 0 }));
  }

  cancelSession(groupId: string, memberId: string): void {
    this.entries.delete(keyOf({ kind: "session", groupId, memberId }));
  }

  clear(): void {
    this.entries.clear();
  }

  /** The earliest of all; `undefined`: nothing to wait for. */
  get earliest(): number | undefined {
    return this.first()?.at;
  }

  /** Takes out the next that has come due. */
  take(nowMillis: number): Due | undefined {
    const first = this.first();
    if (first === undefined || first.at > nowMillis) return undefined;
    this.entries.delete(keyOf(first.due));
    return first.due;
  }

  private first(): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.entries.values()) {
      const isEarlier = first === undefined || entry.at < first.at;
      if (isEarlier || (entry.at === first?.at && entry.ordinal < first.ordinal)) first = entry;
    }
    return first;
  }
}

/** The wait for joins and its delay are one: setting either replaces the other. */
function keyOf(due: Due): string {
  switch (due.kind) {
    case "initial-delay":
    case "join":
      return `join ${due.groupId}`;
    case "sync":
      return `sync ${due.groupId}`;
    case "session":
      return `session ${due.groupId.length} ${due.groupId} ${due.memberId}`;
  }
}
