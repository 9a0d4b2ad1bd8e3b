import { assert, boolean, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { arrivalOf, isAway, scheduleOf, undisturbed } from "../../../conformance/tradeoffs/schedule.ts";
import type { FaultSpec } from "../../../src/scenarios/spec.ts";
import { faultOf } from "../../../src/scenarios/faults.ts";
import { Link } from "../../../src/sim/link.ts";
import { Streams, constantDelay, isTimed, micros, start } from "../../../src/sim/index.ts";

const oneWay = 15_000;
const split: FaultSpec = { at: "8s", do: "split", between: ["shop", "broker-1"], for: "4s" };
const clog: FaultSpec = { at: "14s", do: "clog", between: ["broker-1", "shop"], for: "1s" };
const outage: FaultSpec = { at: "2s", do: "restart-clean", node: "broker-1", for: "3s" };
const schedule = scheduleOf([clog, outage, split]);

test("on an undisturbed link every message takes its time", () => {
  expect(arrivalOf(undisturbed, "to-broker", 1_000, oneWay)).toBe(16_000);
  expect(isAway(undisturbed, 0)).toBe(false);
});

test("in a silence nothing leaves before it is over, and what was under way arrives", () => {
  expect(arrivalOf(schedule, "to-broker", 7_999_999, oneWay)).toBe(8_014_999);
  expect(arrivalOf(schedule, "to-broker", 8_000_000, oneWay)).toBe(12_015_000);
  expect(arrivalOf(schedule, "to-client", 11_999_999, oneWay)).toBe(12_015_000);
  expect(arrivalOf(schedule, "to-client", 12_000_000, oneWay)).toBe(12_015_000);
});

test("a clog holds what goes its way, and nothing that goes the other way", () => {
  expect(arrivalOf(schedule, "to-client", 14_000_000, oneWay)).toBe(15_000_000);
  expect(arrivalOf(schedule, "to-client", 14_990_000, oneWay)).toBe(15_005_000);
  expect(arrivalOf(schedule, "to-broker", 14_000_000, oneWay)).toBe(14_015_000);
});

test("connections are refused from the begin of an outage to its end", () => {
  expect([1_999_999, 2_000_000, 4_999_999, 5_000_000].map((now) => isAway(schedule, now))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("a fault that a proxy can't do is refused, not left out", () => {
  expect(() => scheduleOf([{ at: "1s", do: "pause", node: "broker-1", for: "1s" }])).toThrow(/can't do this.*pause/);
  expect(() => scheduleOf([{ message: "shop>broker-1 Produce request #1", do: "drop" }])).toThrow(/can't do this/);
  expect(() => scheduleOf([{ at: "1s", do: "split", between: ["shop", "broker-1"] }])).toThrow(/can't do this/);
});

const faults: readonly FaultSpec[] = [split, clog];

test("a link of the simulator lets every message arrive when the proxy does", () => {
  let late = 0;
  assert(
    property(integer({ min: 0, max: 20_000_000 }), boolean(), (leaves, toClient) => {
      const link = new Link(
        { from: 0, to: 1, name: "link" },
        { delay: constantDelay(micros(oneWay)), capacity: 0 },
        {},
        new Streams({ seed: 1 }),
      );
      for (const fault of faults.map(faultOf)) {
        if (!isTimed(fault) || fault.do === "node" || fault.at > leaves) continue;
        if (fault.do === "split" || toClient) link.suffer(fault);
      }
      const proxied = arrivalOf(scheduleOf(faults), toClient ? "to-client" : "to-broker", leaves, oneWay);
      expect(proxied).toBe(link.carries((start + leaves) as typeof start, micros(oneWay)));
      if (proxied > leaves + oneWay) late++;
    }),
  );
  expect(late).toBeGreaterThan(0);
});
