import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const host = "127.0.0.1";
const readyLine = /listens on [\d.]+:(\d+), control on http:\/\/[\d.]+:(\d+)$/;

/** `onceproof serve` as users start it: the built command, in a process of its own, with a control port. */
export class ServedCommand {
  readonly address: string;
  readonly controlPort: number;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, port: number, controlPort: number) {
    this.child = child;
    this.address = `${host}:${port}`;
    this.controlPort = controlPort;
  }

  /** @throws Error when it ends, or says something else, before it is ready. */
  static async start(root: string, profile: string): Promise<ServedCommand> {
    const command = [join(root, "dist/cli/main.js"), "serve", "--port", "0", "--control-port", "0"];
    // The history is not asked for here, and the recorded scripts are no application.
    const child = spawn(process.execPath, [...command, "--profile", profile, "--no-history"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const found = readyLine.exec(line);
      if (found !== null) return new ServedCommand(child, Number(found[1]), Number(found[2]));
      child.kill();
      throw new Error(`onceproof serve said "${line}"`);
    }
    throw new Error("onceproof serve ended before it was ready: is it built?");
  }

  /** Ends it by SIGTERM. @throws Error when it does not end in good order. */
  async stop(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    const [code, signal] = (await ended) as [number | null, string | null];
    if (code !== 0) throw new Error(`onceproof serve ended with ${code ?? signal} on SIGTERM`);
  }
}
