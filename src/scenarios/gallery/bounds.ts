import type { SwarmInput } from "../swarm/section.ts";

/** A sender whose connection is dead may spin until its request is late (P-25): that makes a run long, and shows nothing. */
export const soonLate = { "request.timeout.ms": 1_000 } as const;

/** Answers after which a record may lie in the log, in most of the runs that are drawn. */
export const storedButUnsure = {
  exists: "3/4",
  at: ["Produce response"],
  names: ["REQUEST_TIMED_OUT", "NOT_ENOUGH_REPLICAS_AFTER_APPEND"],
} as const satisfies SwarmInput["errors"];
