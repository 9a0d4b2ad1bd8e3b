import { forever } from "./families/settings.ts";
import type { Answer, AppAction, Script, ScriptConfig, SendAction } from "./script.ts";

/** Whether each of some scripts still shows the difference; asked of many at once. */
export type StillDiffers = (candidates: readonly Script[]) => Promise<readonly boolean[]>;

const mostRounds = 300;
const askedAtOnce = 16;

/**
 * The smallest script found that still shows the difference: less of what happens, then simpler settings and times.
 * Greedy: each round takes the first candidate that still differs and begins anew.
 */
export async function shrink(script: Script, stillDiffers: StillDiffers): Promise<Script> {
  let smallest = script;
  for (let round = 0; round < mostRounds; round++) {
    const smaller = await firstThatDiffers([...smallerOnes(smallest)], stillDiffers);
    if (smaller === undefined) break;
    smallest = smaller;
  }
  return smallest;
}

async function firstThatDiffers(
  candidates: readonly Script[],
  stillDiffers: StillDiffers,
): Promise<Script | undefined> {
  for (let from = 0; from < candidates.length; from += askedAtOnce) {
    const asked = candidates.slice(from, from + askedAtOnce);
    const better = asked[(await stillDiffers(asked)).indexOf(true)];
    if (better !== undefined) return better;
  }
  return undefined;
}

function* smallerOnes(script: Script): Generator<Script> {
  yield* earlierEnds(script);
  for (const app of withFewer(script.app)) yield { ...script, app };
  for (const field of ["down", "leaderChanges", "produce", "init", "metadata", "connect"] as const) {
    for (const fewer of withFewer<object>(script[field] ?? [])) yield { ...script, [field]: fewer };
  }
  yield* plainerAnswers(script);
  yield* fewerPlaces(script);
  for (const config of plainerSettings(script.config)) yield { ...script, config };
  yield* plainerDriver(script);
  for (const [at, action] of script.app.entries()) {
    for (const plainer of plainerActions(action)) yield { ...script, app: inOrder(script.app.with(at, plainer)) };
  }
}

function* earlierEnds(script: Script): Generator<Script> {
  const { end } = script;
  for (const earlier of [end >> 1, end - (end >> 2), end - 10]) {
    if (earlier > 0 && earlier < end) yield { ...script, end: earlier };
  }
}

/** Without a half, a quarter, … a single one; the last ones go first, since answers are by position. */
function* withFewer<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = items.length; end > 0; end -= size) {
      yield [...items.slice(0, Math.max(0, end - size)), ...items.slice(end)];
    }
  }
}

const answerLists = ["produce", "init", "metadata", "connect"] as const;

function* plainerAnswers(script: Script): Generator<Script> {
  for (const list of answerLists) {
    const answers: readonly Answer[] = script[list] ?? [];
    for (const [at, answer] of answers.entries()) {
      for (const plainer of withoutOneKey(answer)) yield { ...script, [list]: answers.with(at, plainer) };
    }
  }
}

function* withoutOneKey<Whole extends object>(whole: Whole): Generator<Whole> {
  const keys = Object.keys(whole);
  if (keys.length > 1) yield {} as Whole;
  // Only of objects all of whose fields may be absent.
  for (const key of keys) yield Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key)) as Whole;
}

/** One partition, one broker. */
function* fewerPlaces(script: Script): Generator<Script> {
  const { leaders, leaderChanges, down, brokers } = script;
  if (leaders.length > 1) {
    const left = leaders.length - 1;
    const app = script.app.map((action) =>
      action.send === undefined ? action : { ...action, send: onPartitionsBelow(left, action.send) },
    );
    yield { ...script, leaders: leaders.slice(0, left), leaderChanges: leaderChanges.filter(({ p }) => p < left), app };
  }
  if (brokers > 1) {
    const there = ({ node }: { readonly node: number }): boolean => node === 0;
    yield {
      ...script,
      brokers: 1,
      leaders: leaders.map(() => 0),
      leaderChanges: leaderChanges.filter(({ leader }) => leader <= 0),
      down: down.filter(there),
    };
  }
}

const onPartitionsBelow = (partitions: number, { next, ...send }: SendAction): SendAction => ({
  ...send,
  p: Math.min(send.p, partitions - 1),
  ...(next === undefined ? {} : { next: onPartitionsBelow(partitions, next) }),
});

/** What the fewest people wonder about. */
const plain: Partial<ScriptConfig> = {
  retries: forever,
  "linger.ms": 0,
  "batch.size": 16_384,
  "max.request.size": 1_048_576,
  "retry.backoff.ms": 100,
  "retry.backoff.max.ms": 100,
  "reconnect.backoff.ms": 50,
  "reconnect.backoff.max.ms": 50,
  "request.timeout.ms": 1_000,
  "delivery.timeout.ms": 10_000,
  "max.in.flight.requests.per.connection": 5,
};
const optional = [
  "buffer.memory",
  "max.block.ms",
  "socket.connection.setup.timeout.ms",
  "socket.connection.setup.timeout.max.ms",
] as const;

function* plainerSettings(config: ScriptConfig): Generator<ScriptConfig> {
  for (const key of optional) {
    const { [key]: given, ...rest } = config;
    if (given !== undefined) yield rest;
  }
  for (const [key, value] of Object.entries(plain)) {
    const plainer = { ...config, [key]: value };
    const fits = plainer["linger.ms"] + plainer["request.timeout.ms"] <= plainer["delivery.timeout.ms"];
    if (config[key as keyof ScriptConfig] !== value && fits) yield plainer;
  }
}

function* plainerDriver(script: Script): Generator<Script> {
  const { overshoot, connectDelay, latency, initialSequence } = script;
  if (overshoot > 0) yield { ...script, overshoot: 0 };
  if (connectDelay > 0) yield { ...script, connectDelay: 0 };
  if (latency.init > 0) yield { ...script, latency: { ...latency, init: 0 } };
  if (latency.metadata > 0) yield { ...script, latency: { ...latency, metadata: 0 } };
  if (latency.produce !== 10) yield { ...script, latency: { ...latency, produce: 10 } };
  if (initialSequence?.some((first) => first > 0) === true) {
    yield { ...script, initialSequence: initialSequence.map(() => 0) };
  }
}

function* plainerActions(action: AppAction): Generator<AppAction> {
  const { at, send } = action;
  if (send?.next !== undefined) {
    const { next, ...rest } = send;
    yield { ...action, send: rest };
    yield { ...action, send: next };
  }
  if (send !== undefined && send.size > 1) {
    yield { ...action, send: { ...send, size: 1 } };
    yield { ...action, send: { ...send, size: send.size >> 1 } };
  }
  for (const earlier of at > 1 ? [0, at >> 1] : at > 0 ? [0] : []) yield { ...action, at: earlier };
}

const inOrder = (app: readonly AppAction[]): readonly AppAction[] => app.toSorted((a, b) => a.at - b.at);
