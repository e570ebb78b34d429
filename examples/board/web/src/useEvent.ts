import { useEffect, useEffectEvent } from "react";
import type { Socket } from "socket.io-client";

type Events = Record<string, any>;

/**
 * Calls `listener` for each event of this name while the component is mounted. For every socket of a
 * generated file: `useEvent(socket, "task:changed", (task) => …)`.
 */
export function useEvent<Received extends Events, Sent extends Events, Name extends keyof Received & string>(
  socket: Socket<Received, Sent>,
  name: Name,
  listener: Received[Name],
): void {
  const latest = useEffectEvent(listener);
  useEffect(() => {
    // The compiler checks it where the hook is used; here, where the name is open, it cannot.
    const heard = ((...args: Parameters<Received[Name]>) => latest(...args)) as never;
    socket.on(name, heard);
    return () => void socket.off(name, heard);
  }, [socket, name]);
}
