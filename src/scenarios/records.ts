import type { Scenario } from "./spec.ts";

/** How many records the applications of a scenario mean to send. */
export const recordsOf = ({ producers }: Scenario): number =>
  producers.reduce((sum, { sends = [], stream }) => sum + sends.length + (stream?.count ?? 0), 0);
