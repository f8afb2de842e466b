import type { RerankResult } from '@aisle/sdk';
import type { Provided } from './provided.js';

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
export function answerInTime(
  provided: Provided,
  key: string,
  itemIds: readonly string[],
  deadlineMs = DEFAULT_DEADLINE_MS,
): Partial<RerankResult<number>> {
  const name = provided.namespace + key;
  const ask = async (question: Question) => {
    const endMs = performance.now() + deadlineMs;
    const change = () =>
      new Promise<boolean>((resolve) => {
        const stop = provided.subscribe(() => {
          stop();
          resolve(true);
        });
        // A provider that suspends with its children is never mounted.
        setTimeout(resolve, endMs - performance.now(), false);
      });
    let aisle: ReturnType<Provided['peek']>;
    let result: Question['result'];
    do {
      // Each time: the first of StrictMode's two instances is disposed before anybody has heard of it.
      aisle = provided.peek();
      result =
        aisle &&
        (await aisle.rerank([...itemIds.keys()], {
          itemId: (index) => itemIds[index]!,
          deadlineMs: endMs - performance.now(),
        }));
      // The shop repeats the shopper's answer a moment after there is an instance.
    } while (
      (!aisle || (result?.reason === 'no-consent' && aisle.getSnapshot().consent !== 'denied')) &&
      (await change())
    );
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
