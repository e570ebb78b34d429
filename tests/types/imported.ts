// A project whose event maps were imported: what it calls and handles by the old maps, it calls and handles by the new ones.

import type { ShopClientToServer, ShopServerToClient } from "./imported.gen.js";
import type { ClientToServerEvents, ServerToClientEvents } from "./shop.js";

/** The events that `import-ts` says something about, and those whose acknowledgement may be an error of the server's now. */
type Different = "list" | "notice" | "hello" | "all" | "order:place" | "rename" | "seen";

type Same<Map> = Omit<Map, Different>;

/** What the project emits is taken: each new function can be called as the old one. */
export function calls(emit: Same<ShopClientToServer>): Same<ClientToServerEvents> {
  return emit;
}

/** What the project handles comes: each old handler can be given what the server sends now. */
export function handles(handlers: Same<ServerToClientEvents>): Same<ShopServerToClient> {
  return handlers;
}

/** The old maps do not say that the server may answer with an error of its own. All else is as it was. */
export function orders(
  place: ShopClientToServer["order:place"],
): (products: Parameters<ClientToServerEvents["order:place"]>[0]) => void {
  return (products) => {
    place(products, (reply) => {
      if (reply.ok) {
        const kind: "placed" | "shipped" | "delivered" = reply.data.kind;
        console.log(kind);
      } else if (reply.error.code === "too-many") {
        console.log(reply.error.max);
      }
    });
  };
}
