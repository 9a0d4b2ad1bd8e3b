import { chmodSync } from "node:fs";

// The compiler writes plain files, and npm marks a command as executable only when it links it: after a rebuild `npx` could not run it.
chmodSync(new URL("../dist/cli/main.js", import.meta.url), 0o755);
