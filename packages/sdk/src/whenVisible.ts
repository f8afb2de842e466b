/** Resolves when the page is visible: immediately, or when the shopper returns to its tab. */
export async function whenVisible(): Promise<void> {
  if (document.hidden)
    await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
}
