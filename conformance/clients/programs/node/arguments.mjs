/**
 * What every program here is told: `--bootstrap HOST:PORT --topic NAME --partitions N --records N [--sends PLAN]
 * [--set NAME=VALUE]...`. A plan is groups of sends: `1 1+2` sends one record and, when that is decided, one record
 * and two records at once. Without one, `--set sends.records=100` to a send and `--set sends.at.once=1` at a time.
 */
export function readArguments(argv) {
  const given = { set: new Map() };
  for (let at = 0; at < argv.length; at += 2) {
    const [name, value] = [argv[at].replace(/^--/, ""), argv[at + 1]];
    if (value === undefined) throw new Error(`${argv[at]} needs a value`);
    if (name !== "set") given[name] = value;
    else given.set.set(value.slice(0, value.indexOf("=")), value.slice(value.indexOf("=") + 1));
  }
  const records = Number(given.records);
  return {
    bootstrap: given.bootstrap,
    topic: given.topic,
    partitions: Number(given.partitions),
    groups: given.sends === undefined ? evenGroups(records, given.set) : plannedGroups(given.sends),
    settings: given.set,
  };
}

/** Groups of sends, each send a list of record ids: `[[[0]], [[1], [2, 3]]]`. */
function plannedGroups(plan) {
  let next = 0;
  const take = (count) => Array.from({ length: Number(count) }, () => next++);
  return plan.split(" ").map((group) => group.split("+").map(take));
}

function evenGroups(records, settings) {
  const perSend = Number(settings.get("sends.records") ?? 100);
  const atOnce = Number(settings.get("sends.at.once") ?? 1);
  const sends = Math.ceil(records / perSend);
  const sizes = Array.from({ length: sends }, (_, at) => Math.min(perSend, records - at * perSend));
  const groups = Array.from({ length: Math.ceil(sends / atOnce) }, (_, at) =>
    sizes.slice(at * atOnce, (at + 1) * atOnce).join("+"),
  );
  return plannedGroups(groups.join(" "));
}

/** The settings that begin with `prefix.`, as the nested object that the client takes: numbers and truths as such. */
export function settingsUnder(prefix, settings) {
  const found = {};
  for (const [name, text] of settings) {
    const [first, ...path] = name.split(".");
    if (first !== prefix) continue;
    const last = path.pop();
    let inner = found;
    for (const key of path) inner = inner[key] ??= {};
    inner[last] = valueOf(text);
  }
  return found;
}

const valueOf = (text) => (/^(true|false|-?\d+)$/.test(text) ? JSON.parse(text) : text);
