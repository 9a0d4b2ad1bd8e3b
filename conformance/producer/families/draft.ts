import { replay } from "../replay.ts";
import type { AppAction, ScriptConfig } from "../script.ts";
import { drawActions, lastMillis } from "./actions.ts";
import { BelievableBroker } from "./believable.ts";
import type { Draft } from "./family.ts";
import { drawDowns, drawInitAnswers, drawLeaderChanges, drawMetadataAnswers } from "./faults.ts";
import type { Luck } from "./luck.ts";
import { drawPalette, drawProduceAnswers } from "./produce-answers.ts";
import { drawSettings } from "./settings.ts";

/** What a family wants otherwise than usual. */
export interface Wishes {
  readonly settings?: (usual: ScriptConfig) => ScriptConfig;
  readonly actions?: (usual: readonly AppAction[], settings: ScriptConfig) => readonly AppAction[];
  /** What else the script holds. */
  readonly more?: Partial<Draft>;
}

/** Everything but the answers to produce requests. */
export function drawDraft(luck: Luck, wishes: Wishes = {}): Draft {
  const brokers = luck.percent(65) ? 1 : 2;
  const partitions = luck.pick(1, 1, 2, 2, 3);
  const usualSettings = drawSettings(luck);
  const config = wishes.settings?.(usualSettings) ?? usualSettings;
  const usualActions = drawActions(luck, config, partitions);
  const app = wishes.actions?.(usualActions, config) ?? usualActions;
  const last = lastMillis(app);
  return {
    config,
    brokers,
    leaders: Array.from({ length: partitions }, () => luck.between(0, brokers - 1)),
    overshoot: luck.percent(70) ? 1 : 0,
    connectDelay: luck.percent(60) ? 0 : luck.between(1, 20),
    latency: {
      produce: luck.pick(1, 2, 5, 10, 10, 30, 80),
      init: luck.percent(50) ? 0 : luck.between(1, 40),
      metadata: luck.percent(50) ? 0 : luck.between(1, 30),
    },
    app,
    down: drawDowns(luck, brokers, last),
    leaderChanges: drawLeaderChanges(luck, brokers, partitions, last),
    init: luck.percent(20) ? drawInitAnswers(luck, config) : [],
    metadata: luck.percent(20) ? drawMetadataAnswers(luck, config) : [],
    produce: [],
    end: last + config["delivery.timeout.ms"] + 2 * config["request.timeout.ms"] + 2_000,
    ...wishes.more,
  };
}

/** The draft with answers drawn blindly. */
export function answeredBlindly(luck: Luck, draft: Draft, palette = drawPalette(luck)): Draft {
  const { brokers, leaders, config } = draft;
  const faults = { palette, brokers, partitions: leaders.length, requestTimeoutMillis: config["request.timeout.ms"] };
  return { ...draft, produce: drawProduceAnswers(luck, faults) };
}

/** The draft with the answers that a broker gives to our producer, written down by position. */
export function answeredBelievably(luck: Luck, draft: Draft): Draft {
  const broker = new BelievableBroker(draft, luck);
  replay({ ...draft, id: "draft", kind: "broker" }, { answers: broker });
  return { ...draft, produce: broker.said };
}

/** One or the other. */
export const answeredAnyhow = (luck: Luck, draft: Draft): Draft =>
  luck.percent(50) ? answeredBelievably(luck, draft) : answeredBlindly(luck, draft);
