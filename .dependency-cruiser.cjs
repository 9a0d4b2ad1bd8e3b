/**
 * Who may import whom: sim <- model <- scenarios <- lab <- cli, model <- wire, host <- cli, and sim <- input <- all that
 * reads what users write. `npm run check` runs it
 * and plants a breach of each rule, so a rule that stopped to bite is noticed.
 */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { path: "^(src|web|test|bench|conformance|scripts|examples)/", pathNot: allowed },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only("sim-knows-only-itself", "^src/sim/", "^src/sim/", "the kernel knows nothing of what runs on it"),
    only(
      "core-is-pure",
      "^src/model/core/",
      ["^src/model/core/", "^src/model/protocol[.]ts$", "^src/sim/(time|assert)[.]ts$"],
      "the rules get no clock, stream, trace or network; the messages that they rule on are plain values",
    ),
    {
      name: "actors-get-no-kernel",
      comment: "producer, broker and configuration answer with decisions; the run carries them out",
      severity: "error",
      from: { path: "^src/model/(producer|clients|broker|config)/" },
      to: { path: "^src/sim/", pathNot: "^src/sim/(time|assert)[.]ts$" },
    },
    only("model-below-scenarios", "^src/model/", "^src/(sim|model)/", "the model knows no story, lab, wire or command"),
    only(
      "input-knows-no-kafka",
      "^src/input/",
      "^src/(sim|input)/",
      "how to read files and to refuse them, of whatever",
    ),
    only(
      "scenarios-below-lab",
      "^src/scenarios/",
      "^src/(sim|model|input|scenarios)/",
      "a story does not know who runs it",
    ),
    only(
      "lab-below-cli",
      "^src/lab/",
      "^src/(sim|model|input|scenarios|lab)/",
      "many runs, but no files and no console",
    ),
    only(
      "wire-beside-lab",
      "^src/wire/",
      "^src/(sim|model|input|wire)/",
      "bytes of the model's messages and nothing more",
    ),
    only(
      "live-joins-wire-and-scenarios",
      "^src/(live/|serve[.]ts$)",
      "^src/(sim|model|input|scenarios|wire|live)/",
      "a broker that serves, told and drawn as a simulated one is",
    ),
    only(
      "testing-above-lab",
      "^src/(testing/|(matchers|vitest|fast-check)[.]ts$)",
      "^src/(sim|model|input|scenarios|lab|testing)/",
      "what people's tests use: many runs, with a clock and files beside them",
    ),
    only("host-beside-lab", "^src/host/", "^src/(sim|model|wire|host)/", "real clients against the model"),
    {
      name: "nobody-imports-the-command",
      comment: "the command is the top of everything",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/cli/" },
      to: { path: "^src/cli/" },
    },
    {
      name: "web-sees-the-public-entry",
      comment: "the explorer uses what everybody can use",
      severity: "error",
      from: { path: "^web/" },
      to: { path: "^src/", pathNot: "^src/index[.]ts$" },
    },
    {
      name: "layers-without-host",
      comment: "these folders run unchanged in a browser",
      severity: "error",
      from: { path: "^src/(sim|model|input|scenarios|lab)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "no-cycles",
      comment: "a cycle has no order in which it can be understood",
      severity: "error",
      from: {},
      // Types of two files may describe each other; what runs may not wait for each other.
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "nothing-unresolved",
      comment: "an import that is not found is an import that is not checked",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["types", "import", "node", "default"] },
  },
};
