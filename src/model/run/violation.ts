import type { Instant } from "../../sim/index.ts";
import type { Circumstance } from "../properties/circumstances.ts";
import type { Breach, Property } from "../properties/property.ts";
import type { Occurrences } from "./occurrences.ts";

/** A broken promise of one run. */
export interface Violation {
  readonly property: string;
  readonly kind: Property["kind"];
  /** The way in which it broke: `second-copy`. */
  readonly shape: string;
  readonly at: Instant;
  /** The record or partition it is about. */
  readonly subject: string;
  readonly expected: string;
  readonly got: string;
  /** Why the promise did not hold for what it is about; empty: it is broken. */
  readonly excuses: readonly Circumstance[];
  /** What else may have brought it about. */
  readonly hints: readonly Circumstance[];
}

/** What a property found, with the circumstances that concern it. */
export function violationOf(
  { name, kind, unless, hints }: Omit<Property, "begin">,
  { shape, subject, expected, got, about }: Breach,
  at: Instant,
  occurrences: Occurrences,
): Violation {
  const concerns = (circumstance: Circumstance): boolean => occurrences.concerns(circumstance, about);
  const [excuses, mentioned] = [unless.filter(concerns), hints.filter(concerns)];
  return { property: name, kind, shape, at, subject, expected, got, excuses, hints: mentioned };
}
