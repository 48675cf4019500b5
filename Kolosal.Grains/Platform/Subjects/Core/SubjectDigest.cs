namespace Kolosal.Subjects;

/// <summary>A value by which a person is known, as its digest: it is recognised where it stands, and cannot be told from this.</summary>
/// <param name="Column">The column.</param>
/// <param name="Digest">Keyed digest of the column and the value in its plain form (<see cref="SubjectMatch.Plain"/>).</param>
/// <param name="Length">Characters of the value, so that it can be looked for inside of texts.</param>
/// <param name="Distinctive">It may be looked for in any text (<see cref="SubjectMatch.Distinctive"/>).</param>
public sealed record SubjectDigest(string Column, string Digest, int Length, bool Distinctive);
