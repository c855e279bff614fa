// How far two pictures are apart, pixel by pixel. Pure; pixels are as a canvas has them: red, green, blue, alpha.

/**
 * The absolute difference of each colour, times a gain, as pixels; with `mean` and `most` of the differences
 * without the gain, from 0 to 255, and `changed`, the part of the pixels that differ at all.
 */
export function difference(one, other, gain = 1) {
  const pixels = new Uint8ClampedArray(one.length);
  let [sum, most, changed] = [0, 0, 0];
  for (let i = 0; i < one.length; i += 4) {
    let differs = 0;
    for (let channel = i; channel < i + 3; channel++) {
      const apart = Math.abs(one[channel] - other[channel]);
      pixels[channel] = apart * gain;
      sum += apart;
      if (apart > most) most = apart;
      differs |= apart;
    }
    pixels[i + 3] = 255;
    if (differs) changed++;
  }
  const count = one.length / 4;
  return { pixels, mean: count ? sum / (3 * count) : 0, most, changed: count ? changed / count : 0 };
}
