import { clientProfiles, defaultsOf, differences, olderClientProfiles } from "../../model/clients/profiles.ts";
import { brokerProfiles } from "../../model/broker/profiles.ts";
import { type SettingDescription, describeSettings } from "../../model/config/describe.ts";
import { clientLines } from "../../model/config/definition.ts";
import { javaVariants } from "../../model/producer/client-behaviour.ts";
import { properties } from "../../model/properties/index.ts";
import { BadInput, unknownName } from "../../input/bad-input.ts";
import type { FaultSpec } from "../../scenarios/spec.ts";
import { gallery } from "../../scenarios/gallery/index.ts";
import { stories } from "../../scenarios/stories/index.ts";
import { swarmProfiles } from "../../scenarios/swarm/profiles.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { columns } from "../text/figures.ts";

export interface Listed {
  readonly name: string;
  readonly title: string;
  /** What more there is to say, for people and not in the JSON: of a client what it does differently from the Java one. */
  readonly differs?: readonly string[];
}

const faultTitles: Readonly<Record<FaultSpec["do"], string>> = {
  drop: "one message is lost; on a tcp network so is what follows it on its connection",
  cut: "one message breaks its connection (tcp)",
  duplicate: "one message arrives a second time (datagram)",
  delay: "one message takes longer",
  error: "the broker answers one request with an error, and does not act on it; or one answer says so of what it did",
  split: "nothing passes between two nodes for a while, or for good",
  clog: "what goes between two nodes is held up for a while",
  slow: "what goes between two nodes takes longer for a while",
  crash: "a node's process dies; with `for` it starts again",
  "restart-clean": "the broker is shut down in good order and starts again",
  "restart-kill": "a node is killed and starts again",
  pause: "a node stands still for a while",
  "metadata-late": "the broker has not heard that it leads its partitions, and answers NOT_LEADER_OR_FOLLOWER",
  "fail-over": "the broker dies and its follower takes its place, with what it had fetched by then",
  "follower-stalls": "the broker's follower fetches nothing for a while: answers under acks=all wait for it",
};

const lineTitles: Readonly<Record<(typeof clientLines)[number], string>> = {
  "java-3.9": "the Java producer, 3.0 to 3.9",
  "java-4.4": "the Java producer, 4.0 to 4.4",
};

/** The two keys that programs rely on. */
const titled = ({ name, title }: Listed): Listed => ({ name, title });

const lists: Readonly<Record<string, () => readonly Listed[]>> = {
  stories: () => stories.map(titled),
  profiles: () => [
    ...brokerProfiles.map(titled),
    ...clientLines.map((line) => ({ name: line, title: lineTitles[line] })),
    ...javaVariants.map(({ name, title, turned }) => ({
      name,
      title,
      differs: Object.entries(turned).map(([key, value]) => `${key}: ${String(value)}`),
    })),
    ...[...clientProfiles, ...olderClientProfiles].map((profile) => ({
      name: profile.name,
      title: `${profile.title}; by default ${defaultsOf(profile)}`,
      differs: differences(profile),
    })),
  ],
  properties: () => properties.map(({ name, promise }) => ({ name, title: promise })),
  faults: () => Object.entries(faultTitles).map(([name, title]) => ({ name, title })),
  gallery: () =>
    gallery.map(({ id, title, affected, fixedIn, breaks, remedy }) => ({
      name: id,
      title,
      differs: [affected, `fixed in: ${fixedIn}`, `breaks ${breaks}`],
      affected,
      fixedIn,
      breaks,
      remedy,
    })),
  swarms: () => swarmProfiles.map(titled),
  settings: () => describeSettings().map(listedSetting),
};

/** With all that is known of it, for programs; its title says the same for people. */
function listedSetting({ key, doc, ...facts }: SettingDescription): Listed & Omit<SettingDescription, "key"> {
  const { unit, range, defaults } = facts;
  const of = unit === undefined ? "" : ` ${unit}`;
  const shown = [...new Set(Object.values(defaults))].map((value) =>
    value === null ? "unset" : value === "" ? '""' : `${value}${of}`,
  );
  return { name: key, title: `${doc} [default ${shown.join(", in java-4.4 ")}; ${range}]`, doc, ...facts };
}

const whatNext = `Run one of them with: npx onceproof run sent-to-orders-17
There are other lists too: npx onceproof list gallery, profiles, properties, faults, settings, swarms`;

const whatNextOfGallery = `Show one of them with:                npx onceproof run gallery/Z12
The same with what helps against it:  npx onceproof run gallery/Z12 --fixed
Let a hunt find it:                   npx onceproof hunt gallery/Z12 --seeds 1000`;

/** What can be listed, and is there. */
const listNames: readonly string[] = Object.keys(lists);

/** Programs rely on the keys of an entry; what a profile does differently is told to people. */
const withoutDifferences = (key: string, value: unknown): unknown => (key === "differs" ? undefined : value);

export function list(what: string, json: boolean, terminal: Terminal): ExitCode {
  const gather = Object.hasOwn(lists, what) ? lists[what] : undefined;
  if (gather === undefined) throw new BadInput(unknownName("list", what, listNames));
  const found = gather();
  if (json) terminal.out(JSON.stringify(found, withoutDifferences, 2));
  else if (found.length === 0) terminal.out(`There is nothing under ${what} in this version.`);
  else {
    const { bold, dim } = terminal.colors;
    const names = columns(found.map(({ name }) => [name, ""]));
    for (const [at, { title, differs = [] }] of found.entries()) {
      terminal.out(`${bold(names[at] ?? "")}${title}`);
      const indent = " ".repeat((names[at] ?? "").length);
      for (const difference of differs) terminal.out(`${indent}${dim(difference)}`);
    }
    if (what === "stories") terminal.out(`\n${whatNext}`);
    if (what === "gallery") terminal.out(`\n${whatNextOfGallery}`);
  }
  return exitCodes.asExpected;
}
