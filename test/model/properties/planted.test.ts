import { expect, test } from "vitest";
import { type BrokerProfile, kafka44 } from "../../../src/model/broker/profiles.ts";
import { properties } from "../../../src/model/properties/index.ts";
import { Simulation } from "../../../src/model/run/simulation.ts";
import { prepare } from "../../../src/scenarios/compile.ts";
import { gallery } from "../../../src/scenarios/gallery/index.ts";
import { run } from "../../../src/scenarios/run.ts";
import { type ScenarioInput, scenarioSchema } from "../../../src/scenarios/spec.ts";
import { millis } from "../../../src/sim/index.ts";
import { enacted } from "../../support/code.ts";
import { History, readers } from "../../support/history.ts";
import { storyNamed } from "../../support/story-run.ts";

/** What a bug does, as far as it has no excuse: the names of the properties that it breaks. */
type Bug = () => readonly string[];

const unexcused = (violations: readonly { readonly property: string; readonly excuses: readonly string[] }[]) =>
  violations.filter(({ excuses }) => excuses.length === 0).map(({ property }) => property);

/** A scenario's own expectations are no excuse. */
const plain = (scenario: ScenarioInput) => prepare(scenarioSchema.parse({ ...scenario, expect: undefined }));

const brokenIn = (scenario: ScenarioInput): readonly string[] => unexcused(run(plain(scenario)).violations);

const inStory =
  (name: string): Bug =>
  () =>
    brokenIn(storyNamed(name).scenario);

const inGallery =
  (bug: string): Bug =>
  () =>
    brokenIn(gallery.find(({ id }) => id === bug)?.shown.buggy.scenario ?? { name: bug, producers: [] });

/** A story on a broker with one wrong ruling on batches of the epoch that it knows. */
const on =
  (story: string, wrong: Partial<BrokerProfile["rulings"]["same"]>): Bug =>
  () => {
    const prepared = plain(storyNamed(story).scenario);
    const rulings = { ...kafka44.rulings, same: { ...kafka44.rulings.same, ...wrong } };
    return unexcused(
      run({ ...prepared, plan: { ...prepared.plan, brokerProfile: { ...kafka44, rulings } } }).violations,
    );
  };

/** A run in which something is done to its world before it begins. */
function tampered(scenario: ScenarioInput, tamper: (simulation: Simulation) => void): readonly string[] {
  const { plan } = plain(scenario);
  const simulation = new Simulation(plan, 1);
  tamper(simulation);
  simulation.run();
  return unexcused(simulation.truth.violations);
}

/** What a run would tell in which the bug was at work, where no switch of ours makes one. */
const told =
  (tell: (history: History) => void): Bug =>
  () => {
    const history = new History({ consumers: readers });
    tell(history);
    return unexcused(history.truth.violations);
  };

const order = { to: "orders-0", record: "order-1" };
const one: ScenarioInput["producers"] = [{ name: "shop", sends: [order] }];
const reader = { name: "reader", topic: "orders", remembersIds: true };

/** A leader whose follower has nothing yet shows it to a consumer, and dies. */
const shownTooEarly: ScenarioInput = {
  name: "shown-too-early",
  broker: { replication: { lag: "100ms" } },
  producers: one,
  consumers: [{ ...reader, every: "10ms" }],
  faults: [{ at: "50ms", do: "fail-over", node: "broker-1", for: "10ms" }],
};

