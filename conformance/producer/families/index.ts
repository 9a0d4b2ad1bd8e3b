import { errors, type ErrorName } from "../../../src/model/core/errors.ts";
import { maxSequence } from "../../../src/model/core/sequence.ts";
import { Streams } from "../../../src/sim/prng.ts";
import type { Answer, AppAction, Script, ScriptConfig, SendAction } from "../script.ts";
import { withSends } from "./actions.ts";
import { answeredAnyhow, answeredBelievably, answeredBlindly, drawDraft } from "./draft.ts";
import type { Draft, Family } from "./family.ts";
import { Luck } from "./luck.ts";
import { drawPalette } from "./produce-answers.ts";

/** REBOOTSTRAP_REQUIRED is no error of 3.9, and only answers ApiVersions (measured on 4.4.0). */
const produceErrors = (Object.keys(errors) as readonly ErrorName[]).filter(
  (name) => name !== "NONE" && name !== "REBOOTSTRAP_REQUIRED",
);
/** But for two that no broker gives to InitProducerId: the client chokes on them. */
const initErrors = produceErrors.filter((name) => name !== "NOT_COORDINATOR" && name !== "COORDINATOR_NOT_AVAILABLE");

function drawErrors(luck: Luck): Draft {
  const draft = drawDraft(luck);
  const palette = Array.from({ length: luck.between(2, 6) }, () => luck.pick(...produceErrors));
  const refusal = { error: luck.pick(...initErrors), after: luck.between(0, 50) };
  const init = luck.pick(draft.init, [refusal], [{ epoch: 32_767 }, refusal]);
  return answeredBlindly(luck, { ...draft, init }, palette);
}

/** Several records a batch, which brokers find too large; their codec makes more or less of them than was thought. */
function drawSplits(luck: Luck): Draft {
  const compressed = luck.percent(60);
  const settings = (usual: ScriptConfig): ScriptConfig => ({
    ...usual,
    "batch.size": luck.pick(300, 500, 800, 1000, 2000, 16_384),
    "linger.ms": luck.pick(usual["linger.ms"], 5, 20),
    "max.request.size": 1_048_576,
    "delivery.timeout.ms": usual["delivery.timeout.ms"] + 20,
    ...(compressed ? { "compression.type": "gzip" } : {}),
  });
  const compressedPercent = luck.pick(60, 70, 80, 95, 100, 110, 130);
  const longest = luck.pick(120, 200, 400);
  const actions = (usual: readonly AppAction[]): readonly AppAction[] =>
    withSends(usual, (send) => ({ ...send, size: luck.between(compressed ? 100 : 1, longest) }));
  const draft = drawDraft(luck, { settings, actions, more: compressed ? { compressedPercent } : {} });
  const others = luck.percent(50) ? drawPalette(luck) : [];
  return answeredBlindly(luck, draft, ["MESSAGE_TOO_LARGE", "MESSAGE_TOO_LARGE", "MESSAGE_TOO_LARGE", ...others]);
}

/** Sequences that run past 2147483647 while batches are retried, fail and expire. */
function drawWraps(luck: Luck): Draft {
  const settings = (usual: ScriptConfig): ScriptConfig => ({
    ...usual,
    "enable.idempotence": true,
    acks: "all",
    retries: Math.max(1, usual.retries),
  });
  const draft = drawDraft(luck, { settings });
  const initialSequence = draft.leaders.map(() => (luck.percent(80) ? maxSequence - luck.between(0, 20) : 0));
  return answeredAnyhow(luck, { ...draft, initialSequence });
}

/** Buffer memory for a few batches: sends that find none, and fail at once or wait for it. */
function drawMemory(luck: Luck): Draft {
  const settings = (usual: ScriptConfig): ScriptConfig => {
    const batchSize = luck.pick(100, 150, 200, 300, 1000);
    return {
      ...usual,
      "batch.size": batchSize,
      "max.request.size": 1_048_576,
      "buffer.memory": luck.pick(1, 2, 3, 4, 6) * batchSize + luck.pick(0, 0, 50, 90),
      "max.block.ms": luck.pick(0, 1, 20, 100, 500, 2000),
      retries: luck.pick(usual.retries, 2_147_483_647),
    };
  };
  return answeredAnyhow(luck, drawDraft(luck, { settings }));
}

