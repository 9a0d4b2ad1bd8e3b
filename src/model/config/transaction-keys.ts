import { atLeast, notEmpty, oneOfInAnyCase, type Definition } from "./definition.ts";

/** What a producer reads last: idempotence, transactions, and how it finds its cluster again. */
export const transactionKeys = [
  {
    key: "enable.idempotence",
    type: "boolean",
    default: "true",
    effect: "simulated",
    about: "the broker may recognise a batch that it has",
    rule: "P-2 … P-9, P-13",
  },
  {
    key: "transaction.timeout.ms",
    type: "int",
    default: "60000",
    effect: "unsimulated",
    about: "the coordinator aborts a transaction that is open for so long",
  },
  {
    key: "transactional.id",
    type: "string",
    default: null,
    demand: notEmpty,
    effect: "simulated",
    about: "the name under which a transactional producer comes back",
    rule: "P-7, P-8",
  },
  { key: "transaction.two.phase.commit.enable", type: "boolean", default: "false", effect: "none", only: "java-4.4" },
  {
    key: "metadata.recovery.strategy",
    type: "string",
    default: "none",
    default44: "rebootstrap",
    demand: oneOfInAnyCase("REBOOTSTRAP", "NONE"),
    effect: "unsimulated",
    about: "what happens when no known broker can be reached",
  },
  {
    key: "metadata.recovery.rebootstrap.trigger.ms",
    type: "long",
    default: "300000",
    demand: atLeast(0),
    effect: "unsimulated",
    only: "java-4.4",
    about: "how long no broker may be reached before starting over",
  },
  { key: "metadata.cluster.check.enable", type: "boolean", default: "true", effect: "none", only: "java-4.4" },
  { key: "config.providers", type: "list", default: "", effect: "none", only: "java-4.4" },
] as const satisfies readonly Definition[];
