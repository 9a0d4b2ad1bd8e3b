import { keptBy } from "../run/stuck.ts";
import { stuckWords } from "../run/stuck-words.ts";
import type { Property } from "./property.ts";

/**
 * Liveness in two phases: faults may strike until a time; from then on the network is whole and the broker up, and all
 * that is open must come to an end within a bound. Who does not, waits for somebody: the breach says for whom.
 */
export const settles: Property = {
  name: "settles",
  kind: "liveness",
  promise: "Once the faults are over, every send is decided and every application done within the bound.",
  unless: [],
  hints: ["first-contact-overtaken", "answers-out-of-turn", "batch-split"],
  mark: "faults-over",
  catches: "a batch that is refused and sent again for ever, where delivery.timeout.ms puts no end to it (Z01)",
  begin: (facts) => ({
    unsettled: (stuck) => {
      for (const one of stuck) {
        const record = one.batches[0]?.sent[0];
        facts.report({
          shape: keptBy(one),
          subject: one.application,
          expected: "everything decided and done within the bound after the faults",
          got: stuckWords(one, (id) => facts.recordName(id)),
          ...(record === undefined ? {} : { about: { record } }),
        });
      }
    },
  }),
};
