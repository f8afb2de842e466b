import { AisleError } from '@aisle/core';

/**
 * @param whatNeeds begins the message of the error
 * @throws AisleError `insecure-context`
 */
export function webCrypto(whatNeeds: string) {
  const { subtle } = (globalThis.crypto as typeof crypto | undefined) ?? {};
  if (subtle) return subtle;
  throw new AisleError(
    'insecure-context',
    (globalThis as { readonly isSecureContext?: boolean }).isSecureContext
      ? `${whatNeeds} crypto.subtle, which a script or an extension has removed.`
      : `${whatNeeds} a secure context: serve the page over https, or from localhost.`,
  );
}
