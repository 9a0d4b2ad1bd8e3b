import type { Lookup } from "./placeholders.ts";
import type { InputNotice, ReadSettings } from "./reading.ts";
import { activeDocuments } from "./spring-activation.ts";
import { pathOf, pathParts, relaxed, relaxedPath, type SpringEntry, type SpringSource } from "./spring-document.ts";
import { springListPaths } from "./spring-keys.ts";
import { SpringLayers } from "./spring-layers.ts";

/** What stands at a path, and what it has won over, the last of these next. */
interface Standing {
  readonly entry: SpringEntry;
  readonly before: readonly SpringEntry[];
}

/**
 * The settings that the first producer of the Spring application gets. All its files are one environment: the later
 * document wins a path, and only then the layers do (see `SpringLayers`).
 */
export function springSettings(sources: readonly SpringSource[], profiles: readonly string[]): ReadSettings {
  const active = activeDocuments(sources, profiles);
  const notices = [...active.notices];
  const standing = new Map<string, Standing>();
  for (const { entries } of active.documents) {
    const inDocument = new Set<string>();
    for (const entry of gathered(entries, notices)) {
      const id = idOf(entry);
      const last = standing.get(id);
      const isTwice = last !== undefined && inDocument.has(id);
      if (isTwice && id.startsWith("spring.kafka.")) notices.push(twice(entry, last.entry));
      inDocument.add(id);
      // Of two spellings in one document the one with dashes wins, wherever it stands.
      const [entry1, loser] =
        isTwice && isCanonical(last.entry) && !isCanonical(entry) ? [last.entry, entry] : [entry, last?.entry];
      standing.set(id, { entry: entry1, before: [...(last?.before ?? []), ...(loser === undefined ? [] : [loser])] });
    }
  }
  const layers = new SpringLayers(notices, lookupIn(standing));
  for (const { entry, before } of standing.values()) layers.place(entry, before);
  return { ...layers.merged(), notices };
}

const twice = ({ file, line, path }: SpringEntry, before: SpringEntry): InputNotice => ({
  file,
  line,
  key: path,
  message:
    before.path === path
      ? `is set on line ${before.line} too; the later line wins`
      : `is set on line ${before.line} too, as ${before.path}`,
});

/** Kafka's own names are taken literally. A list where one value belongs wins over nothing: Spring sees other keys. */
function idOf(entry: SpringEntry): string {
  if (isProperty(entry)) return pathParts(pathOf(entry)).join(".");
  const path = relaxedPath(pathOf(entry));
  return Array.isArray(entry.value) && !springListPaths.has(path) ? `${path}[]` : path;
}

const isProperty = (entry: SpringEntry): boolean =>
  /^spring\.kafka\.(?:producer\.)?properties\./.test(relaxedPath(pathOf(entry)));

const isCanonical = (entry: SpringEntry): boolean => !/[A-Z_]/.test(pathOf(entry));

/** `servers[0]` and `servers[1]` of a document are one list. Below Kafka's properties they are keys of their own. */
function gathered(entries: readonly SpringEntry[], notices: InputNotice[]): readonly SpringEntry[] {
  const found: SpringEntry[] = [];
  const lists = new Map<string, number>();
  for (const entry of entries) {
    if (isProperty(entry) && Array.isArray(entry.value)) {
      const { file, line, path } = entry;
      const message = `is a list, of which Spring makes ${path}[0] and so on; write its entries with commas`;
      notices.push({ file, line, key: path, message });
      for (const [at, value] of entry.value.entries()) found.push({ ...entry, meant: `${pathOf(entry)}.${at}`, value });
      continue;
    }
    const [, stem, index] = /^(.*)\[(\d+)\]$/s.exec(pathOf(entry)) ?? [];
    if (stem === undefined || index === undefined || typeof entry.value !== "string" || isProperty(entry)) {
      found.push(entry);
      continue;
    }
    const at = lists.get(relaxedPath(stem)) ?? found.push({ ...entry, meant: stem, value: [] }) - 1;
    lists.set(relaxedPath(stem), at);
    const list = found[at] as SpringEntry & { readonly value: readonly string[] };
    found[at] = { ...list, value: [...list.value, entry.value] };
  }
  return found;
}

/** A placeholder may name any other key of the application, or a variable of its environment. */
function lookupIn(standing: ReadonlyMap<string, Standing>): Lookup {
  return (name) => {
    const variable = name.replaceAll(/[.-]/g, "_");
    const ids = [relaxedPath(name), name, relaxed(name), relaxed(variable)];
    const value = ids.map((id) => standing.get(id)?.entry.value).find((candidate) => candidate !== undefined);
    return typeof value === "string" ? value : undefined;
  };
}
