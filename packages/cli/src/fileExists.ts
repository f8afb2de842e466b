import { access } from 'node:fs/promises';

/** Whether a file or folder of this name can be seen. */
export const fileExists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
