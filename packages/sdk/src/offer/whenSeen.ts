/** How long half of an offer must be visible to count as seen. As the IAB and MRC count a display advertisement. */
const SEEN_MS = 1_000;

/** Calls `onSeen` once, after half of the element was visible for a second without a break. @returns a function that stops */
export function whenSeen(element: Element, onSeen: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new IntersectionObserver(
    (entries) => {
      clearTimeout(timer);
      if (!entries.at(-1)!.isIntersecting) return;
      timer = setTimeout(() => {
        observer.disconnect();
        onSeen();
      }, SEEN_MS);
    },
    { threshold: 0.5 },
  );
  observer.observe(element);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
