import { describeOrigin } from "../../model/config/settings.ts";
import type { EffectiveSetting, ValueOrigin } from "../../scenarios/input/effective-settings.ts";
import { columns, counted } from "./figures.ts";

/** What decides most, and is told whoever set it. */
const core: readonly string[] = [
  "acks",
  "enable.idempotence",
  "retries",
  "max.in.flight.requests.per.connection",
  "delivery.timeout.ms",
  "request.timeout.ms",
  "linger.ms",
  "max.block.ms",
];

/** The settings in force that matter, or all of them, with where each comes from and what it has won over. */
export function settingLines(settings: readonly EffectiveSetting[], all: boolean): readonly string[] {
  const shown = all ? settings : settings.filter(matters).toSorted((one, other) => place(one) - place(other));
  const rows = shown.map(({ key, value, origin, overridden }) => [
    key,
    key === "acks" && value === "-1" ? "all" : (value ?? "(unset)"),
    `${originText(origin)}${wonOver(overridden)}`,
  ]);
  const left = settings.length - shown.length;
  return [
    ...columns(rows),
    ...(left > 0 ? [`and ${counted(left, "more setting")} with less part in this: --all`] : []),
  ];
}

/** What decides most comes first, and the rest stays in the client's order. */
const place = ({ key }: EffectiveSetting): number => (core.includes(key) ? core.indexOf(key) : core.length);

/** What steers a simulation and was not left to its default. */
const matters = ({ key, origin, effect }: EffectiveSetting): boolean =>
  core.includes(key) || (effect === "simulated" && origin.kind !== "default" && key !== "client.id");

function originText(origin: ValueOrigin): string {
  switch (origin.kind) {
    case "default":
      return `default of ${origin.line}`;
    case "implied": {
      const rule = origin.rule === undefined ? "" : ` (${origin.rule})`;
      return origin.by.length === 0 ? `chosen by the client${rule}` : `follows from ${origin.by.join(" and ")}${rule}`;
    }
    default:
      return describeOrigin(origin);
  }
}

function wonOver(overridden: EffectiveSetting["overridden"]): string {
  const [...lost] = overridden;
  const texts = lost.toReversed().map(({ value, origin }) => `${value ?? ""} in ${describeOrigin(origin)}`);
  return texts.length === 0 ? "" : `, wins over ${texts.join(" and ")}`;
}
