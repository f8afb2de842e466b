/** The catalogue in the order that the engine gave last, renewed after events: one question at a time, and one more for what came meanwhile. */
export class RankingAhead {
  #asking = false;
  #again = false;
  #erasures = 0;
  readonly #ask: () => Promise<string | undefined>;
  readonly #onRenewed: (ranking: string | undefined) => void;

  /**
   * @param latest what an earlier page left
   * @param ask the engine; undefined where it has no ranking to give, '' where there is to be none
   * @param onRenewed told of a ranking, and of its end
   */
  constructor(
    public latest: string | undefined,
    ask: () => Promise<string | undefined>,
    onRenewed: (ranking: string | undefined) => void,
  ) {
    this.#ask = ask;
    this.#onRenewed = onRenewed;
  }

  renew(): void {
    this.#again = true;
    if (!this.#asking) void this.#askAgain();
  }

  async #askAgain(): Promise<void> {
    this.#asking = true;
    while (this.#again) {
      this.#again = false;
      const erasures = this.#erasures;
      const ranking = await this.#ask().catch(() => undefined);
      // One that was asked for before the latest event is better than an older one.
      if (ranking !== undefined && erasures === this.#erasures) this.#set(ranking || undefined);
    }
    this.#asking = false;
  }

  /** What is being asked is of a history that is gone, and nothing is left to ask about. */
  forget(): void {
    this.#again = false;
    this.#erasures += 1;
    this.#set(undefined);
  }

  #set(ranking: string | undefined): void {
    if (ranking === this.latest) return;
    this.latest = ranking;
    this.#onRenewed(ranking);
  }
}
