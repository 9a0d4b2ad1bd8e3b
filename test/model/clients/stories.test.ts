import { describe, expect, it } from "vitest";
import { cameOf, type Came } from "../../../conformance/clients/simulated/came.ts";
import { playSimulated } from "../../../conformance/clients/simulated/player.ts";
import { brokerProfileNamed } from "../../../src/model/broker/profiles.ts";
import { readFaults } from "../../../src/wire/faults/fault-file.ts";

interface Told extends Came {
  readonly acked: ReadonlyMap<number, number | undefined>;
  readonly reasons: ReadonlyMap<number, string>;
}

interface Play {
  readonly profile: string;
  readonly sends: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly broker?: string;
  readonly faults: readonly string[];
}

/** Plays a client behind faults such as `response #2: cut`. */
function play({ profile, sends, settings = {}, broker = "kafka-4.4", faults }: Play): Told {
  const lines = faults.map((fault) => {
    const [, direction, positions, deed] = /^(request|response) #([\d.]+): (.*)$/.exec(fault) ?? [];
    const link = direction === "request" ? "*>broker-1" : "broker-1>*";
    return `  - { message: "${link} Produce ${direction} #${positions}", do: ${deed} }`;
  });
  const file = readFaults("faults", lines.length === 0 ? "faults: []" : `faults:\n${lines.join("\n")}\n`);
  const profiled = brokerProfileNamed(broker);
  if (profiled === undefined) throw new Error(`no broker ${broker}`);
  const { history } = playSimulated({ profile, sends, settings, broker: profiled }, file);
  const acked = new Map([...history.acked].map(([record, { offset }]) => [record, offset]));
  return { ...cameOf(history), acked, reasons: history.failed };
}

const small = { "batch.size": "1" } as const;
const librdkafka = { profile: "librdkafka-2.x", settings: { ...small, "enable.idempotence": "true" } };
const franzGo = { profile: "franz-go", settings: { "batch.size": "512" } };
const sarama = {
  profile: "sarama",
  settings: { ...small, "enable.idempotence": "true", acks: "all", "max.in.flight.requests.per.connection": "1" },
};
const kafkajs = { profile: "kafkajs-2.2.4", settings: { idempotent: "true" } };
const platformatic = { profile: "platformatic-1.35", settings: { idempotent: "true" } };

const refusedOnce = "error, error: NOT_ENOUGH_REPLICAS";
const refusedForGood = "error, error: INVALID_RECORD";
const outOfOrder = "error, error: OUT_OF_ORDER_SEQUENCE_NUMBER";

describe("librdkafka", () => {
  const firstRefused = { ...librdkafka, sends: "1+1", faults: [`request #1: ${refusedOnce}`] };

  it("counts a batch as written when a later one is acknowledged, and it was refused", () => {
    const { log, acked } = play(firstRefused);
    expect(log).toEqual([1]);
    expect(acked).toEqual(
      new Map([
        [0, undefined],
        [1, 0],
      ]),
    );
  });

  it.each(["kafka-4.5", "kafka-2.4"])(
    "stores both where the broker does not take just any first sequence: %s",
    (broker) => {
      const { log, deviations } = play({ ...firstRefused, broker });
      expect(log).toEqual([0, 1]);
      expect(deviations).toEqual([]);
    },
  );

  it("counts no batch as written by a later one while idempotence is off, and lets the later one pass", () => {
    const { log, acked } = play({ ...firstRefused, settings: small });
    expect(log).toEqual([1, 0]);
    expect([...acked.values()]).not.toContain(undefined);
  });

  it("sends a refused batch again only when nothing of its partition is in flight: by then a later one answers for it", () => {
    const faults = [...firstRefused.faults, "request #2: delay, by: 800ms"];
    const { log, failed, acked } = play({ ...firstRefused, sends: "1+1+1+1", faults });
    expect(log).toEqual([1, 2, 3]);
    expect(failed).toEqual([]);
    expect(acked.has(0)).toBe(true);
  });

  it("begins a new epoch behind a batch that failed for good, and stores the rest", () => {
    const { log, failed } = play({ ...librdkafka, sends: "1 1+1+1", faults: [`request #2: ${refusedForGood}`] });
    expect(log).toEqual([0, 2, 3]);
    expect(failed).toEqual([1]);
  });

  it("stores nothing behind the gap with enable.gapless.guarantee, and takes no more records", () => {
    const settings = { ...librdkafka.settings, "enable.gapless.guarantee": "true" };
    const faults = [`request #2: ${refusedForGood}`];
    const { log, reasons } = play({ ...librdkafka, settings, sends: "1 1+1+1 1", faults });
    expect(log).toEqual([0]);
    expect(reasons.get(1)).toBe("INVALID_RECORD");
    expect(reasons.get(4)).toBe("_FATAL");
  });

  it("stops for good when the very next sequence is out of order", () => {
    const { reasons } = play({ ...librdkafka, sends: "1 1 1", faults: [`request #2: ${outOfOrder}`] });
    expect(reasons.get(1)).toBe("OUT_OF_ORDER_SEQUENCE_NUMBER");
    expect(reasons.get(2)).toBe("_FATAL");
  });

  it("keeps the order of five in flight whose connection breaks, and stores each once", () => {
    const { log, deviations } = play({ ...librdkafka, sends: "1 1+1+1+1+1", faults: ["request #3: cut"] });
    expect(log).toEqual([0, 1, 2, 3, 4, 5]);
    expect(deviations).toEqual([]);
  });

  it("fails by message.timeout.ms what may be in the log", () => {
    const settings = { ...librdkafka.settings, "message.timeout.ms": "2000", "socket.timeout.ms": "1000" };
    const { deviations, reasons } = play({ ...librdkafka, settings, sends: "1 1", faults: ["response #2..99: cut"] });
    expect(reasons.get(1)).toBe("_MSG_TIMED_OUT");
    expect(deviations).toContain("1 failed and stored all the same");
  });
});

