import { useConsent } from '@aisle/react';
import { useEffect, useState } from 'react';

const KEY = 'shop-consent';

/** Asks once, and sets the consent on every page. */
export function Consent() {
  const { grant, deny } = useConsent();
  const [isAsking, setIsAsking] = useState(false);
  useEffect(() => {
    const answer = localStorage.getItem(KEY);
    setIsAsking(answer === null);
    if (answer) void (answer === 'granted' ? grant() : deny());
  }, [grant, deny]);
  if (!isAsking) return null;
  const choose = (answer: 'granted' | 'denied') => () => {
    localStorage.setItem(KEY, answer);
    setIsAsking(false);
    void (answer === 'granted' ? grant() : deny());
  };
  return (
    <section className="consent">
      May this shop remember on this device what you look at, to order lists for you?
      <button type="button" onClick={choose('granted')}>
        Accept
      </button>
      <button type="button" onClick={choose('denied')}>
        No thanks
      </button>
    </section>
  );
}
