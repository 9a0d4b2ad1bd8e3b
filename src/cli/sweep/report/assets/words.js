import { byNumber, command, data, element, place } from "./base.js";
import { show } from "./detail.js";

// In words.
export function words() {
  if (data.advice.length === 0) {
    return place(
      "words",
      element("p", {}, "No point differs from the baseline in one setting alone; the table has them all."),
    );
  }
  const baseline = byNumber.get(data.baseline);
  const sentences = data.advice.map(({ text, seeds, point, again }) =>
    element(
      "li",
      {},
      `${text} `,
      element("span", { class: "soft" }, `${seeds} seeds, `),
      element("button", { type: "button", onclick: () => show(point) }, `point ${point}`),
      " ",
      command(again),
    ),
  );
  place(
    "words",
    element("p", {}, `Against point ${data.baseline} (${baseline?.name ?? ""}), under the same seeds:`),
    element("ul", {}, ...sentences),
  );
}
