import type { Scene } from './deed.ts';

/** A, B, C: what a person calls the jobs of a run. */
export function nameOf(scene: Pick<Scene, 'jobs'>, id: string): string {
  const index = scene.jobs.indexOf(id);
  return index < 0 ? id : String.fromCharCode('A'.charCodeAt(0) + index);
}

export function namedJobs(scene: Pick<Scene, 'jobs'>, text: string): string {
  return scene.jobs.reduce((named, id) => named.replaceAll(id, nameOf(scene, id)), text);
}
