export function controlSocketPath(home: string): string;
