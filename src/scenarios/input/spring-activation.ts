import { profileMatches } from "./profile-expression.ts";
import { quote, Unreadable, type InputNotice } from "./reading.ts";
import { pathOf, relaxedPath, type SpringDocument, type SpringEntry, type SpringSource } from "./spring-document.ts";

export interface Activation {
  /** The documents that apply, in their order: each wins over those before it. */
  readonly documents: readonly SpringDocument[];
  readonly notices: readonly InputNotice[];
}

/** Where Spring reads a document's profiles: its present key, and the one from before 2.4. */
const boundKeys = ["spring.config.activate.onprofile", "spring.profiles"];
const platformKey = "spring.config.activate.oncloudplatform";
const activeKey = "spring.profiles.active";
const includeKey = "spring.profiles.include";

/**
 * Which documents apply with the profiles that were asked for, and in which order. When none were asked for, those count
 * that the environment, then the files themselves choose, then those that the names of the files speak of
 * (`application-prod.yml`), and without any the profile that Spring calls `default`.
 *
 * Files of a profile lie over the others, properties over YAML, and the environment over all.
 */
export function activeDocuments(sources: readonly SpringSource[], requested: readonly string[]): Activation {
  const notices: InputNotice[] = [];
  const active = activeProfiles(sources, requested, notices);
  const documents = inOrder(sources, active).flatMap((source) => source.documents);
  const applying = documents.filter((document) => {
    const bound = find(document, ...boundKeys);
    const platform = find(document, platformKey);
    const applies = platform === undefined && (bound === undefined || matches(bound, active));
    if (!applies && document.entries.some((entry) => relaxedPath(pathOf(entry)).startsWith("spring.kafka."))) {
      notices.push({ file: document.file, line: document.line, message: whyNot(bound, active) });
    }
    return applies;
  });
  return { documents: applying, notices };
}

/** `prod` of `application-prod.yml`, whose giving means that the profile is wanted. */
const profileInName = (file: string): string | undefined =>
  /(?:^|[/\\])application-([^/\\]+?)\.(?:ya?ml|properties)$/i.exec(file)?.[1];

function inOrder(sources: readonly SpringSource[], active: readonly string[]): readonly SpringSource[] {
  const rank = ({ file, kind }: SpringSource): number => {
    if (kind === "environment") return Number.POSITIVE_INFINITY;
    const profile = profileInName(file);
    const above = profile === undefined ? 0 : 1 + Math.max(0, active.indexOf(profile));
    return 2 * above + (kind === "properties" ? 1 : 0);
  };
  const applying = sources.filter(({ file }) => {
    const profile = profileInName(file);
    return profile === undefined || active.includes(profile);
  });
  // `Infinity - Infinity` is no number, and no order.
  return applying.toSorted((one, other) => (rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0));
}

function whyNot(bound: SpringEntry | undefined, active: readonly string[]): string {
  if (bound === undefined) return "the document is left out: it is meant for a cloud platform";
  const wanted = quote(names(bound).join(","));
  return `the document is left out: it is meant for profile ${wanted}, and in force is ${quote(active.join(","))}`;
}

function activeProfiles(
  sources: readonly SpringSource[],
  requested: readonly string[],
  notices: InputNotice[],
): readonly string[] {
  const chosen = requested.length > 0 ? requested : ownProfiles(sources, notices);
  const named = sources.flatMap(({ file }) => profileInName(file) ?? []).filter((name) => !chosen.includes(name));
  if (requested.length > 0) return expanded(requested, sources);
  const message = `its name asks for profile ${quote(named.join(","))}, which is taken as active`;
  const [first] = sources.filter(({ file }) => profileInName(file) !== undefined);
  if (named.length > 0 && first !== undefined) notices.push({ file: first.file, message });
  const all = [...chosen, ...named];
  return all.length === 0 ? expanded(["default"], sources) : expanded(all, sources);
}

function ownProfiles(sources: readonly SpringSource[], notices: InputNotice[]): readonly string[] {
  const entry = unboundEntries(sources, activeKey).at(-1);
  if (entry === undefined) return [];
  const profiles = names(entry).filter((name) => name !== "" && !name.includes("${"));
  if (profiles.length === 0) return [];
  const message = `the file itself asks for profile ${quote(profiles.join(","))}`;
  notices.push({ file: entry.file, line: entry.line, key: entry.path, message });
  return profiles;
}

/** With the profiles that are always included, and those that a group stands for. */
function expanded(profiles: readonly string[], sources: readonly SpringSource[]): readonly string[] {
  const included = unboundEntries(sources, includeKey).flatMap(names);
  const all: string[] = [];
  const add = (name: string): void => {
    if (name === "" || all.includes(name)) return;
    all.push(name);
    const [group] = unboundEntries(sources, `spring.profiles.group.${relaxedPath(name)}`).toReversed();
    if (group !== undefined) for (const member of names(group)) add(member);
  };
  for (const name of [...included, ...profiles]) add(name);
  return all;
}

/** What documents that are always there say of a key, the weakest first. */
const unboundEntries = (sources: readonly SpringSource[], key: string): readonly SpringEntry[] =>
  inOrder(sources, [])
    .flatMap(({ documents }) => documents)
    .filter((document) => find(document, ...boundKeys) === undefined)
    .flatMap((document) => find(document, key) ?? []);

const find = (document: SpringDocument, ...keys: readonly string[]): SpringEntry | undefined =>
  document.entries.find((entry) => keys.includes(relaxedPath(pathOf(entry))));

function names({ value }: SpringEntry): readonly string[] {
  if (typeof value === "string") return value.split(",").map((name) => name.trim());
  return Array.isArray(value) ? value : [];
}

function matches(bound: SpringEntry, active: readonly string[]): boolean {
  const verdict = profileMatches(names(bound), active);
  if (verdict !== undefined && names(bound).length > 0) return verdict;
  throw new Unreadable({
    message: `cannot be read as profiles: ${quote(String(bound.value))}`,
    file: bound.file,
    line: bound.line,
    key: bound.path,
    hint: 'name profiles, as in "staging", or combine them, as in "prod & !eu"',
  });
}
