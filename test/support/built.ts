import { fileURLToPath } from "node:url";

/** The command as `npm test` has just built it, for tests that need a process or worker threads. */
export const built = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
