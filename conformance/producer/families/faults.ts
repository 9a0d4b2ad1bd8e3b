import type { Answer, Down, InitAnswer, LeaderChange, ScriptConfig } from "../script.ts";
import type { Luck } from "./luck.ts";

/** Brokers that go down, for a while or just for a moment. */
export function drawDowns(luck: Luck, brokers: number, lastActionMillis: number): readonly Down[] {
  if (!luck.percent(20)) return [];
  return Array.from({ length: luck.between(1, 3) }, () => {
    const from = luck.percent(15) ? 0 : luck.between(0, lastActionMillis + 300);
    const lasts = luck.percent(40) ? 0 : luck.between(1, luck.pick(50, 300, 2000));
    return { node: luck.between(0, brokers - 1), from, to: from + lasts };
  });
}

/** Leaders that move, and partitions that have none for a while. */
export function drawLeaderChanges(
  luck: Luck,
  brokers: number,
  partitions: number,
  lastActionMillis: number,
): readonly LeaderChange[] {
  const moves = brokers > 1 && luck.percent(60);
  const vanishes = luck.percent(8);
  if (!moves && !vanishes) return [];
  const epochs = Array.from({ length: partitions }, () => 0);
  const nextEpoch = (p: number): number => (epochs[p] = (epochs[p] as number) + 1);
  const times = Array.from({ length: luck.between(1, 4) }, () => luck.between(0, lastActionMillis + 300));
  const changes: LeaderChange[] = [...new Set(times)]
    .sort((a, b) => a - b)
    .map((at) => {
      const p = luck.between(0, partitions - 1);
      const leader = vanishes && luck.percent(50) ? -1 : luck.between(0, brokers - 1);
      return { at, p, leader, epoch: nextEpoch(p) };
    });
  if (!vanishes) return changes;
  const at = lastActionMillis + luck.between(301, 600);
  const back = epochs.map((_, p) => ({ at, p, leader: luck.between(0, brokers - 1), epoch: nextEpoch(p) }));
  return [...changes, ...back];
}

const maxEpoch = 32_767;

export function drawInitAnswers(luck: Luck, settings: ScriptConfig): readonly InitAnswer[] {
  if (luck.percent(35)) return [{ epoch: luck.pick(maxEpoch - 2, maxEpoch - 1, maxEpoch, maxEpoch) }];
  return Array.from({ length: luck.between(1, 4) }, () => drawInitAnswer(luck, settings["request.timeout.ms"]));
}

function drawInitAnswer(luck: Luck, requestTimeout: number): InitAnswer {
  switch (luck.between(0, 9)) {
    case 0:
    case 1:
    case 2:
      return { error: "COORDINATOR_LOAD_IN_PROGRESS", after: luck.between(0, 50) };
    case 3:
      return { error: "REQUEST_TIMED_OUT", after: luck.between(0, requestTimeout) };
    case 4:
      return { error: luck.pick("CLUSTER_AUTHORIZATION_FAILED", "CONCURRENT_TRANSACTIONS") };
    case 5:
      return { error: luck.percent(30) ? "UNKNOWN_SERVER_ERROR" : "COORDINATOR_LOAD_IN_PROGRESS" };
    case 6:
      return { drop: true };
    case 7:
    case 8:
      return { disconnect: true, after: luck.between(0, 60) };
    default:
      return { after: luck.between(0, 2 * requestTimeout) };
  }
}

export const drawMetadataAnswers = (luck: Luck, settings: ScriptConfig): readonly Answer[] =>
  Array.from({ length: luck.between(1, 5) }, () => {
    switch (luck.between(0, 4)) {
      case 0:
        return { drop: true };
      case 1:
        return { disconnect: true, after: luck.between(0, 60) };
      case 2:
        return { after: luck.between(0, 2 * settings["request.timeout.ms"]) };
      default:
        return { after: luck.between(0, 60) };
    }
  });
