import type { Aisle, RerankResult } from '@aisle/sdk';
import type { Provided } from './aisleContext.js';

const DEFAULT_DEADLINE_MS = 100;
/** React asks again when a question is answered, and by then may be busy. */
const KEPT_MS = 5_000;

interface Question {
  answered?: Promise<void>;
  /** Empty where there was no instance in time. */
  result?: Partial<RerankResult<number>>;
}

/** By namespace and ids. Not in a component's state, since React throws that of a first render away when it suspends. */
const questions = new Map<string, Question>();

/**
 * What the engine says; indices.
 *
 * @throws the promise of an answer, as React's Suspense wants it, until there is one or the deadline has passed
 */
export function answerInTime({ aisle, namespace, made }: Provided, key: string, itemIds: readonly string[], deadlineMs = DEFAULT_DEADLINE_MS): Partial<RerankResult<number>> {
  const name = namespace + key;
  const ask = async (question: Question) => {
    const endMs = performance.now() + deadlineMs;
    // A provider that suspends with its children is never mounted.
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, deadlineMs));
    const instance = aisle ?? (await Promise.race([made, late]))?.();
    let result;
    // The shop repeats the shopper's answer a moment after there is an instance.
    do result = await instance?.rerank([...itemIds.keys()], { itemId: (index) => itemIds[index]!, deadlineMs: endMs - performance.now() });
    while (result?.reason === 'no-consent' && (await Promise.race([mayAskAgain(instance!), late])));
    question.result = result ?? {};
    setTimeout(() => questions.delete(name), KEPT_MS);
  };
  let question = questions.get(name);
  if (!question) {
    questions.set(name, (question = {}));
    question.answered = ask(question);
  }
  if (!question.result) throw question.answered!;
  return question.result;
}

/** After the next change of the status. @returns whether the shopper has not said no */
const mayAskAgain = (aisle: Aisle) =>
  new Promise<boolean>((resolve) => {
    const stop = aisle.subscribe(() => {
      stop();
      resolve(aisle.getSnapshot().consent !== 'denied');
    });
  });
