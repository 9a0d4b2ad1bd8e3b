/**
 * Makes a subject as small as it gets: takes the first smaller one that still keeps what it is about, and goes on from
 * there until none does. What comes out cannot be made smaller in any single step. Deterministic: the same subject,
 * steps and judgement give the same result.
 *
 * `smaller` gives the steps from a subject, the boldest first. Each must be smaller by one measure, so that the steps
 * come to an end. `keeps` says whether a candidate still shows what is to be shown: the same failure, not just any.
 */
export function shrunk<Subject>(
  subject: Subject,
  smaller: (subject: Subject) => Iterable<Subject>,
  keeps: (candidate: Subject) => boolean,
): Subject {
  let smallest = subject;
  for (;;) {
    const next = firstKept(smaller(smallest), keeps);
    if (next === undefined) return smallest;
    smallest = next;
  }
}

function firstKept<Subject>(
  candidates: Iterable<Subject>,
  keeps: (candidate: Subject) => boolean,
): Subject | undefined {
  for (const candidate of candidates) if (keeps(candidate)) return candidate;
  return undefined;
}
