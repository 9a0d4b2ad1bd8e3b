import type { Checker } from "../properties/property.ts";

type Watch<Hook extends keyof Checker> = NonNullable<Checker[Hook]>;

/** Of all checkers those that watch what happens for every record, or for every retry: nobody else is asked then. */
export class Watchers {
  readonly sent: Watch<"sent">[] = [];
  readonly stored: Watch<"stored">[] = [];
  readonly acknowledged: Watch<"acknowledged">[] = [];
  readonly writtenAgain: Watch<"writtenAgain">[] = [];
  readonly suppressed: Watch<"suppressed">[] = [];

  constructor(checkers: readonly Checker[]) {
    for (const { sent, stored, acknowledged, writtenAgain, suppressed } of checkers) {
      if (sent !== undefined) this.sent.push(sent);
      if (stored !== undefined) this.stored.push(stored);
      if (acknowledged !== undefined) this.acknowledged.push(acknowledged);
      if (writtenAgain !== undefined) this.writtenAgain.push(writtenAgain);
      if (suppressed !== undefined) this.suppressed.push(suppressed);
    }
  }
}
