const WIDTH = 32;

export interface Bars {
  set(index: number, percent: number, stage: string): void;
  close(): void;
}

/** One bar a line, redrawn in place on a terminal; without one, a line for each step of ten percent. */
export function createBars(labels: string[]): Bars {
  const lines = labels.map((label) => ({ label, percent: 0, stage: '', said: -1 }));
  const isTerminal = process.stdout.isTTY;
  if (isTerminal) draw();

  function draw(): void {
    for (const { label, percent, stage } of lines) {
      const full = Math.round((percent / 100) * WIDTH);
      const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
      process.stdout.write(
        `\x1b[2K${label.padEnd(14)} ${bar} ${String(Math.round(percent)).padStart(3)} %  ${stage}\n`,
      );
    }
  }

  return {
    set(index, percent, stage) {
      const line = lines[index];
      if (!line) return;
      Object.assign(line, { percent: Math.max(percent, stage === 'completed' ? 100 : 0), stage });
      if (isTerminal) {
        process.stdout.write(`\x1b[${lines.length}A`);
        draw();
      } else if (Math.floor(line.percent / 10) !== line.said) {
        line.said = Math.floor(line.percent / 10);
        console.log(`${line.label.padEnd(14)} ${String(Math.round(line.percent)).padStart(3)} %  ${line.stage}`);
      }
    },
    close() {},
  };
}
