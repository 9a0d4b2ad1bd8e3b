/**
 * Onceproof as a library: run stories and scenarios, hold them against their promises, draw what happened. Nothing here
 * touches files, clocks or the console, so that nothing keeps it from a browser.
 *
 * `simulate("lost-ack")` is the short way. The long way is `prepare` (a scenario and what is laid over it become a plan),
 * `run` (the plan becomes a result) and then any of `reportOf`, `reproOf`, `diagramOf`.
 */

// Running
export { type SimulateOptions, simulate } from "./scenarios/simulate.ts";
export type { Refusal } from "./scenarios/client-settings.ts";
export { type Overrides, type Prepared, prepare, reseeded } from "./scenarios/compile.ts";
export {
  type AnswerReport,
  type DeliveryReport,
  type JudgedViolation,
  type LogEntry,
  type Outcome,
  type ReachedLimit,
  type RunResult,
  answersOf,
  deliveriesOf,
  logsOf,
  reproOf,
  run,
} from "./scenarios/run.ts";
export { type ReportedViolation, type RunReport, reportOf } from "./scenarios/report.ts";
export { type UnusedFault, unusedFaultText } from "./scenarios/unused-faults.ts";
export { BadInput } from "./input/bad-input.ts";

// Scenarios
export type { FaultSpec, Repro, Scenario, ScenarioInput } from "./scenarios/spec.ts";
export { reproSchema, scenarioSchema } from "./scenarios/spec.ts";
export { type ScenarioFile, readScenario, scenarioOf } from "./scenarios/files.ts";
export { type Story, type StoryInput, story } from "./scenarios/story.ts";
export { stories } from "./scenarios/stories/index.ts";
export { type Arbitraries, type Shape, arbitraries } from "./scenarios/arbitraries.ts";

// Many runs
export { type CheckState, type Difference, type FirstDifference, check } from "./lab/check.ts";
export { hunt } from "./lab/hunt.ts";
export { type Replayed, prepareRepro, replay } from "./lab/replay.ts";
export { type RunSeed, type Seeds, prepareForMany, runSeedOf } from "./lab/seeds.ts";
export { type Fingerprint, Tally } from "./lab/tally.ts";
export { type Finding, findingsOf } from "./lab/fingerprint.ts";
export { shrunk } from "./lab/shrink.ts";
export { smallerScenarios } from "./lab/smaller.ts";
export { type Diagnosis, type Examination, diagnosed } from "./lab/doctor/diagnosis.ts";

// What happened, message by message
export { type DiagramNames, type DiagramOptions, diagram, diagramOf } from "./scenarios/diagram/index.ts";
export { type NamedEntry, type TraceNames, entryLine, namedEntry, traceNamesOf } from "./scenarios/trace.ts";
export type { TraceEntry, TraceSink } from "./sim/trace.ts";

// Settings of producers, and brokers by version
export { type Origin, type UserSettings, mergeSettings, producerSettings } from "./model/config/settings.ts";
export type { ProducerSettings } from "./model/config/producer-settings.ts";
export type { ConfigNotice, ConfigRefusal, ConfigVerdict, ResolvedConfig } from "./model/config/verdict.ts";
export { resolveProducerConfig } from "./model/config/resolve.ts";
export { readSettings } from "./scenarios/input/read-settings.ts";
export {
  type EffectiveSetting,
  type EffectiveSettings,
  type ValueOrigin,
  effectiveSettings,
} from "./scenarios/input/effective-settings.ts";
export { describeInputError, describeInputNotice } from "./scenarios/input/reading.ts";
export { type ClientLine, clientLines } from "./model/config/definition.ts";
export { type BrokerProfile, brokerProfileNamed, brokerProfiles } from "./model/broker/profiles.ts";

// Promises
export { properties } from "./model/properties/index.ts";
export type { Property } from "./model/properties/property.ts";
export { type Circumstance, circumstances } from "./model/properties/circumstances.ts";
export { type MarkName, markNames } from "./model/run/marks.ts";
