/** Whether somebody wants this process to end. */
export interface Interruption {
  readonly isAsked: boolean;
  /** Leaves signals to themselves again. */
  ignore(): void;
}

const signals = ["SIGINT", "SIGTERM"] as const;

/** One press of Ctrl-C can come as two signals: from the terminal, and from `npx`, which passes its own on. */
const oneAsk = 1_000;

/**
 * Watches for Ctrl-C and SIGTERM. The first asks to end what is at hand and to sum up; a second one, a while later, ends
 * the process as it would have without us.
 */
export function interruption(): Interruption {
  let askedAt: number | undefined;
  const ignore = (): void => signals.forEach((signal) => process.off(signal, asked));
  const asked = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (askedAt === undefined) askedAt = now;
    else if (now - askedAt > oneAsk) {
      ignore();
      process.kill(process.pid, signal);
    }
  };
  for (const signal of signals) process.on(signal, asked);
  return {
    get isAsked() {
      return askedAt !== undefined;
    },
    ignore,
  };
}
