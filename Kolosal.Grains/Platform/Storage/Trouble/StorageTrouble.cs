namespace Kolosal.Storage;

/// <summary>What is wrong with where things are kept.</summary>
[GenerateSerializer, Alias("kolosal.storage-trouble")]
public enum StorageTrouble
{
    /// <summary>It cannot be reached, or fails for a reason of its own.</summary>
    Unavailable,

    /// <summary>There is no space left.</summary>
    Full,

    /// <summary>It takes no writes: a read-only mount, or missing rights.</summary>
    ReadOnly,

    /// <summary>It is there and not what was written.</summary>
    Damaged,
}
