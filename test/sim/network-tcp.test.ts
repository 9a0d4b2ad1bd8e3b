import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type MessageFault,
  type TimedFault,
  constantDelay,
  instant,
  micros,
  never,
  uniformDelay,
} from "../../src/sim/index.ts";
import { Wire } from "../support/wire.ts";

const ask = (occurrence: number): MessageFault["on"] => ({ from: "a", to: "b", label: "ask", occurrence });
const answer = (occurrence: number): MessageFault["on"] => ({ from: "b", to: "a", label: "answer", occurrence });
const between = { from: "a", to: "b" } as const;

describe("a connection", () => {
  it("opens after a round trip, and carries messages both ways", () => {
    const wire = new Wire();
    const connection = wire.connect();
    wire.settle();
    expect(wire.heard).toEqual(["20 connected 0"]);
    wire.ask(connection, "ping").settle();
    wire.answer(connection, "pong").settle();
    expect(wire.heard.slice(1)).toEqual(["30 b heard ping", "40 a heard pong"]);
  });

  it("keeps the order of its messages although each takes as long as it likes, under every tie policy", () => {
    let overtaken = 0;
    fc.assert(
      fc.property(
        fc.constantFrom({ kind: "fifo" } as const, { kind: "lifo" } as const, { kind: "shuffle", seed: 3 } as const),
        fc.nat(),
        fc.array(fc.nat(30), { minLength: 2, maxLength: 30 }),
        (ties, seed, waits) => {
          const wire = new Wire({ ties, seed, link: { delay: uniformDelay(micros(0), micros(50)), capacity: 0 } });
          const connection = wire.open();
          const other = wire.connect();
          const sent: string[] = [];
          let at = wire.now;
          for (const [nth, wait] of waits.entries()) {
            at += wait;
            wire.at(at, () => {
              sent.push(`m${nth}`, `n${nth}`, `o${nth}`);
              wire.ask(connection, `m${nth}`, `n${nth}`).ask(other, `o${nth}`);
            });
          }
          wire.settle();
          const ofOne = (body: string): boolean => !body.startsWith("o");
          expect(wire.bodies.filter(ofOne)).toEqual(sent.filter(ofOne));
          // Messages of two connections do overtake each other: the order is the connection's, not the network's.
          overtaken += wire.bodies.join() === sent.join() ? 0 : 1;
        },
      ),
    );
    expect(overtaken).toBeGreaterThan(10);
  });

  it("carries a message as ever that its receiver is to answer in another way, which is on record like any fault", () => {
    const plan = [{ on: ask(2), do: "answer", answer: "busy" }] as const;
    const wire = new Wire({ plan });
    wire.ask(wire.open(), "one", "two", "three").settle();
    expect(wire.heard).toEqual(["30 b heard one", "30 b is to answer busy and heard two", "30 b heard three"]);
    expect(wire.network.faults).toEqual(plan);
  });

  it("delivers what was sent at one instant at one instant, where ties keep the order", () => {
    const wire = new Wire();
    wire.ask(wire.open(), "one", "two").settle();
    expect(wire.heard).toEqual(["30 b heard one", "30 b heard two"]);
  });

  it("tells its client that the server hung up after everything that the server had said", () => {
    for (const kind of ["fifo", "lifo"] as const) {
      const wire = new Wire({ ties: { kind } });
      const connection = wire.open();
      wire.answer(connection, "one", "two");
      wire.network.hangUp(connection);
      wire.settle();
      expect(wire.heard.map((line) => line.replace(/^\d+ /, ""))).toEqual(["a heard one", "a heard two", "gone 0"]);
    }
  });

  it("takes the delay of its link to tell that the server hung up, and tells it once", () => {
    const wire = new Wire();
    const connection = wire.open();
    wire.network.hangUp(connection);
    wire.network.hangUp(connection);
    wire.settle();
    expect(wire.heard).toEqual(["30 gone 0"]);
  });

  it("is not read any more by a server that hung up", () => {
    const wire = new Wire();
    const connection = wire.open();
    wire.ask(connection, "too late");
    wire.network.hangUp(connection);
    wire.ask(connection, "later still").settle();
    expect(wire.bodies).toEqual([]);
  });
});

