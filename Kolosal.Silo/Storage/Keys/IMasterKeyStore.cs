namespace Kolosal.Storage.Keys;

/// <summary>Where the master key is kept: a file, the environment, or a program that asks a vault.</summary>
internal interface IMasterKeyStore
{
    /// <summary>For messages and the rotation log; never the key.</summary>
    string Name { get; }

    /// <summary>The key that follows this one, which a rotation takes: null where the store makes none beforehand.</summary>
    byte[]? Next { get; }

    /// <summary>The store takes a new key by itself (<see cref="Write"/>); otherwise a person puts it there.</summary>
    bool CanWrite { get; }

    /// <summary>The key, 32 bytes.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it has another form.</exception>
    byte[] Read();

    /// <summary>Puts another key in the place of the present one; on return it is what <see cref="Read"/> answers after a restart.</summary>
    void Write(byte[] key);
}
