import { type Duration, plus } from "../../../sim/index.ts";
import type { Recipient } from "./inbox.ts";
import { codeNotes } from "./notes.ts";
import { type Pending, Settleable } from "./pending.ts";
import type { Process } from "./process.ts";
import { type Json, OwnWrites, type Storage, jsonOf } from "./storage.ts";

/** The storage of an application's process as one of its lives sees it. */
export class LifeStorage implements Storage {
  private readonly life: Recipient;
  private readonly process: Process;
  private readonly writes: OwnWrites;
  private readonly flushTakes: Duration;

  constructor(life: Recipient, process: Process) {
    this.life = life;
    this.process = process;
    const { name, flushTakes } = process.code.storage;
    this.writes = new OwnWrites(process.world.rowsOf(name));
    this.flushTakes = flushTakes;
  }

  get<Value extends Json = Json>(key: string): Value | undefined {
    this.life.live();
    const text = this.writes.read(key);
    return text === undefined ? undefined : (JSON.parse(text) as Value);
  }

  set(key: string, value: Json): void {
    this.write([[key, jsonOf(key, value)]]);
  }

  delete(key: string): void {
    this.write([[key, undefined]]);
  }

  setAll(values: Readonly<Record<string, Json | undefined>>): void {
    this.write(Object.entries(values).map(([key, value]) => [key, value === undefined ? value : jsonOf(key, value)]));
  }

  entries<Value extends Json = Json>(prefix = ""): readonly (readonly [key: string, value: Value])[] {
    this.life.live();
    const found = [...this.writes.all()].filter(([key]) => key.startsWith(prefix));
    return found.map(([key, text]) => [key, JSON.parse(text) as Value] as const);
  }

  flush(callback?: () => void): Pending<void> {
    this.life.live();
    const flushed = new Settleable<void>();
    const { count } = this.writes;
    if (this.writes.isThrough) {
      flushed.settle();
      if (callback !== undefined) this.life.at(this.life.instant(), callback);
      return flushed;
    }
    if (callback !== undefined) flushed.whenSettled(callback);
    this.life.at(plus(this.life.instant(), this.flushTakes), () => {
      const { units, hash } = this.writes.comeThrough(count);
      this.process.note(codeNotes.flushed, units, hash);
      flushed.settle();
    });
    return flushed;
  }

  crash(survives: () => boolean): void {
    const { survived, lost } = this.writes.crash(survives);
    if (survived + lost > 0) this.process.note(codeNotes.unflushed, survived, lost);
  }

  private write(unit: Parameters<OwnWrites["write"]>[0]): void {
    this.life.live();
    this.process.world.happened();
    this.writes.write(unit);
  }
}
