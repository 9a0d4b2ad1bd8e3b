import { expect, test } from "vitest";
import type { RunReport } from "../../src/scenarios/report.ts";
import { stories } from "../../src/scenarios/stories/index.ts";
import { onceproof, printed } from "../support/command.ts";
import { ran, told } from "../support/story-run.ts";

const report = (...args: readonly string[]): RunReport => printed(onceproof("run", ...args, "--json"));

test("past-the-window under the documented rule and the real one differs in one answer", () => {
  const [guide, real] = [report("past-the-window", "--profile", "documented"), report("past-the-window")];
  const about = { topicPartition: "orders-0", producerId: 0, producerEpoch: 0, baseSequence: 0, lastSequence: 0 };
  const duplicate = { duplicate: true, error: "NONE", errorCode: 0 };
  const refused = { duplicate: false, error: "OUT_OF_ORDER_SEQUENCE_NUMBER", errorCode: 45, baseOffset: -1 };
  expect(guide.answers).toMatchObject([{ ...about, ...duplicate }]);
  expect(real.answers).toMatchObject([{ ...about, ...refused }]);
  const { atMicros } = real.answers[0] ?? {};
  expect(guide.answers[0]?.atMicros).toBe(atMicros);
  expect([guide.logs, guide.deliveries]).toEqual([real.logs, real.deliveries]);
});

test("a duplicate is answered with the offset that its record has had all along", () => {
  expect(told("sent-to-orders-17").answers).toMatchObject([
    { duplicate: true, baseOffset: 17 },
    { duplicate: true, baseOffset: 17 },
  ]);
});

test.each(stories.map(({ name }) => name))("the answers of %s are its duplicates and its refusals", (name) => {
  const { answers, answersLeftOut, marks } = told(name);
  const refused = (marks["rejected-out-of-order"] ?? 0) + (marks["rejected-otherwise"] ?? 0);
  expect(answers.filter(({ duplicate }) => duplicate)).toHaveLength(marks["duplicate-suppressed"] ?? 0);
  expect(answers.filter(({ errorCode }) => errorCode !== 0)).toHaveLength(refused);
  expect(answersLeftOut).toBe(0);
});

test("of very many answers a thousand are kept, and the others counted", () => {
  const { answers, answersLeftOut, marks } = ran({
    network: { discipline: "datagram", duplication: "100%", delay: "1ms" },
    producers: [
      {
        name: "shop",
        config: { "batch.size": 1, "max.in.flight.requests.per.connection": 1 },
        stream: { count: 1_200, every: "5ms", to: ["orders-0"] },
      },
    ],
  });
  expect(answers).toHaveLength(1_000);
  expect(answersLeftOut).toBe((marks["duplicate-suppressed"] ?? 0) + (marks["rejected-out-of-order"] ?? 0) - 1_000);
  expect(answersLeftOut).toBeGreaterThan(100);
});
