import type { CommanderError } from "commander";

/** What a command ends with that was called wrongly, which it says in one line, or was asked for its help. */
export function exitOfUsage({ exitCode, message }: CommanderError): 0 | 2 {
  if (exitCode === 0) return 0;
  console.error(message);
  return 2;
}
