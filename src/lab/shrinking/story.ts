import { circumstances } from "../../model/properties/circumstances.ts";
import { properties } from "../../model/properties/index.ts";
import { faultSentence } from "../../scenarios/fault-text.ts";
import { type RunResult, deliveriesOf } from "../../scenarios/run.ts";
import type { Scenario } from "../../scenarios/spec.ts";
import { formatTime, instant } from "../../sim/index.ts";
import { type Finding, findingOf } from "../fingerprint.ts";
import { type Counterfactual, unusualProfiles, leftOutText } from "./counterfactuals.ts";
import { listed } from "./sightings.ts";

/** What a told failure is put together from. */
export interface Facts {
  readonly scenario: Scenario;
  readonly result: RunResult;
  readonly finding: Finding;
  readonly counterfactuals: readonly Counterfactual[];
}

/** The failure in one paragraph: let somebody do this, and let that go wrong; then this breaks, because of that. */
export function storyOf(facts: Facts): string {
  return [letText(facts), `${thenText(facts)}, ${becauseText(facts)}.`, ...profileTexts(facts)].join(" ");
}

/** What with the usual broker or client in its place does not break. */
function profileTexts({ finding, counterfactuals }: Facts): readonly string[] {
  return counterfactuals
    .filter(({ kind, breaks }) => kind === "profile" && !breaks.includes(finding.fingerprint))
    .map((known) => `It takes ${known.without}: ${leftOutText(known)}.`);
}

function letText({ scenario, result }: Facts): string {
  const sends = scenario.producers.map((producer) => {
    const { name, application, config } = producer;
    return `${name} ${codeText(application)}${sendsText(result, name)}${habitsText(producer)}${settingsText(config)}`;
  });
  const profiles = unusualProfiles(scenario).map(([kind, name]) =>
    kind === "broker" ? `the broker be ${name}` : `the client be ${name}`,
  );
  const happens = scenario.faults.map(faultSentence);
  const goesWrong = happens.length === 0 ? "" : ` Let it be that ${listed(happens.map(asClause))}.`;
  return `Let ${listed([...sends, ...profiles])}.${goesWrong}`;
}

/** Code has a name of its own; what it is asked to do comes as always. */
const codeText = (application: string | undefined): string =>
  application === undefined ? "" : `run ${application} and `;

/** Further clauses say again that they are some. */
const asClause = (sentence: string, at: number): string => (at === 0 ? sentence : `that ${sentence}`);

const mostNamed = 4;

function sendsText(result: RunResult, producer: string): string {
  const own = deliveriesOf(result).filter((delivery) => delivery.producer === producer);
  const records = [...new Set(own.map(({ record }) => record))];
  const partitions = [...new Set(own.map(({ topicPartition }) => topicPartition))];
  if (records.length === 0) return "send nothing";
  const what = records.length <= mostNamed ? listed(records) : `${records.length} records`;
  return `send ${what} to ${listed(partitions)}`;
}

/** What the application does around its sends, where that is not the usual. */
function habitsText(producer: Scenario["producers"][number]): string {
  const { waitsForEach, resendsOnError, onRestart, knowsMetadata, epochsSpent } = producer;
  const habits = [
    ...(waitsForEach ? ["waiting for each"] : []),
    ...(resendsOnError > 0 ? [`sending again what fails, at most ${times(resendsOnError)}`] : []),
    ...(onRestart === "forget" ? ["forgetting all when it dies"] : []),
    ...(knowsMetadata ? [] : ["with no metadata yet"]),
    ...(epochsSpent > 0 ? [`with ${epochsSpent} epochs used up`] : []),
  ];
  return habits.length === 0 ? "" : `, ${habits.join(", ")}${Object.keys(producer.config).length > 0 ? "," : ""}`;
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

function settingsText(config: Scenario["producers"][number]["config"]): string {
  const settings = Object.entries(config).map(([key, value]) => `${key}=${value}`);
  return settings.length === 0 ? "" : ` with ${listed(settings)}`;
}

function thenText({ result, finding }: Facts): string {
  const { fingerprint, property, got, atMicros } = finding;
  const violation = result.violations.find((known) => findingOf(known).fingerprint === fingerprint);
  const when = formatTime(instant(atMicros));
  if (violation === undefined) return `Then it comes to this: ${got} (${property}, at ${when})`;
  const { subject, expected } = violation;
  return `Then ${property} breaks at ${when}: for ${subject} it wants ${expected}, and gets ${got}`;
}

function becauseText({ result, finding, counterfactuals }: Facts): string {
  const violation = result.violations.find((known) => findingOf(known).fingerprint === finding.fingerprint);
  const reasons = [...(violation?.excuses ?? []), ...(violation?.hints ?? [])].map((known) => circumstances[known]);
  const needed = counterfactuals.filter(({ breaks }) => !breaks.includes(finding.fingerprint));
  const takes = needed.map(({ without }) => without);
  if (reasons.length > 0) return `because ${reasons.join("; and ")}`;
  if (takes.length === 0) return "because nothing more is needed for it: it takes no fault and no setting";
  const promise = properties.find(({ name }) => name === finding.property)?.promise;
  const all = takes.length === 1 ? "of one thing alone" : `of these ${takes.length} things together`;
  const broken = promise === undefined ? "" : ` ("${promise}")`;
  return `because ${all}, and not without any of them${broken}: ${listed(takes)}`;
}
