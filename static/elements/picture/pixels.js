// The colour of a picture's pixels, for who points at one.

const MOST = 16_000_000; // pixels that are copied to be read

export class Pixels {
  #context = null;
  #of = "";

  /** "x 3, y 5" and the colour there as `[red, green, blue, alpha]`; null where it cannot be read. */
  at(image, { x, y }) {
    if (image.naturalWidth * image.naturalHeight > MOST) return null;
    if (this.#of !== image.currentSrc) this.#copy(image);
    return this.#context.getImageData(x, y, 1, 1).data;
  }

  forget() {
    this.#context = null;
    this.#of = "";
  }

  #copy(image) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    this.#context = canvas.getContext("2d", { willReadFrequently: true });
    this.#context.drawImage(image, 0, 0);
    this.#of = image.currentSrc;
  }
}

export function colorText([red, green, blue, alpha]) {
  const color = red === green && green === blue ? String(red) : `${red}, ${green}, ${blue}`;
  return alpha === 255 ? color : `${color}, alpha ${alpha}`;
}
