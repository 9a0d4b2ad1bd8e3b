import { describe, expect, test } from "vitest";
import { prepare } from "../../src/scenarios/compile.ts";
import { prepareRepro } from "../../src/scenarios/repro.ts";
import { reproOf, run } from "../../src/scenarios/run.ts";
import { type ScenarioInput, scenarioSchema } from "../../src/scenarios/spec.ts";
import { fileWith, onceproof } from "../support/command.ts";

const start = "name: mine\nproducers:\n  - name: shop\n    sends: [{ to: orders-0 }]\n  - name: other\n";
const oneFault = (fault: string, discipline = "tcp"): string =>
  `${start}network: { discipline: ${discipline} }\nfaults:\n  - { ${fault} }\n`;
const request = 'message: "shop>broker-1 Produce request #1"';

const impossible: readonly (readonly [text: string, place: string, says: string])[] = [
  [oneFault(`${request}, do: cut`, "datagram"), ":8: faults[0].do", "is cut, but datagrams have no connection"],
  [oneFault(`${request}, do: duplicate, after: 1ms`), ":8: faults[0].do", "is duplicate, but a tcp network"],
  [
    oneFault('message: "shop>broker-1 connect #1", do: drop', "datagram"),
    ":8: faults[0].message",
    "datagrams begin without a handshake",
  ],
  [
    oneFault('message: "shop>broker-1 Produce response #2", do: drop'),
    ":8: faults[0].message",
    'goes the other way; write "broker-1>shop Produce response #2"',
  ],
  [oneFault('message: "shop>other Produce request #1", do: drop'), ":8: faults[0].message", "name one of each"],
  [
    oneFault('message: "broker-1>shop Metadata response #1", do: error, error: NOT_LEADER_OR_FOLLOWER'),
    ":8: faults[0].do",
    "is error, but only Produce request, InitProducerId request, Produce response can say one",
  ],
  [oneFault(`${request}, do: error, error: NOT_LEADER`), ":8: faults[0].error", "NOT_LEADER_OR_FOLLOWER"],
  [oneFault("at: 1ms, do: split, between: [shop, other]"), ":8: faults[0].between", "name one of each"],
  [oneFault("at: 1ms, do: crash, node: shopp"), ":8: faults[0].node", 'did you mean "shop"?'],
  [oneFault('message: "shop>broker-1 Produce reqest #1", do: drop'), ":8: faults[0].message", '"Produce request"?'],
  [
    `${start}network: { discipline: datagram, cut: 1% }\n`,
    ":6: network.cut",
    "is 1%, but datagrams have no connection",
  ],
  [`${start}network: { duplication: 1% }\n`, ":6: network.duplication", "is 1%, but a tcp network"],
  [`${start}network: { capacity: 3 }\n`, ":6: network.capacity", "is 3, but only datagrams have such a bound"],
  [
    `${start}network:\n  timed:\n    - { do: crash, node: nobody, atMost: 1, within: 1s, lasting: [1ms, 2ms] }\n`,
    ":8: network.timed[0].node",
    'no node is called "nobody"',
  ],
];

test.each(impossible)("%j cannot happen, and is refused with its place", (text, place, says) => {
  const file = fileWith(text);
  for (const verb of [["run"], ["hunt", "--seeds", "1"]]) {
    const [name = "", ...more] = verb;
    const { code, out, err } = onceproof(name, file, ...more);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err.split("\n")).toHaveLength(1);
    expect(err).toContain(`${file}${place}`);
    expect(err).toContain(says);
  }
});

test("what the other discipline knows is taken there, and a chance of nothing is taken anywhere", () => {
  const takes = (network: ScenarioInput["network"], faults: ScenarioInput["faults"] = []): void => {
    const producers = [{ name: "shop", sends: [{ to: "orders-0" }] }];
    expect(() => prepare(scenarioSchema.parse({ name: "mine", producers, network, faults }))).not.toThrow();
  };
  const message = "shop>broker-1 Produce request #1";
  takes({ discipline: "tcp", cut: "1%", duplication: "0%" }, [{ message, do: "cut" }]);
  takes({ discipline: "tcp" }, [{ message: "shop>broker-1 connect #1", do: "drop" }]);
  takes({ discipline: "tcp" }, [{ message: "broker-1>shop accept #1", do: "cut" }]);
  takes({ discipline: "datagram", duplication: "1%", cut: "0%", capacity: 4 }, [
    { message, do: "duplicate", after: "1ms" },
  ]);
});

