import type { Scenario } from "../../scenarios/spec.ts";

type Producer = Scenario["producers"][number];
type Send = NonNullable<Producer["sends"]>[number];
type Stream = NonNullable<Producer["stream"]>;

/** The scenario with other sends and streams, of those producers that have any. */
export const withSends = (
  scenario: Scenario,
  sent: (send: Send) => Send,
  streamed: (stream: Stream) => Stream,
): Scenario => ({
  ...scenario,
  producers: scenario.producers.map((producer) => ({
    ...producer,
    ...(producer.sends === undefined ? {} : { sends: producer.sends.map(sent) }),
    ...(producer.stream === undefined ? {} : { stream: streamed(producer.stream) }),
  })),
});
