/**
 * States that are to be followed up: those with the fewest faults first, and of these those with the fewest steps. A state
 * can be put in again with fewer steps; where it was then is an entry that has had its time.
 */
export class SearchAgenda {
  /** By faults, then by steps. */
  private readonly layers: (number[] | undefined)[][] = [];
  private faults = 0;
  private steps = 0;
  private at = 0;

  /** The faults of the state that was taken last, and its steps. */
  get present(): { readonly faults: number; readonly steps: number } {
    return { faults: this.faults, steps: this.steps };
  }

  put(state: number, faults: number, steps: number): void {
    while (this.layers.length <= faults) this.layers.push([]);
    const layer = this.layers[faults] as (number[] | undefined)[];
    (layer[steps] ??= []).push(state);
  }

  /** The next one; -1: there is none. */
  take(): number {
    for (; this.faults < this.layers.length; this.faults++, this.steps = 0) {
      const layer = this.layers[this.faults] as (number[] | undefined)[];
      for (; this.steps < layer.length; this.steps++, this.at = 0) {
        const states = layer[this.steps];
        if (states !== undefined && this.at < states.length) return states[this.at++] as number;
        // Nobody comes back to it.
        layer[this.steps] = undefined;
      }
    }
    return -1;
  }
}
