import { useEffect, useState } from "react";
import { boardRejection, mustReload, type Refusal, type Visitor } from "./api.gen.ts";
import { socket } from "./socket.ts";

export type Connection =
  | { is: "connecting" }
  | { is: "open" }
  /** The line broke; the socket comes back by itself. */
  | { is: "lost" }
  | { is: "refused"; why: Refusal }
  /** The server no longer takes pages of this version. */
  | { is: "outdated" };

/** Connects while there is a visitor, and says how that stands. */
export function useConnection(visitor: Visitor | null): Connection {
  const [connection, setConnection] = useState<Connection>({ is: "connecting" });
  useEffect(() => {
    if (!visitor) return undefined;
    const opened = () => setConnection({ is: "open" });
    const closed = () => setConnection({ is: "lost" });
    const failed = (error: Error) => setConnection(afterError(error));
    setConnection({ is: "connecting" });
    socket.on("connect", opened).on("disconnect", closed).on("connect_error", failed);
    socket.connect();
    return () => {
      socket.off("connect", opened).off("disconnect", closed).off("connect_error", failed);
      socket.disconnect();
    };
  }, [visitor]);
  return connection;
}

function afterError(error: Error): Connection {
  if (mustReload(error)) return { is: "outdated" };
  const why = boardRejection(error);
  return why ? { is: "refused", why } : { is: "lost" };
}
