using Kolosal.Disclosure;
using Kolosal.Storage;

namespace Kolosal.Subjects;

/// <summary>The keyed digest of each workspace: pseudonyms of one say nothing about those of another.</summary>
internal sealed class WorkspaceDigests(IKeyRing keys)
{
    private const int KeyBytes = 32;

    public KeyedDigest Of(string workspace) => new(keys.Derive($"privacy/{workspace}", KeyBytes));

    /// <summary>What finds a person, by names or by their tokens.</summary>
    public SubjectMatch Match(string workspace, SubjectIdentity identity)
    {
        var digest = Of(workspace);
        return new(
            [.. identity.Names.Select(name => (name.Column, name.Value))], identity.Pseudonyms,
            [.. identity.Known.Select(token => new SubjectDigest(token.Column, token.Digest, token.Length, token.Distinctive))],
            (column, plain) => Token(digest, column, plain));
    }

    /// <summary>What stands for a person's values where these may not be kept.</summary>
    public ImmutableArray<SubjectToken> Tokens(string workspace, IEnumerable<SubjectName> names)
    {
        var digest = Of(workspace);
        return [.. names.Select(name => (name.Column, Value: name.Value.Trim())).Where(name => name.Value.Length > 0).Select(name => new SubjectToken(
            name.Column, Token(digest, name.Column, SubjectMatch.Plain(name.Value)), name.Value.Length, SubjectMatch.IsDistinctive(name.Value)))];
    }

    private static string Token(KeyedDigest digest, string column, string plain) => digest.Pseudonym($"erasure\u0001{column}", plain);
}
