/** A landing page, a start, a guide and a reference page: for axe and Lighthouse. */
export const CHECKED_PAGES = ['index.html', 'starts/html.html', 'guides/consent.html', 'reference/events.html'];
