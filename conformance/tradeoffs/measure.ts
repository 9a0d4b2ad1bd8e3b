import { Admin } from "../broker/client/admin.ts";
import { RealBroker } from "../broker/real/real-broker.ts";
import { Undertaker } from "../broker/real/undertaker.ts";
import type { RealVersion } from "../broker/real/versions.ts";
import type { Program } from "../clients/programs.ts";
import type { Point } from "../../src/lab/sweep/plan-data.ts";
import type { Settings } from "../../src/lab/sweep/spec.ts";
import { type Came, cameOf } from "./came.ts";
import { RealLoad } from "./load.ts";
import { TimedProxy, wallMicros } from "./proxy.ts";
import { type Schedule, undisturbed } from "./schedule.ts";

/** What a sweep asks of the real thing. */
export interface Experiment {
  readonly points: readonly Pick<Point, "point" | "settings">[];
  readonly schedule: Schedule;
  /** How long the proxy keeps a message, in microseconds. */
  readonly oneWay: number;
  readonly records: number;
  readonly everyMicros: number;
  readonly valueBytes: number;
}

/** What is installed here to run it with. */
export interface Tools {
  readonly broker: RealVersion;
  readonly classPath: string;
  readonly program: Program;
}

export interface Measurement {
  /** From an undisturbed proxy to the broker and back; in microseconds, ascending. */
  readonly roundTrips: readonly number[];
  /** By point: what came of each repetition. */
  readonly came: ReadonlyMap<number, readonly Came[]>;
}

const dayMillis = 86_400_000;
/** Producers are made, and have their metadata, before the load begins. */
const prepareMicros = 2_500_000;
/** All settings run side by side, and so they do undisturbed. */
const undisturbedRecords = 1_000;

/** Runs every setting with the real producer and a real broker, side by side, as often as asked. */
export async function measure(
  experiment: Experiment,
  tools: Tools,
  repetitions: number,
  tell: (line: string) => void,
): Promise<Measurement> {
  const undertaker = new Undertaker();
  const broker = await RealBroker.start(tools.broker, tools.classPath, { expirySweepMillis: dayMillis });
  const load = new RealLoad(tools.program, undertaker);
  try {
    const round = (name: string, own: Experiment) => playRound(name, own, broker.port, load);
    const calm = { ...experiment, schedule: undisturbed, records: undisturbedRecords };
    // The first round is for the Java processes, which compile what they run often.
    await round("warm-up", calm);
    const quiet = await round("undisturbed", calm);
    const roundTrips = quiet.flatMap(({ proxy }) => proxy.roundTrips).toSorted((one, other) => one - other);
    tell(`undisturbed: there and back in ${(roundTrips[roundTrips.length >> 1] ?? NaN) / 1_000} ms`);
    const came = new Map<number, Came[]>(experiment.points.map(({ point }) => [point, []]));
    for (let repetition = 1; repetition <= repetitions; repetition++) {
      for (const { point, what } of await round(`repetition-${repetition}`, experiment)) came.get(point)?.push(what);
      tell(`repetition ${repetition}: failed ${[...came.values()].map((runs) => runs.at(-1)?.failed).join(", ")}`);
    }
    return { roundTrips, came };
  } finally {
    load.stop();
    await broker.stop();
    await undertaker.finish();
  }
}

interface Played {
  readonly point: number;
  readonly what: Came;
  readonly proxy: TimedProxy;
}

/** Every setting once, all of them at the same time; each has a topic and a proxy of its own. */
async function playRound(
  name: string,
  { points, schedule, oneWay, records, everyMicros, valueBytes }: Experiment,
  brokerPort: number,
  load: RealLoad,
): Promise<readonly Played[]> {
  const topicOf = (point: number): string => `${name}-${point}`;
  await createTopics(
    brokerPort,
    points.map(({ point }) => topicOf(point)),
  );
  const begin = wallMicros() + prepareMicros;
  const play = async (point: number, settings: Settings): Promise<Played> => {
    const proxy = await TimedProxy.start({ brokerPort, oneWay, schedule, begin });
    try {
      const sized = { records, everyMicros, valueBytes };
      const told = await load.run({
        name: topicOf(point),
        topic: topicOf(point),
        port: proxy.port,
        begin,
        settings,
        ...sized,
      });
      return { point, what: cameOf(told, proxy.produceRequests), proxy };
    } finally {
      await proxy.stop();
    }
  };
  return Promise.all(points.map(({ point, settings }) => play(point, settings)));
}

async function createTopics(port: number, names: readonly string[]): Promise<void> {
  const admin = await Admin.open("127.0.0.1", port);
  try {
    await admin.createTopics(names.map((name) => ({ name, partitions: 1, config: {} })));
  } finally {
    admin.close();
  }
}
