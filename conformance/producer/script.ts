import { errors, type ErrorName } from "../../src/model/core/errors.ts";

/** A fault script and a trace, as `data/scripts.jsonl` and `data/traces.jsonl` hold them, one JSON object a line. */
export interface Script {
  readonly id: string;
  /** The family that it was drawn from; changes nothing. */
  readonly kind?: string;
  readonly config: ScriptConfig;
  readonly brokers: number;
  readonly leaders: readonly number[];
  readonly overshoot: number;
  readonly connectDelay: number;
  readonly latency: { readonly produce: number; readonly init: number; readonly metadata: number };
  readonly app: readonly AppAction[];
  readonly down: readonly Down[];
  readonly leaderChanges: readonly LeaderChange[];
  readonly produce: readonly ProduceAnswer[];
  readonly init: readonly InitAnswer[];
  readonly metadata: readonly Answer[];
  /** How the n-th attempt to connect goes, counted over all brokers; `drop`: it comes to nothing, and nobody says so. */
  readonly connect?: readonly Answer[];
  /** For each partition where its sequences begin, once, in place of 0. */
  readonly initialSequence?: readonly number[];
  /** How many percent of its bytes a batch takes once its codec is done with it. */
  readonly compressedPercent?: number;
  readonly end: number;
}

/** A broker that is away from `from` on, and back at `to`. */
export interface Down {
  readonly node: number;
  readonly from: number;
  readonly to: number;
}

export interface ScriptConfig {
  readonly "enable.idempotence": boolean;
  readonly acks: "all" | "-1" | "0" | "1";
  readonly "max.in.flight.requests.per.connection": number;
  readonly retries: number;
  readonly "linger.ms": number;
  readonly "batch.size": number;
  readonly "max.request.size": number;
  readonly "retry.backoff.ms": number;
  readonly "retry.backoff.max.ms": number;
  readonly "reconnect.backoff.ms": number;
  readonly "reconnect.backoff.max.ms": number;
  readonly "request.timeout.ms": number;
  readonly "delivery.timeout.ms": number;
  /** Only some families set the rest. */
  readonly "buffer.memory"?: number;
  readonly "max.block.ms"?: number;
  readonly "socket.connection.setup.timeout.ms"?: number;
  readonly "socket.connection.setup.timeout.max.ms"?: number;
  readonly "compression.type"?: "none" | "gzip";
}

export interface SendAction {
  readonly id: number;
  readonly p: number;
  readonly size: number;
  /** What its callback sends, the first time that it runs. */
  readonly next?: SendAction;
}

export interface AppAction {
  readonly at: number;
  readonly send?: SendAction;
  readonly flush?: number;
  readonly close?: { readonly timeout: number | null };
}

export interface LeaderChange {
  readonly at: number;
  readonly p: number;
  readonly leader: number;
  readonly epoch: number;
}

export interface Answer {
  readonly after?: number;
  readonly drop?: boolean;
  readonly disconnect?: boolean;
}

export interface InitAnswer extends Answer {
  readonly error?: ErrorName;
  readonly pid?: number;
  readonly epoch?: number;
}

export interface ProduceAnswer extends Answer {
  readonly error?: ErrorName;
  readonly errors?: Readonly<Record<string, ErrorName>>;
  readonly offsets?: Readonly<Record<string, number>>;
  readonly logStart?: Readonly<Record<string, number>>;
  readonly recordErrors?: Readonly<Record<string, readonly number[]>>;
  readonly leader?: Readonly<Record<string, { readonly id: number; readonly epoch: number }>>;
  readonly throttle?: number;
}

export type TraceEvent = { readonly t: number; readonly e: string } & Readonly<Record<string, unknown>>;

export interface Trace {
  readonly id: string;
  readonly events: readonly TraceEvent[];
  readonly final: Readonly<Record<string, unknown>>;
}

/** Who leads a partition at a time, as metadata says it then. */
export function leaderAt(
  { leaders, leaderChanges }: Pick<Script, "leaders" | "leaderChanges">,
  p: number,
  millis: number,
): { readonly leader: number; readonly epoch: number } {
  const last = leaderChanges.filter((change) => change.p === p && change.at <= millis).at(-1);
  return { leader: last?.leader ?? (leaders[p] as number), epoch: last?.epoch ?? 0 };
}

/** Input that is no script or no trace: told in one line, and the command ends with exit code 2. */
export class BadInput extends Error {}

type Json = Readonly<Record<string, unknown>>;

const numbers = [
  "max.in.flight.requests.per.connection",
  "retries",
  "linger.ms",
  "batch.size",
  "max.request.size",
  "retry.backoff.ms",
  "retry.backoff.max.ms",
  "reconnect.backoff.ms",
  "reconnect.backoff.max.ms",
  "request.timeout.ms",
  "delivery.timeout.ms",
] as const;

/** The scripts of a file of JSON lines. */
export const readScripts = (content: string, file: string): Script[] => readLines(content, file, toScript);

