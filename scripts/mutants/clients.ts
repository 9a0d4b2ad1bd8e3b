import type { Mutant, Witness } from "./mutant.ts";

const real: Witness = "test/conformance/clients/simulated.test.ts";
const stories: Witness = "test/model/clients/stories.test.ts";

interface Moved {
  readonly profile: string;
  readonly switch: string;
  readonly from: string;
  readonly to: string;
  readonly caughtBy: Witness;
}

/** Switches of other clients than the Java one, each moved alone: where a switch decides nothing, it is none. */
const moved: readonly Moved[] = [
  {
    profile: "librdkafka",
    switch: "laterAcknowledgement",
    from: "acknowledges-earlier",
    to: "says-nothing",
    caughtBy: stories,
  },
  {
    profile: "librdkafka",
    switch: "outOfOrder",
    from: "compared-with-the-next",
    to: "new-epoch-and-again",
    caughtBy: stories,
  },
  { profile: "librdkafka", switch: "retryWaits", from: "for-the-partition", to: "for-nothing", caughtBy: stories },
  {
    profile: "franz-go",
    switch: "afterFailure",
    from: "partition-fails-and-new-epoch",
    to: "new-epoch",
    caughtBy: stories,
  },
  { profile: "franz-go", switch: "limits", from: "not-for-what-is-in-doubt", to: "for-all", caughtBy: stories },
  {
    profile: "franz-go",
    switch: "outOfOrder",
    from: "new-epoch-and-again",
    to: "stops-the-producer",
    caughtBy: stories,
  },
  { profile: "franz-go", switch: "doubt", from: "ends-with-any-answer", to: "outlasts-answers", caughtBy: stories },
  { profile: "kafkajs", switch: "sequences", from: "advanced-on-success", to: "given-back", caughtBy: stories },
  { profile: "sarama", switch: "pipelining", from: "one-per-partition", to: "full", caughtBy: real },
  { profile: "sarama", switch: "afterFailure", from: "new-epoch", to: "nothing", caughtBy: real },
  { profile: "kafkajs", switch: "callsAtOnce", from: "last-overtakes", to: "in-order", caughtBy: real },
  { profile: "kafkajs", switch: "sequenceWrap", from: "at-the-last", to: "behind-the-last", caughtBy: real },
  {
    profile: "kafkajs",
    switch: "requestTimeout",
    from: "leaves-the-connection",
    to: "closes-the-connection",
    caughtBy: real,
  },
  { profile: "platformatic", switch: "sequences", from: "advanced-on-success", to: "given-back", caughtBy: real },
  { profile: "platformatic", switch: "sequenceTaken", from: "when-queued", to: "when-sent", caughtBy: real },
  { profile: "platformatic", switch: "lateAnswer", from: "jams-the-connection", to: "is-dropped", caughtBy: real },
];

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const clientMutants: readonly Mutant[] = moved.map(({ profile, switch: name, from, to, caughtBy }) => ({
  name: `${profile}-${kebab(name)}`,
  rule: `${profile}: ${name}`,
  does: `${name} is ${to} and not ${from}`,
  file: `clients/${profile}.ts`,
  find: `${name}: "${from}"`,
  replace: `${name}: "${to}"`,
  caughtBy: [caughtBy],
}));
