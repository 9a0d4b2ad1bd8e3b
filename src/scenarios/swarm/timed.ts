import { brokerName } from "../../model/run/plan.ts";
import type { Stream } from "../../sim/index.ts";
import type { FaultSpec } from "../spec.ts";
import { type ByTime, type SwarmBounds, type TimedKind, timedKinds } from "./bounds.ts";
import { type Place, elementAt, numberAt, numberFrom, place } from "./choice.ts";
import type { Luck } from "./luck.ts";
import { type Times, timeText } from "./times.ts";

/** The faults by time of one run: of each kind that exists in it one to the most that its bounds allow. */
export function drawTimed(bounds: SwarmBounds, luck: Luck, times: Times, producers: readonly string[]): FaultSpec[] {
  const faults: FaultSpec[] = [];
  for (const kind of timedKinds) {
    const drawn = bounds.timed[kind];
    if (drawn === undefined) continue;
    const stream = luck.of(kind);
    if (!stream.chance(drawn.exists)) continue;
    const count = numberAt(place(stream), 1, drawn.atMost);
    for (let nth = 0; nth < count; nth++) faults.push(timedFault(kind, drawn, { stream, times, producers }));
  }
  return faults;
}

interface Drawing {
  readonly stream: Stream;
  readonly times: Times;
  readonly producers: readonly string[];
}

/** One fault, the same number of draws whatever it becomes. */
function timedFault(kind: TimedKind, { lasting, by }: ByTime, { stream, times, producers }: Drawing): FaultSpec {
  const at = timeText(times.next(stream));
  const during = timeText(numberFrom(lasting, stream));
  const whom = place(stream);
  const [turned, one] = [place(stream) < half, place(stream) < half];
  const slowness = by === undefined ? "" : timeText(numberFrom(by, stream));
  const producer = elementAt(whom, producers);
  const ends: [string, string] = turned ? [brokerName, producer] : [producer, brokerName];
  switch (kind) {
    case "split":
      return { at, do: "split", between: ends, oneWay: one, for: during };
    case "clog":
      return { at, do: "clog", between: ends, for: during };
    case "slow":
      return { at, do: "slow", between: ends, by: slowness, for: during };
    case "pause":
      return { at, do: "pause", node: anyNode(whom, producers), for: during };
    case "restart":
      return { at, do: one ? "restart-clean" : "restart-kill", node: brokerName, for: during };
    case "crash":
      return { at, do: "crash", node: producer, for: during };
    default:
      return { at, do: kind, node: brokerName, for: during };
  }
}

const half = 0.5;

const anyNode = (whom: Place, producers: readonly string[]): string => elementAt(whom, [...producers, brokerName]);
