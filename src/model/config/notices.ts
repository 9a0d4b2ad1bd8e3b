import type { ClientLine, Definition } from "./definition.ts";
import { defaultOf, definitions, definitionsOf } from "./definitions.ts";
import { nearKey } from "./near-key.ts";
import type { Setting, UserSettings } from "./settings.ts";
import { showValue, trimAsJava } from "./value.ts";
import type { EffectiveValues } from "./values.ts";
import { notice, type ConfigNotice } from "./verdict.ts";

/** What the client accepts without a word, or with a line in a log, and a user should still know. */
export function quietNotices(values: EffectiveValues, user: UserSettings, line: ClientLine): readonly ConfigNotice[] {
  const notices: ConfigNotice[] = [];
  for (const [key, setting] of user) {
    const definition = definitionsOf(line).get(key);
    if (definition === undefined) notices.push(unknownKey(key, setting, line));
    else if (isIdle(definition, values, line)) {
      const message = `${key} has a part in delivery, but changes nothing in a simulation`;
      notices.push(notice("not-simulated", { key, setting, message }));
    }
  }
  return [...notices, ...constantBackoffs(values, user), ...cappedLinger(values, user)];
}

function unknownKey(key: string, setting: Setting, line: ClientLine): ConfigNotice {
  const elsewhere = definitions.find((definition) => definition.key === key)?.only;
  const near = elsewhere === undefined ? nearKey(key, line) : undefined;
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  const where =
    elsewhere === undefined ? "no setting of the producer" : `unknown to ${line}, though ${elsewhere} has it`;
  return notice("unknown-key", { key, setting, message: `${key} is ${where}, and is ignored${hint}` });
}

/** Whether a setting that matters in the real client was moved from its default and does nothing here. */
function isIdle(definition: Definition, values: EffectiveValues, line: ClientLine): boolean {
  if (definition.effect !== "unsimulated") return false;
  const preset = defaultOf(definition, line);
  return showValue(definition, values.get(definition.key)) !== (preset === null ? null : trimAsJava(preset));
}

/** P-11: a base above its limit is accepted, and the pause is then always the limit. */
function constantBackoffs(values: EffectiveValues, user: UserSettings): readonly ConfigNotice[] {
  const pairs = [
    ["retry.backoff.ms", "retry.backoff.max.ms"],
    ["socket.connection.setup.timeout.ms", "socket.connection.setup.timeout.max.ms"],
  ] as const;
  return pairs.flatMap(([key, limit]) => {
    const [base, most] = [values.integer(key), values.integer(limit)];
    if (base <= most) return [];
    const message = `${key}=${base} is above ${limit}=${most}: it does not grow, and is always ${most}`;
    return [notice("constant-backoff", { key, rule: "P-11", setting: user.get(key) ?? user.get(limit), message })];
  });
}

function cappedLinger(values: EffectiveValues, user: UserSettings): readonly ConfigNotice[] {
  const key = "linger.ms";
  const most = 2_147_483_647;
  if (values.integer(key) <= most) return [];
  return [notice("linger-capped", { key, setting: user.get(key), message: `${key} is cut to ${most}` })];
}
