import { fileURLToPath, pathToFileURL } from 'node:url';
import { type StaticServer, startStaticServer } from '@aisle/harness';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** Serves the shop with the built SDK under /aisle/ and the example release under /models/shop/. */
export function serveGa4Shop(port = 0): Promise<StaticServer> {
  return startStaticServer({
    port,
    roots: [
      { urlPath: '/aisle/', directory: `${repository}packages/sdk/dist` },
      { urlPath: '/models/shop/', directory: `${repository}models/shop` },
      { urlPath: '/', directory: fileURLToPath(new URL('site', import.meta.url)) },
    ],
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { origin } = await serveGa4Shop(8082);
  console.log(`${origin}/index.html  (Ctrl+C to stop)`);
}
