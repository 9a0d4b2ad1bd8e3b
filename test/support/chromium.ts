import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";

/** Where a Chromium is; `undefined`: there is none on this machine. */
export const chromium: string | undefined = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync("which", [name]).status === 0,
);

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** A page in a Chromium without a window, over its debugging pipe. */
export class Page {
  /** What the page complained of: errors on its console, and exceptions. */
  readonly complaints: string[] = [];
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, (result: unknown) => void>();
  private readonly profile = mkdtempSync(join(tmpdir(), "onceproof-chromium-"));
  private session = "";
  private sent = 0;
  private held = "";

  constructor(program: string) {
    const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", `--user-data-dir=${this.profile}`];
    const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"] as const;
    this.child = spawn(program, [...flags, "--remote-debugging-pipe"], { stdio: [...stdio], detached: true });
    (this.child.stdio[4] as Readable).setEncoding("utf8").on("data", (text: string) => this.read(text));
  }

  async open(url: string, scheme: "light" | "dark" = "light"): Promise<void> {
    const { targetId } = (await this.ask("Target.createTarget", { url: "about:blank" })) as { targetId: string };
    const attached = await this.ask("Target.attachToTarget", { targetId, flatten: true });
    this.session = (attached as { sessionId: string }).sessionId;
    for (const domain of ["Runtime", "Log", "Page"]) await this.ask(`${domain}.enable`, {});
    await this.ask("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
    await this.ask("Emulation.setDeviceMetricsOverride", {
      width: 1250,
      height: 900,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await this.ask("Page.navigate", { url });
    const isThere = `location.href === ${JSON.stringify(url)} && document.readyState === "complete"`;
    while (!(await this.evaluate<boolean>(isThere))) await pause(20);
  }

  /** What an expression comes to in the page. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const answer = await this.ask("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    return (answer as { result: { value: Value } }).result.value;
  }

  async press(key: string): Promise<void> {
    const text = key === "Enter" ? { text: "\r" } : {};
    await this.ask("Input.dispatchKeyEvent", { type: "keyDown", key, code: key, ...text });
    await this.ask("Input.dispatchKeyEvent", { type: "keyUp", key, code: key });
  }

  /** The whole page as a PNG. */
  async picture(): Promise<Buffer> {
    const taken = await this.ask("Page.captureScreenshot", { format: "png", captureBeyondViewport: true });
    return Buffer.from((taken as { data: string }).data, "base64");
  }

  /** Ends it with all of its processes, which are a group of their own, and takes away what they have written. */
  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("close", resolve));
    if (this.child.pid !== undefined) process.kill(-this.child.pid, "SIGKILL");
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  private ask(method: string, params: object): Promise<unknown> {
    const id = ++this.sent;
    const session = this.session === "" ? {} : { sessionId: this.session };
    (this.child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  private read(text: string): void {
    const messages = (this.held + text).split("\0");
    this.held = messages.pop() ?? "";
    for (const message of messages) this.heard(JSON.parse(message) as Message);
  }

  private heard({ id, method, params, result }: Message): void {
    if (id !== undefined) this.waiting.get(id)?.(result);
    const isError = method === "Runtime.consoleAPICalled" && (params as { type: string }).type === "error";
    const isLog = method === "Log.entryAdded" && (params as { entry: { level: string } }).entry.level === "error";
    if (isError || isLog || method === "Runtime.exceptionThrown") this.complaints.push(JSON.stringify(params));
  }
}