/** Applications that send the next record from the callback of the last. */
function drawCallbackSends(luck: Luck): Draft {
  const chained = (usual: readonly AppAction[]): readonly AppAction[] => {
    const sends = usual.filter(({ send }) => send !== undefined).length;
    let nextId = sends;
    const chain = (send: SendAction, links: number): SendAction => {
      if (links === 0) return send;
      const id = nextId++;
      return { ...send, next: chain({ id, p: send.p, size: luck.pick(send.size, 1, 30, 100) }, links - 1) };
    };
    return withSends(usual, (send) => chain(send, luck.pick(0, 1, 1, 2, 3)));
  };
  return answeredAnyhow(luck, drawDraft(luck, { actions: chained }));
}

/** Connections that take longer than they may, or never come up. */
function drawConnections(luck: Luck): Draft {
  const timeout = luck.pick(5, 20, 50, 100, 300);
  const settings = (usual: ScriptConfig): ScriptConfig => ({
    ...usual,
    "socket.connection.setup.timeout.ms": timeout,
    "socket.connection.setup.timeout.max.ms": luck.pick(timeout, timeout * 2, timeout * 4, 1000),
  });
  const connect = Array.from({ length: luck.between(1, 8) }, (): Answer => {
    if (luck.percent(30)) return { drop: true };
    return luck.percent(60) ? { after: luck.between(0, 4 * timeout) } : {};
  });
  return answeredAnyhow(luck, drawDraft(luck, { settings, more: { connect } }));
}

export const families: readonly Family[] = [
  {
    name: "free",
    about: "answers drawn by position, whether or not any broker would give them",
    share: 25,
    draw: (luck) => answeredBlindly(luck, drawDraft(luck)),
  },
  {
    name: "broker",
    about: "answers of a small broker with faults on the way, written down by position",
    share: 25,
    draw: (luck) => answeredBelievably(luck, drawDraft(luck)),
  },
  { name: "errors", about: "any of Kafka's errors, for Produce and InitProducerId", share: 10, draw: drawErrors },
  {
    name: "split",
    about: "batches of several records that are too large, with and without a codec",
    share: 10,
    draw: drawSplits,
  },
  { name: "wrap", about: "sequences that run past 2147483647", share: 7, draw: drawWraps },
  { name: "memory", about: "buffer memory that is short: sends that fail, or wait for it", share: 8, draw: drawMemory },
  { name: "callback", about: "sends from callbacks", share: 8, draw: drawCallbackSends },
  {
    name: "connect",
    about: "connections that take longer than their timeout, or never come up",
    share: 7,
    draw: drawConnections,
  },
];

/** The n-th script of a family under a seed: the same whatever else is drawn. */
function scriptOf(family: Family, seed: number, index: number): Script {
  const id = `${family.name}-${seed}-${index}`;
  const luck = new Luck(new Streams({ seed }).stream("script", id));
  return { id, kind: family.name, ...family.draw(luck) };
}

/** The script of that name, if it names a family, a seed and a number. */
export function redraw(id: string): Script | undefined {
  const [, name, seed, index] = /^([a-z]+)-(\d+)-(\d+)$/.exec(id) ?? [];
  const family = families.find((known) => known.name === name);
  return family === undefined ? undefined : scriptOf(family, Number(seed), Number(index));
}

/** About `count` scripts, each family by its share and with one at least. */
export function drawScripts(chosen: readonly Family[], seed: number, count: number): readonly Script[] {
  const total = chosen.reduce((sum, { share }) => sum + share, 0);
  return chosen.flatMap((family) => {
    const own = Math.max(1, Math.round((count * family.share) / total));
    return Array.from({ length: own }, (_, index) => scriptOf(family, seed, index));
  });
}
