// Fetches bytes, and only the last answer counts: a newer request ends the one before it.

import { read, takeEarly } from "../../lib/early.js";

export class Latest {
  #controller = null;

  /** Gives the bytes to `done`, or an error with words for people to `failed`; neither when overtaken. */
  async get(url, { done, failed }, headers = {}) {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    try {
      const buffer = await bytesOf(url, controller.signal, headers);
      if (!controller.signal.aborted) done(buffer);
    } catch (error) {
      if (controller.signal.aborted) return;
      failed(error);
      if (!(error instanceof LoadError)) throw error; // ours to mend: let the console have it
    }
  }

  cancel() {
    this.#controller?.abort();
    this.#controller = null;
  }
}

/** The server did not give the data; the message says why. */
export class LoadError extends Error {}

async function bytesOf(url, signal, headers) {
  const { ok, status, bytes } = await (takeEarly(url) ?? fetch(url, { signal, headers }).then(read)).catch(
    (error) => {
      throw error.name === "AbortError" ? error : new LoadError("the server cannot be reached.");
    },
  );
  if (!ok) throw new LoadError(`the server answered ${status}.`);
  return bytes;
}
