import assert from "node:assert/strict";
import test from "node:test";
import { copy, isCurrent, restored, toRestore } from "../../static/lib/mirror.js";

const LOSS = { plugin: "scalars", tag: "loss" };
const mine = (name = "mine") => ({ version: 1, name, smoothing: 0.3 });

function storageOf(texts = {}) {
  const map = new Map(Object.entries(texts));
  return {
    map,
    get: (key) => map.get(key) ?? null,
    set: (key, text) => map.set(key, text),
    remove: (key) => map.delete(key),
  };
}

test("a copy has the names that the README gives", () => {
  const storage = storageOf();
  copy(storage, "1", { pins: [LOSS], profiles: [mine()], active: "mine" });
  assert.equal(storage.get("tb-saved-pins"), JSON.stringify([LOSS]));
  assert.equal(storage.get("tb-profile-index"), '["mine"]');
  assert.equal(storage.get("tb-profile-mine"), JSON.stringify(mine()));
  assert.equal(storage.get("tb-active-profile"), "mine");
  assert.ok(isCurrent(storage, "1"));
  assert.ok(!isCurrent(storage, "2"));
});

test("what is gone on the server goes, what was never there stays", () => {
  const storage = storageOf({ "tb-profile-index": '["foreign"]', "tb-profile-foreign": '{"version": 9}' });
  copy(storage, "1", { pins: [], profiles: [mine()], active: "mine" });
  copy(storage, "2", { pins: [], profiles: [], active: null });
  assert.equal(storage.get("tb-profile-mine"), null);
  assert.equal(storage.get("tb-active-profile"), null);
  assert.equal(storage.get("tb-profile-index"), '["foreign"]');
  assert.equal(storage.get("tb-profile-foreign"), '{"version": 9}');
});

test("pins of another log directory are not written over by none", () => {
  const storage = storageOf({ "tb-saved-pins": JSON.stringify([LOSS]) });
  copy(storage, "1", { pins: null, profiles: [mine()], active: null });
  assert.equal(storage.get("tb-saved-pins"), JSON.stringify([LOSS]));
});

test("a server that has forgotten us gets the copy back, one that knows us does not", () => {
  const storage = storageOf();
  copy(storage, "1", { pins: [LOSS], profiles: [mine(), mine("__proto__")], active: "mine" });
  assert.equal(toRestore(storage, true), null);
  const found = toRestore(storage, false);
  assert.deepEqual(found.pins, [LOSS]);
  assert.deepEqual(
    found.profiles.map(({ name }) => name),
    ["mine", "__proto__"],
  );
  assert.equal(found.active, "mine");
});

test("with nothing kept there is nothing to restore", () => {
  assert.equal(toRestore(storageOf(), false), null);
});

test("old scalar pins are given once, whether or not we are known", () => {
  const storage = storageOf({ "tb-saved-scalar-pins": '["loss"]' });
  const found = toRestore(storage, true);
  assert.deepEqual(found.more, [LOSS]);
  restored(storage, found, []);
  assert.equal(storage.get("tb-saved-scalar-pins"), "[]");
  assert.equal(toRestore(storage, true), null);
});

test("the names that TensorBored's pages use are read once", () => {
  const storage = storageOf({
    _tb_profiles_index: '["a", "b"]',
    "_tb_profile.a": '{"version": 1, "smoothing": 0.1}',
    "_tb_profile.b": '{"version": 1, "data": {"name": "wrapped"}}',
    _tb_active_profile: "a",
  });
  const found = toRestore(storage, true);
  assert.deepEqual(found.profiles[0], { version: 1, smoothing: 0.1, name: "a" });
  assert.equal(found.profiles[1].data.name, "wrapped");
  assert.equal(found.active, "a");
  restored(storage, found, []);
  assert.equal(toRestore(storage, true), null);
  assert.equal(storage.get("_tb_profile.a"), '{"version": 1, "smoothing": 0.1}');
});

test("what was refused stays, and is not offered again and again", () => {
  const storage = storageOf({ "tb-profile-index": '["bad"]', "tb-profile-bad": '{"smoothing": 7}' });
  const found = toRestore(storage, false);
  restored(storage, found, ["profiles[0].smoothing: …"]);
  assert.equal(toRestore(storage, false), null);
  assert.equal(storage.get("tb-profile-bad"), '{"smoothing": 7}');
});

test("nonsense in the storage is as good as nothing", () => {
  for (const text of ["{", "null", "7", '{"__proto__": []}', "[7, null]", '"x"']) {
    const keys = [
      "tb-saved-pins",
      "tb-profile-index",
      "tb-saved-scalar-pins",
      "tb-mirror",
      "_tb_profiles_index",
    ];
    const storage = storageOf(Object.fromEntries(keys.map((key) => [key, text])));
    const found = toRestore(storage, false);
    assert.ok(found === null || found.profiles.length === 0);
    copy(storage, "1", { pins: [], profiles: [mine("__proto__"), mine("index")], active: null });
    assert.equal(storage.get("tb-profile-index"), '["__proto__"]');
  }
});
