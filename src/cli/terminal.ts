import { writeSync } from "node:fs";
import pc from "picocolors";
import { chunked } from "./pieces.ts";

type Colors = ReturnType<typeof pc.createColors>;

/** Where the command writes to, and what may be written there. Tests put a list of lines in its place. */
export interface Terminal {
  /** Results: what a pipe gets. */
  out(text: string): void;
  /**
   * The one result of a command, which may be longer than a string can be; a line break follows. Each piece is with its
   * reader before the next is made, so that they never all wait in memory.
   */
  outPieces(pieces: Iterable<string>): void;
  /** Progress, notices and errors. */
  err(text: string): void;
  /** Colours for results; all of them do nothing where results go into a file or a pipe. */
  readonly colors: Colors;
  /** How wide it is; `undefined` where results go into a file or a pipe. */
  readonly columns: number | undefined;
  /** Whether a person watches standard error, so that a bar may be drawn there. */
  readonly barStream: NodeJS.WritableStream | undefined;
  /** The host's clock in milliseconds, for how long something took. */
  now(): number;
}

/** Colours that are on or off, by themselves. */
export const colorsThat = (areOn: boolean): Colors => pc.createColors(areOn);

const wantsColors = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY && (process.env["NO_COLOR"] ?? "") === "" && process.env["TERM"] !== "dumb";

/** The terminal of this process. A reader that goes away (`| head`) ends the writing, and is no error. */
export function hostTerminal(): Terminal {
  const { stdout, stderr } = process;
  const gone = new Set<NodeJS.WriteStream>();
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      gone.add(stream);
    });
  }
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    if (!gone.has(stream)) stream.write(`${text}\n`);
  };
  return {
    out: (text) => write(stdout, text),
    outPieces: (pieces) => {
      for (const chunk of chunked(pieces)) if (!writtenNow(stdout.fd, chunk)) return;
      writtenNow(stdout.fd, "\n");
    },
    err: (text) => write(stderr, text),
    colors: colorsThat(wantsColors(stdout)),
    columns: stdout.isTTY ? stdout.columns : undefined,
    barStream: stderr.isTTY && process.env["TERM"] !== "dumb" ? stderr : undefined,
    now: () => performance.now(),
  };
}

/** How long to wait for a reader that is slower than we are, in milliseconds. */
const readersPause = 2;

/** Writes all of a text before it comes back; false where its reader has gone away. */
function writtenNow(descriptor: number, text: string): boolean {
  let left = Buffer.from(text);
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(descriptor, left));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EPIPE") return false;
      if (code !== "EAGAIN") throw error;
      // The pipe is full.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, readersPause);
    }
  }
  return true;
}
