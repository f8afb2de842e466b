import type { WebDriverCommand, WebDriverTransport } from './webDriverSession.js';

/** https://www.w3.org/TR/webdriver2/#endpoints, below `/session/ID`; `:id` is the parameter of that name. */
const ENDPOINTS: Readonly<
  Record<Exclude<WebDriverCommand, 'NewSession'>, readonly [method: 'GET' | 'POST' | 'DELETE', path: string]>
> = {
  SetTimeouts: ['POST', '/timeouts'],
  GetWindowHandle: ['GET', '/window'],
  NewWindow: ['POST', '/window/new'],
  SwitchToWindow: ['POST', '/window'],
  CloseWindow: ['DELETE', '/window'],
  Navigate: ['POST', '/url'],
  GetCurrentURL: ['GET', '/url'],
  Refresh: ['POST', '/refresh'],
  Back: ['POST', '/back'],
  FindElement: ['POST', '/element'],
  ElementClick: ['POST', '/element/:id/click'],
  ExecuteAsyncScript: ['POST', '/execute/async'],
};

/** WebDriver as W3C writes it down: JSON over HTTP, at a driver that starts the browser with the session. */
export function httpTransport(origin: string): WebDriverTransport {
  let sessionPath = '';
  const request = async (method: string, path: string, parameters: object): Promise<unknown> => {
    const response = await fetch(
      origin + path,
      method === 'POST' ? { method, body: JSON.stringify(parameters) } : { method },
    );
    const { value } = (await response.json()) as { value: unknown };
    if (response.ok) return value;
    const { error, message } = value as { error: string; message: string };
    throw new Error(`${error}: ${message}`);
  };
  return {
    send: async (command, { id, ...parameters }) => {
      if (command === 'NewSession') {
        const { sessionId } = (await request('POST', '/session', parameters)) as { sessionId: string };
        sessionPath = `/session/${sessionId}`;
        return undefined;
      }
      const [method, path] = ENDPOINTS[command];
      return request(method, sessionPath + path.replace(':id', String(id)), parameters);
    },
  };
}
