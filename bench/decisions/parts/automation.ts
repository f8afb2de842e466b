import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { EventType } from '../../../packages/core/src/index.js';
import { type AutomationEvidence, automationScore } from '../../../packages/decisions/src/index.js';
import type { DecisionPart, DecisionRow } from '../row.js';

const COMMAND = 'npx -y pnpm@12 bench decisions --part automation';
const GOAL = 0.005;
/** Shorter sessions have too few gaps for regular intervals. */
const REGULAR_FROM = 9;

type Session = AutomationEvidence['events'];

function readRows(file: string, separator: string): readonly (readonly string[])[] {
  const [, ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  return lines.map((line) => line.split(separator));
}

/** Sessions in the order of their first events. The rows of a session are in order. */
function sessionsOf(
  rows: readonly { readonly session: string; readonly event: Session[number] }[],
): readonly Session[] {
  const sessions = new Map<string, Session[number][]>();
  for (const { session, event } of rows) {
    const events = sessions.get(session);
    if (events) events.push(event);
    else sessions.set(session, [event]);
  }
  return [...sessions.values()]
    .map((events) => events.sort((a, b) => a.timestampMs - b.timestampMs))
    .sort((a, b) => a[0]!.timestampMs - b[0]!.timestampMs);
}

/** The limits were chosen on the first half of the sessions, by time. This is the other half. */
function yoochoose(data: string): readonly Session[] {
  const rows = ['train_full', 'test'].flatMap((name) =>
    readRows(path.join(data, `yoochoose-100k/${name}.tsv.gz`), '\t').map(([session, item = '', seconds]) => ({
      session: `${name}-${session}`,
      event: { type: 'view_item' as const, timestampMs: Number(seconds) * 1_000, items: [{ item_id: item }] },
    })),
  );
  const sessions = sessionsOf(rows);
  return sessions.slice(sessions.length / 2);
}

const REES46_TYPES: Readonly<Record<string, EventType>> = {
  view: 'view_item',
  cart: 'add_to_cart',
  purchase: 'purchase',
};

function rees46(data: string): readonly Session[] {
  const rows = readRows(path.join(data, 'rees46-2019-10-01-head/events.csv.gz'), ',').map((cells) => ({
    session: cells.at(-1)!,
    event: {
      type: REES46_TYPES[cells[1]!]!,
      timestampMs: Date.parse(cells[0]!.replace(' UTC', 'Z').replace(' ', 'T')),
      items: [{ item_id: cells[2]! }],
    },
  }));
  return sessionsOf(rows);
}

/** Whether a page that asks after each event would ever see a flag. */
const isEverFlagged = (session: Session): boolean =>
  session.some(({ timestampMs: nowMs }, i) => automationScore({ events: session.slice(0, i + 1), nowMs }).flagged);

/** Real sessions that the automation score flags, by the signals that a log has: intervals and sweeps. */
export const automation: DecisionPart = async ({ data }) =>
  [
    {
      name: 'yoochoose-100k',
      log: 'yoochoose-100k, the second half by time, which chose no limit',
      sessions: yoochoose(data),
    },
    { name: 'REES46', log: 'REES46, 1 October 2019, 00:00 to 02:50', sessions: rees46(data) },
  ].map(({ name, log, sessions }): DecisionRow => {
    const flagged = sessions.filter(isEverFlagged).length;
    const share = flagged / sessions.length;
    const long = sessions.filter(({ length }) => length >= REGULAR_FROM).length;
    return {
      name: `Real sessions flagged as automated at any event, ${name}`,
      floor: '–',
      figure: `${(100 * share).toFixed(3)} % (${flagged} of ${sessions.length}, of which ${long} have nine events or more)`,
      goal: 'below .5 %',
      met: share < GOAL,
      data: log,
      command: COMMAND,
    };
  });
