/** Addresses as people write several of them. */
export const addressesIn = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);
