import { useState } from 'react';
import { useClient, useMay } from '../data/session.tsx';
import { faultSentence } from '../shell/fault-notice.tsx';
import { Icon } from '../shell/icon.tsx';
import { go, hrefTo } from '../shell/route.ts';
import { say } from '../shell/toasts.tsx';
import { sampleReport } from './sample-report.ts';

/** Makes a report that shows what documents can be, so that nothing is ever empty. */
export function SampleButton({ isQuiet = false }: { isQuiet?: boolean }) {
  const client = useClient();
  const may = useMay();
  const [isUnderWay, setUnderWay] = useState(false);
  if (!may('jobs:create')) return null;
  const make = async (): Promise<void> => {
    setUnderWay(true);
    try {
      go(hrefTo(`jobs/${(await client.create(sampleReport(new Date()))).id}`));
    } catch (error) {
      say(faultSentence(error), 'bad');
      setUnderWay(false);
    }
  };
  return (
    <button
      type="button"
      className={isQuiet ? 'button' : 'button primary large'}
      disabled={isUnderWay}
      onClick={() => void make()}
    >
      <Icon name="flask" /> Make a sample report
    </button>
  );
}
