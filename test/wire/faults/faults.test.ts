import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BadInput } from "../../../src/input/bad-input.ts";
import { instant } from "../../../src/sim/index.ts";
import { type Direction, parseWireAddress, writtenAddress, writtenClient } from "../../../src/wire/faults/address.ts";
import { FaultEngine } from "../../../src/wire/faults/fault-engine.ts";
import { faultsOf, readFaults } from "../../../src/wire/faults/fault-file.ts";
import type { FaultFileInput } from "../../../src/wire/faults/fault-spec.ts";
import type { WireMessage } from "../../../src/wire/faults/message.ts";
import type { ApiName } from "../../../src/wire/protocol/apis.ts";
import { servedApis } from "../../../src/wire/server/advertised.ts";

const engineOf = (input: FaultFileInput): FaultEngine => new FaultEngine(faultsOf(input));

interface Given {
  readonly client?: string;
  readonly api?: ApiName;
  readonly direction?: Direction;
  readonly partitions?: readonly string[];
  readonly producerIds?: readonly number[];
}

const message = (given: Given = {}): WireMessage => ({
  client: "shop",
  broker: "broker-1",
  api: "Produce",
  direction: "request",
  partitions: ["orders-0"],
  producerIds: [7],
  ...given,
});

/** What is done to each of the messages, in order; "-" for nothing. */
const verbs = (engine: FaultEngine, messages: readonly WireMessage[]): readonly string[] =>
  messages.map((one) => engine.judge(one).effect?.do ?? "-");

describe("addresses", () => {
  test("what is written is read back, whatever the client calls itself", () => {
    fc.assert(
      fc.property(
        fc.option(fc.string({ unit: "grapheme" })),
        fc.constantFrom(...servedApis),
        fc.constantFrom<Direction>("request", "response"),
        fc.oneof(
          fc.constant([1, Infinity] as const),
          fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 9, max: 20 })),
        ),
        (clientId, api, direction, [from, to]) => {
          const address = { client: writtenClient(clientId), broker: "broker-1", api, direction, from, to };
          expect(parseWireAddress(writtenAddress(address))).toEqual(address);
        },
      ),
    );
  });

  test("a client called * is not every client, and one without a name has one all the same", () => {
    expect(writtenClient("*")).toBe("%2a");
    expect(writtenClient(null)).toBe("(none)");
    expect(writtenClient("(none)")).not.toBe("(none)");
  });

  test("two clients are never written alike", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
        expect(writtenClient(one) === writtenClient(other)).toBe(one === other);
      }),
    );
  });

  test.each([
    ["shop>broker-1 Produce request", "such as: shop>broker-1 Produce request #3"],
    ["shop>broker-1 Produce response #1", "a response goes from broker-1"],
    ["broker-1>shop Produce request #1", "a request goes to broker-1"],
    ["shop>broker-1 Produse request #1", "did you mean Produce?"],
    ["shop>broker-1 EndTxn request #1", "an API that is served, which EndTxn is not"],
    ["shop>broker-1 Produce request #0", "#2..5 (the second to the fifth)"],
    ["shop>broker-1 Produce request #5..2", "#2..5 (the second to the fifth)"],
    ["shop>broker-1 Produce answer #1", "a request or a response"],
  ])("%s is refused, with what would be right", (text, right) => {
    expect(parseWireAddress(text)).toEqual({ must: expect.stringContaining(right) as string });
  });
});

describe("faults by position", () => {
  test("strike the third message of a client, and no other", () => {
    const engine = engineOf({ faults: [{ message: "shop>broker-1 Produce request #3", do: "drop" }] });
    const messages = [message(), message({ client: "else" }), message(), message({ direction: "response" }), message()];
    expect(verbs(engine, [...messages, message()])).toEqual(["-", "-", "-", "-", "drop", "-"]);
  });

  test("strike a range, or each", () => {
    const engine = engineOf({
      faults: [
        { message: "*>broker-1 Produce request #2..3", do: "cut" },
        { message: "broker-1>shop Produce response #*", do: "swallow" },
      ],
    });
    expect(verbs(engine, [message(), message({ client: "b" }), message(), message()])).toEqual([
      "-",
      "cut",
      "cut",
      "-",
    ]);
    const answer = message({ direction: "response" });
    expect(verbs(engine, [answer, answer])).toEqual(["swallow", "swallow"]);
  });

  test("count only what matches all their filters", () => {
    const engine = engineOf({
      faults: [
        {
          message: "*>broker-1 Produce request #2",
          producerId: 8,
          partition: "orders-1",
          do: "error",
          error: "INVALID_RECORD",
        },
      ],
    });
    const match = message({ producerIds: [8], partitions: ["orders-0", "orders-1"] });
    const others = [message({ producerIds: [8] }), message({ partitions: ["orders-1"] })];
    expect(verbs(engine, [match, ...others, match, match])).toEqual(["-", "-", "-", "error", "-"]);
  });

  test("of two that strike one message the first in the file does, and both have counted it", () => {
    const engine = engineOf({
      faults: [
        { message: "shop>broker-1 Produce request #1", do: "cut" },
        { message: "shop>broker-1 Produce request #1..2", do: "swallow" },
      ],
    });
    expect(verbs(engine, [message(), message(), message()])).toEqual(["cut", "swallow", "-"]);
  });

  test("that are put while it runs count from there", () => {
    const engine = engineOf({});
    expect(verbs(engine, [message(), message()])).toEqual(["-", "-"]);
    engine.put(faultsOf({ faults: [{ message: "shop>broker-1 Produce request #1", do: "drop" }] }));
    expect(verbs(engine, [message(), message()])).toEqual(["drop", "-"]);
    expect(engine.struck).toEqual([{ message: "shop>broker-1 Produce request #3", do: "drop" }]);
  });
});

