// What a project has written by hand, in the ways that people write it.
import type { Server, Socket } from "socket.io";

export type UserId = string & { readonly __brand: "UserId" };

export interface Entity {
  id: number;
}

/** Something that is sold. */
export interface Product extends Entity {
  title: string;
  /** In cents. */
  "unit-price": number;
  tags?: string[];
  category: Category | null;
  related?: Product;
  state: "draft" | "on-sale" | "sold";
  size: { width: number; height: number };
  picture?: ArrayBuffer | Uint8Array;
  type: string;
}

export interface Category {
  name: string;
  parent?: Category;
  children: Category[];
}

/** What has become of an order. */
export type OrderState =
  | { kind: "placed"; at: string }
  | { kind: "shipped"; carrier: string; "tracking-code": string }
  | { kind: "delivered" };

export type Search = string | number | { text: string; limit?: number };

export interface Page<T> {
  items: T[];
  next: number | null;
}

export type Reply<T, E> = { ok: true; data: T } | { ok: false; error: E };

export type OrderError = { code: "sold-out" } | { code: "too-many"; max: number };

type Callback<T> = (value: T) => void;

export type Role = "buyer" | "seller";

export interface ServerToClientEvents {
  /** A product has changed. */
  "product:changed": (product: Product) => void;
  stock: (counts: Record<string, number>, at: [number, number]) => void;
  notice(text: string, level?: "info" | "warning"): void;
  confirm: (question: string, callback: (yes: boolean) => void) => void;
  join: (user: UserId, role: Role) => void;
  order: (state: OrderState) => void;
  tick: () => void;
}

export interface ClientToServerEvents {
  search: (query: Search, ack: Callback<Page<Product>>) => void;
  "order:place": (
    products: Product["id"][],
    reply: (reply: Reply<OrderState, OrderError>) => void,
  ) => void;
  rename: (id: number, title: string, cb: (err: string | null, product?: Product) => void) => void;
  /** @deprecated use `order:place` */
  buy: (id: number) => void;
  list: (filter: { category?: string } | undefined, done: (products: Product[]) => void) => void;
  update: (change: Partial<Pick<Product, "title" | "tags">>) => void;
  hello: (name: string, callback?: () => void) => void;
  seen: (when: Date, extra: unknown) => void;
  all: (...ids: number[]) => void;
}

export interface InterServerEvents {
  refresh: (revision: number) => void;
}

export interface SocketData {
  user: UserId;
}

const pattern = /["'`]/;

export function attach(io: Server<ClientToServerEvents, ServerToClientEvents>): void {
  io.on("connection", (socket: Socket) => {
    const text = `hello ${socket.id}`;
    if (pattern.test(text)) {
      socket.emit("notice", text, { type: "x" });
    }
  });
}
