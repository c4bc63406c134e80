import { Component, type ReactNode } from 'react';
import { Icon } from './icon.tsx';

/**
 * A room that cannot be shown, for want of a file that a newer version of the service has no more or by a fault of the page,
 * says so and leaves the rest of the page as it is: without this the whole page goes blank.
 */
export class SafeRoom extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <section className="card empty" role="alert">
        <Icon name="warning" size={32} />
        <h1>This cannot be shown</h1>
        <p>A part of the page could not be fetched, or failed. Load the page again; nothing of your jobs is lost.</p>
        <button type="button" className="button primary" onClick={() => window.location.reload()}>
          Load it again
        </button>
      </section>
    );
  }
}
