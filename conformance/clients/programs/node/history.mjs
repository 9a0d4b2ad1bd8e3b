/** The history of a run: one JSON object a line on standard output. */
export function tell(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** Where record `id` goes, and what it says there. */
export const partitionOf = (id, partitions) => id % partitions;
export const valueOf = (id) => `record-${id}`;
export const idOf = (value) => Number(String(value).replace("record-", ""));

/** Sends all groups, one after the other, the sends of a group at once. `send(ids)` resolves to an offset for each id. */
export async function sendGroups(groups, partitions, send) {
  for (const group of groups) {
    await Promise.all(group.map((ids) => sendOne(ids, partitions, send)));
  }
}

async function sendOne(ids, partitions, send) {
  for (const id of ids) tell({ event: "send", record: id, partition: partitionOf(id, partitions) });
  try {
    const offsets = await send(ids);
    for (const id of ids) {
      tell({ event: "acked", record: id, partition: partitionOf(id, partitions), offset: offsets.get(id) });
    }
  } catch (error) {
    for (const id of ids) tell({ event: "failed", record: id, error: causeOf(error) });
  }
}

/** The innermost reason in one line. */
function causeOf(error) {
  const inner = error.errors?.[0] ?? error.cause;
  if (inner !== undefined && inner !== error) return causeOf(inner);
  return `${error.apiId ?? error.type ?? error.code ?? error.name}: ${String(error.message).split("\n")[0]}`;
}

/** Offsets of the records of one send, from the base offset that the broker gave each partition. */
export function offsetsFrom(baseOffsets, ids, partitions) {
  const next = new Map(baseOffsets);
  const offsets = new Map();
  for (const id of ids) {
    const partition = partitionOf(id, partitions);
    const offset = next.get(partition);
    if (offset === undefined) continue;
    offsets.set(id, offset);
    next.set(partition, offset + 1);
  }
  return offsets;
}

/** Tells of every record read until each partition has been read to its end offset, or nothing came for `patience`. */
export class Reading {
  #ends;
  #done;
  #timer;
  #patienceMillis;
  finished;

  constructor(ends, patienceMillis) {
    this.#ends = new Map([...ends].filter(([, end]) => end > 0));
    this.#patienceMillis = patienceMillis;
    this.finished = new Promise((resolve) => (this.#done = resolve));
    this.#wait();
    if (this.#ends.size === 0) this.#finish();
  }

  /** Call for each record, in the order in which the client gave them out. */
  take(partition, offset, value) {
    tell({ event: "read", record: idOf(value), partition, offset });
    this.#wait();
    if (offset + 1 >= (this.#ends.get(partition) ?? Infinity)) this.#ends.delete(partition);
    if (this.#ends.size === 0) this.#finish();
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const missing = [...this.#ends].map(([partition, end]) => `${partition} to ${end}`).join(", ");
      tell({ event: "unread", why: `nothing came for ${this.#patienceMillis} ms; not read: partition ${missing}` });
      this.#done();
    }, this.#patienceMillis);
  }

  #finish() {
    clearTimeout(this.#timer);
    this.#done();
  }
}
