import * as fc from "fast-check";
import { type Race, bareRace, race } from "./race.ts";

type Call = (value: number) => Promise<number>;

/** Wrappers that are to answer calls in their order, one after the other, and do not quite. */
const unqueued = (call: Call): Call => call;

function behindTheLastOne(call: Call): Call {
  let last: Promise<unknown> = Promise.resolve();
  return (value) => {
    const own = call(value);
    const answer = last.then(() => own);
    last = own;
    return answer;
  };
}

function behindThoseNotForgotten(call: Call): Call {
  let before: Promise<unknown>[] = [];
  return (value) => {
    const own = call(value);
    const answer = Promise.all(before).then(() => {
      before = [];
      return own;
    });
    before.push(own);
    return answer;
  };
}

function inOrderButAllAtOnce(call: Call): Call {
  let before: Promise<unknown> = Promise.resolve();
  return (value) => {
    const own = call(value);
    const answer = before.then(() => own);
    before = answer;
    return answer;
  };
}

/** Whether answers come in the order of the calls and, where that counts, never two calls at a time. */
async function inOrder(
  s: fc.Scheduler,
  queue: (call: Call) => Call,
  batches: readonly number[],
  alone: boolean,
): Promise<boolean> {
  const [answers, asked]: [number[], number[]] = [[], []];
  let [running, together] = [false, false];
  const scheduled = s.scheduleFunction(async function called(value: number) {
    return value;
  });
  const call: Call = (value) => {
    together ||= running;
    running = true;
    return scheduled(value).finally(() => (running = false));
  };
  const queued = queue(call);
  const builders = batches.map((size, nth) => ({
    label: `batch ${nth + 1} of ${size}`,
    builder: async () => {
      for (let at = 0; at < size; at++) {
        const value = asked.length;
        asked.push(value);
        void queued(value).then((answer) => answers.push(answer));
      }
    },
  }));
  s.scheduleSequence(builders);
  await s.waitIdle();
  return answers.join() === asked.join() && !(alone && together);
}

const tutorial = "the tutorial “Detect race conditions”";
const sizes = fc.integer({ min: 1, max: 10 });
const batches = fc.array(sizes, { minLength: 1 });

export const queues: readonly Race[] = [
  bareRace("queue: none, two calls", `${tutorial}, part 1`, (s) => inOrder(s, unqueued, [2], false)),
  race("queue: waits for the last call only", `${tutorial}, part 2`, [sizes], (s, calls) =>
    inOrder(s, behindTheLastOne, [calls], false),
  ),
  race("queue: forgets what it waits for", `${tutorial}, part 3`, [batches], (s, drawn) =>
    inOrder(s, behindThoseNotForgotten, drawn, false),
  ),
  race("queue: in order, but all at once", `${tutorial}, part 4`, [batches], (s, drawn) =>
    inOrder(s, inOrderButAllAtOnce, drawn, true),
  ),
];
