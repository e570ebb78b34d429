import type { Connection } from "./useConnection.ts";

interface Props {
  connection: Connection;
  /** What went wrong last; empty when all is well. */
  problem: string;
}

/** One line above the board: how the connection stands, or what went wrong. Read out when it changes. */
export function Notice({ connection, problem }: Props) {
  return (
    <div className="notice" role="status" data-testid="notice" data-connection={connection.is}>
      {connection.is === "connecting" && <p>Connecting…</p>}
      {connection.is === "lost" && <p className="problem">The connection is lost. Trying again…</p>}
      {connection.is === "outdated" && (
        <p>
          A new version is there.
          <button className="primary" onClick={() => location.reload()}>
            Reload
          </button>
        </p>
      )}
      {connection.is === "open" && problem && <p className="problem">{problem}</p>}
    </div>
  );
}
