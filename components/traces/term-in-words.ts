/** An attribute as the search of traces takes it. */
export const termInWords = (key: string, value: string): string => {
  const text = `${key}=${value}`;
  if (!/[\s"']/.test(text)) return text;
  return text.includes('"') ? `'${text.replaceAll("'", "")}'` : `"${text}"`;
};
