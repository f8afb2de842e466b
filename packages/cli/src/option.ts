/** An option of a command. */
export interface Option {
  readonly name: string;
  /** Placeholder of the value in the help; absent for a switch. */
  readonly value?: string;
  readonly text: string;
  readonly required?: true;
  /** Another option, which replaces a required one. */
  readonly alternative?: string;
  /** May be given several times. */
  readonly repeatable?: true;
  /** The command's value without a name is the value of this option. */
  readonly positional?: true;
}
