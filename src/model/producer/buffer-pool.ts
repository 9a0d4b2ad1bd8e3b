/**
 * The memory for batches that are not complete (P-39). Who does not get enough at once waits, first come first served,
 * and takes what becomes free piece by piece. But it looks only when it is told that some came back or was left over:
 * until then a newcomer who needs less may overtake it.
 */
export class BufferPool {
  readonly totalBytes: number;
  private free: number;
  private readonly waiters: BufferWaiter[] = [];

  constructor(totalBytes: number) {
    this.totalBytes = totalBytes;
    this.free = totalBytes;
  }

  get freeBytes(): number {
    return this.free;
  }

  get hasWaiters(): boolean {
    return this.waiters.length > 0;
  }

  tryAllocate(bytes: number): boolean {
    if (this.free < bytes) return false;
    this.free -= bytes;
    this.tellFirst();
    return true;
  }

  deallocate(bytes: number): void {
    this.free += bytes;
    this.tellFirst();
  }

  /** Tells the first of those who wait that there is memory, if there is. */
  tellFirst(): void {
    const first = this.waiters[0];
    if (first !== undefined && this.free > 0) first.told = true;
  }

  wait(bytes: number): BufferWaiter {
    const waiter = new BufferWaiter(bytes);
    this.waiters.push(waiter);
    return waiter;
  }

  /** Lets a waiter who was told so take what is free. True when that was all it needs, and it waits no longer. */
  serve(waiter: BufferWaiter): boolean {
    if (!waiter.told) return false;
    waiter.told = false;
    const got = Math.min(waiter.bytes - waiter.gotBytes, this.free);
    waiter.gotBytes += got;
    this.free -= got;
    if (waiter.gotBytes < waiter.bytes) return false;
    this.waiters.shift();
    this.tellFirst();
    return true;
  }

  /** The waiter waits no longer and gives back what it had got so far. */
  abandon(waiter: BufferWaiter): void {
    const at = this.waiters.indexOf(waiter);
    if (at < 0) return;
    this.waiters.splice(at, 1);
    this.free += waiter.gotBytes;
    this.tellFirst();
  }
}

export class BufferWaiter {
  readonly bytes: number;
  gotBytes = 0;
  /** There may be memory for it. */
  told = false;

  constructor(bytes: number) {
    this.bytes = bytes;
  }
}
