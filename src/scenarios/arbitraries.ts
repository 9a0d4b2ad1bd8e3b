import type * as FastCheck from "fast-check";
import { brokerName } from "../model/run/plan.ts";
import { type FaultSpec, type Scenario, type ScenarioInput, scenarioSchema } from "./spec.ts";

type Arbitrary<Value> = FastCheck.Arbitrary<Value>;
type Producer = ScenarioInput["producers"][number];
type Send = NonNullable<Producer["sends"]>[number];

/** What generated scenarios may contain. */
export interface Shape {
  readonly discipline: "tcp" | "datagram";
  /** `max.in.flight.requests.per.connection`, from and to. */
  readonly inFlight: readonly [least: number, most: number];
  /**
   * Whether time, retries and room may run out on a record; else delivery.timeout.ms, retries, buffer.memory, max.block.ms
   * and max.request.size keep their defaults.
   */
  readonly mayGiveUp: boolean;
  /** Whose process may end and start again. */
  readonly restarts: readonly ("producer" | "broker")[];
  /** One of these for each scenario; shrinks to the first. The usual ones unless given. */
  readonly profiles?: readonly NonNullable<ScenarioInput["profiles"]>[];
  /**
   * Applications that are given as code beside the scenarios, by their names: the first is what the producer runs, whose
   * sends are its work, and each other has a process of its own, called after it, that is asked for nothing. What they do
   * not flush may be lost or torn.
   */
  readonly applications?: readonly string[];
}

/** What scenarios may contain where nobody says otherwise: faults of a network of connections, to a patient producer. */
const usualShape: Shape = { discipline: "tcp", inFlight: [1, 5], mayGiveUp: false, restarts: [] };

export interface Arbitraries {
  /** Settings that the Java client accepts and keeps idempotence with. */
  settings(shape?: Partial<Shape>): Arbitrary<NonNullable<Producer["config"]>>;
  /** One to twelve records, named by their order. */
  sends(): Arbitrary<Send[]>;
  /** An explicit fault plan: what fails is a list, and shrinks as one. */
  faults(shape?: Partial<Shape>): Arbitrary<FaultSpec[]>;
  /** Everything together: one producer called `shop`, one topic of two partitions. */
  scenario(shape?: Partial<Shape>): Arbitrary<Scenario>;
}

const producerName = "shop";
const toBroker = `${producerName}>${brokerName}`;
const toProducer = `${brokerName}>${producerName}`;
const between: [string, string] = [producerName, brokerName];

/** Kinds of message that a plan strikes, and how many of each it can reach: most of what happens is produce. */
const struck = [
  { message: `${toBroker} Produce request`, first: 10, weight: 6 },
  { message: `${toProducer} Produce response`, first: 10, weight: 6 },
  { message: `${toBroker} InitProducerId request`, first: 2, weight: 1 },
  { message: `${toProducer} InitProducerId response`, first: 2, weight: 1 },
  { message: `${toBroker} Metadata request`, first: 3, weight: 1 },
  { message: `${toProducer} Metadata response`, first: 3, weight: 1 },
] as const;

/** Generators of scenarios for property tests; give it your `fast-check`. Shrinking removes faults and sends first. */
export function arbitraries(fc: typeof FastCheck): Arbitraries {
  const millis = (most: number): Arbitrary<string> => fc.integer({ min: 0, max: most }).map((count) => `${count}ms`);
  const settings = (shape: Partial<Shape> = {}): ReturnType<Arbitraries["settings"]> =>
    settingsOf(fc, { ...usualShape, ...shape });
  const sends = (): Arbitrary<Send[]> => sendsOf(fc);
  const faults = (shape: Partial<Shape> = {}): Arbitrary<FaultSpec[]> => {
    const { discipline, restarts } = { ...usualShape, ...shape };
    const processes = processesOf(shape);
    const timed = [
      ...timedFaults(fc, millis, processes),
      ...restarts.map((whose) => restartOf(fc, millis, whose, processes)),
    ];
    const message = messageFault(fc, millis, discipline);
    const anyFault = fc.oneof(
      { weight: 3, arbitrary: message },
      ...timed.map((arbitrary) => ({ weight: 1, arbitrary })),
    );
    // Two faults of one message would be a plan that nobody can carry out.
    const selector = (fault: FaultSpec): string => ("message" in fault ? fault.message : JSON.stringify(fault));
    return fc.uniqueArray(anyFault, { maxLength: 6, selector });
  };
  const scenario = (shape: Partial<Shape> = {}): Arbitrary<Scenario> => {
    const { profiles = [], discipline = usualShape.discipline } = shape;
    return fc
      .record({
        seed: fc.nat({ max: 1_000_000 }),
        ties: fc.constantFrom("fifo" as const, "lifo" as const),
        delay: fc.constantFrom("2ms", { from: "1ms", to: "10ms" }, { typical: "3ms" }),
        config: settings(shape),
        sends: sends(),
        faults: faults(shape),
        profiles: profiles.length === 0 ? fc.constant({}) : fc.constantFrom(...profiles),
        storage: (shape.applications?.length ?? 0) === 0 ? fc.constant(undefined) : storageOf(fc, millis),
      })
      .map(({ delay, config, sends: sent, storage, ...others }) =>
        scenarioSchema.parse({
          name: "generated",
          topics: { orders: { partitions: 2 } },
          network: { discipline, delay },
          producers: producersOf({ name: producerName, config, sends: sent }, shape, storage),
          ...others,
        } satisfies ScenarioInput),
      );
  };
  return { settings, sends, faults, scenario };
}

type StorageInput = Producer["storage"];