describe("franz-go", () => {
  it("fails with a batch all that is queued behind it in the partition", () => {
    const { log, failed } = play({ ...franzGo, sends: "1 3+1 1", faults: [`request #2: ${refusedForGood}`] });
    expect(failed).toEqual([1, 2, 3, 4]);
    expect(log).toEqual([0, 5]);
  });

  it("fails those that are in batches of their own, too, and nothing that was sent before or is sent afterwards", () => {
    const settings = { "batch.size": "1" };
    const { log, failed } = play({
      ...franzGo,
      settings,
      sends: "1 1+1+1 1",
      faults: [`request #2: ${refusedForGood}`],
    });
    expect(failed).toEqual([1, 2, 3]);
    expect(log).toEqual([0, 4]);
  });

  it("sends again under a new epoch what the broker holds to be out of order, unless it is told to stop then", () => {
    const run = { ...franzGo, sends: "1 1 1", faults: [`request #2: ${outOfOrder}`] };
    expect(play(run).log).toEqual([0, 1, 2]);
    const stopped = play({ ...run, settings: { ...run.settings, StopProducerOnDataLossDetected: "true" } });
    expect(stopped.log).toEqual([0]);
    expect(stopped.failed).toEqual([1, 2]);
  });

  it("gives up nothing that may be in the log, however few retries it has, unless that is allowed", () => {
    const run = {
      ...franzGo,
      settings: { ...franzGo.settings, RecordRetries: "1" },
      sends: "1 1",
      faults: ["response #2..7: cut"],
    };
    expect(play(run).deviations).toEqual([]);
    const allowed = { ...run.settings, AllowIdempotentProduceCancellation: "true" };
    expect(play({ ...run, settings: allowed }).deviations).toContain("1 failed and stored all the same");
  });

  it("gives up what was refused when its retries run out", () => {
    const settings = { ...franzGo.settings, RecordRetries: "1" };
    const { failed, log } = play({ ...franzGo, settings, sends: "1 1", faults: [`request #2..9: ${refusedOnce}`] });
    expect(failed).toEqual([1]);
    expect(log).toEqual([0]);
  });
});

describe("Sarama", () => {
  it("gives up after three retries what is in the log, and begins an epoch, so that nothing passes for it", () => {
    const { log, deviations } = play({ ...sarama, sends: "1 1 1", faults: ["response #2..7: cut"] });
    expect(deviations).toEqual(["1 failed", "1 failed and stored all the same"]);
    expect(log).toEqual([0, 1, 2]);
  });

  it("keeps the order of one partition even without idempotence", () => {
    const run = { profile: "sarama", settings: small, sends: "1 1+1+1", faults: [`request #2: ${refusedOnce}`] };
    expect(play(run).deviations).toEqual([]);
  });
});

