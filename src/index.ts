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

// Code of one's own
export {
  type App,
  type ApplicationCode,
  type Inbox,
  type Message,
  type Outgoing,
  type SendResult,
  type Span,
  type Task,
  application,
} from "./model/run/code/api.ts";
export type { Pending, Steps, Timer } from "./model/run/code/pending.ts";
export type { Json, Storage } from "./model/run/code/storage.ts";

// Seeds in one's own tests
export { type TestOptions } from "./lab/own-tests/options.ts";
export {
  type DeterminismVerdict,
  type SeedsVerdict,
  type ViolationVerdict,
  holdsForSeeds,
  isDeterministic,
  violates,
} from "./lab/own-tests/verdicts.ts";
export type { TestFailure } from "./lab/own-tests/failure.ts";

// Scenarios
export type { FaultSpec, Repro, Scenario, ScenarioInput } from "./scenarios/spec.ts";
export { reproSchema, scenarioSchema } from "./scenarios/spec.ts";
export { type ScenarioFile, readScenario, scenarioOf } from "./scenarios/files.ts";
export { type Story, type StoryInput, story } from "./scenarios/story.ts";
export { stories } from "./scenarios/stories/index.ts";
export type { BeforeAndAfter, GalleryBug, Remedy } from "./scenarios/gallery/bug.ts";
export { gallery } from "./scenarios/gallery/index.ts";
export { type Arbitraries, type Shape, arbitraries } from "./scenarios/arbitraries.ts";

// Many runs
export { type CheckState, type Difference, type FirstDifference, check } from "./lab/check.ts";
export { hunt } from "./lab/hunt.ts";
export { type Replayed, replay } from "./lab/replay.ts";
export { prepareRepro } from "./scenarios/repro.ts";
export { type RunSeed, type Seeds, prepareForMany, runSeedOf } from "./lab/seeds.ts";
export { type Counts, type Fingerprint, type RunSize, Tally, type TallyData } from "./lab/tally.ts";
export { type Finding, findingsOf } from "./lab/fingerprint.ts";

// Small failures
export { type Axis, type Cursor, type Shrinking, shrinking, shrunk } from "./lab/shrink.ts";
export { scenarioAxes, smallerScenarios } from "./lab/smaller/index.ts";
export { type Case, type Code, isExplicit, reproOfCase, stepsOf } from "./lab/shrinking/case.ts";
export type { Failure } from "./lab/shrinking/judge.ts";
export { failureIn, searchSmaller } from "./lab/shrinking/search.ts";
export type { Counterfactual } from "./lab/shrinking/counterfactuals.ts";
export type { Moment } from "./lab/shrinking/moments.ts";
export { type ToldFailure, smallestFailure, toldFailure } from "./lab/shrinking/told.ts";
export { scenarioFile } from "./lab/emit/scenario-file.ts";
export { vitestFile } from "./lab/emit/vitest-file.ts";

// A run between two of its events
export { type Condition, type ConditionKind } from "./lab/watch/condition.ts";
export { conditionKinds, conditionOf } from "./lab/watch/conditions.ts";
export type { Happening } from "./lab/watch/happening.ts";
export { type RunState, stateOf } from "./lab/watch/state.ts";
export { type Stop, Watch, stateAt } from "./lab/watch/watch.ts";

// Settings examined
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
export {
  type Breach,
  type Checker,
  type OwnProperty,
  type Property,
  type RunFacts,
  property,
} from "./model/properties/property.ts";
export { type Circumstance, circumstances } from "./model/properties/circumstances.ts";
export { type MarkName, markNames } from "./model/run/marks.ts";