/** The producer, and the processes of further applications, that run code. */
function producersOf(
  shop: Producer,
  { applications: [first, ...others] = [] }: Partial<Shape>,
  storage: StorageInput,
): Producer[] {
  if (first === undefined) return [shop];
  const coded = (application: string): Partial<Producer> => ({
    application,
    ...(storage === undefined ? {} : { storage }),
  });
  return [{ ...shop, ...coded(first) }, ...others.map((name) => ({ name, ...coded(name) }))];
}

const processesOf = ({ applications: [, ...others] = [] }: Partial<Shape>): readonly string[] => [
  producerName,
  ...others,
];

const storageOf = (fc: typeof FastCheck, millis: Millis): Arbitrary<StorageInput> =>
  fc.record({ unflushed: fc.constantFrom("lost" as const, "torn" as const), flush: millis(20) });

function settingsOf(fc: typeof FastCheck, shape: Shape): ReturnType<Arbitraries["settings"]> {
  const settings = usualSettings(fc, shape);
  return shape.mayGiveUp
    ? fc.tuple(settings, limitsOfSend(fc)).map(([usual, limits]) => ({ ...usual, ...limits }))
    : settings;
}

/** What makes `send` itself wait or refuse a record (P-36, P-37, P-39); most runs know none of it. */
function limitsOfSend(fc: typeof FastCheck): ReturnType<Arbitraries["settings"]> {
  const narrow = fc.record({
    "buffer.memory": fc.constantFrom(33_554_432, 200, 500),
    "max.block.ms": fc.constantFrom(60_000, 0, 50),
    // Some of the generated records are larger than 150 bytes, and some are not.
    "max.request.size": fc.constantFrom(1_048_576, 150),
  });
  return fc.oneof({ weight: 7, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: narrow });
}

function usualSettings(fc: typeof FastCheck, { inFlight, mayGiveUp }: Shape): ReturnType<Arbitraries["settings"]> {
  const [min, max] = inFlight;
  return fc
    .record({
      inFlight: fc.integer({ min, max }),
      batchSize: fc.constantFrom(1, 200, 16_384),
      linger: fc.constantFrom(0, 5),
      requestTimeout: fc.integer({ min: 20, max: 500 }),
      patience: fc.integer({ min: 0, max: 1_000 }),
      retries: fc.constantFrom(2_147_483_647, 1, 3),
    })
    .map(({ inFlight: inFlightNow, batchSize, linger, requestTimeout, patience, retries }) => ({
      "max.in.flight.requests.per.connection": inFlightNow,
      "batch.size": batchSize,
      "linger.ms": linger,
      "request.timeout.ms": requestTimeout,
      ...(mayGiveUp ? { "delivery.timeout.ms": linger + requestTimeout + patience, retries } : {}),
    }));
}

function sendsOf(fc: typeof FastCheck): Arbitrary<Send[]> {
  const one = fc.record({
    at: fc.integer({ min: 0, max: 100 }),
    to: fc.constantFrom("orders-0", "orders-0", "orders-1"),
    valueBytes: fc.integer({ min: 40, max: 90 }),
  });
  return fc.array(one, { minLength: 1, maxLength: 12 }).map((drawn) =>
    drawn
      .sort((a, b) => a.at - b.at)
      .map(({ at, to, valueBytes }, nth) => ({
        at: `${at}ms`,
        to,
        record: `order-${nth + 1}`,
        value: "x".repeat(valueBytes),
      })),
  );
}

type Millis = (most: number) => Arbitrary<string>;

function messageFault(fc: typeof FastCheck, millis: Millis, discipline: Shape["discipline"]): Arbitrary<FaultSpec> {
  const kind = fc.oneof(...struck.map((each) => ({ weight: each.weight, arbitrary: fc.constant(each) })));
  const address = kind.chain(({ message, first }) =>
    fc.integer({ min: 1, max: first }).map((nth) => `${message} #${nth}`),
  );
  const dropped = fc.record({ message: address, do: fc.constant("drop" as const) });
  const delayed = fc.record({ message: address, do: fc.constant("delay" as const), by: millis(1_500) });
  const cut = fc.record({ message: address, do: fc.constant("cut" as const) });
  const doubled = fc.record({ message: address, do: fc.constant("duplicate" as const), after: millis(1_500) });
  return fc.oneof(dropped, delayed, discipline === "tcp" ? cut : doubled);
}

function timedFaults(
  fc: typeof FastCheck,
  millis: Millis,
  processes: readonly string[],
): readonly Arbitrary<FaultSpec>[] {
  const when = { at: millis(600), between: fc.constant(between), for: millis(400) };
  return [
    fc.record({ ...when, do: fc.constant("split" as const), oneWay: fc.boolean() }),
    fc.record({ ...when, do: fc.constant("clog" as const) }),
    fc.record({ ...when, do: fc.constant("slow" as const), by: millis(100) }),
    fc.record({
      at: millis(600),
      do: fc.constant("pause" as const),
      node: fc.constantFrom(...processes, brokerName),
      for: millis(400),
    }),
  ];
}

function restartOf(
  fc: typeof FastCheck,
  millis: Millis,
  whose: "producer" | "broker",
  processes: readonly string[],
): Arbitrary<FaultSpec> {
  const when = { at: millis(150), for: millis(300) };
  return whose === "producer"
    ? fc.record({ ...when, do: fc.constant("crash" as const), node: crashing(fc, processes) })
    : fc.record({
        ...when,
        do: fc.constantFrom("restart-clean" as const, "restart-kill" as const),
        node: fc.constant(brokerName),
      });
}

/** One process alone leaves no choice, and is drawn without luck. */
const crashing = (fc: typeof FastCheck, [only = producerName, ...others]: readonly string[]): Arbitrary<string> =>
  others.length === 0 ? fc.constant(only) : fc.constantFrom(only, ...others);
