namespace Kolosal.Storage;

/// <summary>Puts another master key in the place of the present one, while everything goes on.</summary>
public interface IMasterKeyRotation
{
    /// <summary>Rotates: a new key wraps from now on, and what was wrapped is wrapped anew in the background.</summary>
    /// <returns>What became of it, in words without a secret; refused where the master key cannot be rotated from here.</returns>
    Task<Result<string>> RotateAsync(CancellationToken cancel);

    /// <summary>How far the wrapping anew is.</summary>
    RewrapProgress Progress { get; }
}

/// <param name="Generation">Generation of the key that wraps, from 1.</param>
/// <param name="Wrapped">Keys of blobs found wrapped under it by the last walk.</param>
/// <param name="Left">Keys of blobs that the last walk could not wrap anew.</param>
/// <param name="Walking">A walk is under way.</param>
public sealed record RewrapProgress(int Generation, long Wrapped, long Left, bool Walking);
