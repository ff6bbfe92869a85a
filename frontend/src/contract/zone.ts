let told: string | undefined;

/** The service says in which time zone dates and times are meant: every page tells them in it. */
export function useBusinessZone(zone: string): void {
  told = zone;
}

/** Such as `Asia/Shanghai`; `undefined`, which is the reader's own, as long as the service has not told. */
export function businessZone(): string | undefined {
  return told;
}
