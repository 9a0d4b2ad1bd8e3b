import { chanceOf, durationOf } from "../../input/units.ts";
import { type Duration, type Ratio, Streams, micros } from "../../sim/index.ts";
import type { SwarmSpec } from "./fault-spec.ts";
import { type MessageEffect, errorCodeOf } from "./fault-plan.ts";
import type { WireMessage } from "./message.ts";
import { writtenLink } from "./address.ts";

/** One thing that may happen to a message by chance. */
interface Draw {
  readonly purpose: string;
  readonly chance: Ratio;
  /** How many values its second draw chooses from; 1: nothing to choose. */
  readonly choices: number;
  concerns(message: WireMessage): boolean;
  effect(choice: number): MessageEffect;
}

const always = (): boolean => true;

/**
 * Faults drawn from the seed. Every purpose has a stream for each kind of message of each client, and draws from it at
 * every such message whatever comes out: the n-th message of a client meets the same luck each time, whoever else talks to
 * the broker, and switching one fault off moves no other.
 */
export class Swarm {
  readonly #draws: readonly Draw[];
  readonly #apis: ReadonlySet<string> | undefined;
  readonly #streams: Streams;

  constructor(spec: SwarmSpec, seed: number) {
    this.#draws = drawsOf(spec);
    this.#apis = spec.apis === undefined ? undefined : new Set(spec.apis);
    this.#streams = new Streams({ seed });
  }

  /** What chance does to this message: of several things the one that is worse. */
  strike(message: WireMessage): MessageEffect | undefined {
    if (this.#draws.length === 0 || this.#apis?.has(message.api) === false) return undefined;
    const link = writtenLink(message);
    let struck: MessageEffect | undefined;
    for (const draw of this.#draws) {
      if (!draw.concerns(message)) continue;
      const stream = this.#streams.stream(`serve ${draw.purpose}`, link);
      const strikes = stream.chance(draw.chance);
      const choice = draw.choices === 1 ? 0 : stream.between(0, draw.choices - 1);
      if (strikes) struck ??= draw.effect(choice);
    }
    return struck;
  }
}

/** From the worst to the mildest. */
function drawsOf({ cut, loss, swallow, error, duplication, delay }: SwarmSpec): readonly Draw[] {
  const simple = (purpose: string, text: string | undefined, effect: MessageEffect): readonly Draw[] => {
    const chance = chanceOf(text);
    if (chance === undefined) return [];
    const concerns = effect.do === "duplicate" ? ({ direction }: WireMessage) => direction === "request" : always;
    return [{ purpose, chance, choices: 1, concerns, effect: () => effect }];
  };
  return [
    ...simple("cut", cut, { do: "cut" }),
    ...simple("loss", loss, { do: "drop" }),
    ...simple("swallow", swallow, { do: "swallow" }),
    ...(error === undefined ? [] : errorDraw(error)),
    ...simple("duplication", duplication, { do: "duplicate" }),
    ...(delay === undefined ? [] : delayDraw(delay)),
  ];
}

function errorDraw({ chance, codes, apis }: NonNullable<SwarmSpec["error"]>): readonly Draw[] {
  const ratio = chanceOf(chance);
  if (ratio === undefined) return [];
  const effects = codes.map((written): MessageEffect => ({ do: "error", code: errorCodeOf(written) }));
  const [first] = effects;
  if (first === undefined) return [];
  return [
    {
      purpose: "error",
      chance: ratio,
      choices: effects.length,
      concerns: ({ api }) => apis.includes(api),
      effect: (choice) => effects[choice] ?? first,
    },
  ];
}

function delayDraw({ chance, from, to }: NonNullable<SwarmSpec["delay"]>): readonly Draw[] {
  const ratio = chanceOf(chance);
  if (ratio === undefined) return [];
  const [low, high]: readonly [Duration, Duration] = [durationOf(from), durationOf(to)];
  const effect = (choice: number): MessageEffect => ({ do: "delay", by: micros(low + choice) });
  return [{ purpose: "delay", chance: ratio, choices: high - low + 1, concerns: always, effect }];
}
