import { expect, test } from "vitest";
import { replay } from "../../src/lab/replay.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { reproOf, run } from "../../src/scenarios/run.ts";
import { type ScenarioInput, scenarioSchema } from "../../src/scenarios/spec.ts";
import { fileWith, onceproof } from "../support/command.ts";

const reproWith = (network: ScenarioInput["network"]): ReturnType<typeof reproOf> =>
  reproOf(
    run(
      prepare(
        scenarioSchema.parse({ name: "mine", network, producers: [{ name: "shop", sends: [{ to: "orders-0" }] }] }),
        { recordTapes: true },
      ),
    ),
  );

const refused: readonly (readonly [name: string, values: number[], says: string])[] = [
  ["jitter shop 0", [1_000, 5], "tapes.jitter shop 0[1] is 5, and that stream gives 800 to 1199"],
  ["jitter shop 0", [9e15], "tapes.jitter shop 0[0] is 9000000000000000, and that stream gives 800 to 1199"],
  ["delay shop>broker-1", [999], "tapes.delay shop>broker-1[0] is 999, and that stream gives 1000 to 5000"],
  ["farewell delay broker-1>shop", [5_001], "is 5001, and that stream gives 1000 to 5000"],
  ["loss shop>broker-1", [1_000_000], "is 1000000, and that stream gives 0 to 999999"],
  ["timed faults 0", [1_000_001], "is 1000001, and that stream gives 0 to 1000000"],
  ["jitter nobody 0", [1_000], "tapes.jitter nobody 0 is the tape of a stream that this run does not have"],
  ["delay nobody>broker-1", [1_000], "is the tape of a stream that this run does not have"],
  ["delay shop>shop", [1_000], "is the tape of a stream that this run does not have"],
  ["cut shop>broker-1", [1], "is the tape of a stream that this run does not have"],
  ["timed faults 1", [1], "is the tape of a stream that this run does not have"],
  ["luck", [1], "is the tape of a stream that this run does not have"],
];

const chancy = reproWith({
  delay: { from: "1ms", to: "5ms" },
  loss: "5%",
  timed: [{ do: "crash", node: "shop", atMost: 1, within: "1s", lasting: ["1ms", "2ms"] }],
});

test.each(refused)("a repro whose tape of %j holds %j is refused with its place", (name, values, says) => {
  const strange = { ...chancy, tapes: { ...chancy.tapes, [name]: values } };
  expect(() => replay(strange)).toThrow(says);
  const { code, out, err } = onceproof("replay", fileWith(JSON.stringify(strange, null, 2)));
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toMatch(/^onceproof: \S+:\d+: tapes\.[^\n]+$/);
  expect(err).toContain(says);
});

const networks: readonly ScenarioInput["network"][] = [
  {},
  { delay: { typical: "2ms" }, cut: "1/7" },
  { delay: { samples: ["1ms", "7ms", "3ms"] } },
  { delay: { from: "1ms", to: "9ms" }, discipline: "datagram", loss: "10%", duplication: "10%" },
  { timed: [{ do: "restart-kill", node: "broker-1", atMost: 2, within: "50ms", lasting: ["1ms", "20ms"] }] },
];

test.each(networks)("the tapes that a run in %j leaves behind are taken, and give the same run", (network) => {
  const repro = reproWith(network);
  expect(Object.keys(repro.tapes).length).toBeGreaterThan(0);
  expect(replay(repro).same).toBe(true);
});
