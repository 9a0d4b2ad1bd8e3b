import { describe, expect, test } from "vitest";
import {
  epochRelation,
  rulingsFor,
  sequenceRelation,
  type EpochIs,
  type Rulings,
} from "../../../src/model/core/append-ruling.ts";
import { ProducerStateEntry } from "../../../src/model/core/producer-state.ts";
import { brokerProfileNamed, brokerProfiles, kafka44, variantOf } from "../../../src/model/broker/profiles.ts";
import { OneBroker } from "../../support/one-broker.ts";

const playedBy = (name: string, script: string): string => {
  const profile = brokerProfileNamed(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return new OneBroker({ broker: { profile } }).play(script);
};

describe("profiles differ in named switches", () => {
  test("the default comes first, names are unique, and each says how far it was measured", () => {
    expect(brokerProfiles.map(({ name }) => name)).toEqual([
      "kafka-4.4",
      "kafka-4.5",
      "kafka-3.9",
      "kafka-2.8",
      "kafka-2.4",
      "kafka-2.3",
      "kafka-1.0",
      "kafka-0.11",
      "documented",
    ]);
    for (const { title, evidence } of brokerProfiles) {
      expect(title.length).toBeGreaterThan(10);
      expect(evidence.how.length).toBeGreaterThan(10);
    }
    expect(new OneBroker().broker.profile).toBe(kafka44);
  });

  const firstContact = "0/5x1; 0/6x1; 0/0x1; 0/7x1";
  for (const [name, outcome] of [
    ["kafka-4.4", "0/5x1 OK@0; 0/6x1 OK@1; 0/0x1 45; 0/7x1 OK@2"],
    ["kafka-4.5", "0/5x1 45; 0/6x1 45; 0/0x1 OK@0; 0/7x1 45"],
    ["kafka-2.4", "0/5x1 59; 0/6x1 59; 0/0x1 OK@0; 0/7x1 45"],
    ["kafka-0.11", "0/5x1 45; 0/6x1 45; 0/0x1 OK@0; 0/7x1 45"],
    ["documented", "0/5x1 45; 0/6x1 45; 0/0x1 OK@0; 0/7x1 45"],
  ] as const) {
    test(`${name} meets an unknown producer that starts at 5 in its own way (B-29)`, () => {
      expect(playedBy(name, firstContact)).toBe(outcome);
    });
  }

  test("kafka-4.5 lets an unknown producer start anywhere once the log held a record, even a deleted one (B-29)", () => {
    const profile = brokerProfileNamed("kafka-4.5") ?? kafka44;
    const broker = new OneBroker({ broker: { profile } });
    broker.send("0/0x1", { producer: 9 });
    broker.broker.deleteRecords(broker.partition(), -1);
    expect(broker.send("0/5x1")).toBe("OK@1");
  });

  const beyondWindow = "0/0x1; 0/1x1; 0/2x1; 0/3x1; 0/4x1; 0/5x1; 0/0x1; 0/1x1; 0/2x2; 0/7x1";
  for (const [name, tail] of [
    ["kafka-4.4", "0/0x1 45; 0/1x1 DUP@1; 0/2x2 45; 0/7x1 45"],
    ["kafka-1.0", "0/0x1 46; 0/1x1 DUP@1; 0/2x2 45; 0/7x1 45"],
    ["kafka-0.11", "0/0x1 45; 0/1x1 45; 0/2x2 45; 0/7x1 45"],
    ["documented", "0/0x1 DUP@-1; 0/1x1 DUP@1; 0/2x2 DUP@-1; 0/7x1 45"],
  ] as const) {
    test(`${name} answers what is older than its window, or overlaps it, in its own way (B-26, B-27)`, () => {
      expect(playedBy(name, beyondWindow)).toContain(`0/5x1 OK@5; ${tail}`);
    });
  }

  test("at epoch -1 kafka-2.4 still asks for the next sequence, and the epoch's first must be 0 (B-34)", () => {
    expect(playedBy("kafka-2.4", "-1/5x1; -1/0x1; -1/5x1; -1/1x1; 0/7x1; 0/0x1")).toBe(
      "-1/5x1 59; -1/0x1 OK@0; -1/5x1 45; -1/1x1 OK@1; 0/7x1 59; 0/0x1 OK@2",
    );
  });

  test("a broker that forgets to fence believes an older epoch from 0, and then refuses the newer one's data (B-33)", () => {
    const profile = variantOf(kafka44, { ...kafka44, name: "unfenced" }, { epochCheck: "off" });
    expect(new OneBroker({ broker: { profile } }).play("1/0x1; 0/0x1; 1/1x1")).toBe("1/0x1 OK@0; 0/0x1 OK@1; 1/1x1 45");
  });

  test("a duplicate may be answered without its offset, and a snapshot hold the whole window or nothing", () => {
    const turned = { duplicateAnswer: "noOffset", snapshotHolds: "wholeWindow" } as const;
    const forgiving = new OneBroker({ broker: { profile: variantOf(kafka44, kafka44, turned) } });
    forgiving.play("0/0x1; 0/1x1; 0/2x1");
    forgiving.restart();
    expect(forgiving.play("0/0x1; 0/3x1")).toBe("0/0x1 DUP@-1; 0/3x1 OK@3");
    const forgetful = new OneBroker({
      broker: { profile: variantOf(kafka44, kafka44, { snapshotHolds: "nothing" }) },
    });
    forgetful.play("0/0x1; 0/1x1");
    forgetful.restart();
    expect(forgetful.play("0/0x1; 0/0x1")).toBe("0/0x1 OK@2; 0/0x1 DUP@2");
  });

  test("kafka-2.3 forgets a producer with its records, later brokers do not (B-43)", () => {
    for (const [name, outcome] of [
      ["kafka-2.3", "0/1x1 59"],
      ["kafka-2.4", "0/1x1 OK@2"],
    ] as const) {
      const broker = new OneBroker({ broker: { profile: brokerProfileNamed(name) ?? kafka44 } });
      broker.play("0/0x1", { producer: 0 });
      broker.play("0/0x1", { producer: 1 });
      broker.broker.deleteRecords(broker.partition(), 1);
      expect(broker.play("0/1x1", { producer: 0 })).toBe(outcome);
      expect(broker.play("0/0x1", { producer: 1 })).toBe("0/0x1 DUP@1");
    }
  });
});

describe("the table itself", () => {
  test("after a marker the window is empty, so numbering starts at 0 again (B-31)", () => {
    const afterMarker = new ProducerStateEntry(0, 2, 5);
    const ruling = (epoch: number, sequence: number): string => {
      const epochIs = epochRelation(afterMarker, epoch, false);
      return kafka44.rulings[epochIs][sequenceRelation(afterMarker, epochIs, sequence, sequence)];
    };
    expect(ruling(2, 17)).toBe("OUT_OF_ORDER_SEQUENCE_NUMBER");
    expect(ruling(2, 0)).toBe("append");
    expect(ruling(3, 17)).toBe("OUT_OF_ORDER_SEQUENCE_NUMBER");
    expect(ruling(1, 0)).toBe("INVALID_PRODUCER_EPOCH");
    const of24 = brokerProfileNamed("kafka-2.4")?.rulings.sameAfterMarker.ahead;
    expect(of24).toBe("UNKNOWN_PRODUCER_ID");
  });

  test("order on the circle of sequences: behind, forgotten and ahead around the wrap", () => {
    const entry = new ProducerStateEntry(0, 0, 5);
    entry.add(0, 2_147_483_647, 9, 1, 0);
    entry.add(0, 1, 11, 1, 0);
    const relation = (base: number, last: number): string => sequenceRelation(entry, "same", base, last);
    expect(relation(2_147_483_646, 2_147_483_647)).toBe("cached");
    expect(relation(2, 2)).toBe("expected");
    expect(relation(0, 0)).toBe("behind");
    expect(relation(2_147_483_647, 0)).toBe("behind");
    expect(relation(2_147_483_640, 2_147_483_645)).toBe("forgotten");
    expect(relation(2_147_483_640, 2_147_483_646)).toBe("behind");
    expect(relation(3, 3)).toBe("ahead");
  });

  test("less than half of all sequences back is behind, half of them is ahead", () => {
    const entry = new ProducerStateEntry(0, 0, 5);
    const half = 2 ** 30;
    entry.add(0, half, 0, 0, 0);
    expect(sequenceRelation(entry, "same", 0, 0)).toBe("ahead");
    expect(sequenceRelation(entry, "same", 1, 1)).toBe("forgotten");
    const lower = new ProducerStateEntry(0, 0, 5);
    lower.add(0, half - 2, 1, 0, 0);
    expect(sequenceRelation(lower, "same", 2 ** 31 - 2, 2 ** 31 - 2)).toBe("ahead");
    expect(sequenceRelation(lower, "same", 2 ** 31 - 1, 2 ** 31 - 1)).toBe("forgotten");
  });

  test("cells that two relations exclude are impossible, in every profile", () => {
    const startsAtZero: readonly EpochIs[] = [
      "unknown",
      "unknownOnUntouchedLog",
      "older",
      "sameAfterMarker",
      "newer",
      "newerThanNone",
    ];
    const check = (rulings: Rulings): void => {
      for (const row of startsAtZero) {
        expect(rulings[row]).toMatchObject({ cached: "impossible", forgotten: "impossible", behind: "impossible" });
      }
    };
    for (const { rulings } of brokerProfiles) check(rulings);
    check(rulingsFor(kafka44));
  });
});
