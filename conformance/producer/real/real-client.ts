import { spawn, type ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Player, Recording } from "../recording.ts";
import type { Script } from "../script.ts";
import { buildRecorder } from "./build.ts";
import type { RealVersion } from "./versions.ts";

/** The real producer of a version of kafka-clients, in one Java process that plays script after script. */
export class RealClient implements Player {
  readonly #java: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  /** @throws MissingTool where the recorder cannot be built. */
  constructor(version: RealVersion) {
    const main = "org.apache.kafka.clients.producer.internals.Recorder";
    const args = ["-ea", "-Xmx1g", "-cp", buildRecorder(version), main];
    this.#java = spawn("java", args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#answers = createInterface({ input: this.#java.stdout })[Symbol.asyncIterator]();
  }

  async play(scripts: readonly Script[]): Promise<readonly Recording[]> {
    // Written without waiting: the process reads on while it answers, and Node keeps what the pipe does not take.
    for (const script of scripts) this.#java.stdin.write(`${JSON.stringify(script)}\n`);
    const recordings: Recording[] = [];
    for (const { id } of scripts) {
      const { value, done } = await this.#answers.next();
      if (done === true) throw new Error(`the recorder ended at script ${id} with exit code ${this.#java.exitCode}`);
      recordings.push(JSON.parse(value) as Recording);
    }
    return recordings;
  }

  /** The process ends with its input. */
  stop(): void {
    this.#java.stdin.end();
  }
}
