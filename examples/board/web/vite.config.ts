import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `cargo run --bin board` listens. */
const SERVER = "http://127.0.0.1:3000";

export default defineConfig({
  plugins: [react()],
  // While the page is developed, Vite serves it and passes the events on.
  server: { proxy: { "/socket.io": { target: SERVER, ws: true } } },
});
