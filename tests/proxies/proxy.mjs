// nginx and haproxy as child processes, each with a configuration and a folder of its own.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";

/** The file descriptor at which a proxy finds its listening socket: the first after the standard ones. */
const LISTENER = 3;

/**
 * Starts nginx. `site` is what stands in its `server` block, `shared` what stands beside it in the `http` block.
 * `tls` is a certificate from `certificate`.
 */
export async function startNginx({ site, shared = "", tls }) {
  return start({ scheme: tls ? "https" : "http", program: process.env.NGINX ?? "nginx" }, (folder, port) => ({
    config: `
      daemon off;
      worker_processes 1;
      ${process.getuid() === 0 ? `user ${userInfo().username};` : ""}
      pid ${folder}/pid;
      error_log ${folder}/log;
      events {}
      http {
        access_log off;
        client_body_temp_path ${folder}/body;
        proxy_temp_path ${folder}/proxy;
        fastcgi_temp_path ${folder}/fastcgi;
        uwsgi_temp_path ${folder}/uwsgi;
        scgi_temp_path ${folder}/scgi;
        ${shared}
        server {
          listen 127.0.0.1:${port}${tls ? " ssl" : ""};
          ${tls ? `ssl_certificate ${tls.file}; ssl_certificate_key ${tls.file};` : ""}
          ${site}
        }
      }`,
    args: ["-e", `${folder}/log`, "-c"],
    // How nginx tells its successor which sockets are open already.
    env: { NGINX: `${LISTENER};` },
  }));
}

/** Starts haproxy. `backend` is what stands in the section of the backend; `frontend` in that of the frontend. */
export async function startHaproxy({ backend, frontend = "", defaults = HAPROXY_TIMEOUTS, tls }) {
  return start({ scheme: tls ? "https" : "http", program: process.env.HAPROXY ?? "haproxy" }, () => ({
    config: lines(`
      defaults
        mode http
        ${defaults}
      frontend front
        bind fd@${LISTENER}${tls ? ` ssl crt ${tls.file}` : ""}
        default_backend back
        ${frontend}
      backend back
        ${backend}`),
    args: ["-db", "-q", "-f"],
    env: {},
  }));
}

/** The timeouts of the configuration that Debian installs. */
export const HAPROXY_TIMEOUTS = `
        timeout connect 5000
        timeout client 50000
        timeout server 50000`;

/** haproxy reads one statement from each line and wants the last line ended. */
const lines = (config) => `${config.replaceAll(/^ +/gm, "")}\n`;

/**
 * Starts a proxy that listens on a free port and stops it when the test file ends.
 *
 * The socket is bound here and handed down: there is no free port to lose to somebody else, and who connects
 * before the proxy accepts only waits.
 */
async function start({ scheme, program }, describe) {
  const folder = await mkdtemp(join(tmpdir(), "wigwag-proxy-"));
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address();

  const { config, args, env } = describe(folder, port);
  const file = join(folder, "config");
  await writeFile(file, config);
  const child = spawn(program, [...args, file], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit", listener._handle.fd],
  });
  const exited = once(child, "exit");
  after(async () => {
    child.kill("SIGTERM");
    await exited;
    await rm(folder, { recursive: true });
  });
  await once(child, "spawn");
  listener.close();
  return { url: `${scheme}://127.0.0.1:${port}`, port };
}

/** Makes a certificate for 127.0.0.1: `file` has it with its key, `ca` is what a client trusts. */
export async function certificate() {
  const folder = await mkdtemp(join(tmpdir(), "wigwag-certificate-"));
  after(() => rm(folder, { recursive: true }));
  const openssl = process.env.OPENSSL ?? "openssl";
  const [key, file] = [join(folder, "key.pem"), join(folder, "both.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "1"];
  const { stdout: ca } = await promisify(execFile)(openssl, ["req", ...kind, ...subject, "-keyout", key]);
  await writeFile(file, ca + (await readFile(key, "utf8")));
  return { file, ca };
}
