namespace Kolosal.Storage;

/// <summary>Looks whether what lies on disk is sealed.</summary>
public interface IStorageSeals
{
    /// <summary>Reads the beginnings of stored files, the newest of many, and how the master key's file is guarded.</summary>
    StorageSeals Look();
}

/// <param name="Looked">Files whose beginning was read.</param>
/// <param name="Unsealed">Those that are not sealed, relative to the data directory; at most 100.</param>
/// <param name="KeyStore">Where the master key is: <c>file</c>, <c>environment</c> or <c>command</c>.</param>
/// <param name="KeyFileFault">What is wrong with the key's file; null where nothing is, or where it is in none.</param>
public sealed record StorageSeals(int Looked, ImmutableArray<string> Unsealed, string KeyStore, string? KeyFileFault);
