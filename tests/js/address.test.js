import assert from "node:assert/strict";
import test from "node:test";
import { changed } from "../../static/lib/address.js";

const news = (before, now) => decodeURIComponent(changed(before, now).toString());

test("what is kept is what has changed", () => {
  assert.equal(news("/t/", "/t/"), "");
  assert.equal(news("/t/", "/t/?smoothing=0.8"), "smoothing=0.8");
  assert.equal(news("/t/?smoothing=0.8", "/t/?smoothing=0.9&tagFilter=x"), "smoothing=0.9&tagFilter=x");
  assert.equal(news("/t/?tagFilter=x", "/t/?tagFilter="), "tagFilter=");
  assert.equal(news("/t/", "/t/?yScale.a.b=log10&format=plain"), "yScale.a.b=log10&format=plain");
  assert.equal(news("/t/", "/t/?groups=2&page.a=2&was=x"), "");
});

test("a group that is no longer said to be open is closed, and the other way round", () => {
  assert.equal(news("/t/", "/t/?open=a&closed=b"), "open=a&closed=b");
  assert.equal(news("/t/?open=a", "/t/"), "closed=a");
  assert.equal(news("/t/?closed=a", "/t/"), "open=a");
  assert.equal(news("/t/?open=a", "/t/?closed=a"), "closed=a");
});

test("large cards are said all at once", () => {
  assert.equal(news("/t/?expanded=a", "/t/?expanded=a&expanded=b"), "expanded=a&expanded=b");
  assert.equal(news("/t/?expanded=a", "/t/?expanded="), "expanded=");
});