export const readTraces = (content: string, file: string): Trace[] => readLines(content, file, toTrace);

function readLines<Value>(content: string, file: string, convert: (value: Json, where: string) => Value): Value[] {
  const values: Value[] = [];
  for (const [at, line] of content.split("\n").entries()) {
    if (line.trim() !== "") values.push(convert(parse(line, `${file}:${at + 1}`), `${file}:${at + 1}`));
  }
  if (values.length === 0) throw new BadInput(`${file}: holds no line`);
  return values;
}

function parse(line: string, where: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new BadInput(`${where}: is not JSON`);
  }
  return object(value, where);
}

function toScript(value: Json, where: string): Script {
  text(value["id"], `${where}: id`);
  const config = object(value["config"], `${where}: config`);
  for (const key of numbers) count(config[key], `${where}: config ${key}`);
  if (typeof config["enable.idempotence"] !== "boolean")
    throw new BadInput(`${where}: config enable.idempotence is no boolean`);
  if (!["all", "-1", "0", "1"].includes(String(config["acks"])))
    throw new BadInput(`${where}: config acks is none of all, -1, 0, 1`);
  for (const key of ["brokers", "overshoot", "connectDelay", "end"]) count(value[key], `${where}: ${key}`);
  const latency = object(value["latency"], `${where}: latency`);
  for (const key of ["produce", "init", "metadata"]) count(latency[key], `${where}: latency ${key}`);
  const leaders = list(value["leaders"], `${where}: leaders`);
  for (const leader of leaders) whole(leader, `${where}: leaders`);
  for (const action of list(value["app"], `${where}: app`)) checkAction(action, leaders.length, `${where}: app`);
  for (const key of ["produce", "init", "metadata"]) {
    for (const answer of list(value[key] ?? [], `${where}: ${key}`)) checkAnswer(answer, `${where}: ${key}`);
  }
  for (const down of list(value["down"] ?? [], `${where}: down`))
    checkNumbers(down, ["node", "from", "to"], `${where}: down`);
  for (const change of list(value["leaderChanges"] ?? [], `${where}: leaderChanges`)) {
    checkNumbers(change, ["at", "p", "leader", "epoch"], `${where}: leaderChanges`);
  }
  for (const answer of list(value["connect"] ?? [], `${where}: connect`)) checkAnswer(answer, `${where}: connect`);
  for (const first of list(value["initialSequence"] ?? [], `${where}: initialSequence`))
    count(first, `${where}: initialSequence`);
  if ((config["compression.type"] ?? "none") !== "none")
    count(value["compressedPercent"], `${where}: compressedPercent`);
  const nothing = { produce: [], init: [], metadata: [], down: [], leaderChanges: [] };
  return { ...nothing, ...value } as unknown as Script;
}

function checkAction(value: unknown, partitions: number, where: string): void {
  const action = object(value, where);
  count(action["at"], `${where} at`);
  const { send, flush, close } = action;
  if (send !== undefined) checkSend(send, partitions, `${where} send`);
  else if (flush !== undefined) count(flush, `${where} flush`);
  else {
    const { timeout } = object(close, `${where} close`);
    if (timeout !== null) count(timeout, `${where} close timeout`);
  }
}

function checkSend(value: unknown, partitions: number, where: string): void {
  checkNumbers(value, ["id", "p", "size"], where);
  const { p, next } = value as Json;
  if (Number(p) < 0 || Number(p) >= partitions) throw new BadInput(`${where}: no partition ${String(p)}`);
  if (next !== undefined) checkSend(next, partitions, `${where} next`);
}

function checkAnswer(value: unknown, where: string): void {
  const answer = object(value, where);
  if (answer["after"] !== undefined) count(answer["after"], `${where} after`);
  const named = [answer["error"] ?? "NONE", ...Object.values(object(answer["errors"] ?? {}, `${where} errors`))];
  for (const name of named) {
    if (!Object.hasOwn(errors, String(name))) throw new BadInput(`${where}: no error is called ${String(name)}`);
  }
}

function checkNumbers(value: unknown, keys: readonly string[], where: string): void {
  const holder = object(value, where);
  for (const key of keys) whole(holder[key], `${where} ${key}`);
}

function toTrace(value: Json, where: string): Trace {
  text(value["id"], `${where}: id`);
  for (const event of list(value["events"], `${where}: events`)) object(event, `${where}: events`);
  object(value["final"], `${where}: final`);
  return value as unknown as Trace;
}

function object(value: unknown, where: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new BadInput(`${where} is no object`);
  return value as Json;
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new BadInput(`${where} is no list`);
  return value;
}

function text(value: unknown, where: string): void {
  if (typeof value !== "string") throw new BadInput(`${where} is no text`);
}

function whole(value: unknown, where: string): void {
  if (!Number.isSafeInteger(value)) throw new BadInput(`${where} is no whole number`);
}

function count(value: unknown, where: string): void {
  whole(value, where);
  if (Number(value) < 0) throw new BadInput(`${where} is negative`);
}
