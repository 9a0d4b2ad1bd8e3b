/**
 * A digest program with a planted difference: `agree` prints the same everywhere, `differ` betrays the runtime, `silent`
 * prints nothing at all. It shows that the comparison compares, and is the stand-in where its own tests need a program.
 */
const [mode = "agree"] = process.argv.slice(2);
const leak = mode === "differ" ? process.version + (process.versions.bun ?? "") : "";
const goldens = [1, 2].map((seed) => ({ scenario: "planted", seed, digest: `d${seed}${seed === 2 ? leak : ""}` }));
if (mode !== "silent") console.log(JSON.stringify(goldens));
