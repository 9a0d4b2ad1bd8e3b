/** A file of code or tests, by its path from the top. */
export type SourceFiles = ReadonlyMap<string, string>;

interface Citation {
  readonly path: string;
  /** How the place says what the rule is about, where it does so in a sentence. */
  readonly sentence: string | undefined;
}

const families = [
  { sign: "B", title: "Broker", about: "what a broker checks, answers, remembers and forgets" },
  { sign: "P", title: "Producer", about: "what the Java client does with settings, batches, answers and time" },
  { sign: "V", title: "Timelines", about: "runs of the Java client, step by step, with what it sends when" },
  { sign: "Z", title: "Gallery", about: "bugs and traps of real systems" },
] as const;

const oneRule = /\b(?:[BPV]-\d+|Z\d{2})\b/g;
const range = /\b([BPV])-(\d+) (?:…|to) \1-(\d+)\b/g;

/** The rules that a text cites; `P-2 … P-4` cites three. */
export function rulesIn(text: string): ReadonlySet<string> {
  const cited = new Set<string>(text.match(oneRule));
  for (const [, sign = "", first = "", last = ""] of text.matchAll(range)) {
    for (let number = Number(first); number <= Number(last); number++) cited.add(`${sign}-${number}`);
  }
  return cited;
}

/** Titles of tests and of groups of them. */
export const titlesOf = (text: string): readonly string[] =>
  [...text.matchAll(/\b(?:test|it|describe)(?:\.each\([^)]*\))?\(\s*(["'`])(.*?)\1/g)].map(([, , title = ""]) => title);

/** Titles of tests and sentences of comments and texts: what a place says, in the order in which it says it. */
function sentencesOf(path: string, text: string): readonly string[] {
  if (path.startsWith("test/") || path.startsWith("conformance/")) {
    return [...text.matchAll(/\b(?:test|it)(?:\.each\([^)]*\))?\(\s*(["'`])(.*?)\1/g)].map(([, , title = ""]) => title);
  }
  const comments = text.matchAll(/\/\*\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n)+/gm);
  const strings = text.matchAll(/"((?:[^"\\\n]|\\.){25,})"/g);
  const said = [
    ...[...strings].map(([, words = ""]) => words),
    ...[...comments].map(([comment]) => comment.replaceAll(/^[ \t]*(?:\/\*\*|\*\/|\*|\/\/)|\*\/$/gm, " ")),
  ];
  return said.flatMap((words) =>
    words
      .replaceAll(/\s+/g, " ")
      .trim()
      .split(/(?<=[.;:]) (?=\S)/),
  );
}

/** The list of all rules that code and tests cite, with where they do, as a document: `docs/rules.md`. */
export function ruleList(files: SourceFiles): string {
  const citations = new Map<string, Citation[]>();
  for (const [path, text] of files) {
    const sentences = sentencesOf(path, text);
    for (const rule of rulesIn(text)) {
      const said = sentences.filter((sentence) => rulesIn(sentence).has(rule));
      const known = citations.get(rule) ?? [];
      citations.set(rule, [...known, { path, sentence: said.find((sentence) => sentence.length >= 25) }]);
    }
  }
  const sections = families.flatMap(({ sign, title, about }) => [
    `## ${title}: ${about}`,
    [...citations]
      .filter(([rule]) => rule.startsWith(sign))
      .toSorted(([one], [other]) => numberOf(one) - numberOf(other))
      .map(([rule, places]) => entry(rule, places))
      .join("\n"),
  ]);
  return `${[...preface(citations.size), ...sections].join("\n\n")}\n`;
}

const preface = (count: number): readonly string[] => [
  "# Rules, and where they are followed",
  "<!-- written by `npm run rules`; the check fails when it is stale -->",
  `The ${count} rules of the rulebooks that the code follows or the tests hold it to, each with a sentence of one of these places that says what it is about.`,
];

const numberOf = (rule: string): number => Number(/\d+/.exec(rule)?.[0]);

/** Tests say best what a rule demands. */
function entry(rule: string, places: readonly Citation[]): string {
  const [code, tests] = [places.filter(({ path }) => !isTest(path)), places.filter(({ path }) => isTest(path))];
  const { sentence } = [...tests, ...code].find((place) => place.sentence !== undefined) ?? {};
  const lines = [`- **${rule}**${sentence === undefined ? "" : ` ${plain(sentence)}`}`];
  if (code.length > 0) lines.push(`  - code: ${pathsOf(code)}`);
  if (tests.length > 0) lines.push(`  - tests: ${pathsOf(tests)}`);
  return lines.join("\n");
}

const isTest = (path: string): boolean => !path.startsWith("src/");

const pathsOf = (places: readonly Citation[]): string => places.map(({ path }) => `\`${path}\``).join(", ");

/** Nothing in a sentence of code means anything to Markdown. */
const plain = (sentence: string): string => sentence.replace(/[.;:]$/, "").replaceAll(/[*_<>[\]`\\]/g, String.raw`\$&`);
