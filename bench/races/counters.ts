import * as fc from "fast-check";
import { type Race, bareRace, race } from "./race.ts";

/** A number in a store that can only be read and written, so that two increments at a time may count as one. */
function store(s: fc.Scheduler): { readonly value: () => number; readonly increment: () => Promise<void> } {
  let stored = 0;
  const read = s.scheduleFunction(async function read() {
    return stored;
  });
  const write = s.scheduleFunction(async function write(value: number) {
    stored = value;
  });
  return { value: () => stored, increment: async () => write((await read()) + 1) };
}

async function counted(s: fc.Scheduler, calls: number): Promise<boolean> {
  const { value, increment } = store(s);
  for (let call = 1; call <= calls; call++) void s.schedule(Promise.resolve(`call ${call}`)).then(increment);
  await s.waitIdle();
  return value() === calls;
}

const after = "examples/005-race/counter";

export const counters: readonly Race[] = [
  bareRace("counter, two calls", after, (s) => counted(s, 2)),
  race("counter, up to 64 calls", after, [fc.nat({ max: 64 })], counted),
  race("several counters on one store", after, [fc.array(fc.nat({ max: 64 }))], (s, callsOfEach) =>
    counted(
      s,
      callsOfEach.reduce((sum, calls) => sum + calls, 0),
    ),
  ),
];
