import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brokerProfiles, kafka44, variantOf } from "../../../src/model/broker/profiles.ts";
import { OneBroker } from "../../support/one-broker.ts";
import { WindowReference, type ReferenceBatch } from "../../support/window-reference.ts";

type Step = ReferenceBatch | "restart";

/** Sequences near 0 or near the wrap, so that most batches meet something that is remembered. */
const around = (start: number): fc.Arbitrary<number> => fc.nat(9).map((ahead) => (start + ahead) % 2 ** 31);

const anyBatch = fc.record({
  producer: fc.nat(1),
  epoch: fc.integer({ min: -2, max: 2 }),
  sequence: fc.oneof({ weight: 3, arbitrary: around(0) }, { weight: 1, arbitrary: around(2 ** 31 - 5) }),
  count: fc.integer({ min: 1, max: 3 }),
});

/** A producer that mostly goes on where it was, and now and then resends, skips or starts again. */
const plausibleSteps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.constantFrom(0, 2 ** 31 - 4),
    fc.array(
      fc.oneof(
        { weight: 12, arbitrary: fc.record({ kind: fc.constant("next"), count: fc.integer({ min: 1, max: 3 }) }) },
        { weight: 8, arbitrary: fc.record({ kind: fc.constant("again"), count: fc.nat(7) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant("bump"), count: fc.integer({ min: 1, max: 2 }) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart"), count: fc.constant(0) }) },
      ),
      { minLength: 1, maxLength: 40 },
    ),
  )
  .map(([start, moves]) => {
    const steps: Step[] = [];
    const sent: ReferenceBatch[] = [];
    let epoch = 0;
    let sequence = start;
    for (const { kind, count } of moves) {
      const earlier = sent.at(-1 - count);
      if (kind === "restart") steps.push("restart");
      else if (kind === "again" && earlier !== undefined) steps.push(earlier);
      else if (kind !== "again") {
        if (kind === "bump") {
          epoch += 1;
          sequence = 0;
        }
        const batch = { producer: 0, epoch, sequence, count };
        sequence = (sequence + count) % 2 ** 31;
        sent.push(batch);
        steps.push(batch);
      }
    }
    return steps;
  });

const anySteps: fc.Arbitrary<readonly Step[]> = fc.oneof(
  plausibleSteps,
  fc.array(fc.oneof({ weight: 20, arbitrary: anyBatch }, { weight: 1, arbitrary: fc.constant("restart" as const) }), {
    maxLength: 60,
  }),
);

const notationOf = ({ epoch, sequence, count }: ReferenceBatch): string => `${epoch}/${sequence}x${count}`;

const sendTo = (broker: OneBroker, batch: ReferenceBatch, partition = 0): string =>
  broker.send(notationOf(batch), { producer: batch.producer, partition });

/** What the whole state of a partition is, as far as it can be seen. */
const stateOf = (broker: OneBroker): string =>
  JSON.stringify([
    broker.table(),
    broker.broker.producerTable(broker.partition()).map(({ lastTimestamp }) => lastTimestamp),
    broker.broker.logEndOffset(broker.partition()),
  ]);

describe("deduplication as a property", () => {
  for (const window of [5, 1, 3]) {
    test(`the ring of ${window} agrees with a history that keeps everything (B-24 to B-34, B-49)`, () => {
      const profile = variantOf(kafka44, kafka44, { windowOfBatches: window });
      const kinds = new Set<string>();
      fc.assert(
        fc.property(anySteps, (steps) => {
          const broker = new OneBroker({ broker: { profile } });
          const reference = new WindowReference(window);
          for (const step of steps) {
            if (step === "restart") {
              broker.restart();
              reference.restart();
              continue;
            }
            const expected = reference.send(step);
            kinds.add(expected.split("@")[0] ?? "");
            expect(sendTo(broker, step)).toBe(expected);
          }
          expect(broker.broker.logEndOffset(broker.partition())).toBe(reference.logEndOffset);
        }),
        { numRuns: 400 },
      );
      // "Agrees" means nothing unless each kind of answer did occur.
      expect([...kinds].sort()).toEqual(["45", "47", "DUP", "OK"]);
    });
  }

  test("a batch that is refused or a duplicate changes nothing in the table or the log (B-21, B-35)", () => {
    let unwritten = 0;
    fc.assert(
      fc.property(fc.constantFrom(...brokerProfiles), anySteps, (profile, steps) => {
        const broker = new OneBroker({ broker: { profile } });
        for (const step of steps) {
          if (step === "restart") {
            broker.restart();
            continue;
          }
          const before = stateOf(broker);
          if (sendTo(broker, step).startsWith("OK")) continue;
          unwritten += 1;
          expect(stateOf(broker)).toBe(before);
        }
      }),
      { numRuns: 300 },
    );
    expect(unwritten).toBeGreaterThan(100);
  });

  test("an exact resend of one of the newest five batches is answered with its original offset (B-24)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 }),
        fc.nat(4),
        fc.constantFrom(0, 2 ** 31 - 3),
        (counts, back, start) => {
          const broker = new OneBroker();
          const sent: { readonly batch: ReferenceBatch; readonly offset: string }[] = [];
          let sequence = start;
          for (const count of counts) {
            const batch = { producer: 0, epoch: 0, sequence, count };
            sent.push({ batch, offset: sendTo(broker, batch).replace("OK", "DUP") });
            sequence = (sequence + count) % 2 ** 31;
          }
          const chosen = sent.at(-1 - (back % Math.min(5, sent.length)));
          if (chosen !== undefined) expect(sendTo(broker, chosen.batch)).toBe(chosen.offset);
        },
      ),
    );
  });

  test("partitions know nothing of each other (B-37)", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyBatch, fc.nat(1)), { maxLength: 40 }), (sends) => {
        const both = new OneBroker({ partitions: 2 });
        const alone = new OneBroker();
        for (const [batch, partition] of sends) {
          const outcome = sendTo(both, batch, partition);
          if (partition === 0) expect(outcome).toBe(sendTo(alone, batch));
        }
        expect(both.table(0)).toBe(alone.table(0));
      }),
    );
  });

  test("offsets follow each other without a hole, and keeping few batches changes no answer", () => {
    fc.assert(
      fc.property(anySteps, fc.integer({ min: 1, max: 6 }), (steps, retainedBatches) => {
        const whole = new OneBroker();
        const short = new OneBroker({ broker: { retainedBatches } });
        for (const step of steps) {
          if (step === "restart") {
            whole.restart();
            short.restart();
          } else expect(sendTo(short, step)).toBe(sendTo(whole, step));
        }
        const log = whole.broker.log(whole.partition());
        let next = 0;
        for (const { baseOffset, lastOffset, batch } of log) {
          expect(baseOffset).toBe(next);
          next = lastOffset + 1;
          expect(batch.records).toHaveLength(next - baseOffset);
        }
        expect(whole.broker.logEndOffset(whole.partition())).toBe(next);
        const kept = short.broker.log(short.partition()).map(({ baseOffset }) => baseOffset);
        expect(kept).toEqual(log.slice(-retainedBatches).map(({ baseOffset }) => baseOffset));
      }),
    );
  });
});
