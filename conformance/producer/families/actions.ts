import type { AppAction, ScriptConfig, SendAction } from "../script.ts";
import type { Luck } from "./luck.ts";

const estimateBytesMost = 90;

/** Sends, flushes and a close, by time: in bursts, evenly, or all at once. */
export function drawActions(luck: Luck, settings: ScriptConfig, partitions: number): readonly AppAction[] {
  const span = luck.pick(0, 5, 20, 50, 100, 100, 500, 1000, 3000);
  const actions: AppAction[] = drawSends(luck, settings, partitions, span);
  if (luck.percent(25)) {
    const flushes = luck.between(1, 2);
    for (let flush = 0; flush < flushes; flush++) actions.push({ at: luck.between(0, span + 50), flush });
  }
  if (luck.percent(25)) {
    const at = luck.percent(25) ? luck.between(0, span + 20) : luck.between(span, span + 400);
    actions.push({ at, close: { timeout: luck.pick(null, 0, luck.between(1, 1000)) } });
  }
  return actions.sort((a, b) => a.at - b.at);
}

function drawSends(luck: Luck, settings: ScriptConfig, partitions: number, span: number): AppAction[] {
  const count = luck.percent(8) ? luck.between(1, 2) : luck.percent(25) ? luck.between(30, 60) : luck.between(5, 25);
  const small = luck.between(1, 20);
  const large = luck.pick(30, 60, 100, 150, 400);
  const share = luck.pick(0, 10, 50, 100);
  const fits = Math.max(1, settings["max.request.size"] - estimateBytesMost);
  const times: number[] = [];
  for (let id = 0; id < count; id++) {
    times.push(id > 0 && luck.percent(25) ? (times[id - 1] as number) : luck.between(0, span));
  }
  times.sort((a, b) => a - b);
  return times.map((at, id) => {
    const size = luck.percent(share) ? luck.between(1, large) : small;
    const send = { id, p: luck.between(0, partitions - 1), size: luck.percent(95) ? Math.min(size, fits) : size };
    return { at, send };
  });
}

/** The same actions, with other sends in the place of theirs. */
export const withSends = (actions: readonly AppAction[], change: (send: SendAction) => SendAction): AppAction[] =>
  actions.map((action) => (action.send === undefined ? action : { at: action.at, send: change(action.send) }));

export const lastMillis = (actions: readonly AppAction[]): number => actions.at(-1)?.at ?? 0;
