// How replicas of one engine are told apart: by the address that they are configured with, so that work finds its own replica
// again whatever the order of the settings.

/** `vllm-omni@10.0.0.5:8000`. */
export function toReplicaId(name: string, baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl);
  return `${name}@${host}${pathname.replace(/\/+$/, "")}`;
}

/** `vllm-omni`. */
export function toEngineName(engineId: string): string {
  return engineId.split("@", 1)[0] ?? engineId;
}
