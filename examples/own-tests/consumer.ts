// A consumer that counts what it reads, each record once, though the log may hold it twice, and though it reads again
// what it had not committed when it died.
// In your own project: import { application } from "onceproof";
import { application, property } from "../../src/index.ts";

/** Keeps which records it has counted beside the count, in one transaction, and commits its position after that. */
export const deduplicating = application({
  name: "deduplicating",
  produces: false,
  *start(app) {
    const orders = app.subscribe("orders");
    for (;;) {
      const { record } = yield* orders.next();
      const count = app.storage.get<number>("count") ?? 0;
      if (app.storage.get(`seen/${record}`) === undefined)
        app.storage.setAll({ count: count + 1, [`seen/${record}`]: true });
      yield* app.storage.flush();
      orders.commit();
    }
  },
});

/** Writes the one after the other, as two statements that commit by themselves. */
export const carefree = application({
  name: "carefree",
  produces: false,
  *start(app) {
    const orders = app.subscribe("orders");
    for (;;) {
      const { record } = yield* orders.next();
      const count = app.storage.get<number>("count") ?? 0;
      if (app.storage.get(`seen/${record}`) === undefined) {
        app.storage.set("count", count + 1);
        yield* app.storage.flush();
        app.storage.set(`seen/${record}`, true);
        yield* app.storage.flush();
      }
      orders.commit();
    }
  },
});

/** What its owner promises: when all has come to rest, the count is that of the different records in the log. */
export const countsEachRecordOnce = property({
  name: "counts-each-record-once",
  promise: "The count is that of the different records in the log.",
  begin: (facts) => ({
    ended: (settled) => {
      const records = new Set([...facts.logs()].map(({ record }) => record));
      const count = facts.storage("counter").get("count") ?? 0;
      if (!settled || count === records.size) return;
      facts.report({ shape: "miscounted", subject: "counter", expected: `${records.size}`, got: `${count}` });
    },
  }),
});
