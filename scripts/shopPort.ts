/** The port of the example shop for people. It is fixed, so that a bookmark keeps working. */
export const DEFAULT_PORT = 4321;

/** Starts a server on `port`, or on any free port if it is taken. */
export async function orFreePort<T>(port: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    console.log(`Port ${port} is taken. Using a free one.`);
    return start(0);
  }
}
