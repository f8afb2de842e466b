/** Resolves when the shopper sees the page: at once, or when they return to its tab. */
export async function whenVisible(): Promise<void> {
  if (document.hidden)
    await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
}
