import { goldens } from "../../lab/goldens.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { columns } from "../text/figures.ts";

export function goldensCommand(json: boolean, terminal: Terminal): ExitCode {
  const found = goldens();
  if (json) terminal.out(JSON.stringify(found));
  else {
    for (const line of columns(found.map(({ scenario, seed, digest }) => [scenario, String(seed), digest]))) {
      terminal.out(line);
    }
  }
  return exitCodes.asExpected;
}