/** For each property a bug that it catches. */
const bugs: Readonly<Record<string, Bug>> = {
  "acknowledged-exactly-once": on("lost-ack", { cached: "append" }),
  "order-as-sent": on("gap", { ahead: "append", behind: "append" }),
  "no-phantom": told((history) => history.store({ id: 7, keyBytes: undefined, valueBytes: 1, timestamp: 0 })),
  // A client that forgets its first batch.
  "no-acknowledged-gap": told((history) => {
    const [, b] = [history.send("a"), history.send("b")];
    history.acknowledge(b, history.store(b)).end();
  }),
  "callback-once-in-order": inGallery("Z04"),
  "acknowledged-offset-holds-record": inGallery("Z02"),
  "acknowledged-survives": inGallery("Z13"),
  "offset-acknowledged-once": inGallery("Z02"),
  // A log that is not moved on (Z36).
  "offset-holds-one-record": told((history) => {
    history.store(history.send("a"));
    history.append([history.send("b")], { at: 0 });
  }),
  // A broker that stores what it says to have found invalid.
  "failed-not-stored": () =>
    brokenIn({
      name: "stored-as-invalid",
      producers: one,
      faults: [{ message: "broker-1>shop Produce response #1", do: "error", error: "INVALID_RECORD" }],
    }),
  // A buffer that is filled anew while its request is written (Z30).
  "order-within-batch": told((history) => {
    const [a, b] = [history.send("a"), history.send("b", { partition: 1 })];
    history.append([a, b]);
  }),
  // A late copy of a batch that was renumbered meanwhile.
  "fenced-epoch-appends-nothing": told((history) => {
    const [a, b] = [history.send("a"), history.send("b")];
    history.append([a], { epoch: 1 });
    history.append([b], { epoch: 0 });
  }),
  "deduplication-transparent": on("lost-ack", { cached: "append" }),
  // A producer table that was moved on before the write failed (Z17).
  "deduplication-sound": told((history) => history.suppress([history.send("a")], { at: 5 })),
  "producer-id-unique": told((history) => {
    for (const session of [0, 1]) history.truth.identified(session, 0);
  }),
  "retries-bounded": told((history) => {
    history.begin(0, { writes: 5, leastBackoff: () => millis(100) });
    const a = history.send("a");
    history.write(a).at(20).write(a);
  }),
  "no-busy-spin": told((history) => history.truth.spun(0, "shop", false)),
  "read-stays": () =>
    tampered(shownTooEarly, ({ broker, consumers: [consumer] }) => {
      const { broker: leader } = broker;
      const shown = { broker: leader, committedEnd: leader.logEndOffset.bind(leader) };
      if (consumer !== undefined) Object.assign(consumer, { broker: shown });
    }),
  "stored-once-end-to-end": inStory("producer-restart"),
  // A consumer that forgets what it has applied.
  "applied-once": told((history) => {
    const a = history.send("a");
    history.consume("one", a, true).consume("one", a, true);
  }),
  // An outbox that strikes a task off its list before it has sent the record.
  "accepted-work-stored": () =>
    unexcused(
      enacted(
        function* start(app) {
          for (;;) {
            const { to, record } = yield* app.work.next();
            app.work.commit();
            app.after("5ms", () => void app.send({ to, record }));
          }
        },
        {
          shop: { sends: [order] },
          faults: [{ at: "2ms", do: "crash", node: "shop", for: "5ms" }],
        },
      ).violations,
    ),
  "application-threw": () =>
    unexcused(
      enacted(() => {
        throw new TypeError("no such order");
      }).violations,
    ),
  "every-send-decided": () =>
    brokenIn({ name: "stands-still", producers: one, faults: [{ at: "1ms", do: "pause", node: "shop" }] }),
  "decided-in-time": told((history) => {
    history.begin(0, { decision: 1_000_000, needsId: false });
    const a = history.send("a");
    history.at(1_001).fail(a, "TimeoutException");
  }),
  // A consumer that never looks.
  "acknowledged-is-seen": () =>
    tampered({ name: "blind", producers: one, consumers: [reader] }, ({ consumers: [consumer] }) => {
      if (consumer !== undefined) consumer.read = () => undefined;
    }),
  settles: inStory("refused-for-ever"),
};

test.each(properties.map(({ name }) => [name, bugs[name]] as const))(
  "%s catches the bug planted for it",
  (name, bug) => {
    expect(bug?.(), `a bug for ${name}`).toContain(name);
  },
);

test("the worlds that are tampered with keep their promises when they are left alone", () => {
  const untouched = (): void => undefined;
  expect(tampered(shownTooEarly, untouched)).toEqual([]);
  expect(tampered({ name: "seen", producers: one, consumers: [reader] }, untouched)).toEqual([]);
});
