import { describe, expect, test } from "vitest";
import { markNames } from "../../../src/model/run/marks.ts";
import { circumstances } from "../../../src/model/properties/circumstances.ts";
import { properties } from "../../../src/model/properties/index.ts";
import { History } from "../../support/history.ts";

/** A run in which all went well, with a session, a partition and a consumer more than one. */
function healthy(): History {
  const history = new History();
  const a = history.send("a");
  const b = history.send("b");
  const elsewhere = history.send("c", { partition: 1 });
  const later = history.send("d", { session: 1 });
  history.acknowledge(a, history.store(a)).acknowledge(b, history.store(b));
  history.acknowledge(later, history.store(later)).acknowledge(elsewhere, history.store(elsewhere));
  const lost = history.send("e");
  history.fail(lost);
  for (const record of [a, b]) history.consume("one", record, true).consume("other", record, true);
  return history.consume("one", a, false).end();
}

test("a run in which all went well breaks nothing", () => {
  expect(healthy().broken).toEqual([]);
});

describe("acknowledged-exactly-once", () => {
  test("sees a second copy of one send", () => {
    const history = new History();
    const a = history.send("a");
    history.acknowledge(a, history.store(a));
    history.store(a);
    expect(history.broken).toContain("a breaks acknowledged-exactly-once");
  });

  test("sees a second copy of a send that failed", () => {
    const history = new History();
    const a = history.send("a");
    history.store(a);
    history.fail(a);
    history.store(a);
    expect(history.broken).toContain("a breaks acknowledged-exactly-once");
  });

  test("sees an acknowledgement of what lies nowhere", () => {
    const history = new History();
    history.acknowledge(history.send("a"), -1);
    expect(history.broken).toEqual(["a breaks acknowledged-exactly-once"]);
  });

  test("lets two sends of one record be two", () => {
    const history = new History();
    const first = history.send("a");
    history.acknowledge(first, history.store(first));
    const again = history.send("a", { again: first });
    history.acknowledge(again, history.store(again));
    expect(history.broken).toEqual(["a breaks stored-once-end-to-end"]);
  });
});

describe("order-as-sent", () => {
  test("sees a record behind a later one of its session and partition", () => {
    const history = new History();
    const [a, b] = [history.send("a"), history.send("b")];
    history.store(b);
    history.store(a);
    expect(history.broken).toEqual(["a breaks order-as-sent"]);
  });

  test("binds neither two sessions nor two partitions together, and looks at first copies only", () => {
    const history = new History();
    const [a, b, c] = [history.send("a"), history.send("b", { session: 1 }), history.send("c", { partition: 1 })];
    for (const record of [c, b, a]) history.store(record);
    const d = history.send("d");
    history.store(d);
    history.store(a);
    expect(history.broken.filter((line) => line.includes("order-as-sent"))).toEqual([]);
  });
});

describe("no-phantom", () => {
  test("sees a record that nobody sent", () => {
    const history = new History();
    history.store({ id: 7, keyBytes: undefined, valueBytes: 1, timestamp: 0 });
    expect(history.broken).toEqual(["t-0 breaks no-phantom"]);
  });
});

describe("no-acknowledged-gap", () => {
  test("sees a hole before an acknowledged record that nobody was told of", () => {
    const history = new History();
    const [, b] = [history.send("a"), history.send("b")];
    history.acknowledge(b, history.store(b)).end();
    expect(history.broken).toEqual(["a breaks no-acknowledged-gap", "a breaks every-send-decided"]);
  });

  test("is content with a hole that was reported, with the end of the log, and with what a limit cut off", () => {
    const reported = new History();
    const [a, b] = [reported.send("a"), reported.send("b")];
    reported.fail(a).acknowledge(b, reported.store(b)).end();
    expect(reported.broken).toEqual([]);
    const atTheEnd = new History();
    const c = atTheEnd.send("c");
    atTheEnd.send("d");
    atTheEnd.acknowledge(c, atTheEnd.store(c)).end();
    expect(atTheEnd.broken).toEqual(["d breaks every-send-decided"]);
    const cutOff = new History();
    const [, f] = [cutOff.send("e"), cutOff.send("f")];
    cutOff.acknowledge(f, cutOff.store(f)).end("cut off");
    expect(cutOff.broken).toEqual([]);
  });
});

describe("callback-once-in-order", () => {
  test("sees a callback that runs twice, in whatever way", () => {
    const history = new History();
    const a = history.send("a");
    const at = history.store(a);
    history.acknowledge(a, at).acknowledge(a, at).fail(a);
    expect(history.broken).toEqual(["a breaks callback-once-in-order", "a breaks callback-once-in-order"]);
    expect(history.truth.marks.counts["callback-twice"]).toBe(2);
  });

  test("sees a callback behind that of a later record", () => {
    const history = new History();
    const [a, b] = [history.send("a"), history.send("b")];
    const [ofA, ofB] = [history.store(a), history.store(b)];
    history.acknowledge(b, ofB).acknowledge(a, ofA);
    expect(history.broken).toEqual(["a breaks callback-once-in-order"]);
  });

  test("a time that ran out excuses those before it, not those after it", () => {
    const history = new History();
    const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => history.send(name));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("four were sent");
    history.fail(b, "TimeoutException").fail(a, "TimeoutException").fail(d).fail(c);
    expect(history.broken).toEqual([
      "a breaks callback-once-in-order because delivery-timed-out",
      "c breaks callback-once-in-order",
    ]);
  });

  test("does not count a record that `send` refused as ahead of those in batches, nor let it be called back twice", () => {
    const history = new History();
    const [a, b, c] = [history.send("a"), history.send("b"), history.send("c")];
    const [ofA, ofC] = [history.store(a), history.store(c)];
    history.refuse(b).acknowledge(c, ofC).acknowledge(a, ofA);
    expect(history.broken).toEqual(["a breaks callback-once-in-order"]);
    const another = history.send("d");
    history.refuse(another).refuse(another);
    expect(history.broken.slice(1)).toEqual(["d breaks callback-once-in-order"]);
  });

  test("a fenced producer calls back twice, as the real one does", () => {
    const history = new History();
    const a = history.send("a");
    history.fail(a, "ProducerFencedException").fail(a, "ProducerFencedException");
    expect(history.broken).toEqual(["a breaks callback-once-in-order because producer-fenced"]);
  });
});

