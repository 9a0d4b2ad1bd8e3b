import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Sees to it that no Java process and no folder is left behind, even when this process is killed: a small process of
 * its own that cleans up when its standard input ends.
 */
export class Undertaker {
  private readonly process: ChildProcess;

  constructor() {
    const script = fileURLToPath(new URL("undertaker.mjs", import.meta.url));
    this.process = spawn(process.execPath, [script], { stdio: ["pipe", "ignore", "inherit"], detached: true });
    this.process.unref();
  }

  watch(pid: number): void {
    this.tell(`pid ${pid}`);
  }

  forget(pid: number): void {
    this.tell(`gone ${pid}`);
  }

  removeLater(folder: string): void {
    this.tell(`folder ${folder}`);
  }

  /** Kills what is left and removes the folders; resolves when that is done. */
  finish(): Promise<void> {
    return new Promise((resolve) => {
      this.process.ref();
      this.process.once("exit", () => resolve());
      this.process.stdin?.end();
    });
  }

  private tell(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }
}
