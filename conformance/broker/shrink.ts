import type { Script, ScriptedBatch, SendStep, Step } from "./script.ts";

/** Whether each of some scripts still shows the difference; asked of many at once, since restarts cost seconds. */
export type StillDiffers = (candidates: readonly Script[]) => Promise<readonly boolean[]>;

const mostRounds = 80;
const mostCandidates = 120;

/**
 * The smallest script found that still shows the difference: fewer steps, then fewer batches and records, then simpler
 * values. Greedy: each round takes the first candidate that still differs and begins anew.
 */
export async function shrink(script: Script, stillDiffers: StillDiffers): Promise<Script> {
  let smallest = script;
  for (let round = 0; round < mostRounds; round += 1) {
    const candidates = [...smallerOnes(smallest)].slice(0, mostCandidates);
    const verdicts = await stillDiffers(candidates);
    const better = candidates[verdicts.indexOf(true)];
    if (better === undefined) break;
    smallest = better;
  }
  return smallest;
}

function* smallerOnes(script: Script): Generator<Script> {
  yield* withFewerSteps(script);
  for (const [at, step] of script.steps.entries()) {
    if (step.op !== "send") continue;
    for (const simpler of simplerSends(step)) yield { ...script, steps: script.steps.with(at, simpler) };
  }
  yield* withSimplerTopic(script);
}

function* withFewerSteps(script: Script): Generator<Script> {
  const { steps } = script;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < steps.length; at += size) {
      const left = [...steps.slice(0, at), ...steps.slice(at + size)];
      if (left.length > 0) yield { ...script, steps: left };
    }
  }
}

function* withSimplerTopic(script: Script): Generator<Script> {
  const { config = {}, ...rest } = script;
  for (const key of Object.keys(config)) {
    const left = Object.fromEntries(Object.entries(config).filter(([name]) => name !== key));
    yield Object.keys(left).length === 0 ? rest : { ...rest, config: left };
  }
  const used = script.steps.flatMap((step) => partitionsOf(step));
  const needed = Math.max(0, ...used) + 1;
  if (needed < script.partitions) yield { ...script, partitions: needed };
}

function partitionsOf(step: Step): readonly number[] {
  if (step.op === "send") return step.b.map(({ part }) => part);
  return step.op === "delete" ? [step.part] : [];
}

function* simplerSends(step: SendStep): Generator<SendStep> {
  for (const at of step.b.keys()) if (step.b.length > 1) yield { ...step, b: step.b.toSpliced(at, 1) };
  if (step.acks !== -1) yield { ...step, acks: -1 };
  for (const field of ["timeout", "txid", "version", "topic"] as const) if (field in step) yield without(step, field);
  for (const [at, batch] of step.b.entries()) {
    for (const simpler of simplerBatches(batch)) yield { ...step, b: step.b.with(at, simpler) };
  }
}

const extras = ["raw", "ts", "key", "size", "txn", "codec", "header", "record", "flip", "cut", "tail"] as const;

function* simplerBatches(batch: ScriptedBatch): Generator<ScriptedBatch> {
  for (const field of extras) if (field in batch) yield without(batch, field);
  if (batch.n > 1) yield { ...batch, n: 1 };
  if (batch.n > 2) yield { ...batch, n: batch.n - 1 };
  if (batch.flip !== undefined && batch.flip.length > 1) yield { ...batch, flip: batch.flip.slice(1) };
  if (typeof batch.ts === "object" && batch.ts.length > 1) yield { ...batch, ts: batch.ts[0] ?? 0 };
  if (batch.part > 0) yield { ...batch, part: 0 };
  if (batch.epoch > 0) yield { ...batch, epoch: 0 };
  if (batch.seq > 0) yield { ...batch, seq: 0 };
}

function without<Whole extends object, Key extends keyof Whole>(whole: Whole, key: Key): Whole {
  const { [key]: _, ...rest } = whole;
  // Only fields that may be absent are taken away, so what is left is a Whole still.
  return rest as unknown as Whole;
}
