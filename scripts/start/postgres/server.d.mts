export function stopServer(pid: number): Promise<void>;
