import { type AutomationScore, automationScore, type CouponTry } from '@aisle/decisions';
import type { HistoryExport } from '../api.js';
import { timeLimit } from '../decide/timeLimit.js';
import type { RecordingStatus } from '../results.js';
import { countInput } from './countInput.js';

/** An Aisle instance, or an object that forwards the calls to the script tag. */
export interface RiskHost {
  export(): Promise<Pick<HistoryExport, 'events'>>;
  status(): Pick<RecordingStatus, 'automation'> | Promise<Pick<RecordingStatus, 'automation'>>;
}

export interface AutomationOptions {
  /** Milliseconds, default 2,000. Then the score rests on what is known. */
  readonly deadlineMs?: number;
}

/** The methods that `addRisk` adds. */
export interface Risk {
  /**
   * How much the recent visits look like those of a program, by this device's history and this page's input. For the page
   * only: nothing is sent, stored or changed. Resolves by its deadline; never rejects.
   */
  automation(options?: AutomationOptions | null): Promise<AutomationScore>;
  /**
   * Remembers, for this page view, that a coupon code was entered. A page that reloads after each code repeats the earlier ones.
   *
   * @param timestampMs default: now
   */
  couponTried(code: string, timestampMs?: number): void;
}

export function riskOn(host: RiskHost): Risk {
  const input = countInput();
  const couponTries: CouponTry[] = [];
  return {
    async automation(options) {
      const limit = timeLimit(options?.deadlineMs);
      const read = <T>(call: () => T | Promise<T>) => limit.within((async () => call())()).catch(() => undefined);
      const [status, history] = await Promise.all([read(() => host.status()), read(() => host.export())]);
      return automationScore({
        events: history?.events ?? [],
        nowMs: Date.now(),
        input,
        couponTries,
        isDetected: status?.automation.detected ?? false,
      });
    },
    couponTried: (code, timestampMs = Date.now()) => void couponTries.push({ code: String(code), timestampMs }),
  };
}
