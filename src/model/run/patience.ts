import { type Duration, micros, millis } from "../../sim/index.ts";
import { spin } from "../properties/no-busy-spin.ts";

/** How long one turn of a sender takes that spins (P-25); a real one burns a core. */
export const busyWait = millis(1);

/** How long the polls of one sender wait, and whether it goes round for nothing. */
export class Patience {
  private readonly overshoot: Duration;
  private readonly spins: () => void;
  /** Turns in a row that brought nothing, and did not wait. */
  private vain = 0;

  /** `spins`: called when so many turns in a row were for nothing. */
  constructor(overshoot: Duration, spins: () => void) {
    this.overshoot = overshoot;
    this.spins = spins;
  }

  /** The wait of a poll with this timeout. */
  wait(timeoutMillis: number): Duration {
    if (timeoutMillis > 0) {
      this.vain = 0;
      return micros(millis(timeoutMillis) + this.overshoot);
    }
    if (++this.vain === spin) this.spins();
    return busyWait;
  }

  /** Something came, or was sent. */
  rewarded(): void {
    this.vain = 0;
  }
}
