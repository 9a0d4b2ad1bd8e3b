import { byNumber, command, data, element, table } from "./base.js";

/** Every measure with its interval, and its difference from the baseline. */
function numberRows(point) {
  const measuresOf = data.measures.filter(({ name }) => point.texts[name] !== undefined);
  const isBaseline = point.point === data.baseline;
  const numbers = measuresOf.map(({ name, title }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      element("td", {}, point.texts[name]),
      element("td", {}, isBaseline ? "" : (point.differences[name] ?? "")),
      element("td", {}, title),
    ),
  );
  const errors = point.errors.map(([error, text]) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, error),
      element("td", {}, text),
      element("td", {}, ""),
      element("td", {}, "records that failed so"),
    ),
  );
  return [...numbers, ...errors];
}

/** The worst runs, each with the command that shows it. */
function worstRows(point) {
  return point.worst.map((run) =>
    element(
      "tr",
      {},
      ...[run.seed, run.failed, run.lost, run.duplicated, run.outOfOrder, run.late, run.slowest].map((cell) =>
        element("td", {}, String(cell)),
      ),
      element("td", {}, command(run.command)),
    ),
  );
}

/** What is known of a point: its numbers, its seeds, and the commands that give them again. */
export function show(number) {
  const point = byNumber.get(number);
  const { from, count } = point.seeds;
  const detail = document.getElementById("detail");
  const cutOff = point.cutOff > 0 ? ` ${point.cutOff} runs were cut off by a limit.` : "";
  detail.replaceChildren(
    element("h2", { id: "detail-title" }, `Point ${number}: ${point.name}`),
    element(
      "p",
      {},
      `Seeds ${from} to ${from + count - 1}, ${point.records} records; in ${point.runsWithFailure} of ${point.runs} runs something befell a record.${cutOff}`,
    ),
    element("p", {}, "All of these numbers, computed anew: ", command(point.again)),
    table(["measure", "estimate [95% interval]", `more than point ${data.baseline}`, "what it is"], numberRows(point)),
    element("h3", {}, "The worst runs, and what shows them again"),
    table(["seed", "failed", "lost", "duplicated", "out of order", "late", "slowest", "command"], worstRows(point)),
  );
  detail.hidden = false;
  for (const row of document.querySelectorAll("tr[aria-current]")) row.removeAttribute("aria-current");
  document.getElementById(`row-${number}`).setAttribute("aria-current", "true");
  detail.scrollIntoView({ block: "nearest" });
  detail.focus({ preventScroll: true });
}
