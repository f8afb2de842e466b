import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReloadServer {
  /** A script for pages, of any origin, that reloads them after each call of `reload`. */
  readonly script: string;
  reload(): void;
  close(): void;
}

/** Tells open pages to reload, by server-sent events. */
export async function startReloadServer(): Promise<ReloadServer> {
  const pages = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Access-Control-Allow-Origin': '*' });
    response.flushHeaders();
    pages.add(response);
    request.on('close', () => pages.delete(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    script: `new EventSource('http://localhost:${port}').onmessage = () => location.reload();`,
    reload: () => pages.forEach((page) => page.write('data: reload\n\n')),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
