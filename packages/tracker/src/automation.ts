/** What to do with visits that a program makes: keep them out of the history, or record them like a person's. */
export type AutomationPolicy = 'ignore' | 'record';

/** Whether the browser says that it is driven by a program (WebDriver, section 4: the webdriver-active flag). */
export function isAutomated(navigator: { readonly webdriver?: boolean }): boolean {
  return navigator.webdriver === true;
}
