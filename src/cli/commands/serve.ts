import { brokerProfiles, brokerProfileNamed } from "../../model/broker/profiles.ts";
import { BadInput, unknownName } from "../../input/bad-input.ts";
import { serve, type Serving } from "../../wire/serve.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";

export interface ServeCommandOptions {
  readonly port: number;
  readonly profile: string;
  readonly listenAnywhere?: boolean;
  readonly autoCreateTopics: boolean;
}

const loopback = "127.0.0.1";
const anywhere = "0.0.0.0";

/** Serves until the process is told to end; what comes later than this call says is told to `later`. */
export function serveCommand(options: ServeCommandOptions, terminal: Terminal, later: (code: ExitCode) => void): void {
  const { port, autoCreateTopics } = options;
  const profile = brokerProfileNamed(options.profile);
  if (profile === undefined) {
    const names = brokerProfiles.map(({ name }) => name);
    throw new BadInput(`--profile ${options.profile}: ${unknownName("broker profile", options.profile, names)}`);
  }
  const host = options.listenAnywhere === true ? anywhere : loopback;
  const onMistake = (error: unknown): void => {
    terminal.err(`onceproof: a mistake in onceproof itself, please report it: ${textOf(error)}`);
    later(exitCodes.internalError);
  };
  serve({ port, host, profile, autoCreateTopics, onMistake }).then(
    (serving) => {
      terminal.out(`${profile.name} listens on ${serving.host}:${serving.port}`);
      endWithProcess(serving);
    },
    (error: unknown) => {
      terminal.err(`onceproof: --port ${port}: ${error instanceof Error ? error.message : String(error)}`);
      later(exitCodes.badInput);
    },
  );
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** The first signal ends in good order; a second one, as any program ends. */
function endWithProcess(serving: Serving): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void serving.close());
  }
}
