import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What lies between a browser and a server, and can be cut, clogged and mended. */
export class Wire {
  address = "";
  private readonly to: URL;
  private server: Server | null = null;
  private port = 0;
  private clogged = false;
  private readonly open = new Set<Socket>();

  constructor(to: string) {
    this.to = new URL(to);
  }

  async mend(): Promise<void> {
    this.clogged = false;
    this.drop();
    if (this.server) return;
    this.server = createServer((near) => this.carry(near));
    this.server.listen(this.port, "127.0.0.1");
    // A journey that failed ends with its browser.
    this.server.unref();
    await once(this.server, "listening");
    this.port = (this.server.address() as AddressInfo).port;
    this.address = `http://127.0.0.1:${this.port}`;
  }

  /** Nobody is there: every connection ends, and new ones are refused. */
  async cut(): Promise<void> {
    const ended = this.server && once(this.server, "close");
    this.server?.close();
    this.server = null;
    this.drop();
    await ended;
  }

  /** Somebody is there and takes everything, but says nothing any more. */
  clog(): void {
    this.clogged = true;
    this.drop();
  }

  private drop(): void {
    for (const socket of this.open) socket.destroy();
    this.open.clear();
  }

  private carry(near: Socket): void {
    this.keep(near);
    if (this.clogged) {
      near.resume();
      return;
    }
    const far = connect(Number(this.to.port), this.to.hostname);
    this.keep(far);
    near.pipe(far);
    far.pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  }

  private keep(socket: Socket): void {
    this.open.add(socket.unref());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.open.delete(socket));
  }
}
