export function sourceHash(root: string): string;
export function writeStamp(root: string, hash: string): void;
