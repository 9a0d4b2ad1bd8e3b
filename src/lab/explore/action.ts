const worldDeeds = ["take-up", "take-down", "send", "advance", "crash", "restart", "stop", "start"] as const;
export type WorldDeed = (typeof worldDeeds)[number];

/** One step of a run, as it is told: what, by whom, and for `take-up` and `take-down` which of the takings. */
export interface Action {
  readonly deed: WorldDeed;
  readonly client: number;
  readonly taking: number;
}

const takingBits = 12;
const clientBits = 8;

/** An action as one whole number. */
export const actionNumber = (deed: WorldDeed, client: number, taking: number): number =>
  (((worldDeeds.indexOf(deed) << clientBits) | client) << takingBits) | taking;

export const actionOf = (number: number): Action => ({
  deed: worldDeeds[number >>> (takingBits + clientBits)] as WorldDeed,
  client: (number >>> takingBits) & (2 ** clientBits - 1),
  taking: number & (2 ** takingBits - 1),
});
