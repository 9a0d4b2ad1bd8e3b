import type { ScenarioInput } from "../../scenarios/spec.ts";
import type { Duration } from "../../sim/index.ts";
import { writtenDuration } from "../../input/units.ts";

/** The producer of every sweep; faults in a sweep file name it so. */
export const producerName = "shop";

/** What a network does to runs, in the words of scenario files. */
export type NetworkParts = Pick<ScenarioInput, "broker" | "network">;

/** A network that sweeps know by name. Delays are one way. Outages begin within the load, and the seed places them. */
export interface NetworkProfile {
  readonly name: NetworkName;
  readonly title: string;
  readonly parts: (span: Duration) => NetworkParts;
}

export const networkNames = [
  "same-rack",
  "three-zones",
  "two-regions",
  "mobile",
  "broker-restarts",
  "overloaded-broker",
  "flapping-link",
] as const;
export type NetworkName = (typeof networkNames)[number];

const link = [producerName, "broker-1"] as const satisfies readonly [string, string];
const between: [string, string] = [...link];
const zones = { delay: { typical: "600us" }, cut: "0.001%" } as const;
const acrossZones = { replication: { lag: "1500us" } } as const;

/**
 * The built-in networks. Their delays have the long tail of real links (one message in twenty takes four times as long,
 * one in a hundred twenty times). They are round numbers to compare settings by, and nobody's measurements: whoever has
 * measured delays gives those.
 */
export const networkProfiles: readonly NetworkProfile[] = [
  {
    name: "same-rack",
    title: "a quiet network: 150 us each way, nothing lost, no outage",
    parts: () => ({ network: { delay: { typical: "150us" } } }),
  },
  {
    name: "three-zones",
    title: "600 us each way, a follower 1.5 ms behind, a connection reset once in 100,000 messages",
    parts: () => ({ network: { ...zones }, broker: { ...acrossZones } }),
  },
  {
    name: "two-regions",
    title: "35 ms each way, a connection reset once in 10,000 messages, now and then held up for up to 2 s",
    parts: (span) => ({
      network: {
        delay: { typical: "35ms" },
        cut: "0.01%",
        timed: [{ do: "clog", between, atMost: 3, within: writtenDuration(span), lasting: ["100ms", "2s"] }],
      },
    }),
  },
  {
    name: "mobile",
    title: "60 ms each way, 0.2% of messages reset the connection, gaps of up to 4 s and tunnels of up to 20 s",
    parts: (span) => ({
      network: {
        delay: { typical: "60ms" },
        cut: "0.2%",
        timed: [
          { do: "clog", between, atMost: 6, within: writtenDuration(span), lasting: ["200ms", "4s"] },
          { do: "split", between, atMost: 2, within: writtenDuration(span), lasting: ["1s", "20s"] },
        ],
      },
    }),
  },
  {
    name: "broker-restarts",
    title: "three zones; the broker is restarted cleanly or killed, up to twice each, and away for 2 s to 40 s",
    parts: (span) => ({
      network: {
        ...zones,
        timed: (["restart-clean", "restart-kill"] as const).map((action) => ({
          do: action,
          node: "broker-1",
          atMost: 2,
          within: writtenDuration(span),
          lasting: ["2s", "40s"],
        })),
      },
      broker: { ...acrossZones },
    }),
  },
  {
    name: "overloaded-broker",
    title: "three zones; the broker stands still up to 40 times for 50 ms to 2 s, and answers slowly in between",
    parts: (span) => ({
      network: {
        ...zones,
        timed: [
          { do: "pause", node: "broker-1", atMost: 40, within: writtenDuration(span), lasting: ["50ms", "2s"] },
          { do: "slow", between, by: "150ms", atMost: 10, within: writtenDuration(span), lasting: ["1s", "10s"] },
        ],
      },
      broker: { ...acrossZones },
    }),
  },
  {
    name: "flapping-link",
    title: "three zones; the link is down up to 12 times, for 500 ms to 8 s each",
    parts: (span) => ({
      network: {
        ...zones,
        timed: [{ do: "split", between, atMost: 12, within: writtenDuration(span), lasting: ["500ms", "8s"] }],
      },
      broker: { ...acrossZones },
    }),
  },
];
