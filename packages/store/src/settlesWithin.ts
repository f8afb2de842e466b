/** The deadline is counted in so many steps. */
const STEPS = 10;

/**
 * Whether `work` settles before the deadline. Never rejects.
 *
 * The time when the page is frozen does not count: a timer that ended meanwhile runs when the page resumes, maybe before
 * the events of `work`. It ends one step only.
 */
export function settlesWithin(work: Promise<unknown>, deadlineMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (steps: number): void => {
      if (steps === 0) resolve(false);
      else timer = setTimeout(wait, deadlineMs / STEPS, steps - 1);
    };
    const settled = () => {
      clearTimeout(timer);
      resolve(true);
    };
    wait(STEPS);
    work.then(settled, settled);
  });
}