describe("acknowledged-offset-holds-record", () => {
  test("sees an offset at which the record does not lie, and one at which nothing lies", () => {
    const history = new History();
    const [a, b] = [history.send("a"), history.send("b")];
    const at = history.store(a);
    history.acknowledge(a, at + 1);
    history.acknowledge(b, at);
    expect(history.broken).toEqual([
      "a breaks acknowledged-offset-holds-record",
      "b breaks acknowledged-exactly-once",
      "b breaks acknowledged-offset-holds-record",
    ]);
  });

  test("takes the offset of any copy, and no offset for none", () => {
    const history = new History();
    const [a, b] = [history.send("a"), history.send("b")];
    history.store(a);
    history.acknowledge(a, history.store(a));
    history.store(b);
    history.acknowledge(b, -1);
    expect(history.broken.filter((line) => line.includes("offset"))).toEqual([]);
  });
});

describe("every-send-decided", () => {
  test("sees a send without a callback where the run settled, and judges none where it was cut off", () => {
    for (const how of ["settled", "cut off"] as const) {
      const history = new History();
      history.send("a");
      expect(history.end(how).broken).toEqual(how === "settled" ? ["a breaks every-send-decided"] : []);
    }
  });
});

describe("stored-once-end-to-end", () => {
  test("counts the copies of all sends of a record, and names the second and the third", () => {
    const history = new History();
    const first = history.send("a");
    history.store(first);
    const second = history.send("a", { session: 1, again: first });
    history.store(second);
    const third = history.send("a", { session: 2, again: second });
    history.store(third);
    expect(history.truth.violations.map(({ got }) => got)).toEqual([
      "copy 2 in t-0 at offset 1",
      "copy 3 in t-0 at offset 2",
    ]);
  });

  test("has no excuse, only hints", () => {
    const history = new History();
    const first = history.send("a");
    history.truth.circumstances.add("producer-restarted");
    history.store(first);
    history.store(history.send("a", { session: 1, again: first }));
    expect(history.truth.violations).toMatchObject([{ excuses: [], hints: ["producer-restarted"] }]);
  });
});

describe("applied-once", () => {
  test("sees a second application by one consumer, and excuses only the one that forgets", () => {
    const history = new History();
    const a = history.send("a");
    history.truth.circumstances.add("consumer-forgets", { consumer: "forgets" });
    for (const consumer of ["forgets", "remembers", "forgets", "remembers"]) history.consume(consumer, a, true);
    expect(history.broken).toEqual(["a breaks applied-once because consumer-forgets", "a breaks applied-once"]);
  });
});

describe("excuses", () => {
  test("of one session or partition excuse no other", () => {
    const history = new History();
    const { circumstances: occurred } = history.truth;
    occurred.add("not-idempotent", { session: 0 });
    const records = [history.send("a"), history.send("b", { session: 1 }), history.send("c", { session: 2 })];
    const [, , c] = records;
    if (c !== undefined) occurred.add("producer-state-expired", { session: 2, topicPartition: c.topicPartition });
    records.push(history.send("d", { session: 2, partition: 1 }));
    for (const record of records) {
      history.store(record);
      history.store(record);
    }
    expect(history.broken.filter((line) => line.includes("exactly-once"))).toEqual([
      "a breaks acknowledged-exactly-once because not-idempotent",
      "b breaks acknowledged-exactly-once",
      "c breaks acknowledged-exactly-once because producer-state-expired",
      "d breaks acknowledged-exactly-once",
    ]);
  });

  test("of a batch that was numbered anew excuse its records alone", () => {
    const history = new History();
    const [a, b] = [history.send("a"), history.send("b")];
    history.truth.renumberedInDoubt([b]);
    for (const record of [a, a, b, b]) history.store(record);
    expect(history.broken.filter((line) => line.includes("exactly-once"))).toEqual([
      "a breaks acknowledged-exactly-once",
      "b breaks acknowledged-exactly-once because renumbered-in-doubt",
    ]);
  });

  test("of a first contact excuse what it overtook, and nothing later", () => {
    const history = new History();
    const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => history.send(name));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("four were sent");
    for (const [record, sequence] of [
      [b, 1],
      [a, 0],
      [d, 3],
      [c, 2],
    ] as const)
      history.store(record, sequence);
    expect(history.broken).toEqual([
      "a breaks order-as-sent because first-contact-overtaken",
      "c breaks order-as-sent",
    ]);
  });
});

test("every property has a mark that is counted, and names reasons that have words", () => {
  for (const { name, mark, unless, hints, promise } of properties) {
    expect(markNames, name).toContain(mark);
    expect(promise).toMatch(/^[A-Z].*\.$/);
    for (const reason of [...unless, ...hints]) expect(circumstances[reason], name).toBeTruthy();
  }
  const used = new Set(properties.flatMap(({ unless, hints }) => [...unless, ...hints]));
  expect(Object.keys(circumstances).filter((reason) => ![...used].some((each) => each === reason))).toEqual([]);
});
