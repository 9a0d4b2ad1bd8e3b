#!/usr/bin/env node
import { execute } from "./command.ts";
import { hostTerminal } from "./terminal.ts";

// Not process.exit: what was written to a pipe has to get there first.
process.exitCode = await execute(process.argv.slice(2), hostTerminal());