describe("a dropped message", () => {
  it("stalls its direction for good, and only that", () => {
    const wire = new Wire({ plan: [{ on: ask(2), do: "drop" }] });
    const connection = wire.open();
    wire.ask(connection, "m1", "m2", "m3").answer(connection, "n1").settle();
    wire.ask(connection, "m4").answer(connection, "n2").settle();
    expect(wire.bodies).toEqual(["m1", "n1", "n2"]);
    expect(connection.state).toBe("open");
    expect(wire.network.faults).toEqual([{ on: ask(2), do: "drop" }]);
  });

  it("does not stall the next connection", () => {
    const wire = new Wire({ plan: [{ on: ask(1), do: "drop" }] });
    const connection = wire.open();
    wire.ask(connection, "m1").settle();
    wire.network.close(connection);
    wire.ask(wire.open(), "m2").settle();
    expect(wire.bodies).toEqual(["m2"]);
  });

  it("of the handshake leaves the attempt without an end", () => {
    for (const label of ["connect", "accept"]) {
      const on = label === "connect" ? { ...ask(1), label } : { ...answer(1), label };
      const wire = new Wire({ plan: [{ on, do: "drop" }] });
      const connection = wire.connect();
      wire.settle();
      expect(wire.heard).toEqual([]);
      expect(connection.state).toBe("connecting");
      expect(wire.network.faults).toEqual([{ on, do: "drop" }]);
    }
  });
});

describe("a cut", () => {
  it("breaks both ends in place of the delivery, and does not cancel what was read", () => {
    const wire = new Wire({ plan: [{ on: ask(2), do: "cut" }] });
    const connection = wire.open();
    wire.ask(connection, "m1", "m2", "m3").settle();
    wire.answer(connection, "n1").ask(connection, "m4").settle();
    expect(wire.heard).toEqual(["30 b heard m1", "30 gone 0"]);
    expect(connection.state).toBe("closed");
    expect(wire.network.faults).toEqual([{ on: ask(2), do: "cut" }]);
  });

  it("of an answer takes along the questions that are under way", () => {
    const wire = new Wire({ plan: [{ on: answer(1), do: "cut" }] });
    const connection = wire.open();
    wire.answer(connection, "n1").at(wire.now + 5, () => wire.ask(connection, "m1"));
    wire.settle();
    expect(wire.bodies).toEqual([]);
  });

  it("reaches the server although the client closed in between", () => {
    const read = (close: boolean): readonly string[] => {
      const slowBack = (from: string) => ({ delay: constantDelay(micros(from === "a" ? 30 : 10)), capacity: 0 });
      const wire = new Wire({ linkOf: slowBack, plan: [{ on: answer(1), do: "cut" }] });
      const connection = wire.open();
      wire.ask(connection, "m1").answer(connection, "n1");
      if (close) wire.network.close(connection);
      return wire.settle().bodies;
    };
    expect(read(true)).toEqual([]);
    expect(read(false)).toEqual([]);
  });

  it("of a handshake is a refusal", () => {
    for (const on of [
      { ...ask(1), label: "connect" },
      { ...answer(1), label: "accept" },
    ]) {
      const wire = new Wire({ plan: [{ on, do: "cut" }] });
      wire.connect();
      expect(wire.settle().heard).toEqual(["20 refused 0"]);
      expect(wire.network.faults).toEqual([{ on, do: "cut" }]);
    }
  });
});

describe("a planned delay", () => {
  it("holds up its message and those behind it, and is recorded", () => {
    const wire = new Wire({ plan: [{ on: ask(1), do: "delay", by: micros(100) }] });
    wire.ask(wire.open(), "m1", "m2").settle();
    expect(wire.heard).toEqual(["130 b heard m1", "130 b heard m2"]);
    expect(wire.network.faults).toEqual([{ on: ask(1), do: "delay", by: 100 }]);
  });

  it("of a handshake holds it up, and is recorded", () => {
    const plan: MessageFault[] = [
      { on: { ...ask(1), label: "connect" }, do: "delay", by: micros(100) },
      { on: { ...answer(1), label: "accept" }, do: "delay", by: micros(7) },
    ];
    const wire = new Wire({ plan });
    wire.connect();
    expect(wire.settle().heard).toEqual(["127 connected 0"]);
    expect(wire.network.faults).toEqual(plan);
  });
});

describe("a planned duplicate", () => {
  it("does nothing to a connection, which carries each message once, and is not recorded", () => {
    const wire = new Wire({ plan: [{ on: ask(1), do: "duplicate", after: micros(5) }] });
    wire.ask(wire.open(), "m1").settle();
    expect(wire.bodies).toEqual(["m1"]);
    expect(wire.network.faults).toEqual([]);
  });
});

function suffering(fault: TimedFault, delay = 10): Wire {
  return new Wire({ plan: [fault], link: { delay: constantDelay(micros(delay)), capacity: 0 } });
}

