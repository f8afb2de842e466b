import type { Page } from 'playwright';

/** Everything that a page can store on the device. */
export const leftOnDevice = (page: Pick<Page, 'evaluate'>) =>
  page.evaluate(async () => {
    const fileNames: string[] = [];
    // TypeScript's DOM library lacks async iteration of directories.
    const directory = (await navigator.storage.getDirectory()) as unknown as { keys(): AsyncIterable<string> };
    for await (const name of directory.keys()) fileNames.push(name);
    return {
      databases: (await indexedDB.databases()).map(({ name }) => name),
      caches: await caches.keys(),
      localStorage: Object.keys(localStorage),
      sessionStorage: Object.keys(sessionStorage),
      cookies: document.cookie,
      files: fileNames,
      serviceWorkers: (await navigator.serviceWorker.getRegistrations()).length,
    };
  });

export const NOTHING = {
  databases: [],
  caches: [],
  localStorage: [],
  sessionStorage: [],
  cookies: '',
  files: [],
  serviceWorkers: 0,
};
