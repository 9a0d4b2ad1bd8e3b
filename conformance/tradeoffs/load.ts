import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Settings } from "../../src/lab/sweep/spec.ts";
import type { Undertaker } from "../broker/real/undertaker.ts";
import type { Program } from "../clients/programs.ts";
import type { Told } from "./came.ts";

/** One run of the real producer. */
export interface LoadTask {
  readonly name: string;
  readonly port: number;
  readonly topic: string;
  /** When the load begins, in microseconds since 1970. */
  readonly begin: number;
  readonly records: number;
  readonly everyMicros: number;
  readonly valueBytes: number;
  readonly settings: Settings;
}

type Line = { readonly run: string } & (Told | { readonly end: true });

/** The Java program that runs real producers: one process for all runs, of which some may go side by side. */
export class RealLoad {
  private readonly java: ChildProcessByStdio<Writable, Readable, null>;
  private readonly undertaker: Undertaker;
  private readonly told = new Map<string, Told[]>();
  private readonly waiting = new Map<string, (told: readonly Told[]) => void>();
  private readonly ended: Promise<never>;

  constructor({ command, args }: Program, undertaker: Undertaker) {
    this.undertaker = undertaker;
    this.java = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    if (this.java.pid !== undefined) undertaker.watch(this.java.pid);
    createInterface({ input: this.java.stdout }).on("line", (line) => this.take(JSON.parse(line) as Line));
    this.ended = new Promise((_, reject) => {
      this.java.once("error", reject);
      this.java.once("exit", (code) => reject(new Error(`the Java program ended with exit code ${code}`)));
    });
    this.ended.catch(() => undefined);
  }

  /** What became of each record of a run, in the order of their sends. */
  run(task: LoadTask): Promise<readonly Told[]> {
    const { name, port, topic, begin, records, everyMicros, valueBytes, settings } = task;
    const set = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    const words = [name, `127.0.0.1:${port}`, topic, Math.round(begin), records, everyMicros, valueBytes, ...set];
    const done = new Promise<readonly Told[]>((resolve) => this.waiting.set(name, resolve));
    this.java.stdin.write(`${words.join("\t")}\n`);
    return Promise.race([done, this.ended]);
  }

  stop(): void {
    this.java.kill("SIGKILL");
    if (this.java.pid !== undefined) this.undertaker.forget(this.java.pid);
  }

  private take(line: Line): void {
    const told = this.told.get(line.run) ?? [];
    if ("end" in line) {
      this.waiting.get(line.run)?.(told);
      return;
    }
    told.push(line);
    this.told.set(line.run, told);
  }
}
