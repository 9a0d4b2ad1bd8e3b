// An outbox: what the application is asked to send is written to its database first, and sent from there until it is
// acknowledged, whatever crashes in between.
// In your own project: import { type App, type Steps, application } from "onceproof";
import { type App, type Steps, application } from "../../src/index.ts";

interface Row {
  readonly to: string;
  readonly value: string;
}

/** Sends what lies in the outbox, row by row, and takes out what has been acknowledged. */
function* relay(app: App): Steps {
  for (;;) {
    for (const [record, { to, value }] of app.storage.entries<Row & { [key: string]: string }>()) {
      const { kind } = yield* app.send({ to, record, value });
      if (kind === "acknowledged") app.storage.delete(record);
    }
    yield* app.storage.flush();
    yield* app.idle("10ms");
  }
}

/** Says yes to an order once its row is safe. */
export const outbox = application({
  name: "outbox",
  *start(app) {
    app.spawn(() => relay(app));
    for (;;) {
      const { record, to, value = "" } = yield* app.work.next();
      app.storage.set(record, { to, value });
      yield* app.storage.flush();
      app.work.commit();
    }
  },
});

/** Says yes a moment too early: what is written has not come through yet. */
export const hastyOutbox = application({
  name: "hasty-outbox",
  *start(app) {
    app.spawn(() => relay(app));
    for (;;) {
      const { record, to, value = "" } = yield* app.work.next();
      app.storage.set(record, { to, value });
      app.work.commit();
      yield* app.storage.flush();
    }
  },
});
