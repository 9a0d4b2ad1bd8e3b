import { BadInput, unknownName } from "../../input/bad-input.ts";
import { type ControlServer, openControl } from "../../live/control/server.ts";
import { liveDiagram } from "../../live/drawing.ts";
import { liveNames } from "../../live/names.ts";
import { type BrokerProfile, brokerProfiles, brokerProfileNamed } from "../../model/broker/profiles.ts";
import { usualWidth } from "../../scenarios/diagram/index.ts";
import { namedEntry } from "../../scenarios/trace.ts";
import { noFaults, readFaults } from "../../wire/faults/fault-file.ts";
import type { FaultFile } from "../../wire/faults/fault-spec.ts";
import { WatchedBroker } from "../../wire/oversight/watched-broker.ts";
import { collectLess } from "../engine.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { checkOutputs, readText, writeOutputs } from "../files.ts";
import type { Terminal } from "../terminal.ts";
import { breachLines } from "../text/breaches.ts";
import { counted } from "../text/figures.ts";
import { type Drawing, traceOption } from "./drawing.ts";

export interface ServeCommandOptions extends Drawing {
  readonly port: number;
  readonly controlPort?: number;
  readonly profile: string;
  readonly faults?: string;
  readonly violations?: string;
  readonly seed?: number;
  readonly listenAnywhere?: boolean;
  readonly autoCreateTopics: boolean;
  readonly history: boolean;
  readonly historyLimit: number;
}

const violationsOption = "--violations";

const loopback = "127.0.0.1";
const anywhere = "0.0.0.0";

/** What listens. */
interface Open {
  readonly broker: WatchedBroker;
  readonly control: ControlServer | undefined;
}

/** Serves until the process is told to end; what comes later than this call says is told to `later`. */
export function serveCommand(options: ServeCommandOptions, terminal: Terminal, later: (code: ExitCode) => void): void {
  collectLess();
  const profile = profileOf(options);
  const faults = faultsFrom(options);
  checkOutputs(outputsOf(options), options.faults === undefined ? [] : [{ option: "--faults", file: options.faults }]);
  const onMistake = (error: unknown): void => {
    terminal.err(`onceproof: a mistake in onceproof itself, please report it: ${textOf(error)}`);
    later(exitCodes.internalError);
  };
  open(options, profile, faults, onMistake).then(
    (opened) => {
      const { host, port } = opened.broker.serving;
      const control = opened.control === undefined ? "" : `, control on http://${loopback}:${opened.control.port}`;
      terminal.out(`${profile.name} listens on ${host}:${port}${control}`);
      endWithProcess(() => end(opened, options, terminal, later));
    },
    (error: unknown) => {
      terminal.err(`onceproof: ${error instanceof Error ? error.message : String(error)}`);
      later(exitCodes.badInput);
    },
  );
}

function profileOf({ profile: name }: ServeCommandOptions): BrokerProfile {
  const profile = brokerProfileNamed(name);
  if (profile !== undefined) return profile;
  const names = brokerProfiles.map((known) => known.name);
  throw new BadInput(`--profile ${name}: ${unknownName("broker profile", name, names)}`);
}

function faultsFrom({ faults, seed }: ServeCommandOptions): FaultFile {
  const read = faults === undefined ? noFaults : readFaults(faults, readText(faults));
  return seed === undefined ? read : { ...read, seed };
}

async function open(
  options: ServeCommandOptions,
  profile: BrokerProfile,
  faults: FaultFile,
  onMistake: (error: unknown) => void,
): Promise<Open> {
  const { port, controlPort, autoCreateTopics } = options;
  const historyLimit = options.history ? options.historyLimit : 0;
  const host = options.listenAnywhere === true ? anywhere : loopback;
  const broker = await WatchedBroker.start({
    port,
    host,
    profile,
    autoCreateTopics,
    faults,
    historyLimit,
    onMistake,
  }).catch(named(`--port ${port}`));
  if (controlPort === undefined) return { broker, control: undefined };
  try {
    const control = await openControl(broker, controlPort, onMistake).catch(named(`--control-port ${controlPort}`));
    return { broker, control };
  } catch (error) {
    await broker.close();
    throw error;
  }
}

/** Puts the option before what went wrong with it. */
const named =
  (option: string) =>
  (error: unknown): never => {
    throw new Error(`${option}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  };

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Ends in good order, and tells what there is to tell. */
async function end(
  { broker, control }: Open,
  options: ServeCommandOptions,
  terminal: Terminal,
  later: (code: ExitCode) => void,
): Promise<void> {
  await Promise.all([broker.close(), control?.close()]);
  const { ascii, width = terminal.columns ?? usualWidth } = options;
  if (options.diagram === true) for (const line of liveDiagram(broker, { ascii, width })) terminal.out(line);
  sayHistory(broker, options, terminal);
  const pieces = { [traceOption]: () => traceLines(broker), [violationsOption]: () => violationLines(broker) };
  try {
    writeOutputs(outputsOf(options).map((output) => ({ ...output, pieces: pieces[output.option]() })));
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    terminal.err(`onceproof: ${error.message}`);
    later(exitCodes.badInput);
  }
}

function sayHistory(broker: WatchedBroker, { violations }: ServeCommandOptions, terminal: Terminal): void {
  const allIn = violations ?? `${violationsOption} FILE writes them, GET /violations of the control port tells them`;
  for (const line of breachLines(broker.violations, allIn)) terminal.err(line);
  const { forgotten } = broker;
  if (forgotten === 0) return;
  const gone = counted(forgotten, "of the first records is", "of the first records are");
  terminal.err(`note: ${gone} remembered no more, and taken for stored once: --history-limit says how many are`);
}

/** The files that a user wants written. */
function outputsOf({ trace, violations }: ServeCommandOptions) {
  return [
    ...(trace === undefined ? [] : [{ option: traceOption, file: trace } as const]),
    ...(violations === undefined ? [] : [{ option: violationsOption, file: violations } as const]),
  ];
}

/** One line for each breach, as GET /violations tells it. */
function* violationLines(broker: WatchedBroker): Generator<string> {
  for (const violation of broker.violations) yield `${JSON.stringify(violation)}\n`;
}

/** A first line that says what kind of run it was, and one for each entry. */
function* traceLines(broker: WatchedBroker): Generator<string> {
  yield `${JSON.stringify({ schema: "onceproof.live-trace/1", clock: "wall", deterministic: false })}\n`;
  const names = liveNames(broker);
  for (const entry of broker.oversight.trace.entries) yield `${JSON.stringify(namedEntry(entry, names))}\n`;
}

/** The first signal ends in good order; a second one, as any program ends. */
function endWithProcess(run: () => Promise<void>): void {
  const stop = (): void => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stop);
    void run();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
}