describe("a split", () => {
  it("stalls connections until it heals, and then delivers", () => {
    const wire = suffering({ at: instant(50), do: "split", ...between, oneWay: false, until: instant(200) });
    const connection = wire.open();
    wire.at(45, () => wire.ask(connection, "under way"));
    wire.at(60, () => wire.ask(connection, "stalled").answer(connection, "stalled too"));
    wire.at(205, () => wire.ask(connection, "healed"));
    expect(wire.settle().heard).toEqual([
      "50 fault split",
      "55 b heard under way",
      "210 b heard stalled",
      "210 a heard stalled too",
      "215 b heard healed",
    ]);
  });

  it("one way lets the other way through", () => {
    const wire = suffering({ at: instant(50), do: "split", ...between, oneWay: true, until: instant(200) });
    const connection = wire.open();
    wire.at(60, () => wire.ask(connection, "stalled").answer(connection, "passes"));
    expect(wire.settle().heard.slice(1)).toEqual(["70 a heard passes", "210 b heard stalled"]);
  });

  it("that lasts for good delivers nothing, not even the news that the server hung up", () => {
    const wire = suffering({ at: instant(50), do: "split", ...between, oneWay: false, until: never });
    const connection = wire.open();
    wire.at(60, () => wire.ask(connection, "lost").network.hangUp(connection));
    expect(wire.settle().heard).toEqual(["50 fault split"]);
    expect(connection.state).toBe("open");
    const another = wire.connect();
    wire.settle();
    expect(another.state).toBe("connecting");
  });

  it("stalls handshakes too, on either way", () => {
    for (const ends of [between, { from: "b", to: "a" }]) {
      const wire = suffering({ at: instant(0), do: "split", ...ends, oneWay: true, until: instant(200) });
      wire.at(5, () => wire.connect());
      expect(wire.settle().heard.at(-1)).toBe(ends === between ? "220 connected 0" : "210 connected 0");
    }
  });

  it("lasts as long as the longer of two that overlap", () => {
    const split = { do: "split", ...between, oneWay: true } as const;
    const wire = new Wire({
      plan: [
        { ...split, at: instant(50), until: instant(300) },
        { ...split, at: instant(60), until: instant(100) },
      ],
    });
    const connection = wire.open();
    wire.at(70, () => wire.ask(connection, "m1"));
    expect(wire.settle().heard.at(-1)).toBe("310 b heard m1");
  });
});

describe("a clog", () => {
  it("holds messages until it ends, those not at all that arrive later anyway", () => {
    const wire = suffering({ at: instant(50), do: "clog", ...between, until: instant(100) });
    const connection = wire.open();
    wire.at(60, () => wire.ask(connection, "held").answer(connection, "passes"));
    wire.at(95, () => wire.ask(connection, "late anyway"));
    expect(wire.settle().heard.slice(1)).toEqual(["70 a heard passes", "100 b heard held", "105 b heard late anyway"]);
  });

  it("that lasts for good holds them for good, and the clock does not run to the end of time", () => {
    const wire = suffering({ at: instant(50), do: "clog", ...between, until: never });
    const connection = wire.open();
    wire.at(60, () => wire.ask(connection, "held"));
    wire.settle();
    expect(wire.bodies).toEqual([]);
    expect(wire.now).toBe(60);
  });
});

describe("a slow link", () => {
  it("takes longer while it lasts", () => {
    const wire = suffering({ at: instant(50), do: "slow", ...between, by: micros(100), until: instant(200) });
    const connection = wire.open();
    wire.at(60, () => wire.ask(connection, "slow").answer(connection, "fast"));
    wire.at(200, () => wire.ask(connection, "fast again"));
    expect(wire.settle().heard.slice(1)).toEqual(["70 a heard fast", "170 b heard slow", "210 b heard fast again"]);
  });

  it("is as slow as the slower of two slownesses that overlap, for as long as the longer", () => {
    const slow = { do: "slow", ...between } as const;
    const wire = new Wire({
      plan: [
        { ...slow, at: instant(50), by: micros(100), until: instant(400) },
        { ...slow, at: instant(60), by: micros(1), until: instant(70) },
        { ...slow, at: instant(500), by: micros(3), until: instant(600) },
      ],
    });
    const connection = wire.open();
    wire.at(65, () => wire.ask(connection, "both"));
    wire.at(300, () => wire.ask(connection, "the longer"));
    wire.at(550, () => wire.ask(connection, "another"));
    expect(wire.settle().heard.filter((line) => line.includes("heard"))).toEqual([
      "175 b heard both",
      "410 b heard the longer",
      "563 b heard another",
    ]);
  });
});

