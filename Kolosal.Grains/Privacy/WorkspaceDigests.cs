using Kolosal.Disclosure;
using Kolosal.Storage;

namespace Kolosal.Privacy;

/// <summary>The keyed digest of each workspace: pseudonyms of one say nothing about those of another.</summary>
internal sealed class WorkspaceDigests(IKeyRing keys)
{
    private const int KeyBytes = 32;

    public KeyedDigest Of(string workspace) => new(keys.Derive($"privacy/{workspace}", KeyBytes));
}
