import type { Hit } from "./word-scan.ts";

const hitsOf = (text: string, pattern: RegExp, what: (match: RegExpExecArray) => string | undefined): readonly Hit[] =>
  text.split("\n").flatMap((line, nth) =>
    [...line.matchAll(pattern)].flatMap((match) => {
      const said = what(match);
      return said === undefined ? [] : [{ line: nth + 1, what: said }];
    }),
  );

/** What npm runs under these names without `run`. */
const shortForms: Readonly<Record<string, string>> = { t: "test", tst: "test" };
const lifecycle = /npm (?:run(?:-script)? (?:-\S+ )*([\w:.-]*\w)|(test|start|stop|t|tst)\b)/g;

/** Scripts that a document names and package.json has not. */
export function scanScriptNames(text: string, scripts: ReadonlySet<string>): readonly Hit[] {
  return hitsOf(text, lifecycle, ([, named, short = ""]) => {
    const script = named ?? shortForms[short] ?? short;
    return scripts.has(script) ? undefined : `names the script "${script}", which package.json does not have`;
  });
}

/** Folders of somebody's own machine: homes, and where this project was worked on. */
const machinePath = /(?<![\w.~$}-])(?:\/(?:home|Users)\/[\w.-]+|\/(?:root|work)(?=\/)|[A-Za-z]:\\+Users\\+[\w.-]+)/g;

export const scanMachinePaths = (text: string): readonly Hit[] =>
  hitsOf(text, machinePath, ([path]) => `names a folder of somebody's machine: ${path}`);

/** Hosts that a lock file would tie every install to. */
export const scanRegistryHosts = (text: string): readonly Hit[] =>
  hitsOf(
    text,
    /"resolved": "[^"]*"|\bregistry\.[\w.-]+|\/\/[\w.:-]+\/[^"]*\.tgz\b/g,
    ([found]) => `names where packages come from: ${found}`,
  );
