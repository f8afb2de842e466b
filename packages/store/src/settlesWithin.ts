/** Whether `work` settles before the deadline. Never rejects. */
export function settlesWithin(work: Promise<unknown>, deadlineMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, deadlineMs, false);
    const settled = () => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(settled, settled);
  });
}