test("the faults of a repro are held to the same, wherever they come from", () => {
  const scenario = scenarioSchema.parse({ name: "mine", producers: [{ name: "shop", sends: [{ to: "orders-0" }] }] });
  const repro = reproOf(run(prepare(scenario, { recordTapes: true })));
  const message = "shop>broker-1 Produce request #1";
  expect(() => prepareRepro({ ...repro, faults: [{ message, do: "duplicate", after: "1ms" }] })).toThrow(
    "a tcp network delivers no message twice",
  );
  expect(() => prepareRepro({ ...repro, faults: [{ message, do: "drop" }] })).not.toThrow();
});

describe("a restart", () => {
  const restarted = (fault: NonNullable<ScenarioInput["faults"]>[number], drawn?: object): (() => unknown) => {
    const producers = [{ name: "shop", sends: [{ to: "orders-0" }] }];
    const network = { timed: drawn === undefined ? [] : [drawn] };
    return () => prepare(scenarioSchema.parse({ name: "mine", producers, network, faults: [fault] }));
  };
  const how = { at: "1s", do: "restart-kill", node: "shop", for: "1s" } as const;

  test("in good order is for the broker, planned or drawn", () => {
    const says = "is restart-clean, but that is for broker-1; give crash or restart-kill for the producer shop";
    expect(restarted({ ...how, do: "restart-clean" })).toThrow(says);
    const drawn = { do: "restart-clean", atMost: 1, within: "1s", lasting: ["1ms", "2ms"] };
    expect(restarted(how, { ...drawn, node: "shop" })).toThrow(says);
    expect(restarted(how, { ...drawn, node: "broker-1" })).not.toThrow();
    expect(restarted({ ...how, do: "restart-clean", node: "broker-1" })).not.toThrow();
  });

  test("needs a time after which the node is back, which a crash and a pause may lack", () => {
    const { for: _, ...forGood } = how;
    for (const node of ["shop", "broker-1"]) {
      expect(restarted({ ...forGood, node })).toThrow("needs to know for how long; add for: 1s, or give crash");
      for (const action of ["crash", "pause"] as const) {
        expect(restarted({ ...forGood, node, do: action })).not.toThrow();
      }
    }
    expect(restarted(how)).not.toThrow();
  });
});

describe("what is done to a broker alone", () => {
  const done = (
    fault: NonNullable<ScenarioInput["faults"]>[number],
    more: Partial<ScenarioInput> = {},
  ): (() => unknown) => {
    const producers = [{ name: "shop", sends: [{ to: "orders-0" }] }];
    return () => prepare(scenarioSchema.parse({ name: "mine", producers, faults: [fault], ...more }));
  };
  const broker = { replication: { lag: "5ms" } };
  const failOver = { at: "1s", do: "fail-over", node: "broker-1", for: "1s" } as const;

  test("is refused at a producer", () => {
    expect(done({ at: "0ms", do: "metadata-late", node: "shop", for: "1s" })).toThrow(
      "is metadata-late at shop, but that is for broker-1 alone",
    );
    expect(done({ at: "0ms", do: "metadata-late", node: "broker-1", for: "1s" })).not.toThrow();
  });

  test("needs a follower where that is what acts, written or drawn", () => {
    const says = "has no follower; give it one with broker: { replication: { lag: 5ms } }";
    expect(done(failOver)).toThrow(says);
    expect(done({ at: "1s", do: "follower-stalls", node: "broker-1" })).toThrow(says);
    expect(done(failOver, { broker })).not.toThrow();
    const drawn = { swarm: { like: "none", "fail-over": {} } } as const;
    expect(done({ ...failOver, do: "pause" }, drawn)).toThrow(says);
    expect(done({ ...failOver, do: "pause" }, { ...drawn, broker })).not.toThrow();
  });

  test("needs to know how long nobody leads", () => {
    const { for: _, ...forGood } = failOver;
    expect(done(forGood, { broker })).toThrow("which needs to know for how long nobody leads");
  });
});
