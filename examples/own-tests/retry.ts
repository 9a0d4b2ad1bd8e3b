// A loop around `send` that does not give up. The producer itself goes on trying for delivery.timeout.ms; only what it
// has given up may be sent again, and even that may have been stored.
// In your own project: import { type SendResult, application } from "onceproof";
import { type SendResult, application } from "../../src/index.ts";

const acknowledged = (result: SendResult | undefined): boolean => result?.kind === "acknowledged";

/** Leaves the retries to the producer, which knows its records by sequence, and asks a person where it gives up. */
export const patient = application({
  name: "patient",
  config: { "delivery.timeout.ms": 2_147_483_647, "request.timeout.ms": 500 },
  *start(app) {
    for (;;) {
      const { record, to } = yield* app.work.next();
      const result = yield* app.send({ to, record });
      if (!acknowledged(result)) app.note(`${record} needs somebody to look at it`);
    }
  },
});

/** Loses its patience first, and sends again what is still on its way: to the broker that is another record. */
export const impatient = application({
  name: "impatient",
  config: { "delivery.timeout.ms": 2_147_483_647, "request.timeout.ms": 500 },
  *start(app) {
    for (;;) {
      const { record, to } = yield* app.work.next();
      while (!acknowledged(yield* app.within("100ms", app.send({ to, record }))));
    }
  },
});
