import type { TopicPartition } from "../core/topic-partition.ts";
import type { Circumstance } from "../properties/circumstances.ts";
import type { About } from "../properties/property.ts";

/** Whom a circumstance concerns. What is left out concerns all: without a session, every session. */
export interface Scope {
  readonly session?: number;
  readonly topicPartition?: TopicPartition;
  /** Only sends before this one, by their numbers. */
  readonly before?: number;
  readonly consumer?: string;
}

const everyone: Scope = {};

/**
 * What a run did that the protocol makes no promise about, and to whom. Kept as narrow as it is known: a producer without
 * idempotence must not excuse what is done to the one beside it. Read only when a promise was broken.
 */
export class Occurrences {
  private readonly scopes = new Map<Circumstance, Scope[]>();

  add(circumstance: Circumstance, scope: Scope = everyone): void {
    const scopes = this.scopes.get(circumstance);
    if (scopes === undefined) {
      this.scopes.set(circumstance, [scope]);
      return;
    }
    const like = scopes.findIndex((known) => concernsTheSame(known, scope));
    if (like < 0) scopes.push(scope);
    // Both bounds or none: the later one takes in the earlier.
    else if ((scopes[like]?.before ?? Infinity) < (scope.before ?? Infinity)) scopes[like] = scope;
  }

  /** Whether it came about at all. */
  has(circumstance: Circumstance): boolean {
    return this.scopes.has(circumstance);
  }

  /** Whether it concerns what a broken promise is about. */
  concerns(circumstance: Circumstance, about: About | undefined): boolean {
    const scopes = this.scopes.get(circumstance);
    if (scopes === undefined) return false;
    // Known of each record by itself: the record's neighbours keep the promise.
    if (circumstance === "renumbered-in-doubt" && about?.record !== undefined) return about.record.renumberedInDoubt;
    return scopes.some((scope) => isWithin(scope, about));
  }
}

const concernsTheSame = (one: Scope, other: Scope): boolean =>
  one.session === other.session && one.topicPartition === other.topicPartition && one.consumer === other.consumer;

function isWithin({ session, topicPartition, before, consumer }: Scope, about: About | undefined): boolean {
  if (consumer !== undefined && about?.consumer !== consumer) return false;
  const record = about?.record;
  if (session !== undefined && (about?.session ?? record?.session) !== session) return false;
  if (topicPartition !== undefined && record?.topicPartition !== topicPartition) return false;
  return before === undefined || (record !== undefined && record.send < before);
}
