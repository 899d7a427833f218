export type Server = { pid: number; port: number; adopted: boolean };
export type Cluster = { folder: string; url(): string; run(): Promise<Server> };
export function openCluster(options: {
  root: string;
  home: string;
  log: string;
  choosePort: () => Promise<number>;
  durable?: boolean;
}): Promise<Cluster>;
