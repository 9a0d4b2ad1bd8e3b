import { profileMatches } from "./profile-expression.ts";
import { quote, Unreadable, type InputNotice } from "./reading.ts";
import { relaxedPath, type SpringDocument, type SpringEntry } from "./spring-document.ts";

export interface Activation {
  /** The documents that apply, in their order. */
  readonly documents: readonly SpringDocument[];
  readonly notices: readonly InputNotice[];
}

/** Where Spring reads a document's profiles: its present key, and the one from before 2.4. */
const boundKeys = ["spring.config.activate.onprofile", "spring.profiles"];
const platformKey = "spring.config.activate.oncloudplatform";
const activeKey = "spring.profiles.active";

/**
 * Which documents apply with the profiles that were asked for. When none were, the file's own `spring.profiles.active`
 * counts, and without that the profile that Spring calls `default`.
 */
export function activeDocuments(
  documents: readonly SpringDocument[],
  requested: readonly string[],
  file: string,
): Activation {
  const notices: InputNotice[] = [];
  const active = requested.length > 0 ? requested : ownProfiles(documents, file, notices);
  const applying = documents.filter((document) => {
    const bound = find(document, ...boundKeys);
    const platform = find(document, platformKey);
    const applies = platform === undefined && (bound === undefined || matches(bound, active, file));
    if (!applies && document.entries.some((entry) => relaxedPath(entry.path).startsWith("spring.kafka."))) {
      notices.push({ file, line: document.line, message: whyNot(bound, active) });
    }
    return applies;
  });
  return { documents: applying, notices };
}

function whyNot(bound: SpringEntry | undefined, active: readonly string[]): string {
  if (bound === undefined) return "the document is left out: it is meant for a cloud platform";
  const wanted = quote(names(bound).join(","));
  return `the document is left out: it is meant for profile ${wanted}, and in force is ${quote(active.join(","))}`;
}

function ownProfiles(documents: readonly SpringDocument[], file: string, notices: InputNotice[]): readonly string[] {
  const own = documents
    .filter((document) => find(document, ...boundKeys) === undefined)
    .map((document) => find(document, activeKey))
    .findLast((entry) => entry !== undefined);
  const profiles = own === undefined ? [] : names(own).filter((name) => name !== "" && !name.includes("${"));
  if (own === undefined || profiles.length === 0) return ["default"];
  const message = `the file itself asks for profile ${quote(profiles.join(","))}`;
  notices.push({ file, line: own.line, key: own.path, message });
  return profiles;
}

const find = (document: SpringDocument, ...keys: readonly string[]): SpringEntry | undefined =>
  document.entries.find((entry) => keys.includes(relaxedPath(entry.path)));

function names(entry: SpringEntry): readonly string[] {
  if (typeof entry.value === "string") return entry.value.split(",").map((name) => name.trim());
  return Array.isArray(entry.value) ? entry.value : [];
}

function matches(bound: SpringEntry, active: readonly string[], file: string): boolean {
  const verdict = profileMatches(names(bound), active);
  if (verdict !== undefined && names(bound).length > 0) return verdict;
  throw new Unreadable({
    message: `cannot be read as profiles: ${quote(String(bound.value))}`,
    file,
    line: bound.line,
    key: bound.path,
    hint: 'name profiles, as in "staging", or combine them, as in "prod & !eu"',
  });
}