describe("KafkaJS", () => {
  it("gives the sequence of a send in doubt back, and another send takes it and passes for a duplicate", () => {
    const { log, acked } = play({ ...kafkajs, sends: "1 1+1", faults: ["response #2: cut"] });
    expect(log).toEqual([0, 2, 2]);
    expect([...acked.keys()].sort()).toEqual([0, 1, 2]);
  });

  it("never recovers from a send that failed and is in the log", () => {
    const { failed, log } = play({ ...kafkajs, sends: "1 1 2 2 2", faults: ["response #2..7: cut"] });
    expect(log).toEqual([0, 1]);
    expect(failed).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("sends one request at a time, so that a single sender keeps its order", () => {
    const { deviations } = play({ ...kafkajs, sends: "1 1 1", faults: ["response #2: cut", "request #5: cut"] });
    expect(deviations).toEqual([]);
  });
});

describe("@platformatic/kafka", () => {
  it("numbers sends that are made at once alike, and loses all but the first", () => {
    const { log, deviations } = play({ ...platformatic, sends: "1+1+1", faults: [] });
    expect(log).toEqual([0]);
    expect(deviations).toContain("2 acknowledged and lost");
  });

  it("retries a broken connection but no timeout", () => {
    const cut = play({ ...platformatic, sends: "1 1", faults: ["response #2: cut"] });
    expect(cut.deviations).toEqual([]);
    const late = play({ ...platformatic, sends: "1 1", faults: ["response #2: swallow"] });
    expect(late.deviations).toEqual(["1 failed", "1 failed and stored all the same"]);
  });
});

describe("clients before they were repaired", () => {
  it("gives a record of KafkaJS 1.15 the sequence that those have which are not answered yet (Z02)", () => {
    const { log, acked } = play({
      profile: "kafkajs-1.15",
      settings: { idempotent: "true" },
      sends: "1+1+1",
      faults: [],
    });
    expect(log).toEqual([0]);
    expect([...acked.values()]).toEqual([0, 0, 0]);
    const { deviations } = play({ ...kafkajs, sends: "1+1+1", faults: [] });
    expect(deviations.filter((deviation) => deviation.endsWith("lost"))).toEqual([]);
  });

  it("has a call of KafkaJS 1.15 refused that carries that sequence with another number of records", () => {
    const { log, reasons } = play({
      profile: "kafkajs-1.15",
      settings: { idempotent: "true" },
      sends: "1+2",
      faults: [],
    });
    expect(log).toEqual([0]);
    expect([...reasons.values()]).toEqual(["OUT_OF_ORDER_SEQUENCE_NUMBER", "OUT_OF_ORDER_SEQUENCE_NUMBER"]);
  });

  it("waits for an answer that never comes, for nothing in KafkaJS 1.15 ends the wait", () => {
    const { log, acked, failed } = play({ profile: "kafkajs-1.15", sends: "1", faults: ["response #1: drop"] });
    expect({ log, acked: acked.size, failed }).toEqual({ log: [0], acked: 0, failed: [] });
  });

  const limited = { "batch.size": "512", "delivery.timeout.ms": "100" };
  const ambiguous = "error, error: REQUEST_TIMED_OUT";

  it.each(["franz-1.20.6", "franz-go"])(
    "fails what the broker refused in time, and numbers the next one alike: %s",
    (profile) => {
      const { log, failed } = play({
        profile,
        settings: limited,
        sends: "1 1 1",
        faults: [`request #2: ${refusedOnce}`],
      });
      expect(failed).toEqual([1]);
      expect(log).toEqual([0, 2]);
    },
  );

  it("fails what may be stored in franz-go 1.20.6 alone, and gives its sequence to the next one (Z03)", () => {
    const told = (profile: string): Told =>
      play({ profile, settings: limited, sends: "1 1 1", faults: [`response #2: ${ambiguous}`] });
    expect(told("franz-1.20.6")).toMatchObject({ log: [0, 1], failed: [1] });
    expect(told("franz-1.20.6").acked.get(2)).toBe(1);
    expect(told("franz-go")).toMatchObject({ log: [0, 1, 2], failed: [] });
  });

  it("keeps what got no answer at all, in 1.20.6 as well", () => {
    const { log, failed } = play({
      profile: "franz-1.20.6",
      settings: limited,
      sends: "1 1 1",
      faults: ["response #2: cut"],
    });
    expect({ log, failed }).toEqual({ log: [0, 1, 2], failed: [] });
  });
});