const links = [message(), message({ client: "b" }), message({ direction: "response" }), message({ api: "Metadata" })];

describe("what struck", () => {
  test("put back as a file, strikes the same messages, chance and filters included", () => {
    let struck = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.array(fc.nat(3), { maxLength: 60 }), (seed, order) => {
        const messages = order.map((at) => links[at] ?? message());
        const drawn = engineOf({
          seed,
          network: {
            loss: "10%",
            cut: "5%",
            duplication: "5%",
            swallow: "5%",
            delay: { chance: "5%", from: "1ms", to: "9ms" },
          },
          faults: [{ message: "*>broker-1 Produce request #2..4", producerId: 7, do: "error", error: 6 }],
        });
        const first = messages.map((one) => drawn.judge(one));
        const again = engineOf({ faults: [...drawn.struck] });
        expect(messages.map((one) => again.judge(one))).toEqual(first);
        expect(again.struck).toEqual(drawn.struck);
        struck += drawn.struckInAll;
      }),
    );
    expect(struck).toBeGreaterThan(100);
  });

  test("at a time is written down with that time", () => {
    const engine = engineOf({ faults: [{ at: "1s", do: "pause", for: "20ms" }] });
    const [rule] = engine.timed;
    expect(rule?.at).toBe(1_000_000);
    if (rule !== undefined) engine.struckAt(instant(1_000_250), rule.effect);
    expect(engine.struck).toEqual([{ at: "1000250us", do: "pause", for: "20ms" }]);
  });
});

describe("faults by seed", () => {
  test("meet the n-th message of a client whoever else talks to the broker", () => {
    const network = { loss: "20%", delay: { from: "0ms", to: "5ms" } };
    const alone = engineOf({ seed: 4, network });
    const crowded = engineOf({ seed: 4, network });
    for (let n = 0; n < 200; n++) {
      crowded.judge(message({ client: `other-${n % 7}` }));
      expect(crowded.judge(message())).toEqual(alone.judge(message()));
    }
  });

  test("strike other messages under another seed, and about as many as the chance says", () => {
    const strikes = (seed: number): readonly string[] =>
      verbs(
        engineOf({ seed, network: { loss: "5%" } }),
        Array.from({ length: 1_000 }, () => message()),
      );
    expect(strikes(1)).not.toEqual(strikes(2));
    const lost = strikes(1).filter((verb) => verb === "drop").length;
    expect(lost).toBeGreaterThan(25);
    expect(lost).toBeLessThan(90);
  });

  test("switching one off moves no other", () => {
    const cuts = (network: FaultFileInput["network"]): readonly number[] => {
      const struck = verbs(
        engineOf({ seed: 9, network }),
        Array.from({ length: 500 }, () => message()),
      );
      return struck.flatMap((verb, at) => (verb === "cut" ? [at] : []));
    };
    expect(cuts({ cut: "4%", loss: "30%", duplication: "10%" })).toEqual(cuts({ cut: "4%" }));
    expect(cuts({ cut: "4%" }).length).toBeGreaterThan(5);
  });

  test("strike only the APIs that are named; errors strike Produce unless told otherwise", () => {
    const engine = engineOf({ network: { error: { chance: "100%", codes: ["NOT_LEADER_OR_FOLLOWER"] } } });
    expect(verbs(engine, [message(), message({ api: "Metadata" })])).toEqual(["error", "-"]);
    const some = engineOf({ network: { apis: ["Metadata"], cut: "100%" } });
    expect(verbs(some, [message(), message({ api: "Metadata" })])).toEqual(["-", "cut"]);
  });
});

describe("a fault file that cannot be taken is met with one line", () => {
  const complaint = (text: string): string => {
    try {
      readFaults("my.yml", text);
      return "";
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      return error.message;
    }
  };

  test.each([
    ["", "my.yml:1: holds nothing; a fault file has keys such as faults, network and seed"],
    [
      "faults:\n  - { message: 'a>broker-1 Produce request #1', do: dorp }",
      'my.yml:2: faults[0].do is "dorp", and must be one of',
    ],
    ["seed: 1\nnetwrok: { loss: 1% }", "my.yml:2: netwrok is no key here; did you mean network?"],
    ["network: { loss: 200% }", 'my.yml:1: network.loss is "200%", and must be a chance from 0% to 100%'],
    [
      "network:\n  delay: { from: 9ms, to: 1ms }",
      "my.yml:2: network.delay is a map of keys, and must be a range whose end",
    ],
    ["faults:\n  - message: a>broker-1 Produce request 1\n    do: drop", "my.yml:2: faults[0].message is"],
    [
      "faults:\n  - { message: 'broker-1>a Produce response #1', do: duplicate }",
      "only what is asked can be done twice",
    ],
    [
      "faults:\n  - { message: 'a>broker-1 Produce request #1', do: delay }",
      "my.yml:2: faults[0].by is missing; it must be a text: a time with its unit",
    ],
    ["faults:\n  - { message: 'a>broker-1 Produce request #1', do: error, error: NOT_A_LEADER }", "faults[0].error is"],
    ["faults:\n  - { at: 2, do: pause, for: 1s }", "my.yml:2: faults[0].at is 2, and must be"],
    ["faults: [", "my.yml:1: is neither YAML nor JSON"],
  ])("%j", (text, said) => {
    const line = complaint(text);
    expect(line).toContain(said);
    expect(line).not.toContain("\n");
  });

  test("and one that can be is taken", () => {
    expect(complaint("faults:\n  - { at: now, do: restart-kill }\n  - { at: 2s, do: expire-producer, of: 3 }")).toBe(
      "",
    );
  });
});
