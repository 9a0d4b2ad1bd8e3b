import type { DialectName } from "./dialects/dialect.ts";
import type { LayeredSettings, UserSettings } from "../../model/config/settings.ts";

/** Why a file's settings cannot be taken. */
export interface InputError {
  readonly message: string;
  readonly file: string;
  readonly line?: number;
  readonly key?: string;
  /** What would be right. */
  readonly hint: string;
}

/** Something in a file that its writer may not expect. */
export interface InputNotice {
  readonly message: string;
  readonly file: string;
  readonly line?: number;
  readonly key?: string;
}

/** A file of settings; `file` is the name that messages use, the text is the caller's to fetch. */
export interface SettingsSource {
  readonly file: string;
  readonly text: string;
}

/** Of Java, of Spring Boot, of other clients. `json`: Kafka's names in JSON; `environment`: Spring's variables. */
export type InputFormat = "properties" | "json" | "spring-properties" | "spring-yaml" | "environment" | DialectName;

/** What a file was taken for. */
export interface TakenAs {
  readonly file: string;
  readonly format: InputFormat;
  /** The producer profile that simulates the client whose settings these are, where it is not the Java one. */
  readonly profile?: string;
}

/** What files say of a producer's settings, under the Java client's names. */
export interface ReadSettings extends LayeredSettings {
  /** What the client gets without anybody having written it: below all that is written, in whatever file. */
  readonly presets: UserSettings;
  readonly notices: readonly InputNotice[];
}

export type SettingsReading =
  | (ReadSettings & {
      readonly ok: true;
      readonly files: readonly TakenAs[];
    })
  | { readonly ok: false; readonly error: InputError };

/** Carries an {@link InputError} out of a reader's depth. It never leaves `readSettings`. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  readonly error: InputError;

  constructor(error: InputError) {
    super(error.message);
    this.error = error;
  }
}

/** One line: where, which key, what is wrong, what would be right. */
export function describeInputError(error: InputError): string {
  return oneLine(`${place(error)}: ${error.message}; ${error.hint}`);
}

export const describeInputNotice = (notice: InputNotice): string => oneLine(`${place(notice)}: ${notice.message}`);

function place({ file, line, key }: InputNotice | InputError): string {
  const where = line === undefined ? file : `${file}:${line}`;
  return key === undefined ? where : `${where}: ${key}`;
}

/** A name or a key may hold anything, but a message stays on its line. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) => {
    const code = character.charCodeAt(0);
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** A user's text in a message: quoted, and cut when it is long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
