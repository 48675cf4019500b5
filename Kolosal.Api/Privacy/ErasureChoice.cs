namespace Kolosal.Privacy;

/// <summary>What becomes of something that holds a person who is erased.</summary>
internal enum ErasureChoice
{
    /// <summary>It stays, and is named in the answer.</summary>
    Keep,

    /// <summary>It is deleted.</summary>
    Remove,
}
