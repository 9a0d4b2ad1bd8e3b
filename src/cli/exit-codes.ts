/** What the command's exit code says. The numbers are a promise to scripts and never change. */
export const exitCodes = {
  asExpected: 0,
  badInput: 2,
  safetyBroke: 10,
  livenessBroke: 11,
  notDeterministic: 12,
  internalError: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
