/** The catalogue in the order that the engine gave last, renewed after events: one question at a time, and one more for what came meanwhile. */
export class RankingAhead {
  private asking = false;
  private again = false;

  /**
   * @param latest what an earlier page left
   * @param ask the engine; undefined where it has no ranking to give
   * @param onRenewed told of a ranking, and of its end
   */
  constructor(
    public latest: string | undefined,
    private readonly ask: () => Promise<string | undefined>,
    private readonly onRenewed: (ranking: string | undefined) => void,
  ) {}

  renew(): void {
    if (this.asking) this.again = true;
    else void this.askAgain();
  }

  private async askAgain(): Promise<void> {
    this.asking = true;
    do {
      this.again = false;
      const ranking = await this.ask().catch(() => undefined);
      // Asked before an event or an erasure that came meanwhile: the next answer knows of it.
      if (ranking && !this.again) this.set(ranking);
    } while (this.again);
    this.asking = false;
  }

  /** What is being asked is of a history that is gone. */
  forget(): void {
    this.again = this.asking;
    this.set(undefined);
  }

  private set(ranking: string | undefined): void {
    if (ranking === this.latest) return;
    this.latest = ranking;
    this.onRenewed(ranking);
  }
}
