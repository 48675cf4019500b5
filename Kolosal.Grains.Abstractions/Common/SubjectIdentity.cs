namespace Kolosal;

/// <summary>By what a person is known. It travels while the person is erased, and is never stored.</summary>
/// <param name="Names">Columns and the person's values in them.</param>
/// <param name="Pseudonyms">What stands for those values where they were made pseudonyms.</param>
/// <param name="Predictions">Ids of predicted rows that are known to be about the person.</param>
/// <param name="Tokens">Values that are known by their digest alone, when an erasure is carried out again; default is none.</param>
[GenerateSerializer, Immutable, Alias("kolosal.subject-identity")]
public sealed record SubjectIdentity(
    ImmutableArray<SubjectName> Names, ImmutableArray<string> Pseudonyms, ImmutableArray<string> Predictions,
    ImmutableArray<SubjectToken> Tokens = default)
{
    /// <summary>The tokens; empty for default.</summary>
    public ImmutableArray<SubjectToken> Known => Tokens.IsDefault ? [] : Tokens;
}

/// <param name="Column">A column, in whatever dataset.</param>
/// <param name="Value">The person's value; blanks around and case do not count.</param>
[GenerateSerializer, Immutable, Alias("kolosal.subject-name")]
public sealed record SubjectName(string Column, string Value);

/// <summary>What stands for a person's value where it may not be kept: it recognises the value, and nobody without the key can tell it.</summary>
/// <param name="Column">A column, in whatever dataset.</param>
/// <param name="Digest">Keyed digest of column and value.</param>
/// <param name="Length">Characters of the value.</param>
/// <param name="Distinctive">It may be looked for in any text.</param>
[GenerateSerializer, Immutable, Alias("kolosal.subject-token")]
public sealed record SubjectToken(string Column, string Digest, int Length, bool Distinctive);
