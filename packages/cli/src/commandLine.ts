const PLAIN = /^[\w@%+=:,./-]+$/;

/** The command as a POSIX shell reads it: words with other characters stand in single quotes. */
export const commandLine = (args: readonly string[]): string =>
  ['aisle', ...args].map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
