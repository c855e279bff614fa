// What this browser keeps of a person's profiles, under the names that the README gives: a copy of what the
// server has, to give it back to one that has forgotten. `storage` has get, set and remove; texts are JSON.

const PINS = "tb-saved-pins";
const INDEX = "tb-profile-index";
const PROFILE = "tb-profile-";
const ACTIVE = "tb-active-profile";
const OLD_PINS = "tb-saved-scalar-pins";
const OTHER_INDEX = "_tb_profiles_index";
const OTHER_PROFILE = "_tb_profile.";
const OTHER_ACTIVE = "_tb_active_profile";
const STATE = "tb-mirror"; // ours: {version, names, asked, othersRead}

/** What the server should take, or null: `{pins, profiles, active, more}`. `known`: whether it knows us. */
export function toRestore(storage, known) {
  const state = stateOf(storage);
  const own = known ? nothing() : ownCopy(storage);
  const others = state.othersRead ? nothing() : othersCopy(storage);
  const found = {
    pins: own.pins,
    profiles: [...own.profiles, ...others.profiles],
    active: own.active ?? others.active,
    more: oldPins(storage),
  };
  const isEmpty = !found.pins.length && !found.profiles.length && !found.more.length;
  return isEmpty || state.asked === print(found) ? null : found;
}

/** The server has answered: what it took from older names is not given again, nor what it has refused. */
export function restored(storage, found, refused) {
  const asked = refused.length ? print(found) : "";
  keepState(storage, { ...stateOf(storage), othersRead: true, asked });
  if (found.more.length) storage.set(OLD_PINS, "[]");
}

/** Whether the copy is of this version. */
export function isCurrent(storage, version) {
  return version !== "" && stateOf(storage).version === version;
}

/** Makes the copy what the server has. What it never had is left where it is. */
export function copy(storage, version, { pins, profiles, active }) {
  const state = stateOf(storage);
  const mirrored = listed(state.names);
  const names = profiles.map(({ name }) => name).filter((name) => name !== "index");
  const kept = listed(read(storage, INDEX)).filter(
    (name) => !mirrored.includes(name) && !names.includes(name),
  );
  for (const name of mirrored) {
    if (!names.includes(name)) storage.remove(PROFILE + name);
  }
  if (pins) storage.set(PINS, JSON.stringify(pins));
  for (const profile of profiles) {
    if (profile.name !== "index") storage.set(PROFILE + profile.name, JSON.stringify(profile));
  }
  storage.set(INDEX, JSON.stringify([...names, ...kept]));
  if (active === null) storage.remove(ACTIVE);
  else storage.set(ACTIVE, active);
  keepState(storage, { ...stateOf(storage), version, names });
}

function ownCopy(storage) {
  const profiles = profilesUnder(storage, INDEX, PROFILE);
  return { pins: items(read(storage, PINS)), profiles, active: storage.get(ACTIVE) };
}

function othersCopy(storage) {
  const profiles = profilesUnder(storage, OTHER_INDEX, OTHER_PROFILE);
  return { pins: [], profiles, active: storage.get(OTHER_ACTIVE) };
}

function profilesUnder(storage, index, prefix) {
  const found = listed(read(storage, index)).map((name) => named(read(storage, prefix + name), name));
  return found.filter((profile) => profile !== null);
}

/** A profile under the name that its key has; what is no profile goes as it is, and is refused by name. */
function named(document, name) {
  if (document === null || typeof document !== "object" || Array.isArray(document)) return document;
  return "data" in document ? document : { ...document, name };
}

function oldPins(storage) {
  return listed(read(storage, OLD_PINS)).map((tag) => ({ plugin: "scalars", tag }));
}

function stateOf(storage) {
  const state = read(storage, STATE);
  return state && typeof state === "object" ? state : {};
}

function keepState(storage, state) {
  storage.set(STATE, JSON.stringify(state));
}

function nothing() {
  return { pins: [], profiles: [], active: null };
}

function read(storage, key) {
  return parsed(storage.get(key));
}

function parsed(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

function items(value) {
  return Array.isArray(value) ? value : [];
}

function listed(value) {
  return items(value).filter((item) => typeof item === "string");
}

/** A short text that is the same for the same value. */
function print(value) {
  const text = JSON.stringify(value);
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return `${text.length}-${hash}`;
}
