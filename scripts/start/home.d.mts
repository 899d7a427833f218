export function readSecret(home: string): string;
export function readPreviousSecret(home: string): string | undefined;
export function rotateSecret(home: string): void;
