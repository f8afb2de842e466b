'use client';

import { useConsent } from '@aisle/react';
import { useEffect, useState } from 'react';

const KEY = 'shop-consent';

/** Asks once, and repeats the answer on every page. */
export function Consent() {
  const { grant, deny } = useConsent();
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    const answer = localStorage.getItem(KEY);
    setAsking(answer === null);
    if (answer) void (answer === 'granted' ? grant() : deny());
  }, [grant, deny]);
  if (!asking) return null;
  const say = (answer: 'granted' | 'denied') => () => {
    localStorage.setItem(KEY, answer);
    setAsking(false);
    void (answer === 'granted' ? grant() : deny());
  };
  return (
    <section className="consent">
      May this shop remember on this device what you look at, to order lists for you?
      <button type="button" onClick={say('granted')}>Accept</button>
      <button type="button" onClick={say('denied')}>No thanks</button>
    </section>
  );
}