describe("a node that is down", () => {
  it("refuses connections, and accepts them once it is back", () => {
    const wire = new Wire();
    wire.network.takeDown(wire.b);
    wire.connect();
    expect(wire.settle().heard).toEqual(["20 refused 0"]);
    wire.network.bringUp(wire.b);
    wire.connect();
    expect(wire.settle().heard.at(-1)).toBe("40 connected 1");
  });

  it("loses its connections on both sides", () => {
    for (const who of ["a", "b"] as const) {
      const wire = new Wire();
      const connection = wire.open();
      wire.network.takeDown(wire[who]);
      wire.settle();
      expect(connection.state).toBe("closed");
      expect(wire.heard).toEqual(who === "b" ? ["30 gone 0"] : []);
    }
  });

  it("does not read after its return what was sent to its former life, closed by the client or not", () => {
    for (const close of [false, true]) {
      const wire = new Wire();
      const connection = wire.open();
      wire.ask(connection, "m1");
      if (close) wire.network.close(connection);
      wire.at(wire.now + 1, () => wire.network.takeDown(wire.b));
      wire.at(wire.now + 2, () => wire.network.bringUp(wire.b));
      wire.settle();
      expect(wire.bodies).toEqual([]);
    }
  });

  it("refuses who was about to connect when it went down, even if it is back by then", () => {
    const wire = new Wire();
    const connection = wire.connect();
    wire.at(5, () => wire.network.takeDown(wire.b));
    wire.at(6, () => wire.network.bringUp(wire.b));
    expect(wire.settle().heard).toEqual(["20 refused 0"]);
    expect(connection.state).toBe("closed");
  });

  it("does not hear answers to its former life", () => {
    const wire = new Wire();
    const connection = wire.open();
    wire.answer(connection, "n1");
    wire.network.takeDown(wire.a);
    wire.network.bringUp(wire.a);
    expect(wire.settle().bodies).toEqual([]);
  });
});

describe("a connection that its client closed", () => {
  it("is read on by the server, until the second answer that could not be written", () => {
    const wire = new Wire();
    const connection = wire.open();
    wire.ask(connection, "m1", "m2", "m3", "m4");
    wire.network.close(connection);
    const read: string[] = [];
    while (wire.step()) {
      for (const body of wire.bodies.slice(read.length)) {
        read.push(body);
        wire.answer(connection, `re ${body}`);
      }
    }
    expect(read).toEqual(["m1", "m2"]);
  });

  it("is read to the end by a server that answers nothing", () => {
    const wire = new Wire();
    const connection = wire.open();
    wire.ask(connection, "m1", "m2", "m3", "m4");
    wire.network.close(connection);
    expect(wire.settle().bodies).toEqual(["m1", "m2", "m3", "m4"]);
  });

  it("hears nothing any more and sends nothing any more", () => {
    const wire = new Wire();
    const connection = wire.open();
    wire.answer(connection, "n1");
    wire.network.close(connection);
    wire.ask(connection, "m1").settle();
    expect(wire.bodies).toEqual([]);
    expect(wire.trace.entries.filter((entry) => entry.kind.name === "sent")).toHaveLength(1);
  });

  it("can be closed twice, or after it broke, without harm to another", () => {
    const wire = new Wire({ plan: [{ on: ask(1), do: "cut" }] });
    const broken = wire.open();
    wire.ask(broken, "m1").settle();
    const other = wire.open();
    wire.network.close(broken);
    wire.network.close(broken);
    wire.network.takeDown(wire.b);
    wire.settle();
    expect(wire.heard).toEqual([`${wire.now} gone 1`]);
    expect(other.state).toBe("closed");
  });

  it("moves no luck of later messages: an answer that could not be written was ruled on all the same", () => {
    const arrival = (closed: boolean): string | undefined => {
      const wire = new Wire({ link: { delay: uniformDelay(micros(10), micros(9_000)), capacity: 0 }, seed: 8 });
      const [first, second] = [wire.open(), wire.open()];
      if (closed) wire.network.close(first);
      wire.answer(first, "n1", "n2", "n3").answer(second, "n4");
      return wire.settle().heard.find((line) => line.endsWith("n4"));
    };
    expect(arrival(true)).toBe(arrival(false));
    expect(arrival(true)).toContain("a heard n4");
  });
});
