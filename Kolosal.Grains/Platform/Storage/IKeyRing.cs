namespace Kolosal.Storage;

/// <summary>Keys for named purposes, all derived from the master key, which never leaves the ring.</summary>
public interface IKeyRing
{
    /// <summary>The sub-key of a purpose: HKDF-SHA-256 (RFC 5869) of the master key with the purpose as info.</summary>
    /// <param name="purpose">Fixed name, such as <c>api-keys/pepper</c>; the same name gives the same key on every start.</param>
    /// <param name="bytes">Length, 16 to 64.</param>
    byte[] Derive(string purpose, int bytes);

    /// <summary>The sub-keys of a purpose that wraps other keys: the one that wraps now, then those of earlier generations, which still
    /// open.</summary>
    /// <param name="purpose">As with <see cref="Derive"/>.</param>
    /// <param name="bytes">Length, 16 to 64.</param>
    IEnumerable<byte[]> DeriveWrappings(string purpose, int bytes) => [Derive(purpose, bytes)];
}
