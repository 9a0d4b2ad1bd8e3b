import { distance } from "fastest-levenshtein";
import { BadInput } from "../input/bad-input.ts";
import { lineHolding, placeIn } from "../input/document.ts";
import { readScenario } from "../scenarios/files.ts";
import { type GalleryBug, galleryName } from "../scenarios/gallery/bug.ts";
import { gallery } from "../scenarios/gallery/index.ts";
import type { Repro, Scenario } from "../scenarios/spec.ts";
import { stories } from "../scenarios/stories/index.ts";
import type { Story } from "../scenarios/story.ts";
import { isFile, readText } from "./files.ts";

/** What a user means by STORY|FILE. */
export interface Source {
  /** As it was given: a story's name, a bug of the gallery or a path. */
  readonly given: string;
  readonly scenario: Scenario;
  readonly story: Story | undefined;
  readonly bug: GalleryBug | undefined;
  readonly repro: Repro | undefined;
  /** Makes a complaint that came up while the scenario was put together point into its file. */
  place(error: BadInput): BadInput;
}

/** Which of the scenarios of a bug of the gallery is meant. */
export interface Side {
  /** With what helps against it. */
  readonly fixed?: boolean | undefined;
  /** What a hunt draws from, and not the run that shows it. */
  readonly hunted?: boolean;
}

/** @throws BadInput when it is neither the name of a story or of a bug nor a file with a scenario. */
export function sourceOf(given: string, side: Side = {}): Source {
  const bug = bugNamed(given);
  if (bug !== undefined) return sourceOfBug(given, bug, side);
  if (side.fixed === true)
    throw new BadInput(`--fixed: is for bugs of the gallery (onceproof list gallery), not ${given}`);
  const story = stories.find(({ name }) => name === given);
  if (story !== undefined) {
    return { given, scenario: story.scenario, story, bug: undefined, repro: undefined, place: (error) => error };
  }
  if (!isFile(given) && given.startsWith(galleryName(""))) throw new BadInput(unknownBug(given));
  if (!looksLikeFile(given)) throw new BadInput(unknownStory(given));
  const text = readText(given);
  const file = readScenario(given, text);
  return {
    given,
    scenario: file.scenario,
    story: undefined,
    bug: undefined,
    repro: file.kind === "repro" ? file.repro : undefined,
    place: (error) => placed(error, given, text),
  };
}

/** `gallery/Z12`, and by its number alone, however that is written. */
const bugNamed = (given: string): GalleryBug | undefined =>
  gallery.find(({ id }) => [galleryName(id), id].some((name) => name.toLowerCase() === given.toLowerCase()));

function sourceOfBug(given: string, bug: GalleryBug, { fixed = false, hunted = false }: Side): Source {
  const which = fixed ? "fixed" : "buggy";
  const story = hunted ? undefined : bug.shown[which];
  const scenario = story?.scenario ?? bug.hunted[which];
  return { given, scenario, story, bug, repro: undefined, place: (error) => error };
}

/** For commands that run many seeds. @throws BadInput for a repro, whose seed decides nothing. */
export function seededSourceOf(given: string, fixed?: boolean): Source {
  const source = sourceOf(given, { fixed, hunted: true });
  if (source.repro === undefined) return source;
  throw new BadInput(
    `${given}: is a repro, whose run is the same for every seed; show it with: onceproof replay ${given}`,
  );
}

const looksLikeFile = (given: string): boolean => /[./\\]/.test(given) || isFile(given);

function unknownBug(given: string): string {
  const [near] = gallery
    .map(({ id }) => galleryName(id))
    .toSorted((one, other) => distance(given, one) - distance(given, other));
  return `no bug of the gallery is called "${given}"; did you mean ${near}? (all of them: onceproof list gallery)`;
}

function unknownStory(name: string): string {
  const apart = (known: string): number => distance(name.toLowerCase(), known.toLowerCase());
  const ranked = [
    ...stories.map((story) => ({ name: story.name, apart: apart(story.name) })),
    ...gallery.map(({ id }) => ({ name: galleryName(id), apart: Math.min(apart(id), apart(galleryName(id))) })),
  ].toSorted((one, other) => one.apart - other.apart);
  const near = ranked.filter(
    (story) => story.apart <= Math.max(3, Math.floor(name.length / 2)) || story.name.includes(name),
  );
  const names = (of: readonly { readonly name: string }[]): string =>
    of
      .slice(0, 3)
      .map((story) => story.name)
      .join(", ");
  const hint = near.length > 0 ? `did you mean ${names(near)}?` : `the nearest names are ${names(ranked)}`;
  return `no story is called "${name}"; ${hint} (all of them: onceproof list; a scenario file is given by its path)`;
}

/** Where nobody says the place, the line is that of the first thing the message quotes which stands in the file. */
function placed(error: BadInput, file: string, text: string): BadInput {
  if (error.path !== undefined) {
    const place = placeIn(file, text, error.path);
    return new BadInput(`${place}${/^(?:no|settings of) /.test(error.message) ? ":" : ""} ${error.message}`);
  }
  const { message } = error;
  if (error.saysPlace || message.startsWith(`${file}:`) || message.startsWith("--")) return error;
  const words = [...message.matchAll(/"([^"]+)"/g), ...message.matchAll(/([\w.>-]*[.>-][\w.>-]*\w)/g)];
  for (const [, word = ""] of words) {
    const line = lineHolding(text, word);
    if (line !== undefined) return new BadInput(`${file}:${line}: ${message}`);
  }
  const key = /^[\w.]+/.exec(message)?.[0];
  const line = key === undefined ? undefined : lineHolding(text, key);
  return new BadInput(`${file}${line === undefined ? "" : `:${line}`}: ${message}`);
}
