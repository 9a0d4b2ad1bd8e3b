import { type Scenario, type ScenarioInput, scenarioSchema } from "../spec.ts";
import type { Documented, Story } from "../story.ts";

/** The same with a bug and without. */
export interface BeforeAndAfter<Kind> {
  readonly buggy: Kind;
  readonly fixed: Kind;
}

/**
 * What makes the bug go away. `fix`: a later version, or a setting that costs nothing it gave before. `trade`: what one
 * can do instead, and pays for in throughput, or by losing what would else be there twice.
 */
export interface Remedy {
  readonly kind: "fix" | "trade";
  /** What it is and what it costs, in a sentence or two. */
  readonly text: string;
}

/** A bug that real software had, or has, as data: every part of it that a program decides is a switch on a profile. */
export interface GalleryBug {
  /** Its number in the gallery: `Z12`. */
  readonly id: string;
  /** What goes wrong, in one line. */
  readonly title: string;
  /** Whose bug it is, and in which versions. */
  readonly affected: string;
  /** Where it was repaired; or that it was not. */
  readonly fixedIn: string;
  /** How it came to be known, and how far this rests on sources. */
  readonly happened: string;
  /** The promise that it breaks and a hunt counts: a property, or what its scenario says. */
  readonly breaks: string;
  readonly remedy: Remedy;
  /** The smallest run that shows it, by explicit faults; with the remedy the same faults do no harm. */
  readonly shown: BeforeAndAfter<Story>;
  /** What a hunt draws runs from: it finds the bug in the one and nothing in the other. */
  readonly hunted: BeforeAndAfter<Scenario>;
}

type Producer = ScenarioInput["producers"][number];

/** What the remedy changes: profiles, settings of every producer, what the application does. */
export interface Turned {
  readonly profiles?: ScenarioInput["profiles"];
  readonly producers?: Partial<Pick<Producer, "config" | "waitsForEach" | "resendsOnError" | "onRestart">>;
}

type Unnamed = Omit<ScenarioInput, "name" | "title">;

export interface BugInput extends Pick<
  GalleryBug,
  "id" | "title" | "affected" | "fixedIn" | "happened" | "breaks" | "remedy"
> {
  readonly turned: Turned;
  readonly shown: Unnamed & {
    readonly deed: string;
    readonly lesson: string;
    readonly documented?: Documented;
    /** What the same faults come to with the remedy. */
    readonly withRemedy: ScenarioInput["expect"];
  };
  readonly hunted: Unnamed;
}

/** Makes an entry of the gallery; a mistake in its scenarios throws when the module is loaded. */
export function bug({ turned, shown, hunted, ...about }: BugInput): GalleryBug {
  const { id: name, title } = about;
  const { deed, lesson, documented, withRemedy, ...scenario } = shown;
  const show = { ...scenario, name };
  const hunt = { ...hunted, name };
  const told = (input: ScenarioInput, text: Pick<Story, "title" | "lesson" | "documented">): Story => ({
    name: galleryName(name),
    deed,
    ...text,
    scenario: scenarioSchema.parse({ ...input, title: text.title }),
  });
  const helped = { title: "the same with what helps", lesson: about.remedy.text, documented: undefined };
  return {
    ...about,
    shown: {
      buggy: told(show, { title, lesson, documented }),
      fixed: told({ ...remedied(show, turned), expect: withRemedy }, helped),
    },
    hunted: { buggy: scenarioSchema.parse(hunt), fixed: scenarioSchema.parse(remedied(hunt, turned)) },
  };
}

/** What a story shows, for a bug that it is the smallest run of. */
export function shownBy({ deed, lesson, documented, scenario }: Story): Omit<BugInput["shown"], "withRemedy"> {
  const { name: _name, title: _title, ...rest } = scenario;
  return { ...rest, deed, lesson, ...(documented === undefined ? {} : { documented }) };
}

/** `gallery/Z12`: how commands name a bug. */
export const galleryName = (id: string): string => `gallery/${id}`;

const remedied = (input: ScenarioInput, { profiles, producers = {} }: Turned): ScenarioInput => ({
  ...input,
  profiles: { ...input.profiles, ...profiles },
  producers: input.producers.map((producer) => ({
    ...producer,
    ...producers,
    config: { ...producer.config, ...producers.config },
  })),
});
